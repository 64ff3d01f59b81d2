import type { OpenOptions } from "../workspace/workspace.js";
import type { Memory } from "./io.js";

/** Bytes of heap: what most projects never reach. */
const large = 224 * 2 ** 20;
/** Files between two looks. */
const stride = 32;

/** Has garbage kept small from the moment a project turns out to be large. `show`: told what is being done, as without this. */
export function thrifty(
  memory: Memory | undefined,
  show?: OpenOptions["onProgress"],
): NonNullable<OpenOptions["onProgress"]> {
  if (memory === undefined) return (...told) => show?.(...told);
  let isSparing = false;
  return (what, done, total) => {
    show?.(what, done, total);
    if (isSparing || done === undefined || done % stride !== 0) return;
    isSparing = memory.heap() >= large;
    if (isSparing) memory.spare();
  };
}
