import type { Disk, Item, Stat } from "./disk.js";
import { digest } from "./facts.js";
import { fingerprint } from "./files.js";
import { same } from "./sources.js";

/** One question that was put to the disk, and what it answered. */
export interface Asked {
  readonly what: "kind" | "text" | "items" | "real";
  /** Absolute. */
  readonly path: string;
  /** A digest of long answers; "" when the disk refused. */
  readonly answer: string;
  /** How the path stood then: while it stands so, the answer holds. */
  readonly stat: Stat | null;
}

/** What was asked, each question once: while every answer holds, so does all that was concluded from them. */
export type Trace = Map<string, Asked>;

/** The key of a question in a trace. */
export function keyOf({ what, path }: Pick<Asked, "what" | "path">): string {
  return `${what} ${path}`;
}

const itemsDigest = (items: readonly Item[]): string => digest(fingerprint(items));

const refused = <T>(ask: () => T, answerOf: (given: T) => string): string => {
  try {
    return answerOf(ask());
  } catch {
    return "";
  }
};

/** A disk that records in `trace` what is asked of it. */
export function traced(disk: Disk, trace: Trace): Disk {
  const note = (what: Asked["what"], path: string, answer: string, stat: Stat | null): void =>
    void trace.set(keyOf({ what, path }), { what, path, answer, stat });
  const watched = <T>(what: Asked["what"], path: string, ask: () => T, answerOf: (given: T) => string): T => {
    const stat = disk.stat(path);
    try {
      const given = ask();
      note(what, path, answerOf(given), stat);
      return given;
    } catch (error) {
      note(what, path, "", stat);
      throw error;
    }
  };
  return {
    stat(path) {
      const stat = disk.stat(path);
      note("kind", path, stat?.kind ?? "", stat);
      return stat;
    },
    read: (path) => watched("text", path, () => disk.read(path), digest),
    items: (path) => watched("items", path, () => disk.items(path), itemsDigest),
    real: (path) =>
      watched(
        "real",
        path,
        () => disk.real(path),
        (real) => real,
      ),
  };
}

/** Asks again. The question with its new stat when the answer is still the same; null when it is another one. */
export function askAgain(disk: Disk, asked: Asked): Asked | null {
  const { what, path, answer } = asked;
  const stat = disk.stat(path);
  if (what === "kind") return (stat?.kind ?? "") === answer ? asked : null;
  if (stat === null) return answer === "" ? asked : null;
  if (what !== "real" && same(stat, asked.stat)) return asked;
  if (answerTo(disk, what, path) !== answer) return null;
  return { ...asked, stat };
}

const answerTo = (disk: Disk, what: "text" | "items" | "real", path: string): string => {
  if (what === "text") return refused(() => disk.read(path), digest);
  if (what === "items") return refused(() => disk.items(path), itemsDigest);
  return refused(
    () => disk.real(path),
    (real) => real,
  );
};
