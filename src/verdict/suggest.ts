import type { Index, IndexKeys, IndexOptions, Json, Model, Place, Query } from "../catalog/types.js";
import type { Change, Suggestion } from "./change.js";

/** Offers an index: the one it would make redundant is extended, else it is declared anew. */
export function suggestIndex(
  model: Model,
  keys: IndexKeys,
  shown: string,
  options: IndexOptions = {},
): readonly Suggestion[] {
  const { schemaAt } = model;
  if (!schemaAt) return [];
  const add: Change = { kind: "addIndex", schemaAt, keys, options };
  if (Object.keys(options).length > 0)
    return [{ title: `Add the index \`${shown}\` to \`${model.name}\`.`, changes: [add] }];
  const shorter = model.indexes.filter((index) => isPlain(index) && isPrefix(index.keys, keys));
  const [longest] = shorter.sort((a, b) => b.keys.length - a.keys.length);
  if (longest?.at?.file !== schemaAt.file)
    return [{ title: `Add the index \`${shown}\` to \`${model.name}\`.`, changes: [add] }];
  const title = `Extend the index \`${longest.name}\` of \`${model.name}\` to \`${shown}\`.`;
  return [{ title, changes: extension(longest, longest.at, keys, add) }];
}

/** What an index needs to serve a query besides its keys: the collation the query asks for, and a name that is free (I21, P22a). */
export function optionsFor({ collation }: Query, model: Model, keys: IndexKeys): IndexOptions {
  const name = keys.flat().join("_");
  const isTaken = model.indexes.some((index) => index.name === name);
  if (!isObject(collation) || JSON.stringify(collation) === JSON.stringify(model.options.collation))
    return isTaken ? { name: `${name}_plain` } : {};
  return { collation, ...(isTaken && { name: `${name}_${String(collation["locale"])}` }) };
}

/** Options as they are written behind the keys; "" for none. */
export function writeOptions(options: IndexOptions): string {
  const entries = Object.entries(options).map(([name, value]) => `${name}: ${show(value)}`);
  return entries.length === 0 ? "" : `, { ${entries.join(", ")} }`;
}

const show = (value: Json | undefined): string =>
  isObject(value)
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${show(each)}`)
        .join(", ")} }`
    : JSON.stringify(value ?? null);

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const extension = ({ via }: Index, at: Place, keys: IndexKeys, add: Change): Change[] =>
  via === "path" || via === "plugin" ? [{ kind: "removeIndex", at }, add] : [{ kind: "setKeys", at, keys }];

/** Does the index serve queries and nothing else? */
const isPlain = ({ options }: Index): boolean =>
  Object.keys(options).every((option) => option === "background" && options[option] !== undefined);

/** A longer index with these keys first serves all the shorter one does (I1, I2). */
function isPrefix(shorter: IndexKeys, longer: IndexKeys): boolean {
  if (shorter.length === 0 || shorter.length >= longer.length) return false;
  const turns = shorter.map(([path, kind], n) =>
    path === longer[n]?.[0] ? Number(kind) * Number(longer[n][1]) : NaN,
  );
  return turns.every((turn) => turn === 1) || turns.every((turn) => turn === -1);
}
