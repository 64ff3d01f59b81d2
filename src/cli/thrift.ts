import type { OpenOptions } from "../workspace/workspace.js";
import type { Memory } from "./io.js";

const MB = 2 ** 20;
/** From so many bytes of heap on, garbage may be so many percent of what is alive: most projects never reach the first. */
const measures = [
  { from: 224 * MB, percent: 22 },
  { from: 896 * MB, percent: 12 },
] as const;
/** Files between two looks. */
const stride = 32;

/** Has garbage kept small from the moment a project turns out to be large. `show`: told what is being done, as without this. */
export function thrifty(
  memory: Memory | undefined,
  show?: OpenOptions["onProgress"],
): NonNullable<OpenOptions["onProgress"]> {
  if (memory === undefined) return (...told) => show?.(...told);
  const left = [...measures];
  return (what, done, total) => {
    show?.(what, done, total);
    const [next] = left;
    if (!next || done === undefined || done % stride !== 0 || memory.heap() < next.from) return;
    memory.spare(next.percent);
    left.shift();
  };
}
