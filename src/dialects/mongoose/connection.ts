import { thenable } from "../../interpret/builtins/promises.js";
import { getMember } from "../../interpret/members.js";
import { runCallback, runCallbacks } from "../../interpret/unknown-call.js";
import type { ModelRef } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { tell } from "../../interpret/tell.js";
import {
  alternatives,
  array,
  type Builtin,
  builtin,
  join,
  type Dom,
  type DomKind,
  text,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { operationsOf } from "./driver.js";
import { modelByName, modelKind, modelNamed, registerModel } from "./model.js";
import { queryMethods } from "./operations.js";
import { issue } from "./query.js";
import { noteAutoIndexOff, registry } from "./registry.js";
import { applyPlugin, buildSchema, schemaConstructor, typeKeys } from "./schema.js";
import { typesNamespace } from "./tokens.js";

interface ConnectionData {
  /** null: the default connection. */
  readonly id: string | null;
}

/** One value per connection; the mongoose namespace is the default connection, too. */
export function connectionOf(m: Machine, id: string | null): Dom {
  const { doms } = registry(m);
  const key = `connection:${id ?? ""}`;
  const known = doms.get(key);
  if (known) return known;
  const dom: Dom = { t: "dom", kind: connectionKind, data: { id } satisfies ConnectionData };
  doms.set(key, dom);
  return dom;
}

/** Which connection a value is; null for the default one and for what is none. */
export const connectionIdOf = (v: Value | undefined): string | null =>
  v?.t === "dom" && v.kind === connectionKind ? (v.data as ConnectionData).id : null;

/** `model(name)`, `model(name, schema, collection)`, `model(class, schema)`. */
export function modelCall(m: Machine, connection: string | null, site: Site): Value {
  const [first = undef, schema, collection] = site.args;
  const name = first.t === "cls" && first.name !== null ? ({ t: "prim", v: first.name } as const) : first;
  if (!schema || (schema.t === "prim" && schema.v === undefined))
    return modelNamed(m, name, site.frame.mod.file);
  return registerModel(m, {
    name,
    schema,
    collection: collection && text(collection) !== null ? collection : null,
    connection,
    at: site.at,
    dialect: "mongoose",
    documentTypes: typeKeys(m, site),
  });
}

const connectionKind: DomKind = {
  name: "connection",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a connection" }),
  get: (m, self, key) => {
    const { id } = self.data as ConnectionData;
    const known = common(m, self, id, key);
    if (known) return known;
    return namespaceMember(self, key) ?? unknown(`mongoose.${key}`, { external: "mongoose", key });
  },
};

function common(m: Machine, self: Dom, id: string | null, key: string): Value | null {
  switch (key) {
    case "model":
      return builtin("Connection.model", (machine, site) => modelCall(machine, id, site));
    case "models":
      return { t: "dom", kind: modelsKind, data: { id } };
    case "collection":
      return builtin("Connection.collection", (machine, site) => collectionNamed(machine, site));
    case "db":
    case "getClient":
      return key === "db" ? dbOf(m) : builtin("Connection.getClient", (machine) => clientOf(machine));
    case "useDb":
    case "createConnection":
    case "asPromise":
      return builtin(`mongoose.${key}`, (machine, site) => {
        if (key === "asPromise") return self;
        return connectionOf(machine, `${site.at.file}:${site.at.start}`);
      });
    case "plugin":
      return builtin("mongoose.plugin", globalPlugin);
    case "transaction":
    case "withSession":
      return builtin(`Connection.${key}`, (machine, site) => {
        runCallbacks(machine, site.args, unknown("a session"));
        return unknown("the result of a transaction");
      });
    case "syncIndexes":
      return builtin("mongoose.syncIndexes", (machine, site) =>
        operationsOf(machine, "syncIndexes", { by: "unknown", why: "every model", from: site.at.file }, site),
      );
    default:
      return null;
  }
}

function namespaceMember(self: Dom, key: string): Value | null {
  switch (key) {
    case "Schema":
      return schemaConstructor;
    case "Types":
    case "SchemaTypes":
    case "mongo":
      return typesNamespace(key);
    case "connection":
    case "default":
    case "mongoose":
    case "Mongoose":
    case "connections":
      return key === "Mongoose"
        ? builtin("Mongoose", () => self, {
            construct: (machine, site) => connectionOf(machine, `${site.at.file}:${site.at.start}`),
          })
        : self;
    case "connect":
    case "set":
    case "pluralize":
      return builtin(`mongoose.${key}`, (machine, site) => {
        runCallbacks(machine, site.args, unknown("an error"));
        if (turnsOffAutoIndex(key, site)) noteAutoIndexOff(machine, site.at);
        return self;
      });
    case "trusted":
      return builtin("mongoose.trusted", (_machine, site) => site.args[0] ?? undef);
    default:
      return null;
  }
}

/** `mongoose.set("autoIndex", false)`, `connect(uri, { autoIndex: false })`: Mongoose builds no index (M41). */
function turnsOffAutoIndex(key: string, site: Site): boolean {
  const [first, second] = site.args;
  const option = second?.t === "obj" ? second.props.get("autoIndex") : undefined;
  const value = key === "set" && text(first) === "autoIndex" ? second : option?.maybe ? undefined : option?.v;
  return value?.t === "prim" && value.v === false;
}

const modelsKind: DomKind = {
  name: "models",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "the registered models" }),
  get: (m, _self, key, at) => {
    const list = registry(m).byName.get(key) ?? [];
    const [only] = list;
    if (list.length === 1 && only) return { t: "dom", kind: modelKind, data: only };
    // `mongoose.models.X || mongoose.model("X", …)`: at a module's first run there is none yet.
    registry(m).lookedUp.add(key);
    const top = m.frames.at(-1);
    const named = modelByName(m, key, at?.file ?? top?.mod.file ?? "");
    if (list.length > 0) return named;
    return top?.fn === null ? undef : join([undef, named]);
  },
};

