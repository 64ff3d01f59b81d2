import { apply } from "../../interpret/call.js";
import { freeze } from "../../interpret/freeze.js";
import type { Datum } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember, setMember } from "../../interpret/members.js";
import { type ClassV, object, prim, text, undef, unknown, type Value } from "../../interpret/values.js";
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
import { pushOp, registry, type SchemaData } from "../mongoose/registry.js";
import { applyPlugin } from "../mongoose/schema-plugin.js";
import { buildSchema } from "../mongoose/schema.js";
import { classOptions, disablesLowerIndexes, mergedOptions, nameOf, option } from "./options.js";
import { processProp } from "./prop.js";

interface Building {
  readonly m: Machine;
  readonly cls: ClassV;
  /** Nearest first. */
  readonly classes: readonly ClassV[];
  readonly outer: readonly ClassV[];
}

/** What a class's properties add to its schema beside its definition. */
interface Later {
  readonly virtuals: readonly { readonly key: string; readonly options: Value; readonly mark: Mark }[];
  readonly discriminators: readonly { readonly key: string; readonly list: Value; readonly mark: Mark }[];
}

/** `buildSchema(C, options)`: base classes first, each with its own indexes (M85). */
export function schemaOfClass(
  m: Machine,
  cls: ClassV,
  given: Value,
  outer: readonly ClassV[] = [],
): SchemaData {
  const { classes } = lineage(cls);
  const b: Building = { m, cls, classes, outer: [...outer, cls] };
  const { definition, later } = definitionOf(b);
  const at = placeOf(cls);
  const options = option(mergedOptions(m, cls, given), "schemaOptions");
  const args: Datum[] = [freeze(m, definition), ...(options ? [freeze(m, options)] : [])];
  const schema = buildSchema(m, [], { at, dialect: "typegoose", documentTypes: [keyOf(cls)] });
  schema.ops.push({ op: "new", args, at, via: "decorator" });
  const r = registry(m);
  const { via } = r;
  r.via = "decorator";
  try {
    addIndexes(b, schema, given);
    addDiscriminators(b, schema, later);
    addFunctions(b, schema);
    for (const { key, options: o, mark } of later.virtuals)
      pushOp(m, schema, "virtual", [{ t: "prim", v: key }, freeze(m, o)], mark.at);
    addPlugins(b, schema);
  } finally {
    r.via = via;
  }
  return schema;
}

const propMarks = new Set(["typegoose.prop", "typegoose.arrayProp", "typegoose.mapProp"]);

function definitionOf(b: Building): { readonly definition: Value; readonly later: Later } {
  const { m, cls, classes } = b;
  const definition = object(placeOf(cls));
  const { root } = lineage(cls);
  if (root?.t === "unk" && root.external === undefined) definition.open = true;
  const props = new Map<string, MemberMarks>();
  for (const c of classes.toReversed())
    for (const x of marksOf(m, c).members)
      if (x.marks.some((k) => propMarks.has(k.name))) props.set(x.key, x);
  const virtuals: Later["virtuals"][number][] = [];
  const discriminators: Later["discriminators"][number][] = [];
  for (const [key, x] of props) {
    const mark = x.marks.findLast((k) => propMarks.has(k.name));
    if (!mark) continue;
    const made = processProp(m, x, mark, (type) => nestedSchema(b, type));
    if (made.is === "virtual") virtuals.push({ key, options: made.options, mark });
    else {
      definition.props.set(key, {
        v: made.value,
        at: { file: x.cls.mod.file, start: x.node.s, end: x.node.e },
      });
      const list = made.discriminators ?? discriminatorsOfType(m, made.value);
      if (list) discriminators.push({ key, list, mark });
    }
  }
  return { definition, later: { virtuals, discriminators } };
}

const classOf = new WeakMap<object, ClassV>();

function nestedSchema(b: Building, type: ClassV): Value {
  if (b.outer.includes(type)) return unknown(`${type.name ?? "the class"} contains itself`);
  const { dom } = schemaOfClass(b.m, type, undef, b.outer);
  classOf.set(dom, type);
  return dom;
}

