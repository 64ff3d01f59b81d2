import { runCallback } from "../../interpret/unknown-call.js";
import type { Machine } from "../../interpret/machine.js";
import {
  array,
  type ClassV,
  type Dom,
  object,
  type Obj,
  type Props,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { designType } from "../decorators/design-type.js";
import { keyOf, type Mark, type MemberMarks } from "../decorators/marks.js";
import { namedModel } from "../mongoose/named.js";
import { isTypeToken, typeToken } from "../mongoose/tokens.js";
import { isPassthrough, passed } from "./passthrough.js";
import { nameOf } from "./options.js";

export type Kind = "array" | "map" | "none";

/** What one `@prop()` comes to. */
export type Processed =
  | { readonly is: "path"; readonly value: Value; readonly discriminators: Value | undefined }
  | { readonly is: "virtual"; readonly options: Value };

/** Makes the schema of a class that stands as a type. */
export type SchemaOf = (cls: ClassV) => Value;

/** The definition Typegoose makes of a property: its kind from the annotation, its options inside or outside the array or map. */
export function processProp(m: Machine, x: MemberMarks, mark: Mark, schemaOf: SchemaOf): Processed {
  const options = optionsOf(mark);
  const design = designType(m, x.cls, x.node);
  const asked = kindAsked(mark);
  let kind = asked ?? kindOf(design);
  const given = options.props.get("type")?.v;
  let type: Value = kind !== "none" && !isSet(given) && refers(options) ? undef : design;
  let dim = 0;
  if (isSet(given)) {
    const got = unwrapped(m, given);
    ({ dim, type } = got);
    if (dim > 0 && asked === null && kind === "none") kind = "array";
    options.props.delete("type");
  }
  if (kind !== "none" && kindOf(type) === kind) type = typeToken("Mixed") ?? undef;
  const discriminators = options.props.get("discriminators")?.v;
  options.props.delete("discriminators");
  const ref = options.props.get("ref")?.v;
  if (ref) options.props.set("ref", { v: referred(m, ref) });
  if (options.props.has("localField") || options.props.has("foreignField")) return { is: "virtual", options };
  const path = (value: Value): Processed => ({ is: "path", value, discriminators });
  if (isPassthrough(type)) {
    const { raw, direct } = passed(type);
    return path(direct ? raw : shaped(kind, options, raw, dim));
  }
  if (refers(options)) return path(reference(kind, options, type, dim));
  return path(shaped(kind, options, finished(type, schemaOf), dim));
}

const refers = (o: Obj): boolean => o.props.has("ref") || o.props.has("refPath");
const isSet = (v: Value | undefined): v is Value =>
  v !== undefined && !(v.t === "prim" && (v.v === undefined || v.v === null));

/** Earlier versions had other names for the options of `arrayProp` and `mapProp`. */
const renamed: Readonly<Record<string, string>> = {
  items: "type",
  itemsRef: "ref",
  itemsRefPath: "refPath",
  itemsType: "type",
  refType: "type",
};

function optionsOf({ name, args, at }: Mark): Obj {
  const o = object(at);
  const [given] = args;
  if (given?.t === "unk") o.open = true;
  const one = given?.t === "union" ? given.of.find((v) => v.t === "obj") : given;
  if (one?.t !== "obj") return o;
  o.open = one.open;
  for (const [key, c] of one.props) {
    const plain = name === "typegoose.mapProp" && key === "of" ? "type" : (renamed[key] ?? key);
    if (!o.props.has(plain) || plain === key) o.props.set(plain, c);
  }
  return o;
}

const kinds: Readonly<Record<string, Kind>> = {
  "0": "array",
  "1": "map",
  "2": "none",
  Array: "array",
  Map: "map",
};

function kindAsked({ name, args }: Mark): Kind | null {
  if (name === "typegoose.arrayProp") return "array";
  if (name === "typegoose.mapProp") return "map";
  const second = args[1];
  return second?.t === "prim" ? (kinds[String(second.v)] ?? null) : null;
}

const nameOfType = (v: Value): string | null =>
  v.t === "builtin"
    ? v.name
    : v.t === "dom" && isTypeToken(v)
      ? (v.data as string)
      : v.t === "unk" && v.external === "node"
        ? "Buffer"
        : null;

function kindOf(type: Value): Kind {
  const name = nameOfType(type);
  return name === "Array" || name === "DocumentArray" ? "array" : name === "Map" ? "map" : "none";
}

/** `() => [[T]]` is T, two deep. */
function unwrapped(m: Machine, given: Value): { type: Value; dim: number } {
  let type = given.t === "fn" ? runCallback(m, given, []) : given;
  let dim = 0;
  while (type.t === "arr" && dim < 8) {
    dim++;
    type = type.items[0]?.v ?? type.rest ?? undef;
  }
  return { type, dim };
}

/** What `ref` names: a class's model, or what was written. */
function referred(m: Machine, ref: Value): Value {
  const target = ref.t === "fn" ? runCallback(m, ref, []) : ref;
  if (target.t !== "cls") return target;
  const name = nameOf(m, target, undef);
  return name.t === "prim"
    ? name
    : namedModel(
        m,
        { by: "document", type: keyOf(target), name: target.name ?? "", from: target.mod.file },
        null,
      );
}

/** Types that an id may have; a `Boolean` or an `Object` says nothing of it, so it is an ObjectId. */
const isRefType = (type: Value): boolean => {
  const name = nameOfType(type);
  return (
    name !== null &&
    !["Boolean", "Object", "Function", "Promise", "Set", "RegExp", "Symbol"].includes(name) &&
    !(name === "Mixed" && type.t === "builtin")
  );
};

function reference(kind: Kind, options: Obj, type: Value, dim: number): Value {
  const own: Value = isRefType(type) ? type : (typeToken("ObjectId") ?? undef);
  if (kind === "none") return withType(options, own, true);
  const ref = new Map([...options.props].filter(([k]) => k === "ref" || k === "refPath"));
  for (const k of ref.keys()) options.props.delete(k);
  return shaped(kind, options, own, dim, ref);
}

/** A class becomes its schema; a type that is not known stays so. */
function finished(type: Value, schemaOf: SchemaOf): Value {
  if (type.t === "cls") return schemaOf(type);
  if (type.t === "prim") return unknown("a property without a type");
  return type;
}

/** The options of a path of this kind; inside an array or map go those that its element's type knows. */
function shaped(kind: Kind, options: Obj, type: Value, dim: number, extra: Props = new Map()): Value {
  if (kind === "none") return withType(options, type, false);
  const { inner, outer } = divided(options, type);
  const element = object(options.at);
  element.open = options.open;
  element.props.set("type", { v: type });
  for (const [k, c] of kind === "array" ? [...inner, ...extra] : [...extra, ...inner])
    element.props.set(k, c);
  const made = object(options.at);
  for (const [k, c] of outer) made.props.set(k, c);
  if (kind === "array") made.props.set("type", { v: nested(element, dim) });
  else {
    made.props.set("type", { v: typeToken("Map") ?? undef });
    made.props.set("of", { v: dim > 0 ? nested(element, dim) : element });
  }
  return made;
}

function nested(element: Value, dim: number): Value {
  let list: Value = array([element]);
  for (let i = 1; i < dim; i++) list = array([list]);
  return list;
}

function withType(options: Obj, type: Value, first: boolean): Value {
  const made = object(options.at);
  made.open = options.open;
  if (first) made.props.set("type", { v: type });
  for (const [k, c] of options.props) made.props.set(k, c);
  made.props.set("type", { v: type });
  return made;
}

const general = [
  "validate",
  "cast",
  "required",
  "allowNull",
  "default",
  "ref",
  "refPath",
  "select",
  "index",
  "unique",
  "immutable",
  "sparse",
  "text",
  "transform",
];
/** Mongoose's own option classes: what they declare themselves belongs to the element. Types without one of their own declare all. */
const declared: Readonly<Record<string, readonly string[]>> = {
  Array: ["enum", "of", "castNonArrays"],
  Buffer: ["subtype"],
  Date: ["min", "max", "expires"],
  DocumentArray: ["excludeIndexes", "_id", "discriminators"],
  Map: ["of"],
  Number: ["min", "max", "enum", "populate"],
  ObjectId: ["auto", "populate"],
  String: [
    "enum",
    "match",
    "lowercase",
    "trim",
    "uppercase",
    "minLength",
    "minlength",
    "maxLength",
    "maxlength",
    "populate",
  ],
  Embedded: ["_id", "minimize", "discriminators"],
};

function divided(options: Obj, type: Value): { readonly inner: Props; readonly outer: Props } {
  const name = nameOfType(type) ?? ((type as Dom).t === "dom" ? "Embedded" : "Mixed");
  const own = new Set(declared[name] ?? general);
  const inner: Props = new Map();
  const outer: Props = new Map();
  for (const [k, c] of options.props)
    if (k !== "innerOptions" && k !== "outerOptions" && k !== "dim") (own.has(k) ? inner : outer).set(k, c);
  for (const [key, into] of [
    ["innerOptions", inner],
    ["outerOptions", outer],
  ] as const) {
    const more = options.props.get(key)?.v;
    if (more?.t === "obj") for (const [k, c] of more.props) into.set(k, c);
  }
  return { inner, outer };
}
