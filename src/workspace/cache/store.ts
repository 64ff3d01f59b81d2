import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";
import { crc32 } from "node:zlib";
import { writeParts } from "../write.js";

/** A folder of files that may be lost, damaged or removed by others at any moment: nothing here ever throws. */
export interface Store {
  /** The parts as they were written; null when there are none, or not those. */
  read(name: string): readonly string[] | null;
  /** Whole or not at all; parts are texts of one line each. */
  write(name: string, parts: readonly string[]): void;
  /** The same for what checks itself, piece by piece. */
  writePieces(name: string, pieces: Iterable<Uint8Array>): void;
  copy(from: string, to: string): void;
  path(name: string): string;
  /** Names with this start, the most recently used first. */
  names(start: string): readonly string[];
  /** Marks a file as used. */
  touch(name: string): void;
  remove(name: string): void;
  /** Makes a file that is not there yet, with the number of this process: false when it is there, or cannot be made. */
  claim(name: string): boolean;
  /** The process that has claimed a file, and for how many milliseconds; null: none. */
  claimed(name: string): { readonly by: number; readonly since: number } | null;
}

const newline = 10;

const hex = (checksum: number): string => checksum.toString(16).padStart(8, "0");

/** Parts with a line break between them; large ones are never put together. */
const lines = (parts: readonly string[]): readonly string[] =>
  parts.flatMap((part, at) => (at === 0 ? [part] : ["\n", part]));

/** What `act` answers; null when it throws. */
export function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** Opens a folder, which need not be there yet. Every file starts with the checksum of the rest. */
export function openStore(folder: string): Store {
  const path = (name: string): string => join(folder, name);
  const age = (name: string): number => attempt(() => statSync(path(name)).mtimeMs) ?? 0;
  const put = (name: string, parts: Iterable<string | Uint8Array>): void =>
    void attempt(() => writeParts(path(name), parts));
  return {
    read(name) {
      const bytes = attempt(() => readFileSync(path(name)));
      if (bytes === null || bytes[8] !== newline) return null;
      const body = bytes.subarray(9);
      return hex(crc32(body)) === bytes.toString("latin1", 0, 8) ? body.toString().split("\n") : null;
    },
    write(name, parts) {
      const body = lines(parts);
      const checksum = body.reduce((sum, piece) => crc32(piece, sum), 0);
      put(name, [`${hex(checksum)}\n`, ...body]);
    },
    writePieces: put,
    copy: (from, to) => void attempt(() => copyFileSync(path(from), path(to))),
    path,
    names: (start) =>
      (attempt(() => readdirSync(folder)) ?? [])
        .filter((name) => name.startsWith(start))
        .map((name) => [age(name), name] as const)
        .sort(([a, left], [b, right]) => b - a || (left < right ? -1 : 1))
        .map(([, name]) => name),
    touch: (name) => void attempt(() => utimesSync(path(name), new Date(), new Date())),
    remove: (name) => void attempt(() => rmSync(path(name), { force: true, recursive: true })),
    claim: (name) =>
      attempt(() => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path(name), String(pid), { flag: "wx" });
        return true;
      }) ?? false,
    claimed: (name) =>
      attempt(() => ({
        by: Number(readFileSync(path(name), "utf8")),
        since: Date.now() - statSync(path(name)).mtimeMs,
      })),
  };
}

/** The JSON of a text; null when it is none. */
export function fromJson(text: string | undefined): unknown {
  return text === undefined ? null : attempt((): unknown => JSON.parse(text));
}