function globalPlugin(m: Machine, site: Site): Value {
  const [fn = undef, options = undef] = site.args;
  if (fn.t === "fn") {
    const schema = buildSchema(m, [], { at: site.at, dialect: "mongoose", documentTypes: [] });
    applyPlugin(m, schema, fn, options, site);
    tell(m, { type: "globalPlugin", at: site.at, schema: schema.id, plugin: null });
  } else {
    const u = fn.t === "unk" ? (fn.external ?? fn.key ?? null) : null;
    tell(m, { type: "globalPlugin", at: site.at, schema: null, plugin: u });
  }
  return connectionOf(m, null);
}

// The native driver -------------------------------------------------------------------------------------------------

export function dbOf(m: Machine): Dom {
  return single(m, "db", dbKind);
}
export function clientOf(m: Machine): Dom {
  return single(m, "client", clientKind);
}

function single(m: Machine, key: string, kind: DomKind): Dom {
  const { doms } = registry(m);
  const known = doms.get(key);
  if (known) return known;
  const dom: Dom = { t: "dom", kind, data: {} };
  doms.set(key, dom);
  return dom;
}

const clientKind: DomKind = {
  name: "client",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a client" }),
  get: (machine, self, key, at) => {
    const then = thenable(self, key);
    if (then) return then;
    if (key === "db") return builtin("MongoClient.db", (m) => dbOf(m));
    if (key === "connect")
      return builtin("MongoClient.connect", (m, site) => {
        callBack(m, site, self);
        return self;
      });
    // Until its version 3 the driver connected to a database.
    if (key === "collection" || key === "createCollection") return getMember(machine, dbOf(machine), key, at);
    return unknown(`a client's ${key}`, { external: "mongodb", key });
  },
};

