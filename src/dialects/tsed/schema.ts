import { freeze } from "../../interpret/freeze.js";
import type { Machine } from "../../interpret/machine.js";
import { runCallback } from "../../interpret/unknown-call.js";
import {
  array,
  type ClassV,
  object,
  type Obj,
  prim,
  text,
  undef,
  unknown,
  type Value,
  yes,
} from "../../interpret/values.js";
import { designType } from "../decorators/design-type.js";
import {
  classFrame,
  elements,
  keyOf,
  lineage,
  type Mark,
  marksOf,
  type MemberMarks,
  placeOf,
} from "../decorators/marks.js";
import { pushOp, type SchemaData } from "../mongoose/registry.js";
import { adopt } from "../mongoose/schema-functions.js";
import { applyPlugin } from "../mongoose/schema-plugin.js";
import { buildSchema } from "../mongoose/schema.js";
import { typeToken } from "../mongoose/tokens.js";

/** The first argument of a class's own decorator of a name; null without one. */
export const optionsOf = (m: Machine, cls: ClassV, name: string): Value | null => {
  const mark = marksOf(m, cls).marks.find((each) => each.name === `tsed.${name}`);
  return mark ? (mark.args[0] ?? undef) : null;
};

const member = (v: Value | null, key: string): Value | undefined =>
  v?.t === "obj" ? v.props.get(key)?.v : undefined;

/** What `@Model({ name })` calls a class's model. */
export const nameOf = (m: Machine, cls: ClassV): Value =>
  member(optionsOf(m, cls, "Model"), "name") ?? prim(cls.name ?? "");

/** The schema of a class: each decorated field is a path, those of the classes it extends included. */
export function schemaOfClass(m: Machine, cls: ClassV, outer: readonly ClassV[] = []): SchemaData {
  const at = placeOf(cls);
  const given = optionsOf(m, cls, "Model") ?? optionsOf(m, cls, "Schema");
  const options = member(given, "schemaOptions");
  const definition = object(at);
  const { classes } = lineage(cls);
  for (const c of classes.toReversed())
    for (const x of marksOf(m, c).members)
      if (!x.marks.some(({ name }) => unstored.has(name)))
        definition.props.set(x.key, { v: pathOf(m, x, [...outer, cls]), at: placeOfMember(x) });
  const schema = buildSchema(m, [], { at, dialect: "mongoose", documentTypes: [keyOf(cls)] });
  const args = [freeze(m, definition), ...(options ? [freeze(m, options)] : [])];
  schema.ops.push({ op: "new", args, at, via: "decorator" });
  for (const c of classes.toReversed()) for (const mark of marksOf(m, c).marks) declare(m, c, schema, mark);
  adopt(schema, cls);
  return schema;
}

const unstored = new Set(["tsed.SchemaIgnore", "tsed.VirtualRef", "tsed.VirtualRefs"]);

const placeOfMember = ({ cls, node }: MemberMarks) => ({ file: cls.mod.file, start: node.s, end: node.e });

/** `@MongooseIndex(fields, options)`, `@MongooseIndexes([{ fields, options }])`, `@MongoosePlugin(plugin, options)`. */
function declare(m: Machine, cls: ClassV, schema: SchemaData, { name, args, at }: Mark): void {
  const [first = undef, second] = args;
  const index = (fields: Value, options: Value | undefined): void =>
    pushOp(m, schema, "index", [freeze(m, fields), ...(options ? [freeze(m, options)] : [])], at);
  if (name === "tsed.MongooseIndex") index(first, second);
  if (name === "tsed.MongooseIndexes")
    for (const each of elements(first)) index(member(each, "fields") ?? undef, member(each, "options"));
  if (name === "tsed.MongoosePlugin") {
    const site = { self: undef, args, at, name: at, frame: classFrame(cls) };
    applyPlugin(m, schema, first, second ?? undef, site);
  }
}

/** A path's definition: its type by `@Ref`, `@CollectionOf` or the annotation, and what else its decorators say. */
function pathOf(m: Machine, x: MemberMarks, outer: readonly ClassV[]): Value {
  const path = object(placeOfMember(x));
  const said = (name: string): Mark | undefined => x.marks.find((mark) => mark.name === `tsed.${name}`);
  const annotated = designType(m, x.cls, x.node);
  const isList = annotated.t === "builtin" && annotated.name === "Array";
  const ref = said("Ref");
  const element = said("CollectionOf") ?? said("ArrayOf");
  if (said("ObjectID")) set(path, "type", objectId);
  else if (ref) referTo(m, path, ref.args[0] ?? undef);
  else set(path, "type", stored(m, element ? (element.args[0] ?? undef) : isList ? mixed : annotated, outer));
  for (const [key, decorator] of Object.entries(options)) {
    const mark = said(decorator);
    if (mark) set(path, key, mark.args[0] ?? yes);
  }
  return isList ? array([path], path.at) : path;
}

const options = {
  required: "Required",
  index: "Indexed",
  unique: "Unique",
  sparse: "Sparse",
  select: "Select",
};

const set = (o: Obj, key: string, v: Value): void => void o.props.set(key, { v });

const objectId = typeToken("ObjectId") ?? undef;
const mixed = typeToken("Mixed") ?? undef;

function referTo(m: Machine, path: Obj, target: Value): void {
  const v = target.t === "fn" ? runCallback(m, target, []) : target;
  set(path, "type", objectId);
  set(path, "ref", v.t === "cls" ? nameOf(m, v) : text(v) === null ? unknown("a model referred to") : v);
}

/** A class of the project is stored as a document of its own schema. */
function stored(m: Machine, type: Value, outer: readonly ClassV[]): Value {
  if (type.t === "fn") return stored(m, runCallback(m, type, []), outer);
  if (type.t === "builtin" && type.name === "Object") return mixed;
  if (type.t !== "cls") return type;
  return outer.includes(type)
    ? unknown(`${type.name ?? "the class"} contains itself`)
    : schemaOfClass(m, type, outer).dom;
}
