import type { Finding } from "./types.js";

/** Lines where rules are switched off by a comment; no names: every rule. */
interface Silence {
  readonly from: number;
  readonly to: number;
  readonly rules: readonly string[];
}

/** Says whether a comment of the file switches a rule off at a line. */
export type Silenced = (rule: string, line: number) => boolean;

const comment = /\/\/(.*)|\/\*([\s\S]*?)\*\//g;
const directive = /^\s*(analyze-indexes|eslint)-(disable|enable)(-next-line|-line)?(?:\s+([\s\S]*))?$/;

/**
 * Reads what comments switch off: `// analyze-indexes-disable-next-line rule -- reason`, `-disable-line`, `-disable` …
 * `-enable`, and ESLint's own with `mongoose-indexes/rule`: one comment serves the editor and the command alike.
 * `ours`: leave ESLint's own to ESLint, which counts the ones that are used.
 */
export function silencedIn(text: string, ours: "ours" | "all" = "all"): Silenced {
  if (!/(analyze-indexes|eslint)-disable/.test(text)) return () => false;
  const lines = lineStarts(text);
  const silences: Silence[] = [];
  for (const match of text.matchAll(comment)) {
    const found = directive.exec(match[1] ?? match[2] ?? "");
    if (!found || (ours === "ours" && found[1] === "eslint")) continue;
    const rules = rulesOf(found[4] ?? "", found[1] === "eslint");
    if (!rules) continue;
    const first = lineAt(lines, match.index);
    const last = lineAt(lines, match.index + match[0].length);
    if (found[2] === "enable") end(silences, rules, first);
    else if (found[3] === "-next-line") silences.push({ from: last + 1, to: last + 1, rules });
    else if (found[3] === "-line") silences.push({ from: first, to: last, rules });
    else silences.push({ from: first, to: Infinity, rules });
  }
  return (rule, line) =>
    silences.some(
      ({ from, to, rules }) => from <= line && line <= to && (rules.length === 0 || rules.includes(rule)),
    );
}

/** Takes away the findings that a comment at their place switches off. */
export function withoutSilenced(
  findings: readonly Finding[],
  textOf: (file: string) => string | null,
): Finding[] {
  const files = new Map<string, Silenced>();
  return findings.filter(({ rule, at }) => {
    const silenced = files.get(at.file) ?? silencedIn(textOf(at.file) ?? "");
    files.set(at.file, silenced);
    return !silenced(rule, at.line);
  });
}

/** The rules named; none: all. null: none of ours is meant. */
function rulesOf(said: string, isEslint: boolean): string[] | null {
  const names = (said.split(/\s-{2,}\s/)[0] ?? "").split(",").flatMap((name) => name.trim() || []);
  if (names.length === 0) return [];
  const prefix = "mongoose-indexes/";
  const ours = names.flatMap((name) =>
    name.startsWith(prefix) ? name.slice(prefix.length) : isEslint ? [] : name,
  );
  return ours.length > 0 ? ours : null;
}

/** Ends what is switched off for good: everything, or the rules named. */
function end(silences: Silence[], rules: readonly string[], line: number): void {
  for (const [at, silence] of silences.entries()) {
    const isMeant = rules.length === 0 || silence.rules.some((rule) => rules.includes(rule));
    if (silence.to === Infinity && isMeant) silences[at] = { ...silence, to: line };
  }
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((match) => match.index + match[0].length)];
}

/** 1-based. */
const lineAt = (starts: readonly number[], offset: number): number =>
  starts.findLastIndex((start) => start <= offset) + 1;
