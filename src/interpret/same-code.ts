import type { Fn, Module } from "../syntax/tree.js";
import type { Shift } from "./shift.js";

/** Do a piece of code before and one after stand where each is meant to be? */
export type Pairing = (before: number, after: number, is: "start" | "end") => boolean;

/**
 * Does a file do the same as before? Comments and layout do nothing, nor do bodies of functions that never ran, where no
 * operation is called. `ran`: where the functions start that did; null: any may have.
 */
export function isSameCode(
  before: Module,
  after: Module,
  isPair: Pairing,
  ran: ReadonlySet<number> | null = null,
): boolean {
  if (before.error || after.error || before.esm !== after.esm) return false;
  return (
    same(before.body, after.body) &&
    same(before.specifiers, after.specifiers) &&
    same(before.calls, after.calls)
  );

  function same(a: unknown, b: unknown): boolean {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
    if (Array.isArray(a))
      return Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    const keys = Object.keys(left);
    const isIdle = ran !== null && left["k"] === "fn" && neverRan(left as unknown as Fn, ran);
    return (
      keys.length === Object.keys(right).length &&
      isNameSame(left, right) &&
      keys.every((key) =>
        isIdle && key === "body" ? right[key] !== null : samePart(key, left[key], right[key]),
      )
    );
  }
  /** A name is as long as it is, and tells only where it starts. */
  function isNameSame({ n, s, e }: Record<string, unknown>, right: Record<string, unknown>): boolean {
    if (typeof n !== "string" || typeof s !== "number" || e !== undefined) return true;
    return isPair(s + n.length, Number(right["s"]) + n.length, "end");
  }
  function samePart(key: string, a: unknown, b: unknown): boolean {
    if (typeof a !== "number" || (key !== "s" && key !== "e")) return same(a, b);
    return typeof b === "number" && isPair(a, b, key === "s" ? "start" : "end");
  }
}

const neverRan = ({ s, body, calls }: Fn, ran: ReadonlySet<number>): boolean =>
  body !== null && calls === undefined && !ran.has(s);

/** Where the code of a file stands now; null when it may do something else than before. */
export function shiftBetween(before: Module, after: Module, ran: ReadonlySet<number>): Shift | null {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  const isPair: Pairing = (was, now, is) => {
    const places = is === "start" ? starts : ends;
    const known = places.get(was);
    places.set(was, now);
    return known === undefined || known === now;
  };
  if (!isSameCode(before, after, isPair, ran)) return null;
  // At 0 stands the whole file too, which stays there.
  const isFirstMoved = (starts.get(0) ?? 0) !== 0;
  const start: Shift["start"] = (offset) =>
    offset === 0 ? (isFirstMoved ? null : 0) : (starts.get(offset) ?? null);
  return { file: before.file, start, end: (offset) => ends.get(offset) ?? start(offset) };
}
