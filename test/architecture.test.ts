import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Who may import whom, and for what: the table of the architecture. */
const mayUse: {
  readonly [room: string]: { readonly code: readonly string[]; readonly types?: readonly string[] };
} = {
  syntax: { code: [] },
  interpret: { code: [], types: ["syntax", "workspace"] },
  dialects: { code: ["interpret"], types: ["syntax"] },
  catalog: { code: ["planner"], types: ["interpret", "dialects"] },
  planner: { code: [] },
  verdict: { code: [], types: ["catalog"] },
  rules: { code: ["verdict", "planner"], types: ["catalog"] },
  workspace: { code: ["syntax", "interpret", "dialects", "catalog"] },
  eslint: { code: ["workspace", "verdict", "rules", "syntax/gate", "syntax/edits"], types: ["catalog"] },
  report: { code: ["verdict", "planner"], types: ["catalog"] },
  migrate: { code: ["planner"], types: ["catalog"] },
  runtime: { code: ["catalog/normalise"], types: ["catalog"] },
  cli: {
    code: [
      "syntax",
      "catalog",
      "planner",
      "verdict",
      "rules",
      "workspace",
      "report",
      "migrate",
      "runtime",
      "analyze",
    ],
    types: ["interpret"],
  },
  analyze: { code: ["report", "rules", "verdict", "workspace"], types: ["catalog"] },
};

/** Packages with a home: only these rooms may load them. */
const homes: {
  readonly [name: string]: { readonly code: readonly string[]; readonly types?: readonly string[] };
} = {
  "ts-morph": { code: ["syntax"] },
  typescript: { code: ["syntax"] },
  mongoose: { code: ["catalog", "cli"], types: ["runtime"] },
  "node:fs": { code: ["workspace", "cli"] },
  "node:fs/promises": { code: [] },
  "node:child_process": { code: ["cli"] },
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly types: boolean;
}

const files = ["src", "rules"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`),
);

const textOf = (file: string): string => readFileSync(join(root, file), "utf8");
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");

function importsOf(file: string): Import[] {
  const statements = withoutComments(textOf(file)).matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)(\.[A-Z])?|\brequire\(\s*["']([^"']+)["']\s*\)/gm,
  );
  return [...statements].map(([, type, statically, dynamically, member, required]) => ({
    file,
    specifier: statically ?? dynamically ?? required ?? "",
    types: type !== undefined || member !== undefined,
  }));
}

/** The room a file of ours stands in: `src/planner/keys.ts` → planner. */
const roomOf = (file: string): string =>
  file
    .replace(/^src\//, "")
    .split("/")[0]
    ?.replace(/\.ts$/, "") ?? "";

const targetOf = ({ file, specifier }: Import): string =>
  normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts");

const imports = files.flatMap(importsOf);
const ours = imports.filter(({ specifier }) => specifier.startsWith("."));
const external = imports.filter(({ specifier }) => !specifier.startsWith("."));

const crosses = (one: Import): boolean => roomOf(one.file) !== roomOf(targetOf(one));

function isAllowed(one: Import): boolean {
  const rooms = mayUse[roomOf(one.file)];
  if (!rooms) return false;
  const target = targetOf(one).replace(/^src\//, "");
  const holds = (list: readonly string[] = []): boolean =>
    list.some((room) => target === `${room}.ts` || target.startsWith(`${room}/`));
  return holds(rooms.code) || (one.types && holds(rooms.types));
}

const show = (one: Import): string => `${one.file} imports ${one.types ? "types of " : ""}${one.specifier}`;

describe("architecture", () => {
  test("there is something to guard", () => {
    expect(ours.filter(crosses).length).toBeGreaterThan(30);
    expect(external.some(({ specifier }) => specifier === "ts-morph")).toBe(true);
  });

  test("rooms import only the rooms they may", () => {
    expect(
      ours
        .filter(crosses)
        .filter((one) => !isAllowed(one))
        .map(show),
    ).toEqual([]);
  });

  test("each guarded package is loaded in its own room only", () => {
    const strays = external.filter(({ file, specifier, types }) => {
      const home = homes[specifier];
      const room = roomOf(file);
      return home && !home.code.includes(room) && !(types && home.types?.includes(room));
    });
    expect(strays.map(show)).toEqual([]);
  });

  test("process and console are named in cli/main.ts only", () => {
    const naming = files.filter((file) =>
      /(?<![\w.$"'`/-])(process|console)\s*[.[]/.test(withoutComments(textOf(file))),
    );
    expect(naming.filter((file) => file !== "src/cli/main.ts")).toEqual([]);
  });

  test("modules stay small", () => {
    expect(files.filter((file) => textOf(file).split("\n").length > 401)).toEqual([]);
  });

  test("the only class with state is Workspace; the others are errors", () => {
    const classes = files.flatMap((file) =>
      [
        ...withoutComments(textOf(file)).matchAll(
          /^(?:export )?(?:abstract )?class (\w+)( extends \w*Error\b)?/gm,
        ),
      ]
        .filter(([, , error]) => !error)
        .map(([, name]) => `${name} in ${file}`),
    );
    expect(classes).toEqual(["Workspace in src/workspace/workspace.ts"]);
  });
});
