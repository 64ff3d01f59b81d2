import { runCallbacks } from "../../interpret/unknown-call.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { tell } from "../../interpret/tell.js";
import {
  alternatives,
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
import { modelKind } from "./model.js";
import { modelByName, modelNamed } from "./named.js";
import { nameGiven, registerModel } from "./register.js";
import { clientOf, collectionNamed, dbOf } from "./native.js";
import { fileOf, noteAutoIndex, registry } from "./registry.js";
import { applyPlugin } from "./schema-plugin.js";
import { buildSchema, schemaConstructor, typeKeys } from "./schema.js";
import { typesNamespace, typeToken } from "./tokens.js";

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
  if (!schema || (schema.t === "prim" && schema.v === undefined))
    return modelNamed(m, nameGiven(first), site.frame.mod.file);
  return registerModel(m, {
    name: first,
    schema,
    collection: collection && alternatives(collection).some((v) => text(v) !== null) ? collection : null,
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
        noteAutoIndex(machine, site.at, autoIndexIn(key, site));
        return self;
      });
    case "ObjectId":
    case "Mixed":
    case "Decimal128":
    case "Number":
    case "Date":
      return typeToken(key);
    case "trusted":
      return builtin("mongoose.trusted", (_machine, site) => site.args[0] ?? undef);
    default:
      return null;
  }
}

/** `mongoose.set("autoIndex", false)`, `connect(uri, { autoIndex: false })`: Mongoose builds no index (M41). */
function autoIndexIn(key: string, site: Site): boolean | null {
  const [first, second] = site.args;
  const option = second?.t === "obj" ? second.props.get("autoIndex") : undefined;
  const value = key === "set" && text(first) === "autoIndex" ? second : option?.maybe ? undefined : option?.v;
  return value?.t === "prim" && typeof value.v === "boolean" ? value.v : null;
}

const modelsKind: DomKind = {
  name: "models",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "the registered models" }),
  get: (m, _self, key, at) => {
    const top = m.frames.at(-1);
    const asker = at?.file ?? top?.mod.file ?? "";
    const list = registry(m).byName.get(key) ?? [];
    const here = list.filter((each) => fileOf(each) === asker);
    if (here.length === 1 && here[0]) return { t: "dom", kind: modelKind, data: here[0] };
    // `mongoose.models.X || mongoose.model("X", …)`: at a module's first run there is none yet, whatever other processes have.
    registry(m).lookedUp.add(key);
    const named = modelByName(m, key, asker);
    return list.length === 0 && top?.fn === null ? undef : join([undef, named]);
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
