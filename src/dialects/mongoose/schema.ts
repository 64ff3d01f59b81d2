import { apply } from "../../interpret/call.js";
import { runCallback } from "../../interpret/unknown-call.js";
import { freeze } from "../../interpret/freeze.js";
import type { Datum, SchemaBuilt, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { tell } from "../../interpret/tell.js";
import { findType } from "../../interpret/types.js";
import {
  type Builtin,
  builtin,
  type ClassV,
  type Dom,
  type DomKind,
  object,
  type Props,
  text,
  tick,
  type Unk,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { documentOf } from "./document.js";
import { modelOfSchema } from "./model.js";
import { hookQuery } from "./query.js";
import { pushOp, registry, type SchemaData } from "./registry.js";
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
  return (site.typeArgs ?? []).slice(0, 2).flatMap((node) => {
    if (node.k !== "tref") return [];
    const named = findType(
      m,
      { node, mod: site.frame.mod, ...(site.frame.typeParams && { params: site.frame.typeParams }) },
      node.n,
    );
    return named?.is === "declared" ? [named.key] : [];
  });
}

export const schemaConstructor: Builtin = builtin("Schema", newSchema, {
  construct: newSchema,
  props: schemaStatics(),
});

function newSchema(m: Machine, site: Site): Value {
  const [definition = undef, options] = site.args;
  const args = [freeze(m, definition), ...(options ? [freeze(m, options)] : [])];
  const data = buildSchema(m, args, { at: site.at, dialect: "mongoose", documentTypes: typeKeys(m, site) });
  if (definition.t === "dom" && definition.kind === schemaKind) inherit(data, definition.data as SchemaData);
  if (options?.t === "obj")
    for (const bag of ["statics", "methods", "query"] as const) {
      const given = options.props.get(bag)?.v;
      if (given?.t === "obj") for (const [k, c] of given.props) put(data, bag, k, c.v);
    }
  return data.dom;
}

function inherit(to: SchemaData, from: SchemaData): void {
  for (const bag of ["statics", "methods", "query"] as const)
    for (const [k, c] of from[bag]) to[bag].set(k, c);
  for (const p of from.plugins) to.plugins.add(p);
}

/** Puts a static, method or query helper on a schema; what `this` is there follows. */
function put(schema: SchemaData, bag: "statics" | "methods" | "query", key: string, v: Value): void {
  schema[bag].set(key, { v });
  if (v.t === "fn" && !v.node.arrow) v.owner = ownerOf(schema, bag);
}

const ownerOf =
  (schema: SchemaData, bag: "statics" | "methods" | "query") =>
  (m: Machine): Value => {
    if (bag === "statics") return modelOfSchema(m, schema);
    return bag === "methods"
      ? documentOf(m, modelOfSchema(m, schema), false)
      : hookQuery(m, modelOfSchema(m, schema));
  };

const asSchema = (v: Dom): SchemaData => v.data as SchemaData;

interface BagData {
  readonly schema: SchemaData;
  readonly bag: "statics" | "methods" | "query";
}

const bagKind: DomKind = {
  name: "schema bag",
  truthy: true,
  get: (_m, self, key) => (self.data as BagData).schema[(self.data as BagData).bag].get(key)?.v ?? undef,
  set: (_m, self, key, v) => put((self.data as BagData).schema, (self.data as BagData).bag, key, v),
  freeze: () => ({ t: "unknown", why: "a schema's own functions" }),
};

export const schemaKind: DomKind = {
  name: "schema",
  truthy: true,
  freeze: (_m, self) => ({ t: "schema", id: asSchema(self).id }),
  set: (_m, self, key, v) => {
    if (key !== "statics" && key !== "methods" && key !== "query") return;
    if (v.t === "obj") for (const [k, c] of v.props) put(asSchema(self), key, k, c.v);
  },
  get: (_m, self, key) => {
    if (key === "statics" || key === "methods" || key === "query")
      return { t: "dom", kind: bagKind, data: { schema: asSchema(self), bag: key } };
    const method = methods.get(key);
    if (method) return method;
    if (key === "Types" || key === "obj" || key === "paths" || key === "tree")
      return unknown(`a schema's ${key}`, { of: self, key });
    return unknown(`a schema's ${key}`, { of: self, key });
  },
};

type Method = (m: Machine, schema: SchemaData, site: Site) => Value;

const frozen = (m: Machine, site: Site): readonly Datum[] => site.args.map((a) => freeze(m, a));

/** Records the call as it stands. */
const recorded =
  (op: string): Method =>
  (m, schema, site) => {
    pushOp(m, schema, op, frozen(m, site), site.at);
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
      args: [{ t: "schema", id: schema.id }, { t: "prim", v: op }, ...frozen(m, site)],
      at: site.at,
      via: "call",
    });
    inherit(made, schema);
    return made.dom;
  };

function plugin(m: Machine, schema: SchemaData, site: Site): Value {
  const [fn = undef, options = undef] = site.args;
  applyPlugin(m, schema, fn, options, site);
  return schema.dom;
}

