import type { Type } from "../../syntax/tree.js";
import { runCallback } from "../../interpret/unknown-call.js";
import { freeze } from "../../interpret/freeze.js";
import type { Datum, SchemaBuilt, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { tell } from "../../interpret/tell.js";
import { findType } from "../../interpret/types.js";
import {
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  prim,
  text,
  tick,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { pushCall, registry, type SchemaData } from "./registry.js";
import { withRefs } from "./refs.js";
import { adopt, bagKind, bags, inherit, isBag, ownHook, ownPathFunctions, put } from "./schema-functions.js";
import { pathKind, perhapsPathKind, virtualKind } from "./schema-parts.js";
import { hasPath, pathsIn } from "./schema-paths.js";
import { applyPlugin } from "./schema-plugin.js";
import { schemaStatics } from "./tokens.js";

/** Where a schema is made, and for whom. */
export interface SchemaOrigin {
  readonly at: Span;
  readonly dialect: SchemaBuilt["dialect"];
  readonly documentTypes: readonly string[];
}

/** `new Schema(definition, options)`. */
export function buildSchema(m: Machine, args: readonly Datum[], origin: SchemaOrigin): SchemaData {
  const id = m.nextId++;
  const ops: SchemaData["ops"] = [];
  const happening: SchemaBuilt = {
    type: "schema",
    id,
    at: origin.at,
    dialect: origin.dialect,
    name: null,
    ops,
    ...(origin.documentTypes[0] !== undefined && { documentType: origin.documentTypes[0] }),
  };
  tell(m, happening);
  const data: SchemaData = {
    id,
    ops,
    statics: new Map(),
    methods: new Map(),
    query: new Map(),
    virtuals: new Set(),
    plugins: new Set(),
    documentTypes: [...origin.documentTypes],
    obj: null,
    level: m.branch,
    born: tick(),
    file: origin.at.file,
    dom: { t: "dom", kind: schemaKind, data: null },
  };
  (data.dom as { data: unknown }).data = data;
  registry(m).schemas.set(id, data);
  if (args.length > 0) ops.push({ op: "new", args, at: origin.at, via: "call" });
  return data;
}

/** Declarations of the types given as `Schema<Doc, Model>`. */
export function typeKeys(m: Machine, site: Site): readonly string[] {
  const { mod, typeParams: params } = site.frame;
  const keysOf = (node: Type): readonly string[] => {
    // `IUser & Document`
    if (node.k === "tinter") return node.of.flatMap(keysOf);
    if (node.k !== "tref") return [];
    const named = findType(m, { node, mod, ...(params && { params }) }, node.n);
    return named?.is === "declared" ? [named.key] : [];
  };
  return (site.typeArgs ?? []).slice(0, 2).flatMap(keysOf);
}

export const schemaConstructor: Builtin = builtin("Schema", newSchema, {
  construct: newSchema,
  extendable: true,
  props: schemaStatics(),
});

function newSchema(m: Machine, site: Site): Value {
  const [definition = undef, options] = site.args;
  const args = [freeze(m, withRefs(m, definition)), ...(options ? [freeze(m, options)] : [])];
  const data = buildSchema(m, args, { at: site.at, dialect: "mongoose", documentTypes: typeKeys(m, site) });
  data.obj = definition;
  ownPathFunctions(data, definition);
  if (isSchema(definition)) {
    inherit(data, asSchema(definition));
    data.obj = asSchema(definition).obj;
  }
  if (options?.t === "obj")
    for (const bag of bags) {
      const given = options.props.get(bag)?.v;
      if (given?.t === "obj") for (const [k, c] of given.props) put(data, bag, k, c.v);
    }
  return data.dom;
}

const asSchema = (v: Dom): SchemaData => v.data as SchemaData;

/** The schema of a discriminator's model: what is done to it is done to its own, what it is put into gets its base's too. */
export function schemaOnBase(m: Machine, { schema, base, name, at }: OnBase): Dom {
  const { id, ops } = buildSchema(m, [], { at, dialect: "mongoose", documentTypes: schema.documentTypes });
  const args: readonly Datum[] = [
    { t: "schema", id: schema.id },
    { t: "prim", v: "discriminator" },
    { t: "schema", id: base.id },
    { t: "prim", v: name },
  ];
  ops.push({ op: "from", args, at, via: "call" });
  const kind: DomKind = { ...schemaKind, freeze: () => ({ t: "schema", id }) };
  return { t: "dom", kind, data: schema };
}

interface OnBase {
  readonly schema: SchemaData;
  readonly base: SchemaData;
  readonly name: string | null;
  readonly at: Span;
}

export const isSchema = (v: Value): v is Dom => v.t === "dom" && v.kind.name === schemaKind.name;

export const schemaKind: DomKind = {
  name: "schema",
  truthy: true,
  freeze: (_m, self) => ({ t: "schema", id: asSchema(self).id }),
  set: (_m, self, key, v) => {
    if (isBag(key) && v.t === "obj") for (const [k, c] of v.props) put(asSchema(self), key, k, c.v);
  },
  get: (_m, self, key) => {
    if (isBag(key)) return { t: "dom", kind: bagKind, data: { schema: asSchema(self), bag: key } };
    if (key === "obj" && asSchema(self).obj) return asSchema(self).obj ?? undef;
    return methods.get(key) ?? unknown(`a schema's ${key}`, { of: self, key });
  },
};

type Method = (m: Machine, schema: SchemaData, site: Site) => Value;

/** Records the call as it stands. */
const recorded =
  (op: string): Method =>
  (m, schema, site) => {
    pushCall(m, schema, op, site);
    return schema.dom;
  };

const derived =
  (op: "clone" | "pick" | "omit"): Method =>
  (m, schema, site) => {
    const made = buildSchema(m, [], {
      at: site.at,
      dialect: "mongoose",
      documentTypes: schema.documentTypes,
    });
    made.ops.push({
      op: "from",
      args: [{ t: "schema", id: schema.id }, { t: "prim", v: op }, ...site.args.map((a) => freeze(m, a))],
      at: site.at,
      via: "call",
    });
    inherit(made, schema);
    if (op === "clone") made.obj = schema.obj;
    return made.dom;
  };

function plugin(m: Machine, schema: SchemaData, site: Site): Value {
  const [fn = undef, options = undef] = site.args;
  applyPlugin(m, schema, fn, options, site);
  return schema.dom;
}

function addVirtual(m: Machine, schema: SchemaData, site: Site): Value {
  const name = text(site.args[0]);
  if (name !== null) schema.virtuals.add(name);
  pushCall(m, schema, "virtual", site);
  return { t: "dom", kind: virtualKind, data: { schema, name } };
}

function path(m: Machine, schema: SchemaData, site: Site): Value {
  if (site.args.length > 1) return recorded("path")(m, schema, site);
  const name = text(site.args[0]);
  const has = name === null ? undefined : hasPath(m, schema, name);
  if (has === false) return undef;
  const kind = has ? pathKind : perhapsPathKind;
  return { t: "dom", kind, data: { schema, path: freeze(m, site.args[0] ?? undef) } };
}

const hook: Method = (_m, schema, site) => {
  ownHook(schema, site);
  return schema.dom;
};

const putter =
  (bag: "statics" | "methods"): Method =>
  (_m, schema, site) => {
    const [name, fn] = site.args;
    if (name?.t === "obj") for (const [k, c] of name.props) put(schema, bag, k, c.v);
    else if (fn && name?.t === "prim") put(schema, bag, String(name.v), fn);
    return schema.dom;
  };

function loadClass(m: Machine, schema: SchemaData, site: Site): Value {
  const cls = site.args[0];
  if (cls?.t === "cls") adopt(schema, cls);
  pushCall(m, schema, "loadClass", site);
  return schema.dom;
}

/** `schema.add(…)`: a schema's functions come along. */
function add(m: Machine, schema: SchemaData, site: Site): Value {
  const other = site.args[0];
  if (other && isSchema(other)) inherit(schema, asSchema(other));
  return recorded("add")(m, schema, site);
}

function eachPath(m: Machine, schema: SchemaData, site: Site): Value {
  const fn = site.args[0];
  if (fn?.t !== "fn") return schema.dom;
  const known = pathsIn(schema.obj);
  for (const path of known ?? []) runCallback(m, fn, [prim(path[0]), path[1]]);
  const isWhole = known && schema.ops.every(({ op }) => op !== "add" && op !== "path");
  if (!isWhole) runCallback(m, fn, [unknown("a path name", { kind: ["string"] }), unknown("a schema type")]);
  return schema.dom;
}

const table: Readonly<Record<string, Method>> = {
  add,
  plugin,
  path,
  loadClass,
  eachPath,
  index: recorded("index"),
  set: (m, schema, site) =>
    site.args.length > 1 ? recorded("set")(m, schema, site) : unknown("a schema option"),
  remove: recorded("remove"),
  alias: recorded("alias"),
  discriminator: recorded("discriminator"),
  searchIndex: recorded("searchIndex"),
  removeIndex: recorded("removeIndex"),
  clearIndexes: recorded("clearIndexes"),
  clone: derived("clone"),
  pick: derived("pick"),
  omit: derived("omit"),
  virtual: addVirtual,
  pre: hook,
  post: hook,
  queue: (_m, schema) => schema.dom,
  method: putter("methods"),
  static: putter("statics"),
};

const methods: ReadonlyMap<string, Builtin> = new Map(
  Object.entries(table).map(([name, run]) => [
    name,
    builtin(`Schema.${name}`, (m, site) => (isSchema(site.self) ? run(m, asSchema(site.self), site) : undef)),
  ]),
);
