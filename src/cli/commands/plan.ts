import { plan, specOf, type AnyIndex, type IndexDocument, type PlannedQuery } from "../../planner/index.js";
import { isBad, parseFilter } from "../../planner/parse.js";
import { renderResult } from "../../report/explain.js";
import { paintFor } from "../../report/paint.js";
import { UserError } from "../../workspace/error.js";
import { parseJsonc } from "../../workspace/json.js";
import type { Invocation } from "../args.js";
import { wantsColour } from "../io.js";
import type { OptionName } from "../options.js";
import type { Command } from "../run.js";

/** `analyze-indexes plan`: which of these indexes would serve that query, without any code. */
export const planCommand: Command = (invocation, io) => {
  const indexes = indexesOf(invocation);
  const query: PlannedQuery = {
    filter: filterOf(invocation),
    sort: documentOf(invocation, "sort") ?? null,
    projection: documentOf(invocation, "projection") ?? null,
    collation: documentOf(invocation, "collation") ?? null,
    hint: invocation.values.hint === undefined ? undefined : readHint(invocation.values.hint),
  };
  const result = plan(query, indexes);
  const all = [...indexes.map(specOf), specOf({ key: { _id: 1 }, name: "_id_" })];
  const lines = renderResult(result, all, paintFor(wantsColour(io.stdout, io.env)));
  io.stdout.write(
    invocation.flags.has("json") ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join("\n")}\n`,
  );
  return 0;
};

type Document = { readonly [field: string]: unknown };

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function indexesOf({ values }: Invocation): AnyIndex[] {
  if (values.indexes === undefined)
    throw new UserError(`"plan" needs --indexes`, `for example --indexes '[{"a":1}]'`);
  const list = readJson("indexes", values.indexes);
  if (!Array.isArray(list)) throw new UserError("--indexes is not an array", `for example '[{"a":1}]'`);
  return list.map((each: unknown): IndexDocument => {
    if (!isDocument(each)) throw new UserError(`--indexes: ${JSON.stringify(each)} is not an index`);
    if (!isDocument(each["key"])) return { key: each };
    const { key, name, options, ...flat } = each;
    return {
      key: key as Document,
      options: { ...flat, ...(isDocument(options) ? options : {}) },
      ...(typeof name === "string" ? { name } : {}),
    };
  });
}

function documentOf({ values }: Invocation, option: OptionName): Document | undefined {
  const text = values[option];
  if (text === undefined) return undefined;
  const value = readJson(option, text);
  if (!isDocument(value)) throw new UserError(`--${option} is not an object`);
  return value;
}

/** What no server understands is a slip, not an answer. */
function filterOf(invocation: Invocation): Document {
  const filter = documentOf(invocation, "filter") ?? {};
  const parsed = parseFilter(filter);
  if (isBad(parsed)) throw new UserError(`--filter: ${parsed.bad}`);
  return filter;
}

/** A hint is a name or a key pattern. */
const readHint = (text: string): unknown => (text.trim().startsWith("{") ? readJson("hint", text) : text);

function readJson(option: string, text: string): unknown {
  try {
    return parseJsonc(text);
  } catch (error) {
    throw new UserError(`--${option} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