/** Runs a plugin on a schema; one whose code we do not have is named. */
export function applyPlugin(m: Machine, schema: SchemaData, fn: Value, options: Value, site: Site): void {
  const target = fn.t === "obj" && fn.props.has("default") ? (fn.props.get("default")?.v ?? fn) : fn;
  if (target.t === "fn") {
    const r = registry(m);
    const { via } = r;
    r.via = "plugin";
    try {
      apply(m, target, {
        ...site,
        self: undef,
        args: options === undef ? [schema.dom] : [schema.dom, options],
      });
    } finally {
      r.via = via;
    }
    return;
  }
  const name = pluginName(target, site);
  schema.plugins.add(name);
  pushOp(m, schema, "plugin", [{ t: "function", name }, freeze(m, options)], site.at, name);
}

function pluginName(v: Value, site: Site): string {
  for (let u: Value | undefined = v; u; u = u.t === "unk" ? u.of : undefined) {
    if (u.t === "unk" && u.external !== undefined) return u.external;
    if (u.t === "builtin") return u.name;
  }
  const u = v as Unk;
  return u.key ?? `the plugin at ${site.at.file}`;
}

function addVirtual(m: Machine, schema: SchemaData, site: Site): Value {
  const name = text(site.args[0]);
  if (name !== null) schema.virtuals.add(name);
  pushOp(m, schema, "virtual", frozen(m, site), site.at);
  return { t: "dom", kind: virtualKind, data: { schema, name } };
}

const virtualKind: DomKind = {
  name: "virtual",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a virtual" }),
  get: (_m, self) =>
    builtin("virtual", (_machine, site) => {
      const { schema } = self.data as { schema: SchemaData };
      const fn = site.args[0];
      if (fn?.t === "fn" && !fn.node.arrow) fn.owner = ownerOf(schema, "methods");
      return self;
    }),
};

function path(m: Machine, schema: SchemaData, site: Site): Value {
  if (site.args.length > 1) return recorded("path")(m, schema, site);
  return { t: "dom", kind: pathKind, data: { schema, path: freeze(m, site.args[0] ?? undef) } };
}

interface PathData {
  readonly schema: SchemaData;
  readonly path: Datum;
}

const pathCalls = new Set([
  "index",
  "unique",
  "sparse",
  "text",
  "expires",
  "discriminator",
  "required",
  "options",
]);

/** `schema.path("a")`: its index calls count (M12). */
const pathKind: DomKind = {
  name: "schema path",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a schema path" }),
  get: (_m, self, key) => {
    if (!pathCalls.has(key))
      return key === "validate" || key === "get" || key === "set"
        ? builtin(`path.${key}`, () => self)
        : unknown(`a path's ${key}`, { of: self, key });
    return builtin(`path.${key}`, (m, site) => {
      const { schema, path: at } = self.data as PathData;
      pushOp(m, schema, "pathCall", [at, { t: "prim", v: key }, ...frozen(m, site)], site.at);
      return self;
    });
  },
};

const documentHooks = new Set(["save", "validate", "remove", "init", "deleteOne", "updateOne"]);

function hook(schema: SchemaData, site: Site): Value {
  const fn = site.args.find((a) => a.t === "fn");
  const name = text(site.args[0]);
  if (fn?.t === "fn" && !fn.node.arrow) {
    const isDocument = name !== null && documentHooks.has(name);
    fn.owner = (machine) =>
      isDocument
        ? documentOf(machine, modelOfSchema(machine, schema), false)
        : hookQuery(machine, modelOfSchema(machine, schema));
  }
  return schema.dom;
}

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
  pushOp(m, schema, "loadClass", frozen(m, site), site.at);
  return schema.dom;
}

/** A class's statics and methods become the schema's. */
export function adopt(schema: SchemaData, cls: ClassV): void {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    for (const [k, cell] of c.statics) if (!schema.statics.has(k)) put(schema, "statics", k, cell.v);
    for (const [k, cell] of c.methods) if (!schema.methods.has(k)) put(schema, "methods", k, cell.v);
  }
}

/** `schema.add(…)`: a schema's functions come along. */
function add(m: Machine, schema: SchemaData, site: Site): Value {
  const other = site.args[0];
  if (other?.t === "dom" && other.kind === schemaKind) inherit(schema, asSchema(other));
  return recorded("add")(m, schema, site);
}

function eachPath(m: Machine, schema: SchemaData, site: Site): Value {
  const fn = site.args[0];
  if (fn?.t === "fn")
    runCallback(m, fn, [unknown("a path name", { kind: ["string"] }), unknown("a schema type")]);
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
  pre: (_m, schema, site) => hook(schema, site),
  post: (_m, schema, site) => hook(schema, site),
  queue: (_m, schema) => schema.dom,
  method: putter("methods"),
  static: putter("statics"),
};

const methods: ReadonlyMap<string, Builtin> = new Map(
  Object.entries(table).map(([name, run]) => [
    name,
    builtin(`Schema.${name}`, (m, site) =>
      site.self.t === "dom" && site.self.kind === schemaKind ? run(m, asSchema(site.self), site) : undef,
    ),
  ]),
);

/** The properties of a definition object, for dialects that build one from a class. */
export const definition = (entries: Props, at: Span | null): Value => {
  const o = object(at);
  for (const [k, c] of entries) o.props.set(k, c);
  return o;
};
