import { askAgain } from "./late.js";
import type { Machine } from "./machine.js";
import { perRun } from "./per-run.js";
import type { Unk, Value } from "./values.js";

interface Handed {
  /** By package, holder and member; null: several different things. */
  readonly things: Map<string, Value | null>;
  /** By file, holder and member. */
  readonly own: Map<string, Value | null>;
}

const handedOf = perRun((): Handed => ({ things: new Map(), own: new Map() }));

/**
 * Notes what a function puts into something it was handed, as a plugin does with `app.models = { User }` and
 * `app.users = new Users(app)`: whoever is handed an `app` finds it there.
 */
export function rememberHanded(m: Machine, holder: Unk, key: string, v: Value): void {
  const place = isHanded(holder) && isService(v) ? placeOf(m, holder, key) : null;
  if (!place) return;
  const { things, own } = handedOf(m);
  note(own, place.own, v);
  if (place.shared !== null) note(things, place.shared, v);
}

function note(things: Map<string, Value | null>, place: string, v: Value): void {
  const old = things.get(place);
  if (old === undefined) things.set(place, v);
  else if (old && !isSame(old, v)) things.set(place, null);
}

/** What some function puts into such a thing. Whether it is the only one is known when all have run: until then an entry asks again. */
export function handedMember(m: Machine, holder: Unk, key: string): Value | undefined {
  const places = placesToLook(m, holder, key);
  const [first] = places;
  if (first === undefined) return undefined;
  const { own, things } = handedOf(m);
  const found = (): Value | undefined => {
    for (const place of places) {
      const v = own.get(place) ?? things.get(place);
      if (v) return v;
    }
    return undefined;
  };
  if (m.haveAllRun) return found();
  askAgain(m, `handed ${first}`, () => found() !== undefined);
  return undefined;
}

function placesToLook(m: Machine, holder: Unk, key: string): readonly string[] {
  const place = isHanded(holder) ? placeOf(m, holder, key) : null;
  const decorated = isApplication(holder) ? placeOf(m, { key: "decorate" }, key)?.shared : undefined;
  return [place?.own, place?.shared, decorated].filter((each) => typeof each === "string");
}

const applications = /^(?:fastify|server|app|instance)$/;

/** Whatever decorates it, as Fastify calls that, all who have it find it there; in handlers it is `this`, too. */
const isApplication = ({ key, why }: Unk): boolean =>
  key === undefined ? why === "this" : applications.test(key);

/** Notes what is kept under a name, for all files of the package: `app.set("models", { User })`. `by`: how it is kept. */
export function keepNamed(m: Machine, by: string, name: string, v: Value): void {
  const place = isService(v) ? placeOf(m, { key: by }, name) : null;
  if (place?.shared) note(handedOf(m).things, place.shared, v);
}

/** What some file of the package keeps under a name. Whether it is the only one, an entry knows when all have run, and asks again. */
export function keptNamed(m: Machine, by: string, name: string): Value | undefined {
  const shared = placeOf(m, { key: by }, name)?.shared ?? null;
  if (shared === null) return undefined;
  const found = (): Value | undefined => handedOf(m).things.get(shared) ?? undefined;
  if (m.haveAllRun || m.current === null) return found();
  askAgain(m, `kept ${shared}`, () => found() !== undefined);
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
  if (m.haveAllRun) return found();
  askAgain(m, `handed in ${directory}`, () => found().length > 0);
  return [];
}

/** A parameter, or the property that keeps it, of which nothing is known but its name; the `locals` of an application. */
const isHanded = ({ external, type, kind, of, key }: Unk): boolean =>
  key === "locals" ||
  (external === undefined && type === undefined && kind === undefined && of === undefined);

interface Place {
  readonly own: string;
  readonly shared: string | null;
}

/** Looked for in the same file, then in the package; `self` is another one in each file. */
function placeOf(m: Machine, { key: holder }: Pick<Unk, "key">, key: string): Place | null {
  const file = m.frames.at(-1)?.mod.file;
  if (holder === undefined || file === undefined) return null;
  const member = `${holder}.${key}`;
  return {
    own: `${file} ${member}`,
    shared: isItself.test(holder) ? null : `${m.project.packageOf(file).directory} ${member}`,
  };
}

const isItself = /^_?(?:self|this|that|me)$/;

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
