import type { Index, Query } from "../../catalog/types.js";
import { showKeys } from "../../planner/index.js";
import { mayUse, type QueryView } from "../../verdict/index.js";
import { count } from "../count.js";
import { showOptions } from "../indexes.js";
import { serviceOf, type IndexUse, type Overview } from "../overview.js";
import type { Paint } from "../paint.js";
import { showPlace, showQuery } from "../shape.js";
import type { Style } from "../types.js";

const fewQueries = 3;
const wide = 100;

/** One collection for the terminal: its indexes with the queries each serves, and the queries none serves. */
export function block(
  { collection, models, indexes, queries, unserved, others, cold }: Overview,
  style: Style,
  paint: Paint,
): string {
  const names = models.map((model) => model.name).join(", ");
  const first = models[0];
  const at = first?.schemaAt ?? first?.at;
  const title = [
    paint("bold", names || (collection.name ?? "(unnamed collection)")),
    ...(names ? [paint("dim", collection.name ?? "(collection not known)")] : []),
    ...(at ? [paint("dim", showPlace(at))] : []),
  ];
  const rows = indexes.flatMap((use) => indexRows(use, queries, at?.file, style, paint));
  const scanned =
    unserved.length > 0
      ? [`  ${paint("red", "✗ no index")}`, ...queryRows(unserved, null, style, paint)]
      : [];
  const rest = [...restOf(others), ...(cold > 0 ? [`${cold} in tests and scripts`] : [])];
  return [
    title.join("  "),
    ...rows,
    ...scanned,
    ...(rows.length + scanned.length + rest.length === 0
      ? [paint("dim", "    no index of its own, no query read")]
      : []),
    ...(rest.length > 0 ? [paint("dim", `    also: ${rest.join(", ")}`)] : []),
    ...(models.some((model) => !model.complete)
      ? [paint("yellow", "    not all of its definition could be read")]
      : []),
  ].join("\n");
}

function indexRows(
  { index, queries }: IndexUse,
  all: readonly QueryView[],
  file: string | undefined,
  style: Style,
  paint: Paint,
): string[] {
  const mark = queries.length > 0 ? paint("green", "✓") : "·";
  const words = [showKeys(index.keys), ...showOptions(index)];
  const place = index.at ? (index.at.file === file ? `:${index.at.line}` : showPlace(index.at)) : null;
  const idle = queries.length === 0 ? [idleWords(index, all)] : [];
  if (index.via === "implicit" && queries.length === 0) return [];
  const side = [...(place ? [place] : []), ...idle].map((text) => paint("dim", text));
  return [`  ${mark} ${[...words, ...side].join("  ")}`, ...queryRows(queries, index, style, paint)];
}

/** An index may earn its keep without any query. */
function idleWords(index: Index, queries: readonly QueryView[]): string {
  const { expireAfterSeconds, unique } = index.options;
  if (expireAfterSeconds !== undefined) return "the server deletes by it";
  const idle = queries.some(({ query }) => mayUse(index, query))
    ? "queries that could use it have others"
    : "no query read here uses it";
  return unique ? `keeps values unique; ${idle}` : idle;
}

function queryRows(queries: readonly QueryView[], index: Index | null, style: Style, paint: Paint): string[] {
  const rows = [...new Set(queries.map((view) => queryRow(view, index, style, paint)))];
  const shown = style.full ? rows : rows.slice(0, fewQueries);
  const more = rows.length - shown.length;
  return [
    ...shown.map((row) => `      ${row}`),
    ...(more > 0 ? [`      ${paint("dim", `and ${more} more`)}`] : []),
  ];
}

function queryRow(view: QueryView, index: Index | null, style: Style, paint: Paint): string {
  const { query } = view;
  return [
    style.full ? showQuery(query) : shortened(showQuery(query)),
    paint("dim", showPlace(query.at)),
    ...(query.in ? [paint("dim", query.in)] : []),
    ...(query.plan?.sort === "memory" ? [paint("yellow", "sorts in memory")] : []),
    ...(serviceOf(view) === "order" ? [orderWords(query, paint)] : []),
    ...(index && testsAllKeys(query, index) ? [paint("yellow", "tests every key of the index")] : []),
  ].join("  ");
}

const shortened = (text: string): string => (text.length > wide ? `${text.slice(0, wide - 1)}…` : text);

/** Without bounds an index gives its order only: cheap for the first few, dear for all. */
const orderWords = ({ limit, operation }: Query, paint: Paint): string =>
  typeof limit === "number" || operation.startsWith("findOne")
    ? paint("dim", "by its order")
    : paint("yellow", "reads the whole index, for its order");

/** A regular expression without a known beginning has no bounds but those of all strings (P7). */
function testsAllKeys({ filter }: Query, { keys }: Index): boolean {
  const [leading] = keys[0] ?? [];
  const first = filter.all.filter(({ path }) => path === leading);
  return first.length > 0 && first.every(({ op }) => op === "regex");
}

const reasons = {
  everything: (n: number) => `${count(n, "query", "queries")} without a filter`,
  refused: (n: number) => `${count(n, "query", "queries")} the server refuses`,
  unknown: (n: number) => `${count(n, "query", "queries")} not known well enough`,
} as const;

function restOf(others: readonly QueryView[]): string[] {
  return (["everything", "refused", "unknown"] as const).flatMap((service) => {
    const n = others.filter((query) => serviceOf(query) === service).length;
    return n > 0 ? [reasons[service](n)] : [];
  });
}
