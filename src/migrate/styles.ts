import type { Json } from "../catalog/types.js";
import { printKeys, printValue } from "./print.js";
import type { Migration, Step } from "./steps.js";

/** The tools a migration can be written for. */
export const styles = ["plain", "migrate-mongo", "ts-migrate-mongoose", "umzug", "mongosh"] as const;
export type Style = (typeof styles)[number];

export interface Printing {
  readonly style: Style;
  /** Write TypeScript; otherwise JavaScript. */
  readonly typed: boolean;
  /** Write `module.exports`; otherwise ES modules. */
  readonly commonJs: boolean;
}

interface Frame {
  readonly head: readonly string[];
  readonly up: string;
  readonly down: string;
  readonly end: string;
  readonly tail: readonly string[];
  readonly indent: string;
  readonly db: string;
}

/** The migration as a file of the tool's. */
export function printMigration({ up, down }: Migration, printing: Printing): string {
  const frame = frameOf(printing);
  const { typed, style } = printing;
  const shell = style === "mongosh";
  const body = (steps: readonly Step[]): string[] =>
    steps
      .flatMap((step) => statement(step, { db: frame.db, shell, typed }))
      .map((line) => `${frame.indent}${line}`);
  const ids = JSON.stringify([up, down]).includes('"$oid"') && !shell;
  return `${[
    ...(ids
      ? [
          printing.commonJs
            ? `const { ObjectId } = require("mongodb");`
            : `import { ObjectId } from "mongodb";`,
        ]
      : []),
    ...frame.head,
    frame.up,
    ...body(up),
    frame.end,
    ...(frame.indent.length > 2 ? [] : [""]),
    frame.down,
    ...body(down),
    frame.end,
    ...frame.tail,
  ].join("\n")}\n`;
}

function frameOf({ style, typed, commonJs }: Printing): Frame {
  const db = style === "ts-migrate-mongoose" ? "connection" : "db";
  const parameter = parameters[style][typed ? 1 : 0];
  const promise = typed ? ": Promise<void>" : "";
  if (style === "mongosh") {
    return {
      head: ["// mongosh <uri> this-file.js; call down() to go back", ""],
      up: "function up() {",
      down: "function down() {",
      end: "}",
      tail: ["", "up();"],
      indent: "  ",
      db,
    };
  }
  if (commonJs) {
    const method = (name: string): string => `  async ${name}(${parameters[style][0]}) {`;
    return {
      head: ["module.exports = {"],
      up: method("up"),
      down: method("down"),
      end: "  },",
      tail: ["};"],
      indent: "    ",
      db,
    };
  }
  const declare = (name: string): string =>
    style === "ts-migrate-mongoose"
      ? `export async function ${name}(${parameter})${promise} {`
      : `export const ${name} = async (${parameter})${promise} => {`;
  const end = style === "ts-migrate-mongoose" ? "}" : "};";
  return {
    head: typed ? [typeImports[style], ""] : [],
    up: declare("up"),
    down: declare("down"),
    end,
    tail: [],
    indent: "  ",
    db,
  };
}

/** Without and with types. */
const parameters: { readonly [style in Style]: readonly [string, string] } = {
  plain: ["db", "db: Db"],
  "migrate-mongo": ["db", "db: Db"],
  "ts-migrate-mongoose": ["connection", "connection: Connection"],
  umzug: ["{ context: db }", "{ context: db }: { context: Db }"],
  mongosh: ["", ""],
};

const typeImports: { readonly [style in Style]: string } = {
  plain: `import type { Db } from "mongodb";`,
  "migrate-mongo": `import type { Db } from "mongodb";`,
  "ts-migrate-mongoose": `import type { Connection } from "mongoose";`,
  umzug: `import type { Db } from "mongodb";`,
  mongosh: "",
};

interface Dialect {
  readonly db: string;
  readonly shell: boolean;
  readonly typed: boolean;
}

function statement(step: Step, { db, shell, typed }: Dialect): string[] {
  const collection = `${db}.${shell ? "getCollection" : "collection"}(${JSON.stringify(step.collection)})`;
  const wait = shell ? "" : "await ";
  if (step.do === "create") {
    return [
      ...noted(step.note),
      `${wait}${collection}.createIndex(${printKeys(step.keys)}, ${printValue(step.options as Json)});`,
    ];
  }
  if (step.do === "drop")
    return [...noted(step.note), `${wait}${collection}.dropIndex(${JSON.stringify(step.name)});`];
  const command = printValue({ collMod: step.collection, index: { name: step.name, ...step.change } });
  const run = shell ? "db.runCommand" : db === "db" ? "db.command" : `${db}.db${typed ? "!" : ""}.command`;
  return [`${wait}${run}(${command});`];
}

/** What our own rule would say of a step stands beside it, said on purpose. */
const noted = (note: string | undefined): string[] =>
  note === undefined ? [] : [`// analyze-indexes-disable-next-line safe-index-migration -- ${note}`];
