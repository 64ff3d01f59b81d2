import { runCallback } from "../../interpret/unknown-call.js";
import type { Machine } from "../../interpret/machine.js";
import { perRun } from "../../interpret/per-run.js";
import {
  builtin,
  type ClassV,
  type Dom,
  type DomKind,
  join,
  object,
  type Obj,
  prim,
  record,
  text,
  truth,
  undef,
  unknown,
  type Value,
  yes,
} from "../../interpret/values.js";
import { lineage, marksOf } from "../decorators/marks.js";

const baseKind: DomKind = {
  name: "typegoose base",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a class of Typegoose" }),
  get: (_m, self, key) => unknown(`a static ${key} of Typegoose`, { of: self, key }),
};

/** A class of the library that models extend; its options are theirs. */
const baseClass = (options: Value): Dom => ({ t: "dom", kind: baseKind, data: options });
export const timeStamps: Dom = baseClass(record({ schemaOptions: record({ timestamps: yes }) }));
export const plainBase: Dom = baseClass(object());

const globals = perRun((): { options: Value } => ({ options: object() }));

/** `setGlobalOptions({…})`. */
export const setGlobalOptions = builtin("setGlobalOptions", (m, site) => {
  const own = globals(m);
  own.options = merge(own.options, site.args[0] ?? undef);
  return undef;
});

/** Deeply, as Typegoose does: what is given later wins, key by key. */
export function merge(a: Value, b: Value): Value {
  if (b.t === "prim" && b.v === undefined) return a;
  if (b.t === "union") return join(b.of.map((o) => merge(a, o)));
  if (a.t !== "obj") return b;
  if (b.t !== "obj") return b.t === "unk" ? opened(a) : b;
  const made = object(b.at ?? a.at);
  made.open = a.open || b.open;
  for (const [k, c] of a.props) made.props.set(k, c);
  for (const [k, c] of b.props) {
    const old = made.props.get(k);
    if (c.v.t === "prim" && c.v.v === undefined) continue;
    made.props.set(k, { ...c, v: old && !single.has(k) ? merge(old.v, c.v) : c.v });
  }
  return made;
}

const single = new Set(["existingMongoose", "existingConnection"]);

function opened(o: Obj): Obj {
  const made = object(o.at);
  for (const [k, c] of o.props) made.props.set(k, c);
  made.open = true;
  return made;
}

/** Options under nested keys; undefined when a key is not set. */
export function option(options: Value, ...keys: readonly string[]): Value | undefined {
  let v: Value | undefined = options;
  for (const k of keys) v = v?.t === "obj" ? v.props.get(k)?.v : undefined;
  return v;
}

const isSet = (v: Value | undefined): v is Value =>
  v !== undefined && !(v.t === "prim" && (v.v === undefined || v.v === null));

/** The options a class's own decorators give. */
const ownOptions = (m: Machine, cls: ClassV): Value =>
  marksOf(m, cls)
    .marks.filter((x) => x.name === "typegoose.modelOptions")
    .reduce<Value>((all, x) => merge(all, x.args[0] ?? undef), object());

/** `@modelOptions()` of a class and all it extends. */
export function classOptions(m: Machine, cls: ClassV): Value {
  const { classes, root } = lineage(cls);
  const inherited: Value = root?.t === "dom" && root.kind === baseKind ? (root.data as Value) : object();
  return classes.toReversed().reduce((all, c) => merge(all, ownOptions(m, c)), inherited);
}

/** Global options, those of the class, and those given to the call, each over the one before. */
export const mergedOptions = (m: Machine, cls: ClassV, given: Value): Value =>
  merge(
    merge(globals(m).options, classOptions(m, cls)),
    given.t === "obj" || given.t === "unk" ? given : undef,
  );

/** Does the class keep the indexes of those it extends from being built? This is not inherited. */
export const disablesLowerIndexes = (m: Machine, cls: ClassV, given: Value): boolean =>
  truth(option(merge(ownOptions(m, cls), given), "options", "disableLowerIndexes") ?? undef) === true;

/** The name a class's model is registered under. */
export function nameOf(m: Machine, cls: ClassV, given: Value): Value {
  const ofClass = classOptions(m, cls);
  const own = (...keys: readonly string[]): Value | undefined => {
    const v = option(given, ...keys);
    return isSet(v) ? v : option(ofClass, ...keys);
  };
  const base: Value = cls.name === null ? unknown("the name of an unnamed class") : prim(cls.name);
  const custom = own("options", "customName");
  if (custom?.t === "fn") return runCallback(m, custom, [ofClass]);
  if (truth(own("options", "automaticName") ?? undef) !== true) return isSet(custom) ? custom : base;
  const suffix = isSet(custom) ? custom : own("schemaOptions", "collection");
  if (!isSet(suffix)) return base;
  const known = text(suffix);
  return known === null || cls.name === null
    ? unknown("a name made of a collection that is not known")
    : prim(`${cls.name}_${known}`);
}
