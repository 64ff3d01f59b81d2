// Lints one file again and again as it is typed, in one process, and tells the milliseconds of each time: with the parser
// alone, and with the recommended configuration. Every second keystroke changes a fact, the others a comment.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ESLint } from "eslint";

const [root, dist, subjectsFile, patience] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const parser = require("@typescript-eslint/parser");
const { default: plugin } = await import(pathToFileURL(join(dist, "src/eslint/plugin.js")).href);

const files = ["**/*.{js,jsx,cjs,mjs,ts,tsx,cts,mts}"];
const parse = { files, languageOptions: { parser }, linterOptions: { reportUnusedDisableDirectives: "off" } };
const linter = (...configs) =>
  new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [parse, ...configs],
    ignore: false,
    stats: true,
  });
const bare = linter();
const ours = linter({ ...plugin.configs.recommended, files });

const timed = async (eslint, text, file) => {
  const started = performance.now();
  const [result] = await eslint.lintText(text, { filePath: join(root, file) });
  const rules = result?.stats.times.passes.flatMap((pass) => Object.values(pass.rules ?? {})) ?? [];
  return { time: performance.now() - started, rules: rules.reduce((sum, { total }) => sum + total, 0) };
};

const results = {};
for (const [name, { file, keystrokes }] of Object.entries(JSON.parse(readFileSync(subjectsFile, "utf8")))) {
  const first = await timed(ours, keystrokes[0], file);
  await timed(bare, keystrokes[0], file);
  const strokes = [];
  const ends = performance.now() + Number(patience);
  for (const text of keystrokes.slice(1)) {
    const without = await timed(bare, text, file);
    const withOurs = await timed(ours, text, file);
    strokes.push({ lint: withOurs.time, parse: without.time, ours: withOurs.rules });
    if (performance.now() > ends) break;
  }
  results[name] = { file, first: first.time, strokes };
}
process.stdout.write(JSON.stringify(results));
