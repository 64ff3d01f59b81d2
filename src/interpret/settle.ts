import type { Happening, QueryIssued, Span } from "./happenings.js";
import { isTest } from "./tests.js";

/**
 * One fact per fact: drops repeats that several runs of the same code left, and the open inner call of a generic wrapper
 * whose callers were read.
 */
export function settle(list: readonly Happening[]): readonly Happening[] {
  const wrapped = new Map<string, QueryIssued[]>();
  for (const h of list)
    if (h.type === "query")
      for (const t of h.through)
        if (isCaller(h, t)) {
          const place = `${t.file}:${t.start}`;
          (wrapped.get(place) ?? wrapped.set(place, []).get(place))?.push(h);
        }
  const seen = new Set<string>();
  const sites = new Map<string, QueryIssued[]>();
  const out: Happening[] = [];
  for (const h of list) {
    if (h.type === "query") {
      const key = `${h.at.file}:${h.at.start}:${h.operation}`;
      (sites.get(key) ?? sites.set(key, []).get(key))?.push(h);
      continue;
    }
    const key =
      h.type === "schema" || h.type === "model"
        ? `${h.type}:${h.id}`
        : JSON.stringify({ ...h, maybe: undefined });
    if (seen.has(key)) continue;
    seen.add(key);
    out.push(h);
  }
  for (const group of sites.values()) {
    const [first] = group;
    if (!first) continue;
    const callers = wrapped.get(`${first.at.file}:${first.at.start}`);
    out.push(...best(callers ? ownReadings(group, callers) : group));
  }
  return out;
}

/** A test that calls a function does not take the place of those who use it. */
const isCaller = (q: QueryIssued, inner: Span): boolean => !isTest(q.at.file) || isTest(inner.file);

/** What a wrapper asks itself, and not only what its callers have it ask: a callback cut short runs again without them. */
function ownReadings(group: readonly QueryIssued[], callers: readonly QueryIssued[]): readonly QueryIssued[] {
  const theirs = new Set(callers.map(readingOf));
  return group.filter((q) => isRead(q) && !theirs.has(readingOf(q)));
}

const isRead = (q: QueryIssued): boolean =>
  q.model.by !== "unknown" && q.args.every((a) => a.t !== "unknown");

/** One call of a wrapper that adds to its filter serves many callers. */
const MAX_VARIANTS = 48;

const isNamed = ({ model }: QueryIssued): boolean =>
  model.by !== "unknown" && !(model.by === "collection" && model.name === null);

/** The distinct readings of one call: a known model beats an unknown one, a whole filter an open one. */
function best(group: readonly QueryIssued[]): readonly QueryIssued[] {
  const known = group.filter(isNamed);
  const candidates = known.length > 0 ? known : group;
  const byModel = new Map<string, QueryIssued[]>();
  for (const q of candidates) {
    const key = modelKey(q);
    (byModel.get(key) ?? byModel.set(key, []).get(key))?.push(q);
  }
  return [...byModel.values()].flatMap((list) => distinct(programs(list)));
}

/** What the program asks by itself; what only a test has it ask, where there is nothing else. */
function programs(list: readonly QueryIssued[]): readonly QueryIssued[] {
  const own = list.filter(({ byTest }) => !byTest);
  return own.length > 0 ? own : list;
}

function distinct(list: readonly QueryIssued[]): readonly QueryIssued[] {
  const whole = list.filter(
    (q) => !q.args.some((a, i) => i === 0 && (a.t === "unknown" || (a.t === "object" && a.open))),
  );
  const readings = whole.length > 0 ? whole : list;
  if (readings.length === 1) return readings;
  const seen = new Map<string, QueryIssued>();
  for (const q of readings) {
    const key = shapeOf(q);
    if (!seen.has(key)) seen.set(key, q);
  }
  return [...seen.values()].slice(0, MAX_VARIANTS);
}

const modelKey = ({ model }: QueryIssued): string =>
  JSON.stringify(model.by === "registration" ? model.id : { ...model, from: "" });
const shapeOf = ({ args, steps }: QueryIssued): string =>
  shape(args.slice(0, 3)) + shape(steps.map((s) => [s.method, s.args]));
const readingOf = (q: QueryIssued): string => modelKey(q) + shapeOf(q);

/** Paths and kinds without values and places. */
function shape(v: unknown): string {
  return JSON.stringify(v, (k, x: unknown) =>
    k === "at" || k === "why" || k === "v" || k === "maybe" || k === "element" ? undefined : x,
  );
}
