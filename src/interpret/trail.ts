import { type Completion, type Exits, type Holder, limits, type Machine, type Write } from "./machine.js";
import { type Cell, join, tick, type Value } from "./values.js";

/** Every change of a variable or property goes through here, so that it can be undone. */
export function assign(
  m: Machine,
  holder: Holder,
  map: Map<string, Cell>,
  key: string,
  cell: Cell | undefined,
): void {
  m.trail.push({ holder, map, key, old: map.get(key) });
  poke({ holder, map, key }, cell);
}

/** The same for a field of an array (`items`, `rest`) or object (`open`). */
export function setField<H extends Holder, F extends keyof H & string>(
  m: Machine,
  holder: H,
  key: F,
  value: H[F],
): void {
  m.trail.push({ holder, map: null, key, old: holder[key] });
  poke({ holder, map: null, key }, value);
}

type Target = Pick<Write, "holder" | "map" | "key">;

const peek = (w: Target): unknown =>
  w.map ? w.map.get(w.key) : (w.holder as unknown as Record<string, unknown>)[w.key];

function poke(w: Target, value: unknown): void {
  if (!w.map) (w.holder as unknown as Record<string, unknown>)[w.key] = value;
  else if (value === undefined) w.map.delete(w.key);
  else w.map.set(w.key, value);
}

/** Undoes every write since the mark, newest first; with `olderThan`, only those to holders born before it. */
export function undo(m: Machine, mark: number, olderThan = Infinity): void {
  const { trail } = m;
  for (let i = trail.length - 1; i >= mark; i--) {
    const w = trail[i];
    if (w && w.holder.born < olderThan) poke(w, w.old);
  }
  trail.length = Math.min(trail.length, mark);
}

type Finals = Map<object, Map<string, Target & { value: unknown }>>;

const nothing: Finals = new Map();

/** A world that ended: what was written, and when it was left. What was born since is not part of it. */
export interface World {
  readonly finals: Finals;
  readonly born: number;
}

const none = (): boolean => false;

/** What holders born before an arm hold at its end; what it made itself is nobody else's and stays as it is. */
function finalsSince(
  m: Machine,
  mark: number,
  born: number,
  isLeftOut: (w: Write) => boolean = none,
): Finals {
  if (m.trail.length === mark) return nothing;
  const finals: Finals = new Map();
  for (let i = mark; i < m.trail.length; i++) {
    const w = m.trail[i];
    if (!w || w.holder.born >= born || isLeftOut(w)) continue;
    const id = w.map ?? w.holder;
    let keys = finals.get(id);
    if (!keys) finals.set(id, (keys = new Map()));
    keys.set(w.key, { holder: w.holder, map: w.map, key: w.key, value: peek(w) });
  }
  return finals.size === 0 ? nothing : finals;
}

/**
 * Runs the arms of a branch whose condition is unknown, each from the same state, and joins what they wrote.
 * An arm that returned or threw drops out of the join; what one that returned wrote is joined where its function ends.
 */
export function branch(m: Machine, arms: readonly (() => Completion)[]): Completion {
  const exits = m.frames.at(-1)?.exits ?? null;
  const live: World[] = [];
  const ends = new Set<Completion>();
  for (const arm of arms) {
    const mark = m.trail.length;
    const born = tick();
    const level = m.branch++;
    let end: Completion;
    try {
      end = arm();
    } finally {
      m.branch = level;
    }
    if (exits && end === "return" && !exits.isEveryWorldLeft) leave(m, exits, born);
    if (exits) exits.isEveryWorldLeft = false;
    const finals = finalsSince(m, mark, born);
    undo(m, mark, born);
    ends.add(end);
    if (end !== "return" && end !== "throw") live.push({ finals, born: Infinity });
  }
  joinWorlds(m, live);
  if (exits) exits.isEveryWorldLeft = live.length === 0;
  if (ends.has("normal")) {
    if (ends.has("return") || ends.has("break") || ends.has("continue")) m.branch++;
    return "normal";
  }
  if (ends.has("continue")) return "continue";
  if (ends.has("break")) return "break";
  return ends.has("return") ? "return" : "throw";
}