/** `@modelOptions({ options: { discriminators } })` of the class a property is of. */
function discriminatorsOfType(m: Machine, value: Value): Value | undefined {
  const inside = (v: Value | undefined): ClassV | undefined =>
    v?.t === "dom"
      ? classOf.get(v)
      : v?.t === "arr"
        ? inside(v.items[0]?.v)
        : v?.t === "obj"
          ? inside(v.props.get("of")?.v ?? v.props.get("type")?.v)
          : undefined;
  const cls = inside(value);
  return cls && option(classOptions(m, cls), "options", "discriminators");
}

/** Own marks of a class, of one decorator, as applied. */
const own = (m: Machine, cls: ClassV, name: string): readonly Mark[] =>
  marksOf(m, cls).marks.filter((x) => x.name === `typegoose.${name}`);
/** Those of all classes, the base's first. */
const all = ({ m, classes }: Building, name: string): readonly Mark[] =>
  classes.toReversed().flatMap((c) => own(m, c, name));

function addIndexes({ m, classes, cls }: Building, schema: SchemaData, given: Value): void {
  const disabler = classes.findIndex((c) => disablesLowerIndexes(m, c, c === cls ? given : undef));
  const counted = disabler < 0 ? classes : classes.slice(0, disabler + 1);
  for (const c of counted.toReversed())
    for (const x of own(m, c, "index"))
      pushOp(
        m,
        schema,
        "index",
        x.args.map((a) => freeze(m, a)),
        x.at,
      );
  for (const c of classes.toReversed())
    for (const x of own(m, c, "searchIndex"))
      pushOp(
        m,
        schema,
        "searchIndex",
        x.args.map((a) => freeze(m, a)),
        x.at,
      );
}

function addDiscriminators(b: Building, schema: SchemaData, { discriminators }: Later): void {
  const { m } = b;
  for (const { key, list, mark } of discriminators)
    for (const child of elements(list.t === "fn" ? apply(m, list, siteOf(b, mark, undef, [])) : list)) {
      const type = child.t === "obj" ? child.props.get("type")?.v : child;
      if (type?.t !== "cls") continue;
      const value = child.t === "obj" ? child.props.get("value")?.v : undefined;
      const inner = b.outer.includes(type) ? schema.dom : discriminatorSchema(b, type);
      const args: Value[] = [
        prim(key),
        prim("discriminator"),
        nameOf(m, type, undef),
        inner,
        ...(value ? [value] : []),
      ];
      pushOp(
        m,
        schema,
        "pathCall",
        args.map((a) => freeze(m, a)),
        mark.at,
      );
    }
}

function discriminatorSchema(b: Building, type: ClassV): Value {
  const { dom } = forDiscriminator(b.m, type, undef, schemaOfClass(b.m, type, undef, b.outer));
  return dom;
}

/** A child class has its base's properties, the discriminator key among them, which Mongoose would refuse: Typegoose lets it pass. */
export function forDiscriminator(m: Machine, cls: ClassV, given: Value, schema: SchemaData): SchemaData {
  const key = text(option(mergedOptions(m, cls, given), "schemaOptions", "discriminatorKey")) ?? "__t";
  const declares = lineage(cls).classes.some((c) => marksOf(m, c).members.some((x) => x.key === key));
  if (declares) pushOp(m, schema, "remove", [{ t: "prim", v: key }], placeOf(cls));
  return schema;
}

function addFunctions(b: Building, schema: SchemaData): void {
  const { m } = b;
  for (const kind of ["pre", "post"])
    for (const mark of all(b, kind))
      apply(m, getMember(m, schema.dom, kind, null), siteOf(b, mark, schema.dom, mark.args));
  const helpers = getMember(m, schema.dom, "query", null);
  for (const mark of all(b, "queryMethod")) {
    const [fn] = mark.args;
    if (fn?.t === "fn" && fn.name !== null) setMember(m, helpers, prim(fn.name), fn, mark.at);
  }
}

function addPlugins(b: Building, schema: SchemaData): void {
  for (const mark of all(b, "plugin")) {
    const [fn = undef, options = undef] = mark.args;
    applyPlugin(b.m, schema, fn, options, siteOf(b, mark, undef, mark.args));
  }
}

const siteOf = ({ cls }: Building, { at }: Mark, self: Value, args: readonly Value[]): Site => ({
  self,
  args,
  at,
  name: at,
  frame: classFrame(cls),
});
