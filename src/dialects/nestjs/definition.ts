import { runCallback } from "../../interpret/unknown-call.js";
import { freeze } from "../../interpret/freeze.js";
import type { Span } from "../../interpret/happenings.js";
import type { Machine } from "../../interpret/machine.js";
import {
  array,
  type ClassV,
  type Dom,
  type FnV,
  join,
  object,
  type Obj,
  prim,
  undef,
  type Unk,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { designType } from "../decorators/design-type.js";
import { keyOf, lineage, type Mark, marksOf, type MemberMarks, placeOf } from "../decorators/marks.js";
import { buildSchema } from "../mongoose/schema.js";
import type { SchemaData } from "../mongoose/registry.js";
import { isTypeToken, isValueClass } from "../mongoose/tokens.js";

/** The first `@Schema()` of a class itself. */
const schemaMark = (m: Machine, cls: ClassV): Mark | undefined =>
  marksOf(m, cls).marks.find((x) => x.name === "nestjs.Schema");

/** A real schema of a class: its definition and the options of its own `@Schema()` (M86). */
export function schemaOfClass(m: Machine, cls: ClassV, building: readonly ClassV[] = []): SchemaData {
  const at = placeOf(cls);
  const options = schemaMark(m, cls)?.args[0];
  const args = [freeze(m, definitionOf(m, cls, building)), ...(options ? [freeze(m, options)] : [])];
  const schema = buildSchema(m, [], { at, dialect: "nestjs", documentTypes: [keyOf(cls)] });
  schema.ops.push({ op: "new", args, at, via: "decorator" });
  homes.set(schema.dom, at);
  return schema;
}

const homes = new WeakMap<Dom, Span>();
/** The class that a schema was made of; null when it was made otherwise. */
export const homeOf = (schema: Dom): Span | null => homes.get(schema) ?? null;

/** The definition that `DefinitionsFactory.createForClass()` makes: inherited properties first, each as the nearest class says. */
export function definitionOf(m: Machine, cls: ClassV, building: readonly ClassV[] = []): Value {
  const definition = object(placeOf(cls));
  const { classes, root } = lineage(cls);
  if (root && mayHaveProps(root)) definition.open = true;
  const inside = [...building, cls];
  for (const [key, x] of propsOf(m, classes)) {
    const mark = x.marks.findLast((each) => each.name === "nestjs.Prop");
    if (!mark) continue;
    const at = { file: x.cls.mod.file, start: x.node.s, end: x.node.e };
    definition.props.set(key, { v: inspect(m, optionsOf(m, x, mark), inside), at });
  }
  return definition;
}

/** Properties count from the first class with `@Schema()` up, all its ancestors' included. */
function propsOf(m: Machine, classes: readonly ClassV[]): ReadonlyMap<string, MemberMarks> {
  const first = classes.findIndex((c) => schemaMark(m, c));
  const found = new Map<string, MemberMarks>();
  if (first < 0) return found;
  for (const c of classes.slice(first).toReversed())
    for (const x of marksOf(m, c).members)
      if (x.marks.some((each) => each.name === "nestjs.Prop")) found.set(x.key, x);
  return found;
}

const withoutProps =
  /^(mongoose|mongodb|bson|events|node|typeorm|the JavaScript library|class-.*|@nestjs\/.*|@?typegoose.*)$/;
const mayHaveProps = (root: Value): boolean =>
  root.t === "unk" &&
  (root.external === undefined || !withoutProps.test(root.external)) &&
  root.key !== "Document";

const typeGiven = new WeakMap<Obj, Value>();

/** The argument of `@Prop()`; without a type the annotation's is put into the very object, as Nest does. */
function optionsOf(m: Machine, x: MemberMarks, mark: Mark): Value {
  const given = mark.args[0];
  if (given === undefined || (given.t === "prim" && !given.v)) return withType(m, x, object(mark.at));
  if (given.t === "union") return join(given.of.map((o) => optionsOf(m, x, { ...mark, args: [o] })));
  if (given.t === "unk") {
    const o = withType(m, x, object(mark.at));
    if (o.t === "obj") o.open = true;
    return o;
  }
  return given.t === "obj" && !rawDefinitions.has(given) && !hasType(given) ? withType(m, x, given) : given;
}

function hasType(o: Obj): boolean {
  const type = o.props.get("type")?.v;
  return type !== undefined && !(type.t === "prim" && !type.v);
}

function withType(m: Machine, x: MemberMarks, given: Obj): Value {
  const o = copy(given);
  const type = typeGiven.get(given) ?? annotated(m, x);
  // Nest 7 took `@Prop()` of any type: anything may be stored. Later it refuses it at start.
  if (!type && o.props.size === 0 && !o.open) return o;
  const known = type ?? unknown(`Nest cannot tell the type of \`${x.key}\` from its annotation`);
  o.props.set("type", { v: known });
  typeGiven.set(given, known);
  return o;
}

/** The annotation's type; null when Nest cannot use it. */
function annotated(m: Machine, x: MemberMarks): Value | null {
  const type = designType(m, x.cls, x.node);
  if (type.t === "builtin" && type.name === "Array") return array();
  return (type.t === "builtin" && type.name === "Object") || type === undef ? null : type;
}

const copy = (o: Obj): Obj => {
  const made = object(o.at);
  for (const [k, c] of o.props) made.props.set(k, c);
  made.open = o.open;
  return made;
};

const rawDefinitions = new WeakSet<Obj>();
/** `raw({…})`: a definition as it stands. */
export function raw(v: Value): Value {
  if (v.t === "obj") rawDefinitions.add(v);
  return v;
}

const builtInTypes = new Set(["Boolean", "Number", "String", "Map", "Date", "Buffer", "BigInt"]);

/** Classes and thunks become definitions or schemas, at the places where Nest looks for them; all else stays as it is. */
export function inspect(m: Machine, v: Value, building: readonly ClassV[]): Value {
  switch (v.t) {
    case "union":
      return join(v.of.map((o) => inspect(m, o, building)));
    case "cls":
      return ofClass(m, v, building);
    case "fn":
      return ofThunk(m, v, building);
    case "builtin":
      return builtInTypes.has(v.name) ? v : object();
    case "dom":
      return isTypeToken(v) && isValueClass(v) ? object() : v;
    case "unk":
      return isLibraryClass(v) ? object() : v;
    case "obj":
      return ofOptions(m, v, building);
    case "arr": {
      const [first] = v.items;
      return first ? { ...array([inspect(m, first.v, building)], v.at), rest: null } : v;
    }
    default:
      return v;
  }
}

function ofOptions(m: Machine, o: Obj, building: readonly ClassV[]): Value {
  const type = o.props.get("type");
  const made = copy(o);
  if (type && !rawDefinitions.has(o)) {
    const first = type.v.t === "arr" ? type.v.items[0]?.v : type.v;
    if (first && isFunction(first)) made.props.set("type", { ...type, v: inspect(m, type.v, building) });
  }
  const ref = referred(m, made.props.get("ref")?.v);
  if (ref) made.props.set("ref", { v: ref });
  return made;
}

const isFunction = (v: Value): boolean =>
  v.t === "fn" ||
  v.t === "cls" ||
  v.t === "builtin" ||
  (v.t === "dom" && isTypeToken(v)) ||
  (v.t === "union" && v.of.some(isFunction)) ||
  (v.t === "unk" && isLibraryClass(v));

const isLibraryClass = (v: Unk): boolean =>
  v.external !== undefined && v.key !== undefined && v.of === undefined && v.external !== "node";

/** `ref: () => User`. */
function referred(m: Machine, v: Value | undefined): Value | null {
  if (v?.t !== "fn") return null;
  const target = runCallback(m, v, []);
  return target.t === "cls" && target.name !== null ? prim(target.name) : target;
}

function ofThunk(m: Machine, fn: FnV, building: readonly ClassV[]): Value {
  const target = runCallback(m, fn, []);
  if (target.t === "unk") return target;
  // Nest looks for a class there and finds none in an array or a built-in type: anything may be stored.
  return target.t === "cls" ? ofClass(m, target, building) : object();
}

function ofClass(m: Machine, cls: ClassV, building: readonly ClassV[]): Value {
  if (building.includes(cls)) return unknown(`${cls.name ?? "the class"} contains itself`);
  const options = schemaMark(m, cls)?.args[0];
  if (options && !(options.t === "prim" && !options.v)) return schemaOfClass(m, cls, building).dom;
  return definitionOf(m, cls, building);
}