/** A variable of the function itself is nobody's once it has ended. */
const isOwn =
  ({ born }: Exits) =>
  ({ holder }: Write): boolean =>
    holder.born >= born && "vars" in holder;

/** Remembers the world in which a function is left early. */
function leave(m: Machine, exits: Exits, born: number): void {
  const finals = finalsSince(m, exits.mark, born, isOwn(exits));
  if (finals === nothing && exits.left.some((world) => world.finals === nothing)) return;
  exits.left.push({ finals, born });
}

/** At the end of a function, joins the worlds in which it was left early with the one in which it ran to its end. */
export function rejoin(m: Machine, exits: Exits, end: Completion): void {
  const { mark, left } = exits;
  if (left.length === 0) return;
  const isLocal = isOwn(exits);
  const isLast = end !== "throw" && !exits.isEveryWorldLeft;
  const last = isLast ? [{ finals: finalsSince(m, mark, Infinity, isLocal), born: Infinity }] : [];
  const locals = m.trail.slice(mark).filter(isLocal);
  for (let i = m.trail.length - 1; i >= mark; i--) {
    const w = m.trail[i];
    if (w && !isLocal(w)) poke(w, w.old);
  }
  m.trail.length = mark;
  m.trail.push(...locals);
  joinWorlds(m, [...left, ...last]);
}

function joinWorlds(m: Machine, worlds: readonly World[]): void {
  if (worlds.every(({ finals }) => finals === nothing)) return;
  const touched = new Map<object, Map<string, Target>>();
  for (const { finals } of worlds)
    for (const [id, keys] of finals) {
      let all = touched.get(id);
      if (!all) touched.set(id, (all = new Map()));
      for (const [key, target] of keys) all.set(key, target);
    }
  for (const [id, keys] of touched)
    for (const [key, w] of keys) {
      const values = worlds
        .filter(({ born }) => w.holder.born < born)
        .map(({ finals }) => {
          const own = finals.get(id)?.get(key);
          return own ? own.value : peek(w);
        });
      m.trail.push({ holder: w.holder, map: w.map, key, old: peek(w) });
      poke(w, values.length === 1 ? values[0] : merge(w, values));
    }
}

/** What a cell or field holds after arms that left different values in it. */
function merge(w: Target, values: readonly unknown[]): unknown {
  if (w.map) return mergeCells(values as readonly (Cell | undefined)[]);
  if (w.key === "items")
    return mergeItems(peek(w) as readonly Cell[], values as readonly (readonly Cell[])[]);
  if (w.key === "open") return values.some(Boolean);
  if (w.key === "rest") {
    const known = (values as readonly (Value | null)[]).filter((v) => v !== null);
    return known.length === 0 ? null : join(known);
  }
  return values.find((v) => v !== undefined);
}

function mergeCells(cells: readonly (Cell | undefined)[]): Cell | undefined {
  const known = cells.filter((c) => c !== undefined);
  const first = known[0];
  if (!first || (known.length === cells.length && known.every((c) => c === first))) return first;
  const maybe = known.length < cells.length || known.some((c) => c.maybe);
  const at = known.find((c) => c.at)?.at;
  return { v: join(known.map((c) => c.v)), ...(maybe && { maybe }), ...(at && { at }) };
}

/** What was there before the arms is joined place by place; what they put in front of it or added comes before or after it. */
function mergeItems(before: readonly Cell[], lists: readonly (readonly Cell[])[]): readonly Cell[] {
  const inFront = (l: readonly Cell[]): number => {
    const n = l.length - before.length;
    return n > 0 && before.length > 0 && before.every((c, i) => l[n + i] === c) ? n : 0;
  };
  const maybe = (c: Cell): Cell => ({ ...c, maybe: true });
  const put = lists.flatMap((l) => l.slice(0, inFront(l)).map(maybe));
  const others = lists.map((l) => l.slice(inFront(l)));
  const kept = before.flatMap((_, i) => mergeCells(others.map((l) => l[i])) ?? []);
  const added = others.flatMap((l) => l.slice(before.length).map(maybe));
  return [...put, ...kept, ...added].slice(0, limits.unroll);
}
