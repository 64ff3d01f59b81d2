import { askAgain } from "./late.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import type { Unk, Value } from "./values.js";

interface Handed {
  /** By package, holder and member; null: several different things. */
  readonly things: Map<string, Value | null>;
  /** Every entry has run. */
  whole: boolean;
}

const handedOf = perRun((): Handed => ({ things: new Map(), whole: false }));

/**
 * Notes what a function puts into something it was handed, as a plugin does with `app.models = { User }` and
 * `app.users = new Users(app)`: whoever is handed an `app` finds it there.
 */
export function rememberHanded(m: Machine, holder: Unk, key: string, v: Value): void {
  if (!isHanded(holder) || !isService(v)) return;
  const place = placeOf(m, holder, key);
  if (place === null) return;
  const { things } = handedOf(m);
  const old = things.get(place);
  if (old === undefined) things.set(place, v);
  else if (old && !isSame(old, v)) things.set(place, null);
}

/** What some function puts into such a thing. Whether it is the only one is known when all have run: until then an entry asks again. */
export function handedMember(m: Machine, holder: Unk, key: string): Value | undefined {
  if (!isHanded(holder)) return undefined;
  const place = placeOf(m, holder, key);
  if (place === null) return undefined;
  const handed = handedOf(m);
  if (handed.whole) return handed.things.get(place) ?? undefined;
  askAgain(m, `handed ${place}`, () => {
    handed.whole = true;
    return !!handed.things.get(place);
  });
  return undefined;
}

/** All that functions of a package put under such names into things they were handed, once all have run. */
export function handedUnder(m: Machine, directory: string, is: (name: string) => boolean): readonly Value[] {
  const handed = handedOf(m);
  const found = (): readonly Value[] =>
    [...handed.things].flatMap(([place, v]) => {
      const [, home = "", name = ""] = /^(.*) [^ ]*\.([^.]+)$/.exec(place) ?? [];
      return v && home === directory && is(name) ? [v] : [];
    });
  if (handed.whole) return found();
  askAgain(m, `handed in ${directory}`, () => {
    handed.whole = true;
    return found().length > 0;
  });
  return [];
}

/** A parameter, or the property that keeps it, of which nothing is known but its name. */
const isHanded = ({ external, type, kind, of }: Unk): boolean =>
  external === undefined && type === undefined && kind === undefined && of === undefined;

function placeOf(m: Machine, { key: holder }: Unk, key: string): string | null {
  const file = m.frames.at(-1)?.mod.file;
  return holder === undefined || file === undefined
    ? null
    : `${m.project.packageOf(file).directory} ${holder}.${key}`;
}

/** A model, a collection, what leads to those: made once and used by many. */
export const isStore = (v: Value): boolean => v.t === "dom" && stores.has(v.kind.name);
const stores = new Set(["model", "collection", "db", "connection", "client"]);

/** What is made once and used by many: a model, a collection, a list of those, an instance of a class. */
const isService = (v: Value): boolean =>
  isStore(v) ||
  (v.t === "obj" &&
    (v.cls !== null || (v.props.size > 0 && [...v.props.values()].every((c) => isStore(c.v)))));

/** Is it one thing, as far as its users can tell? */
export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.t === "dom" && b.t === "dom") return a.kind === b.kind && a.data === b.data;
  if (a.t !== "obj" || b.t !== "obj") return false;
  if (a.cls || b.cls) return a.cls === b.cls;
  return a.at !== null && b.at !== null && a.at.file === b.at.file && a.at.start === b.at.start;
}
