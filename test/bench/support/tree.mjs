import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { generate } from "./generate.mjs";

const left = new Set(["node_modules", ".git", "dist", "coverage"]);

/** A copy of a tree's sources that may be edited, in a folder of its own; a number: a generated tree of so many files. */
export function prepare(tree) {
  const place = mkdtempSync(join(tmpdir(), "bench-"));
  const root = join(place, "tree");
  if (/^\d+$/.test(tree)) generate(root, Number(tree));
  else
    cpSync(tree, root, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !left.has(basename(path)),
    });
  for (const folder of [".git", "node_modules"]) mkdirSync(join(root, folder), { recursive: true });
  if (!existsSync(join(root, "package.json"))) writeFileSync(join(root, "package.json"), "{}");
  return {
    place,
    root,
    forget: () => rmSync(join(root, "node_modules/.cache"), { recursive: true, force: true }),
  };
}

/** How a tree is called in the table. */
export function nameOf(tree) {
  return /^\d+$/.test(tree)
    ? `${Number(tree).toLocaleString("en")} generated files`
    : basename(tree).replace("+", "/");
}

const queryWithLiteral = /\.(?:find|findOne|countDocuments|updateMany|updateOne|deleteMany)\(\{/;
const schemaWithLiteral = /new (?:\w+\.)?Schema(?:<[^(]*>)?\(\s*\{/;

/** Puts another property into the first object literal that matches: a keystroke, or an edit, that changes a fact. */
const withProperty = (text, pattern, property) => {
  const found = pattern.exec(text);
  return (
    text.slice(0, found.index + found[0].length) + ` ${property},` + text.slice(found.index + found[0].length)
  );
};

/** The file with the most models, and the one with the most queries, that can be edited in a way that changes a fact. */
export function subjects(root, catalog) {
  const most = (places, pattern) => {
    const counts = new Map();
    for (const place of places) if (place) counts.set(place.file, (counts.get(place.file) ?? 0) + 1);
    const files = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([file]) => file);
    const isTest = /(?:test|spec|e2e|migrations?)[./]/;
    const able = files.filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
    return able.find((file) => !isTest.test(file)) ?? able[0];
  };
  const subject = (places, pattern, property) => {
    const file = most(places, pattern);
    const text = readFileSync(join(root, file), "utf8");
    return {
      file,
      text,
      edited: (n) => withProperty(text, pattern, property(n)),
      commented: (n) => `${text}\n// edited ${n}\n`,
    };
  };
  const numbered = (n) => `bench${n}`;
  return {
    model: subject(
      catalog.models.map((each) => each.schemaAt ?? each.at),
      schemaWithLiteral,
      (n) => `${numbered(n)}: String`,
    ),
    service: subject(
      catalog.queries.map((each) => each.at),
      queryWithLiteral,
      (n) => `${numbered(n)}: 1`,
    ),
  };
}

/** A middling file that mentions nothing of ours, of a package without models and queries when there is such a one. */
export function neutral(root, catalog) {
  const found = [];
  const packages = [];
  const list = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !left.has(entry.name)) list(path);
      else if (/\.tsx?$/.test(entry.name) && !/\.d\.ts$/.test(entry.name)) found.push(path);
      else if (entry.name === "package.json" && folder !== "") packages.push(`${folder}/`);
    }
  };
  list("");
  packages.sort((a, b) => b.length - a.length);
  const packageOf = (file) => packages.find((folder) => file.startsWith(folder)) ?? "";
  const concerned = new Set(
    [...catalog.models, ...catalog.queries].map(({ at }) => at && packageOf(at.file)),
  );
  const plain = found
    .map((file) => [file, readFileSync(join(root, file), "utf8")])
    .filter(([, text]) => !/mongo|schema|model|find|update|delete|remove|count|where/i.test(text));
  const elsewhere = plain.filter(([file]) => !concerned.has(packageOf(file)));
  const fit = elsewhere.length > 0 ? elsewhere : plain;
  fit.sort(([a, left], [b, right]) => left.length - right.length || (a < b ? -1 : 1));
  return fit[fit.length >> 1][0];
}
