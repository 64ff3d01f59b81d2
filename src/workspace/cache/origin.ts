import type { Happenings } from "../../interpret/happenings.js";
import type { Ran } from "../../interpret/index.js";
import { openPack, packed } from "./pack.js";
import { fromJson } from "./store.js";

/** What happened, but for what only a project can tell, and what ran. */
export interface Origin extends Omit<Happenings, "packageOf" | "root"> {
  readonly ran: Ran;
}

/** Facts a piece: all of them as one text would take as much room again as they do. */
const most = 1000;

/** An origin, piece by piece. */
export function originPieces({ list, ...rest }: Origin): Generator<Uint8Array> {
  return packed(texts());

  function* texts(): Generator<[name: string, json: string]> {
    for (let at = 0; at < list.length; at += most)
      yield [`list ${at / most}`, JSON.stringify(list.slice(at, at + most))];
    for (const name of ["ran", "lines", "comments"] as const) yield [name, JSON.stringify(rest[name])];
  }
}

/** An origin that was kept; null: it is not there, or damaged. */
export function readOrigin(path: string): Origin | null {
  return withPieces(path, (piece, names) => {
    const lists = names.filter((name) => name.startsWith("list ")).map(piece);
    const [ran, lines, comments] = ["ran", "lines", "comments"].map(piece);
    if (!ran || !lines || !comments || !lists.every(Array.isArray)) return null;
    return { list: lists.flat(), ran, lines, comments } as unknown as Origin;
  });
}

/** Of an origin that was kept, what ran. */
export function readRan(path: string): Ran | null {
  return withPieces(path, (piece) => piece("ran") as Ran | null);
}

function withPieces<T>(
  path: string,
  read: (piece: (name: string) => unknown, names: readonly string[]) => T | null,
): T | null {
  const pack = openPack(path);
  if (pack === null) return null;
  try {
    return read((name) => fromJson(pack.get(name)?.toString()), pack.keys);
  } finally {
    pack.close();
  }
}
