import type { Index, IndexKeys, Model, Place } from "../catalog/types.js";
import type { Change, Suggestion } from "./change.js";

/** Offers an index: the one it would make redundant is extended, else it is declared anew. */
export function suggestIndex(model: Model, keys: IndexKeys, shown: string): readonly Suggestion[] {
  const { schemaAt } = model;
  if (!schemaAt) return [];
  const add: Change = { kind: "addIndex", schemaAt, keys, options: {} };
  const shorter = model.indexes.filter((index) => isPlain(index) && isPrefix(index.keys, keys));
  const [longest] = shorter.sort((a, b) => b.keys.length - a.keys.length);
  if (longest?.at?.file !== schemaAt.file)
    return [{ title: `Add the index \`${shown}\` to \`${model.name}\`.`, changes: [add] }];
  const title = `Extend the index \`${longest.name}\` of \`${model.name}\` to \`${shown}\`.`;
  return [{ title, changes: extension(longest, longest.at, keys, add) }];
}

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
