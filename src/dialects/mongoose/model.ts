import { freeze } from "../../interpret/freeze.js";
import type { Datum, ModelRef, ModelRegistered, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { askAgain } from "../../interpret/late.js";
import { tell } from "../../interpret/tell.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  join,
  prim,
  text,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { connectionOf } from "./connection.js";
import { noteCreated } from "./created.js";
import { documentOf, newDocument } from "./document.js";
import { operationsOf } from "./driver.js";
import { collectionOf } from "./native.js";
import { pluginMethods, queryMethods } from "./operations.js";
import { isAggregate, issue, paginated } from "./query.js";
import { type ModelData, registered, registry, rememberFile, type SchemaData } from "./registry.js";
import { buildSchema, schemaKind } from "./schema.js";

/** What is told when a model is registered. */
export interface Registration {
  readonly name: Value;
  readonly schema: Value;
  readonly collection: Value | null;
  readonly connection: string | null;
  readonly at: Span;
  readonly dialect: ModelRegistered["dialect"];
  readonly documentTypes: readonly string[];
  readonly base?: Dom;
  readonly value?: Value;
}

/** `model("X", schema)`: a fact, once per place, name and schema. */
export function registerModel(m: Machine, r: Registration): Dom {
  const reg = registry(m);
  const schema = schemaOf(m, r.schema, r.at);
  const name = text(r.name);
  const key = `${r.at.file}:${r.at.start}:${name ?? JSON.stringify(freeze(m, r.name))}:${schema?.id ?? ""}`;
  const known = reg.registrations.get(key);
  if (known) return known;
  const id = m.nextId++;
  const baseRef = r.base ? refOf(m, r.base) : undefined;
  const types = [...new Set([...r.documentTypes, ...(schema?.documentTypes ?? [])])];
  tell(m, {
    type: "model",
    id,
    name: freeze(m, r.name),
    schema: schema ? { t: "schema", id: schema.id } : freeze(m, r.schema),
    collection: r.collection && freeze(m, r.collection),
    connection: r.connection,
    dialect: r.dialect,
    at: r.at,
    documentTypes: types,
    ...(baseRef && { base: baseRef, discriminatorValue: discriminatorValue(m, r.value) }),
    ...(schema && alternatives(r.schema).some(({ t }) => t === "unk") && { altered: true as const }),
    ...(m.branch > 0 && !(name !== null && reg.lookedUp.has(name)) && { maybe: true as const }),
  });
  const ref: ModelRef = { by: "registration", id };
  const base = r.base ? (registered(m, refOf(m, r.base)) ?? (r.base.data as ModelData)) : null;
  const data: ModelData = { ref, name, schema, base };
  rememberFile(data, r.at.file);
  reg.models.set(id, data);
  if (name !== null) reg.byName.set(name, [...(reg.byName.get(name) ?? []), data]);
  for (const t of types) if (!reg.byType.has(t)) reg.byType.set(t, data);
  if (schema && !reg.bySchema.has(schema.id)) reg.bySchema.set(schema.id, data);
  const dom: Dom = { t: "dom", kind: modelKind, data };
  reg.registrations.set(key, dom);
  return dom;
}

function discriminatorValue(m: Machine, v: Value | undefined): Datum | null {
  if (!v || (v.t === "prim" && v.v === undefined)) return null;
  const inner = v.t === "obj" ? v.props.get("value")?.v : v;
  return inner ? freeze(m, inner) : null;
}

/** A plain definition is a schema, too. */
function schemaOf(m: Machine, v: Value, at: Span): SchemaData | null {
  if (v.t === "dom" && v.kind === schemaKind) return v.data as SchemaData;
  if (v.t === "union") {
    const one = v.of.find((o) => o.t === "dom" && o.kind === schemaKind);
    return one?.t === "dom" ? (one.data as SchemaData) : null;
  }
  if (v.t !== "obj") return null;
  return buildSchema(m, [freeze(m, v)], { at: v.at ?? at, dialect: "mongoose", documentTypes: [] });
}

/** A model known only by its name, its document type or by being one. */
export function namedModel(m: Machine, ref: ModelRef, name: string | null): Dom {
  const { doms } = registry(m);
  const key = JSON.stringify(ref);
  const known = doms.get(key);
  if (known) return known;
  const data: ModelData = { ref, name, schema: null, base: null };
  const dom: Dom = { t: "dom", kind: modelKind, data };
  doms.set(key, dom);
  return dom;
}

const nameOf = (key: string): string => key.slice(key.indexOf("#") + 1);

/** A model by the declarations that may name its document; which one does is settled when all models are known. */
export function modelByTypes(m: Machine, keys: readonly string[], from: string): Dom {
  const { doms, typeRefs } = registry(m);
  const key = `types:${keys.join()}`;
  const known = doms.get(key);
  if (known) return known;
  const last = keys.at(-1) ?? "";
  const ref: ModelRef = { by: "document", type: last, name: nameOf(last), from };
  typeRefs.set(ref, keys);
  const dom: Dom = {
    t: "dom",
    kind: modelKind,
    data: { ref, name: null, schema: null, base: null } satisfies ModelData,
  };
  doms.set(key, dom);
  return dom;
}

/** Lets references by document type name the declaration that a model was registered with. */
export function settleTypes(m: Machine): void {
  const { byType, typeRefs } = registry(m);
  for (const [ref, keys] of typeRefs) {
    const hit = keys.find((k) => byType.has(k));
    if (hit !== undefined) Object.assign(ref, { type: hit, name: nameOf(hit) });
  }
}

/** A model known by its name. */
export const modelByName = (m: Machine, name: string, from: string): Dom =>
  namedModel(m, { by: "name", name, from }, name);

/** The model, or models, of a name as far as it is known. */
export function modelNamed(m: Machine, name: Value, from: string): Value {
  const names = alternatives(name).map(text);
  return names.every((n) => n !== null)
    ? join(names.map((n) => modelByName(m, n, from)))
    : namedModel(m, { by: "unknown", why: "its name is computed", from }, null);
}

/** The model a schema was compiled to, or will be. */
export function modelOfSchema(m: Machine, schema: SchemaData): Dom {
  const data = registry(m).bySchema.get(schema.id);
  if (data) return { t: "dom", kind: modelKind, data };
  const first = schema.documentTypes[0];
  const why = "a schema that is not registered yet";
  return namedModel(
    m,
    first === undefined
      ? { by: "unknown", why, from: `schema:${schema.id}` }
      : { by: "document", type: first, name: first, from: "" },
    null,
  );
}

const dataOf = (v: Dom): ModelData => v.data as ModelData;

/** How facts name a model. */
export const refOf = (_m: Machine, v: Value): ModelRef =>
  v.t === "dom" && v.kind === modelKind
    ? dataOf(v).ref
    : { by: "unknown", why: "its model is not known", from: "" };

/** The data with its schema: what is registered under the reference, else itself. */
const resolved = (m: Machine, v: Dom): ModelData => registered(m, dataOf(v).ref) ?? dataOf(v);

const query = (name: string, gives: "one" | "many" | "none"): Builtin =>
  builtin(`Model.${name}`, (m, site) => {
    const { self } = site;
    const model = self.t === "dom" && self.kind === modelKind ? self : null;
    const isThis = site.frame.self === self;
    return issue(
      m,
      {
        operation: name,
        gives,
        model,
        ref: refOf(m, self),
        native: false,
        receiver: isThis ? "this" : "model",
      },
      site,
    );
  });

const queries = new Map<string, Builtin>([...queryMethods].map(([n, gives]) => [n, query(n, gives)]));
const aggregate = query("aggregate", "none");
/** `Model.aggregatePaginate(Model.aggregate(…), options)` asks what the aggregate asks, and no more. */
const aggregatePaginate: Builtin = builtin("Model.aggregatePaginate", (m, site) => {
  const [aggregate] = site.args;
  return isAggregate(aggregate) ? paginated(m, aggregate, site) : plainPaginate.call(m, site);
});
const plainPaginate = query("aggregatePaginate", "none");

const others = new Map<string, Builtin>([
  ["paginate", query("paginate", "none")],
  ["aggregatePaginate", aggregatePaginate],
  ["populate", query("populate", "one")],
  ...[...pluginMethods.values()].flat().map(([n, gives]) => [n, query(n, gives)] as const),
]);

/** A model. */
export const modelKind: DomKind = {
  name: "model",
  truthy: true,
  freeze: (m, self) => ({ t: "model", ref: refOf(m, self) }),
  set: (m, self, key, v) => void resolved(m, self).schema?.statics.set(key, { v }),
  construct: (_m, self, site) => newDocument(self, site.args[0]),
  call: (m, self) => documentOf(m, self, false),
  get: (m, self, key) => {
    const data = resolved(m, self);
    const own = staticOf(data, key);
    if (own) return own;
    if (key === "aggregate") return aggregate;
    const known = queries.get(key);
    if (known) return known;
    if (key === "paginate" || key === "aggregatePaginate" || key === "populate")
      return others.get(key) ?? unknown(key);
    // `Promise.promisifyAll(mongoose)`
    const promised = key.endsWith("Async") ? queries.get(key.slice(0, -5)) : undefined;
    if (promised) return promised;
    if (hasPluginMethod(data, key)) return others.get(key) ?? unknown(key);
    return member(m, self, data, key);
  },
};

function staticOf(data: ModelData, key: string): Value | undefined {
  for (let d: ModelData | null = data; d; d = d.base) {
    const cell = d.schema?.statics.get(key);
    if (cell) return cell.v;
  }
  return undefined;
}

const hasPluginMethod = (data: ModelData, key: string): boolean =>
  [...pluginMethods].some(
    ([plugin, list]) =>
      list.some(([n]) => n === key) && data.schema !== null && hasPlugin(data.schema, plugin),
  );

const hasPlugin = (schema: SchemaData, plugin: string): boolean =>
  schema.plugins.has(plugin) || schema.plugins.has(`${plugin}-ts`);

function member(m: Machine, self: Dom, data: ModelData, key: string): Value {
  switch (key) {
    case "modelName":
      return data.name === null ? unknown("a model's name", { kind: ["string"] }) : prim(data.name);
    case "schema":
      return data.schema?.dom ?? unknown("a model's schema", { of: self, key });
    case "collection":
      return collectionOf(m, dataOf(self).ref);
    case "db":
    case "base":
      return connectionOf(m, null);
    case "discriminator":
      return builtin("Model.discriminator", (machine, site) => discriminator(machine, self, site));
    case "discriminators":
      return unknown("a model's discriminators", { of: self, key });
    case "create":
    case "insertMany":
    case "insertOne":
      return creating(self, key);
    case "hydrate":
    case "castObject":
      return builtin(`Model.${key}`, (machine) => documentOf(machine, self, false));
    case "model":
      return builtin("Model.model", (machine, site) =>
        modelNamed(machine, site.args[0] ?? undef, site.frame.mod.file),
      );
    case "syncIndexes":
    case "createIndexes":
    case "ensureIndexes":
    case "cleanIndexes":
    case "createCollection":
      return builtin(`Model.${key}`, (machine, site) => operationsOf(machine, key, dataOf(self).ref, site));
    default:
      if (data.schema === null) askStatic(m, self, key);
      return unknown(`${data.name ?? "a model"}'s ${key}`, { of: self, key, carry: self });
  }
}

const creating = (self: Dom, key: string): Builtin =>
  builtin(`Model.${key}`, (m, site) => {
    const [first] = site.args;
    noteCreated(m, self, first?.t === "arr" ? first.items.map(({ v }) => v) : site.args.slice(0, 1), site);
    return documentOf(m, self, key === "insertMany");
  });

/** A static of a model that is not registered yet may be known later. */
function askStatic(m: Machine, self: Dom, key: string): void {
  askAgain(
    m,
    `static ${JSON.stringify(dataOf(self).ref)}.${key}`,
    () => staticOf(resolved(m, self), key) !== undefined,
  );
}

function discriminator(m: Machine, self: Dom, site: Site): Value {
  const [name, schema, value] = site.args;
  return registerModel(m, {
    name: name ?? unknown("a discriminator without a name"),
    schema: schema ?? unknown("a discriminator without a schema"),
    collection: null,
    connection: null,
    at: site.at,
    dialect: "mongoose",
    documentTypes: [],
    base: self,
    ...(value && { value }),
  });
}
