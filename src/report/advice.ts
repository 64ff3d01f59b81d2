import type { Addition, CollectionAdvice, Removal } from "../catalog/advice.js";
import { showKeys } from "../planner/index.js";
import { count } from "./count.js";
import { showOptions } from "./indexes.js";
import type { Paint } from "./paint.js";
import { showPlace, showQuery } from "./shape.js";

const fewQueries = 3;

/** The advice as a difference from today's indexes: what to add, for which queries; what to drop, and why that is safe. */
export function renderAdvice(all: readonly CollectionAdvice[], paint: Paint): string {
  const changing = all.filter(({ add, drop }) => add.length + drop.length > 0);
  const unservable = all.flatMap(({ certificates }) =>
    certificates.filter(({ status }) => status !== "served"),
  );
  const sections = [
    ...changing.map((advice) => section(advice, paint)),
    ...(unservable.length > 0
      ? [
          [
            paint("bold", "No index serves these in full"),
            ...unservable.map(
              ({ query, why }) =>
                `  ${showQuery(query)}  ${paint("dim", showPlace(query.at))}\n      ${why ?? ""}`,
            ),
          ].join("\n"),
        ]
      : []),
    totals(all),
  ];
  return `${sections.join("\n\n")}\n`;
}

function section(
  { collection, models, add, drop, keep, exact, warnings }: CollectionAdvice,
  paint: Paint,
): string {
  const names = models.map(({ name }) => name).join(", ");
  const kept = collection.indexes.filter(({ name, via }) => via !== "implicit" && keep.includes(name));
  return [
    `${paint("bold", names)}  ${paint("dim", collection.name ?? "(collection not known)")}`,
    ...kept.map((index) => `    ${[showKeys(index.keys), ...showOptions(index)].join("  ")}`),
    ...add.map((one) => addition(one, paint)),
    ...drop.map((one) => removal(one, paint)),
    ...(exact ? [] : ["    not proven to be the fewest: too many queries to try everything"]),
    ...warnings.map((warning) => paint("yellow", `    ${warning}`)),
  ].join("\n");
}

function addition({ keys, serves }: Addition, paint: Paint): string {
  const rows = [
    ...new Set(serves.map((query) => `      for ${showQuery(query)}  ${paint("dim", showPlace(query.at))}`)),
  ];
  const more = rows.length - fewQueries;
  return [
    `  ${paint("green", `+ ${showKeys(keys)}`)}`,
    ...rows.slice(0, fewQueries),
    ...(more > 0 ? [`      and ${more} more`] : []),
  ].join("\n");
}

function removal({ index, because, why, blockers }: Removal, paint: Paint): string {
  const place = index.at ? paint("dim", `  ${showPlace(index.at)}`) : "";
  const reason = because === "unused" ? "no query that was read needs it" : why;
  if (blockers.length === 0) return `  ${paint("red", `- ${showKeys(index.keys)}`)}${place}\n      ${reason}`;
  return `  ${paint("yellow", `? ${showKeys(index.keys)}`)}${place}\n      ${reason}; but it stays: ${blockers.join("; ")}`;
}

function totals(all: readonly CollectionAdvice[]): string {
  const sum = (of: (advice: CollectionAdvice) => number): number =>
    all.reduce((total, advice) => total + of(advice), 0);
  const safe = ({ drop }: CollectionAdvice): number =>
    drop.filter(({ blockers }) => blockers.length === 0).length;
  return [
    `${count(
      sum(({ add }) => add.length),
      "index",
      "indexes",
    )} to add`,
    `${sum(safe)} to drop`,
    `${sum((advice) => advice.drop.length - safe(advice))} that may go once their blockers are gone`,
  ].join(" · ");
}
