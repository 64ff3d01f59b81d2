// What cannot be saved without remembering anything: list, read and gate all source files, then parse the gated ones
// with TypeScript and walk them once.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, dist] = process.argv.slice(2);
const { mentionsOurs } = await import(pathToFileURL(join(dist, "src/syntax/gate.js")).href);

const skipped = /^(?:\..*|node_modules|dist|coverage|build|out)$/;
const source = /\.[cm]?[jt]sx?$/;
const notSource = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;

const gated = [];
let files = 0;
const list = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.test(entry.name)) list(path);
    } else if (entry.isFile() && source.test(entry.name) && !notSource.test(entry.name)) {
      files++;
      const text = readFileSync(path, "utf8");
      if (text.length < 2 * 1024 * 1024 && mentionsOurs(text)) gated.push([path, text]);
    }
  }
};
list(root);

const ts = createRequire(import.meta.url)("typescript");
let nodes = 0;
const walk = (node) => {
  nodes++;
  ts.forEachChild(node, walk);
};
for (const [path, text] of gated) walk(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false));
console.log(JSON.stringify({ files, gated: gated.length, nodes }));
