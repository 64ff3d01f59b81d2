import type { Datum, OperationIssued, Span } from "../interpret/happenings.js";
import type { LinkedModel } from "./models.js";
import { toIndex, toKeys } from "./normalise.js";
import { entryOf, textOf, toValue, type Doubt } from "./replay/values.js";
import type { PlaceOf } from "./places.js";
import type { Certainty, IndexKeys, IndexOptions, Operation } from "./types.js";

/** One index operation, and whose it is. */
export interface ReadOperation {
  readonly operation: Operation;
  readonly certainty: Certainty;
  /** Keys or options are not known. */
  readonly doubt: string | null;
}

/** An operation and the model whose collection it changes. */
export interface LinkedOperation {
  readonly read: ReadOperation;
  readonly owner: LinkedModel | null;
}

/** The operations one call does, one for each index: `createIndexes` takes several. */
export function readOperations(
  issued: OperationIssued,
  collection: string | null,
  place: PlaceOf,
): ReadOperation[] {
  const { kind, args, migration, direction, maybe, at } = issued;
  const base = { kind, collection, migration, ...(direction ? { direction } : {}), at: place(at) };
  return parts(kind, args).map(({ doubt, optionSpans = {}, ...part }) => {
    const elsewhere = Object.entries(optionSpans).filter(([, span]) => span.file !== at.file);
    const optionsAt = Object.fromEntries(elsewhere.map(([option, span]) => [option, place(span)]));
    return {
      operation: { ...base, ...part, ...(elsewhere.length > 0 ? { optionsAt } : {}) },
      certainty: maybe || doubt.why !== null ? "assumed" : "proven",
      doubt: doubt.why,
    };
  });
}

interface Part {
  readonly keys?: IndexKeys;
  readonly options?: IndexOptions;
  readonly optionSpans?: { readonly [option: string]: Span };
  readonly name?: string;
  readonly doubt: Doubt;
}

function parts(kind: string, args: readonly Datum[]): Part[] {
  const [first, second] = args;
  switch (kind) {
    case "createIndex":
    case "ensureIndex":
      return [created(first, second)];
    case "createIndexes":
    case "ensureIndexes":
      return listed(first);
    case "dropIndex":
    case "dropIndexes":
      return dropped(first);
    case "collMod":
      return modified(first, second);
    default:
      return [{ doubt: { why: null } }];
  }
}

function created(keys: Datum | undefined, options: Datum | undefined): Part {
  const doubt: Doubt = { why: null };
  if (!keys) return { doubt: { why: "its keys are missing" } };
  const known = keysOf(keys, doubt);
  if (!known) return { doubt };
  const index = toIndex(known, optionsOf(options, doubt), "operation", null, "proven");
  const optionSpans = spansOf(options, index.options);
  return { keys: index.keys, options: index.options, optionSpans, name: index.name, doubt };
}

/** Where each option is written. */
function spansOf(datum: Datum | undefined, options: IndexOptions): { readonly [option: string]: Span } {
  if (datum?.t !== "object") return {};
  return Object.fromEntries(
    datum.entries.flatMap(({ key, at }) => (at && options[key] !== undefined ? [[key, at]] : [])),
  );
}

/** `[{ key, name, …options }]`; Mongoose's own `createIndexes()` takes none. */
function listed(datum: Datum | undefined): Part[] {
  if (datum?.t !== "array") return [{ doubt: { why: datum?.t === "unknown" ? datum.why : null } }];
  const each = datum.items.map(({ value }) => {
    if (value.t !== "object") return { doubt: { why: "an index of the list is not known" } };
    const rest = value.entries.filter(({ key }) => key !== "key");
    return created(entryOf(value, "key"), { ...value, entries: rest });
  });
  return datum.rest ? [...each, { doubt: { why: "there may be further indexes" } }] : each;
}

/** By name or by keys; `*` and nothing at all mean every index. */
function dropped(datum: Datum | undefined): Part[] {
  if (datum?.t === "array") return datum.items.flatMap(({ value }) => dropped(value));
  const name = textOf(datum);
  if (name !== null) return [{ name, doubt: { why: null } }];
  if (datum?.t !== "object") return [{ doubt: { why: datum?.t === "unknown" ? datum.why : null } }];
  const doubt: Doubt = { why: null };
  const keys = keysOf(datum, doubt);
  return [keys ? { keys: toKeys(keys), doubt } : { doubt }];
}

/** `db.command({ collMod: "x", index: { keyPattern | name, …changes } })`. */
function modified(first: Datum | undefined, second: Datum | undefined): Part[] {
  const index = entryOf(first, "index") ?? entryOf(second, "index");
  if (index?.t !== "object") return [{ doubt: { why: index?.t === "unknown" ? index.why : null } }];
  const doubt: Doubt = { why: null };
  const { keyPattern, name, ...changes } = toValue(index, doubt) as { readonly [key: string]: unknown };
  const { options } = toIndex({}, changes, "operation", null, "proven");
  return [
    {
      ...(keyPattern === undefined ? {} : { keys: toKeys(keyPattern) }),
      options,
      ...(typeof name === "string" ? { name } : {}),
      doubt,
    },
  ];
}

function keysOf(datum: Datum, doubt: Doubt): unknown {
  const known = datum.t === "union" ? datum.of.find(({ t }) => t !== "unknown") : datum;
  const open =
    known?.t === "object" && (known.open || known.entries.some(({ value }) => value.t === "unknown"));
  if (!known || open || !["object", "prim", "array"].includes(known.t)) {
    doubt.why ??= known?.t === "unknown" ? known.why : "its keys are not known";
    return undefined;
  }
  return toValue(datum, doubt);
}

function optionsOf(datum: Datum | undefined, doubt: Doubt): { readonly [option: string]: unknown } {
  if (!datum || datum.t === "undefined" || datum.t === "prim" || datum.t === "function") return {};
  const value = toValue(datum, doubt);
  if (typeof value !== "object" || value === null || "$unknown" in value) return {};
  // `createIndex(index.key, index)`: a description serves as options, and brings its keys along.
  const { key: _, ...options } = value as { readonly [option: string]: unknown };
  return options;
}
