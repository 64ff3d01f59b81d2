import type { Difference } from "../catalog/compare.js";
import type { Index, Json } from "../catalog/types.js";
import { showKeys } from "../planner/index.js";
import { count } from "./count.js";
import { showOptions } from "./indexes.js";
import type { Paint } from "./paint.js";
import { showPlace } from "./shape.js";

/** What the two catalogs are called: "source", "database". */
export interface Sides {
  readonly wanted: string;
  readonly actual: string;
}

/** How often the server used an index since when, by collection and index name. */
export interface Usage {
  readonly operations: number;
  readonly days: number;
}
export type UsageOf = (collection: string, index: string) => Usage | undefined;

/** The drift between two catalogs as text: each difference with what follows from it. */
export function renderDifferences(
  all: readonly Difference[],
  sides: Sides,
  paint: Paint,
  usage: UsageOf = () => undefined,
): string {
  if (all.length === 0) return `No drift between ${sides.wanted} and ${sides.actual}.\n`;
  const names = [...new Set(all.map(({ collection }) => collection))];
  const sections = names.map((name) =>
    [
      paint("bold", name),
      ...all.filter(({ collection }) => collection === name).map((one) => row(one, sides, paint, usage)),
    ].join("\n"),
  );
  return `${[...sections, count(all.length, "difference")].join("\n\n")}\n`;
}

function row(one: Difference, sides: Sides, paint: Paint, usage: UsageOf): string {
  const index = one.wanted ?? one.actual;
  const mark =
    one.kind === "extra"
      ? paint("yellow", "+")
      : one.kind === "missing" || one.kind === "collection"
        ? paint("red", "-")
        : paint("yellow", "~");
  const place = index?.at ? paint("dim", `  ${showPlace(index.at)}`) : "";
  const title = index ? [showKeys(index.keys), ...showOptions(index)].join("  ") : "the whole collection";
  return `  ${mark} ${title}${place}\n      ${consequence(one, sides, usage)}`;
}

/** What a difference leads to, in one or two sentences. */
export function consequence(
  one: Difference,
  { wanted, actual }: Sides,
  usage: UsageOf = () => undefined,
): string {
  const { collection, kind, code } = one;
  if (kind === "collection") return `Only ${actual} has this collection.`;
  if (kind === "missing") return `${actual} lacks it: ${loss(one.wanted)}.`;
  if (kind === "extra" && one.actual)
    return `Only ${actual} has it: \`syncIndexes()\` would drop it.${showUsage(usage(collection, one.actual.name))}`;
  const is = one.actual;
  if (!is || !one.wanted) return "";
  if (kind === "name")
    return `${actual} has it as \`${is.name}\`, ${wanted} as \`${one.wanted.name}\`: creating it is refused with error ${code ?? 85}, and a hint by name finds only one.`;
  if (kind === "keys")
    return `${actual} has \`${is.name}\` as ${showKeys(is.keys)}: creating it is refused with error ${code ?? 86}, so it silently does not exist.`;
  const told = one.options.map((option) => showOption(option, one.wanted, is, actual)).join("; ");
  const refusal = code === null ? "" : `creating it is refused with error ${code}, and `;
  return `${told}: ${refusal}${effect(one.options)}.`;
}

function showOption(option: string, wanted: Index | null, is: Index, actual: string): string {
  return `\`${option}\` is ${showValue(is.options[option])} in ${actual}, not ${showValue(wanted?.options[option])}`;
}

const showValue = (value: Json | undefined): string =>
  value === undefined ? "unset" : JSON.stringify(value);

function effect(options: readonly string[]): string {
  if (options.includes("unique")) return "values are not guarded as written";
  if (options.includes("expireAfterSeconds"))
    return "documents expire at another time (`collMod` can change it)";
  if (options.includes("hidden")) return "no query uses a hidden index";
  return "the old form stays";
}

function loss(index: Index | null): string {
  if (index?.options.unique) return "its values are not guarded";
  if (index?.options.expireAfterSeconds !== undefined) return "its documents never expire";
  return "queries that count on it scan the collection or sort in memory";
}

function showUsage(usage: Usage | undefined): string {
  if (!usage) return "";
  const days = count(usage.days, "day");
  return usage.operations === 0 ? ` Unused for ${days}.` : ` Used ${usage.operations} times in ${days}.`;
}
