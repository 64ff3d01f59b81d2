import { dirname, join } from "node:path/posix";
import type { Dialect } from "../../src/interpret/dialect.js";
import type { Predicate } from "../../src/catalog/types.js";
import type { PackageInfo } from "../../src/interpret/happenings.js";
import { interpret, type Interpreted } from "../../src/interpret/index.js";
import { dialects } from "../../src/dialects/index.js";
import { link } from "../../src/catalog/link.js";
import type { Catalog, Filter, Query } from "../../src/catalog/types.js";
import { mentionsOurs } from "../../src/syntax/gate.js";
import { readModule } from "../../src/syntax/read.js";
import type { Module } from "../../src/syntax/tree.js";
import type { Project, Resolution } from "../../src/workspace/types.js";

/** Path → text. Paths end in .ts or .js; a relative import finds its file with or without the ending. */
export type Files = { readonly [file: string]: string };

/** A project that lives in memory, every file a root: of one package, or of those that have a package.json. */
export function project(files: Files): Project {
  const names = Object.keys(files).filter((name) => !name.endsWith(".json"));
  const parsed = new Map<string, Module>();
  return {
    root: "/project",
    gated: names.filter((file) => mentionsOurs(files[file] ?? "")),
    roots: names,
    module: (file) => {
      const text = files[file];
      if (text === undefined) return null;
      const known = parsed.get(file) ?? readModule(file, text);
      parsed.set(file, known);
      return known;
    },
    resolve: (from, specifier) =>
      specifier.startsWith(".") ? near(files, from, specifier) : { to: "external", name: specifier },
    packageOf: (file) => packageAt(files, dirname(file)),
    isMigration: (file) => file.startsWith("migrations/"),
  };
}

function packageAt(files: Files, directory: string): PackageInfo {
  const manifest = files[join(directory, "package.json")];
  if (manifest !== undefined)
    return { ...WHOLE, ...(JSON.parse(manifest) as Partial<PackageInfo>), directory };
  return directory === "." ? WHOLE : packageAt(files, dirname(directory));
}

const WHOLE: PackageInfo = { name: "project", directory: "", mongooseMajor: 8, dependsOn: [] };

function near(files: Files, from: string, specifier: string): Resolution {
  const path = join(dirname(from), specifier).replace(/\.js$/, "");
  const file = ["", ".ts", ".js", ".mjs", "/index.ts", "/index.js"]
    .map((end) => path + end)
    .find((name) => name in files);
  return file === undefined ? { to: "nowhere" } : { to: "file", file };
}

/** What the interpreter saw; a bug of ours on the way is the test's failure. */
export function happened(files: Files, spoken: readonly Dialect[] = dialects): Interpreted {
  const seen = interpret(project(files), spoken);
  for (const { error } of seen.errors) throw error;
  return seen;
}

/** The catalog of some files. */
export const catalogOf = (files: Files): Catalog => link(happened(files));

/** The queries as lines: `find User {name:eq, age:range?} sort name:1`. A model that is not known is `?`, an open filter ends in `…`. */
export const queriesOf = (files: Files): readonly string[] => catalogOf(files).queries.map(showQuery);

export function showQuery(query: Query): string {
  const { sort } = query;
  const order =
    sort === null ? "" : ` sort ${sort === "unknown" ? "?" : sort.map(([p, d]) => `${p}:${d}`).join(",")}`;
  return `${query.operation} ${query.model ?? query.collection ?? "?"} {${showFilter(query.filter)}}${order}`;
}

const showFilter = ({ all, any, nor, open }: Filter): string =>
  [
    ...all.map(showPredicate),
    ...any.map((branches) => `or(${branches.map(showFilter).join(" | ")})`),
    ...nor.map((branch) => `nor(${showFilter(branch)})`),
    ...(open ? ["…"] : []),
  ].join(", ");

const showPredicate = ({ path, op, maybe }: Predicate): string => `${path}:${op}${maybe ? "?" : ""}`;
