import type { ModelRef, Span } from "../../interpret/happenings.js";
import { askAgain } from "../../interpret/late.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { extended } from "../../interpret/subclass.js";
import {
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  prim,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { connectionOf } from "./connection.js";
import { noteCreated } from "./created.js";
import { documentOf, newDocument } from "./document.js";
import { operationsOf } from "./driver.js";
import { modelNamed } from "./named.js";
import { collectionOf } from "./native.js";
import { pluginMethods, queryMethods } from "./operations.js";
import { isAggregate, issue, paginated } from "./query.js";
import { registerModel } from "./register.js";
import { type ModelData, registered, type SchemaData } from "./registry.js";
import { schemaOnBase } from "./schema.js";

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
    const self = extended(site.self);
    const model = self.t === "dom" && self.kind === modelKind ? self : null;
    const isThis = site.frame.self === site.self;
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
  isAny: (self) => (self.data as ModelData).ref?.by === "unknown",
  freeze: (m, self) => ({ t: "model", ref: refOf(m, self) }),
  set: (m, self, key, v) => void resolved(m, self).schema?.statics.set(key, { v }),
  construct: (_m, self, site) => newDocument(self, site.args[0]),
  call: (m, self) => documentOf(m, self, false),
  get: (m, self, key, at) => {
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
    return member(m, self, data, key, at);
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

function member(m: Machine, self: Dom, data: ModelData, key: string, at: Span | null): Value {
  switch (key) {
    case "modelName":
      return data.name === null ? unknown("a model's name", { kind: ["string"] }) : prim(data.name);
    case "schema":
      if (data.schema && data.base?.schema && at)
        return schemaOnBase(m, { schema: data.schema, base: data.base.schema, name: data.name, at });
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
