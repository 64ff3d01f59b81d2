import { longLived } from "../../interpret/likeness.js";
import { instanceOf } from "../../interpret/classes.js";
import type { Machine } from "../../interpret/machine.js";
import { asideIn } from "../../interpret/aside.js";
import { perRun } from "../../interpret/per-run.js";
import { runCallback } from "../../interpret/unknown-call.js";
import {
  alternatives,
  type ClassV,
  type Dom,
  type DomKind,
  type FnV,
  type Obj,
  unknown,
  type Value,
} from "../../interpret/values.js";

interface Provider {
  readonly file: string;
  readonly value: (m: Machine) => Value | null;
}

const tokenKind: DomKind = {
  name: "injection token",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "an injection token", kind: ["string"] }),
  get: (_m, self, key) => unknown(`an injection token's ${key}`, { of: self, key, kind: ["string"] }),
};

/** A token that tells itself what it is provided with. */
export const tokenOf = (v: Value): Dom => ({ t: "dom", kind: tokenKind, data: v });

/** What a token of `getModelToken()` or `getConnectionToken()` is provided with; null for any other value. */
export const provided = (v: Value | undefined): Value | null =>
  v?.t === "dom" && v.kind === tokenKind ? (v.data as Value) : null;

/** What modules provide, by token: `{ provide: "USER_MODEL", useFactory: … }`. */
const providers = perRun((): Map<string | ClassV, Provider[]> => new Map());

/** What a token is known by. */
const keyOf = (token: Value | undefined): string | ClassV | null =>
  token?.t === "cls" ? token : token?.t === "prim" ? String(token.v) : null;

/** Remembers the providers of a list. A factory that declares something runs at once, as when its module is set up. */
export function provide(m: Machine, list: Value, file: string): void {
  for (const v of alternatives(list)) {
    if (v.t === "arr") for (const c of v.items) provide(m, c.v, file);
    if (v.t === "obj") provideOne(m, v, file);
  }
}

function provideOne(m: Machine, o: Obj, file: string): void {
  const token = o.props.get("provide")?.v;
  const key = keyOf(token);
  const value = key === null ? null : valueOf(m, o);
  if (key === null || !value) return;
  const list = providers(m).get(key);
  if (list) list.push({ file, value });
  else providers(m).set(key, [{ file, value }]);
}

function valueOf(m: Machine, o: Obj): Provider["value"] | null {
  const given = o.props.get("useValue")?.v;
  if (given) return () => given;
  const factory = o.props.get("useFactory")?.v;
  if (factory?.t === "fn") return makerOf(m, o, factory);
  const cls = o.props.get("useClass")?.v;
  if (cls?.t === "cls") return (machine) => instanceOf(machine, cls);
  const other = o.props.get("useExisting")?.v;
  return other?.t === "prim" ? (machine) => providedBy(machine, other, o.at?.file ?? "") : null;
}

/** A factory that declares something runs at once, any other when somebody asks. */
function makerOf(m: Machine, o: Obj, factory: FnV): Provider["value"] {
  let made: Value | null | undefined;
  const make = (machine: Machine): Value | null => {
    if (made !== undefined) return made;
    made = null;
    made = asideIn(machine, machine.frames.at(-1), () => runCallback(machine, factory, injected(machine, o)));
    if (made?.t === "obj") longLived.add(made);
    return made;
  };
  if (factory.node.declares) make(m);
  return make;
}

/** What a factory is given, as far as its tokens are known; the rest keeps its annotations. */
function injected(m: Machine, o: Obj): readonly Value[] {
  const tokens = o.props.get("inject")?.v;
  const known: Value[] = [];
  for (const c of tokens?.t === "arr" ? tokens.items : []) {
    const v = provided(c.v) ?? providedBy(m, c.v, o.at?.file ?? "");
    if (!v) break;
    known.push(v);
  }
  return known;
}

/** What a token stands for, by the module nearest to the asker; null when nobody known provides it. */
export function providedBy(m: Machine, token: Value | undefined, from: string): Value | null {
  const key = keyOf(token);
  const all = (key === null ? undefined : providers(m).get(key)) ?? [];
  const own = m.project.packageOf(from).directory;
  const near = all.filter(({ file }) => m.project.packageOf(file).directory === own);
  return (near.length > 0 ? near : all).at(-1)?.value(m) ?? null;
}

/** Does anybody provide it yet? */
export function isProvided(m: Machine, token: Value): boolean {
  const key = keyOf(token);
  return key !== null && providers(m).has(key);
}
