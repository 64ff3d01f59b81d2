import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { fields } from "../json.js";
import { attempt, fromJson } from "./store.js";

/** Many texts in one file, each of which can be read without the others. */
export interface Pack {
  readonly keys: readonly string[];
  /** null: not there, or damaged. The bytes hold until the next are asked for. */
  get(key: string): Buffer | null;
  close(): void;
}

/** Where a text lies in its pack. */
type Slot = readonly [offset: number, length: number, checksum: number];

/** At the end of a pack: checksum and length of the index before it, in hexadecimal. */
const tailLength = 16;
const chunk = 1 << 20;

const hex = (number: number): string => number.toString(16).padStart(8, "0");

const isSlot = (value: unknown): value is Slot =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((part) => Number.isSafeInteger(part) && part >= 0);

/**
 * A pack, piece by piece: its texts, the index of them, the tail. All pieces lie in one buffer, for thousands of them would stay
 * until the collector comes by: each holds until the next is asked for.
 */
export function* packed(
  texts: Iterable<readonly [key: string, text: string | Buffer]>,
): Generator<Uint8Array> {
  const slots: [string, Slot][] = [];
  let room = Buffer.allocUnsafe(chunk);
  let [offset, filled] = [0, 0];
  for (const [key, text] of texts) {
    const length = Buffer.byteLength(text);
    if (filled + length > room.length) {
      yield room.subarray(0, filled);
      filled = 0;
      if (length > room.length) room = Buffer.allocUnsafe(length);
    }
    const bytes = room.subarray(filled, filled + length);
    if (typeof text === "string") bytes.write(text);
    else text.copy(bytes);
    slots.push([key, [offset, length, crc32(bytes)]]);
    offset += length;
    filled += length;
  }
  yield room.subarray(0, filled);
  const index = Buffer.from(JSON.stringify(Object.fromEntries(slots)));
  yield Buffer.concat([index, Buffer.from(hex(crc32(index)) + hex(index.length))]);
}

/** Opens a pack; null when there is none, or a damaged one. */
export function openPack(path: string): Pack | null {
  const descriptor = attempt(() => openSync(path, "r"));
  if (descriptor === null) return null;
  const close = (): void => void attempt(() => closeSync(descriptor));
  let room = Buffer.alloc(0);
  const read = (position: number, length: number): Buffer | null => {
    if (room.length < length) room = Buffer.allocUnsafe(length);
    const bytes = room.subarray(0, length);
    return attempt(() => readSync(descriptor, bytes, 0, length, position)) === length ? bytes : null;
  };
  const slots = readIndex(read, attempt(() => fstatSync(descriptor).size) ?? 0);
  if (slots === null) {
    close();
    return null;
  }
  return {
    keys: Object.keys(slots),
    get(key) {
      const slot = slots[key];
      if (!isSlot(slot)) return null;
      const bytes = read(slot[0], slot[1]);
      return bytes && crc32(bytes) === slot[2] ? bytes : null;
    },
    close,
  };
}

function readIndex(
  read: (position: number, length: number) => Buffer | null,
  size: number,
): { readonly [key: string]: unknown } | null {
  const tail = size < tailLength ? "" : (read(size - tailLength, tailLength)?.toString("latin1") ?? "");
  const length = Number.parseInt(tail.slice(8), 16);
  const index = length <= size - tailLength ? read(size - tailLength - length, length) : null;
  return index && hex(crc32(index)) === tail.slice(0, 8) ? fields(fromJson(index.toString())) : null;
}
