import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { fields } from "../json.js";
import { attempt, fromJson } from "./store.js";

/** Many texts in one file, each of which can be read without the others. */
export interface Pack {
  readonly keys: readonly string[];
  /** null: not there, or damaged. */
  get(key: string): Buffer | null;
  close(): void;
}

/** Where a text lies in its pack. */
type Slot = readonly [offset: number, length: number, checksum: number];

/** Checksum and length of the index, in hexadecimal. */
const headLength = 16;

const hex = (number: number): string => number.toString(16).padStart(8, "0");

const isSlot = (value: unknown): value is Slot =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((part) => Number.isSafeInteger(part) && part >= 0);

/** The bytes of a pack: its head, its index, its texts. */
export function packed(texts: ReadonlyMap<string, Buffer>): Buffer {
  let offset = 0;
  const slots = [...texts].map(([key, bytes]): [string, Slot] => {
    const slot: Slot = [offset, bytes.length, crc32(bytes)];
    offset += bytes.length;
    return [key, slot];
  });
  const index = Buffer.from(JSON.stringify(Object.fromEntries(slots)));
  return Buffer.concat([Buffer.from(hex(crc32(index)) + hex(index.length)), index, ...texts.values()]);
}

/** Opens a pack; null when there is none, or a damaged one. */
export function openPack(path: string): Pack | null {
  const descriptor = attempt(() => openSync(path, "r"));
  if (descriptor === null) return null;
  const read = (position: number, length: number): Buffer | null => {
    const bytes = Buffer.allocUnsafe(length);
    return attempt(() => readSync(descriptor, bytes, 0, length, position)) === length ? bytes : null;
  };
  const close = (): void => void attempt(() => closeSync(descriptor));

  const head = read(0, headLength)?.toString("latin1") ?? "";
  const length = Number.parseInt(head.slice(8), 16);
  const index = length > 0 && length < 2 ** 28 ? read(headLength, length) : null;
  if (index === null || hex(crc32(index)) !== head.slice(0, 8)) {
    close();
    return null;
  }
  const slots = fields(fromJson(index.toString()));
  return {
    keys: Object.keys(slots),
    get(key) {
      const slot = slots[key];
      if (!isSlot(slot)) return null;
      const bytes = read(headLength + index.length + slot[0], slot[1]);
      return bytes && crc32(bytes) === slot[2] ? bytes : null;
    },
    close,
  };
}
