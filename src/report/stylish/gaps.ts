import type { Gap } from "../../catalog/types.js";
import { count } from "../count.js";
import type { Paint } from "../paint.js";
import { showPlace } from "../shape.js";
import type { Style } from "../types.js";

const fewReasons = 5;
const fewSubjects = 3;

/** What could not be read: all of it with places, or the commonest reasons. */
export function gapSection(gaps: readonly Gap[], style: Style, paint: Paint): string[] {
  if (gaps.length === 0) return [];
  const title = paint("bold", "Not read");
  if (style.gaps)
    return [[title, ...gaps.map(({ at, what, why }) => `  ${showPlace(at)}  ${what}: ${why}`)].join("\n")];
  const reasons = [...tally(gaps)].sort(([, a], [, b]) => total(b) - total(a));
  const more = reasons.length - fewReasons;
  const rows = reasons
    .slice(0, fewReasons)
    .map(([reason, subjects]) => `  ${total(subjects)} × ${reason}${showSubjects(subjects)}`);
  return [
    [
      `${title}${paint("dim", "  (--gaps lists each with its place)")}`,
      ...rows,
      ...(more > 0 ? [`  and ${count(more, "other reason")}`] : []),
    ].join("\n"),
  ];
}

type Subjects = ReadonlyMap<string, number>;

/** How often each reason was given, and of what: what stands in backticks is a reason's subject. */
function tally(gaps: readonly Gap[]): Map<string, Subjects> {
  const reasons = new Map<string, Map<string, number>>();
  for (const { what, why } of gaps) {
    const subject = /`[^`]*`/.exec(why)?.[0] ?? "";
    const reason = `${what}: ${why.replace(/^`[^`]*`: /, "").replace(subject || "``", "…")}`;
    const subjects = reasons.get(reason) ?? new Map<string, number>();
    reasons.set(reason, subjects.set(subject, (subjects.get(subject) ?? 0) + 1));
  }
  return reasons;
}

const total = (subjects: Subjects): number => [...subjects.values()].reduce((sum, n) => sum + n, 0);

function showSubjects(subjects: Subjects): string {
  const named = [...subjects].filter(([subject]) => subject !== "").sort(([, a], [, b]) => b - a);
  if (named.length === 0) return "";
  const shown = named.slice(0, fewSubjects).map(([subject, n]) => (n > 1 ? `${n} ${subject}` : subject));
  return ` (${[...shown, ...(named.length > fewSubjects ? ["…"] : [])].join(", ")})`;
}