const dbKind: DomKind = {
  name: "db",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a database" }),
  get: (_m, _self, key) => {
    if (key === "createCollection")
      return builtin("Db.createCollection", (m, site) => {
        const name = text(site.args[0]);
        operationsOf(m, key, { by: "collection", name, from: site.at.file }, site);
        return collectionNamed(m, site);
      });
    if (key === "collections")
      return builtin("Db.collections", (m, site) =>
        array([], null, collectionOf(m, { by: "collection", name: null, from: site.at.file })),
      );
    if (key === "collection") return builtin(`Db.${key}`, (m, site) => collectionNamed(m, site));
    if (key === "createIndex" || key === "ensureIndex" || key === "dropIndex")
      return builtin(`Db.${key}`, (m, site) => {
        const [name, ...rest] = site.args;
        return operationsOf(
          m,
          key,
          { by: "collection", name: text(name), from: site.at.file },
          { ...site, args: rest },
        );
      });
    if (key === "command" || key === "runCommand") return builtin("Db.command", command);
    return unknown(`a database's ${key}`, { external: "mongodb", key });
  },
};

/** `db.command({ collMod: "users", index: … })`. */
export function command(m: Machine, site: Site): Value {
  const spec = site.args[0];
  if (spec?.t !== "obj") return unknown("a command");
  for (const kind of ["collMod", "createIndexes", "dropIndexes"]) {
    const name = spec.props.get(kind)?.v;
    if (name)
      return operationsOf(
        m,
        kind,
        { by: "collection", name: text(name), from: site.at.file },
        { ...site, args: [spec] },
      );
  }
  return unknown("a command");
}

export function collectionNamed(m: Machine, site: Site): Value {
  const name = nameIn(site.args[0]);
  const named = collectionOf(m, { by: "collection", name, from: site.frame.mod.file });
  callBack(m, site, named);
  return named;
}

/** Of `options.collection || "jobs"`: what it is unless somebody says otherwise. */
function nameIn(v: Value | undefined): string | null {
  const known = (v ? alternatives(v) : []).filter((o) => o.t !== "unk");
  return known.length === 1 ? text(known[0]) : null;
}

/** `(error, result) => …` as the last argument. */
function callBack(m: Machine, site: Site, result: Value): void {
  const last = site.args.at(-1);
  if (last?.t === "fn") runCallback(m, last, [unknown("an error"), result]);
}

export function collectionOf(m: Machine, ref: ModelRef): Dom {
  const { doms } = registry(m);
  const key = `collection:${JSON.stringify(ref)}`;
  const known = doms.get(key);
  if (known) return known;
  const dom: Dom = { t: "dom", kind: collectionKind, data: ref };
  doms.set(key, dom);
  return dom;
}

const indexCalls = new Set(["createIndex", "createIndexes", "ensureIndex", "dropIndex", "dropIndexes"]);
const nativeQueries = new Map<string, Builtin>(
  [...queryMethods, ["aggregate", "none"] as const]
    .filter(([n]) => n !== "where" && n !== "$where" && n !== "exists")
    .map(([n, gives]) => [
      n,
      builtin(`Collection.${n}`, (m, site) => {
        const ref =
          site.self.t === "dom"
            ? (site.self.data as ModelRef)
            : ({ by: "unknown", why: "a collection", from: "" } as const);
        return issue(
          m,
          { operation: n, gives, model: null, ref, native: true, receiver: "collection" },
          site,
        );
      }),
    ]),
);

const collectionKind: DomKind = {
  name: "collection",
  truthy: true,
  freeze: (_m, self) => ({ t: "model", ref: self.data as ModelRef }),
  get: (_m, self, key) => {
    if (indexCalls.has(key))
      return builtin(`Collection.${key}`, (m, site) => operationsOf(m, key, self.data as ModelRef, site));
    return nativeQueries.get(key) ?? unknown(`a collection's ${key}`, { external: "mongodb", key, of: self });
  },
};
