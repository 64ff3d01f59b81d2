import { entryOf } from "./entry.js";
import type { Entry } from "./entry.js";
import type { AnyIndex } from "./types.js";

/** The indexes of a collection, prepared. */
export interface Shelf {
  readonly all: readonly Entry[];
  /** All but the hidden ones (I14). */
  readonly visible: readonly Entry[];
}

interface Remembered {
  readonly indexes: readonly AnyIndex[];
  readonly shelf: Shelf;
}

const ID_INDEX = entryOf({ key: { _id: 1 }, options: { unique: true }, name: "_id_" });

const withId = new WeakMap<readonly AnyIndex[], Remembered>();
const withoutId = new WeakMap<readonly AnyIndex[], Remembered>();

/** Prepares a list of indexes, adding the implicit one on `_id`; remembers it while its members stay the same. */
export function shelfOf(indexes: readonly AnyIndex[], noIdIndex: boolean): Shelf {
  const memory = noIdIndex ? withoutId : withId;
  const known = memory.get(indexes);
  if (known && isSame(known.indexes, indexes)) return known.shelf;
  const shelf = prepare(indexes, noIdIndex);
  memory.set(indexes, { indexes: [...indexes], shelf });
  return shelf;
}

function isSame(a: readonly AnyIndex[], b: readonly AnyIndex[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function prepare(indexes: readonly AnyIndex[], noIdIndex: boolean): Shelf {
  const own = indexes.map(entryOf);
  const hasId = noIdIndex || own.some(({ paths }) => paths.length === 1 && paths[0] === "_id");
  const all = hasId ? own : [...own, ID_INDEX];
  return { all, visible: all.filter((entry) => !entry.hidden) };
}
