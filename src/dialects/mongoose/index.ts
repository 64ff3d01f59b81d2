import type { Type } from "../../syntax/tree.js";
import type { Dialect } from "../../interpret/dialect.js";
import type { ModelRef, Span } from "../../interpret/happenings.js";
import { unnamedMember } from "../../interpret/late.js";
import { apply } from "../../interpret/call.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { findType } from "../../interpret/types.js";
import {
  alternatives,
  type Dom,
  text,
  type TypeIn,
  type Unk,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { operations } from "../../interpret/sites.js";
import { marksOf } from "../decorators/marks.js";
import { connectionOf, modelCall } from "./connection.js";
import { documentOf } from "./document.js";
import { heldCollection, isDatabaseCall } from "./held.js";
import { modelKind, refOf } from "./model.js";
import { modelByName, modelByTypes, namedModel, settleTypes } from "./named.js";
import { clientOf, collectionNamed, collectionOf, dbOf } from "./native.js";
import { queryMethods } from "./operations.js";
import { foreignStep, issue } from "./query.js";
import { keptModel } from "./registries.js";
import { registry, settleAutoIndex } from "./registry.js";
import { shellLibrary } from "./shells.js";
import { valueClass } from "./tokens.js";
import { getMember } from "../../interpret/members.js";

const plain = (name: string): string => name.split(".").at(-1) ?? name;
const isNamespace = (name: string): boolean => name === "*" || name === "=" || name === "default";

/** The MongoDB driver, and the one that still takes callbacks. */
const drivers: ReadonlySet<string> = new Set(["mongodb", "mongodb-legacy", "bson"]);

/** Mongoose and the MongoDB driver. */
export const mongoose: Dialect = {
  name: "mongoose",
  external(m, pkg, name) {
    if (pkg === "mongoose")
      return isNamespace(name) ? connectionOf(m, null) : getMember(m, connectionOf(m, null), name, null);
    if (drivers.has(pkg)) return driver(m, name);
    return shellLibrary(pkg, name);
  },
  annotation(m, pkg, name, args, where) {
    if (drivers.has(pkg)) return driverType(m, name);
    if (
      pkg !== "mongoose" &&
      pkg !== "mongoose-delete" &&
      !pkg.includes("mongoose-paginate") &&
      !pkg.includes("mongoose-aggregate")
    )
      return undefined;
    return mongooseType(m, plain(name), args, where, null);
  },
  interfaceOf(m, pkg, name, args, where, key) {
    if (!pkg.includes("mongoose")) return undefined;
    return isModelType(plain(name)) ? mongooseType(m, plain(name), args, where, key) : undefined;
  },
  member: (m, unk, key, at) => {
    const holder = unk.of;
    if (holder?.t === "obj") return namedByKey(m, unnamedMember(m, holder), key, at);
    if (holder?.t !== "unk" || holder.external !== undefined) return undefined;
    if (holder.key !== "models" && holder.key !== "db") return undefined;
    const kept = at && keptModel(m, key, at.file);
    if (kept) return kept;
    if (holder.key === "db") return undefined;
    const owner = holder.of?.t === "unk" ? (holder.of.key ?? "") : "";
    return registry(m).byName.has(key) || /mongoose$|^conn(ection)?$/i.test(owner)
      ? modelByName(m, key, at?.file ?? "")
      : undefined;
  },
  call: (m, callee, site) => foreignStep(m, callee, site) ?? unknownCall(m, callee, site),
  decorate: (m, cls) => void marksOf(m, cls),
  finish: (m) => {
    settleTypes(m);
    settleAutoIndex(m);
  },
};

/**
 * `collections[name] = db.collection(name)`, `models[name] = require(file)`: an object that holds them under names that are
 * not known holds each under its own.
 */
function namedByKey(m: Machine, v: Value | undefined, key: string, at: Span | null): Dom | undefined {
  const isRegistered = (): boolean => registry(m).byName.has(key);
  for (const o of v ? alternatives(v) : []) {
    if (o.t === "unk" && /^[A-Z]/.test(key) && isRegistered()) return modelByName(m, key, at?.file ?? "");
    if (o.t !== "dom") continue;
    if (isUnnamedCollection(o)) return collectionOf(m, { by: "collection", name: key, from: at?.file ?? "" });
    if (isUnnamedModel(o) && isRegistered()) return modelByName(m, key, at?.file ?? "");
  }
  return undefined;
}

const isUnnamedCollection = ({ kind, data }: Dom): boolean =>
  kind.name === "collection" &&
  (data as ModelRef).by === "collection" &&
  (data as { name: string | null }).name === null;
const isUnnamedModel = ({ kind, data }: Dom): boolean =>
  kind === modelKind && (data as { name: string | null }).name === null;

const isModelType = (name: string): boolean => /Model$/.test(name) && name !== "InferModel";

/** A connection of which no more than its type is known. */
const ANNOTATED = "annotated";

/** `Model<User>`, `HydratedDocument<User>`, `Connection`. */
function mongooseType(
  m: Machine,
  name: string,
  args: readonly Type[],
  where: TypeIn,
  key: string | null,
): Value | undefined {
  if (name === "Mongoose") return connectionOf(m, null);
  if (name === "Connection") return connectionOf(m, ANNOTATED);
  if (isModelType(name)) return modelOfType(m, args[0], where, key);
  if (name === "HydratedDocument" && args[0])
    return documentOf(m, modelOfType(m, args[0], where, null), false);
  return undefined;
}

/** By the declaration of the document type, or of the interface that extends Model. */
function modelOfType(m: Machine, arg: Type | undefined, where: TypeIn, key: string | null): Dom {
  const from = where.mod.file;
  const keys = [...(key === null ? [] : [key]), ...documentKeys(m, arg, where, 0)];
  if (keys.length === 0) return namedModel(m, { by: "unknown", why: "its type is a parameter", from }, null);
  return modelByTypes(m, keys, from);
}

/** Declarations a document type may be known by: itself, what it aliases, extends or intersects. */
function documentKeys(m: Machine, node: Type | undefined, where: TypeIn, hops: number): readonly string[] {
  if (!node || hops > 5) return [];
  if (node.k === "tinter" || node.k === "tunion")
    return node.of.flatMap((n) => documentKeys(m, n, where, hops + 1));
  if (node.k !== "tref") return [];
  const named = findType(m, { ...where, node }, node.n);
  if (named?.is === "parameter") return documentKeys(m, named.type.node, named.type, hops + 1);
  if (named?.is === "external") return (node.a ?? []).flatMap((a) => documentKeys(m, a, where, hops + 1));
  if (named?.is !== "declared") return [];
  const { decl, mod } = named;
  const deeper = decl.k === "alias" ? [decl.t] : decl.k === "iface" ? decl.ext : [];
  const inner: TypeIn = { node, mod };
  return [named.key, ...deeper.flatMap((n) => documentKeys(m, n, inner, hops + 1))];
}

function driver(m: Machine, name: string): Value {
  if (name === "MongoClient") {
    const client = clientOf(m);
    return {
      t: "builtin",
      name,
      call: () => client,
      construct: () => client,
      props: new Map([["connect", { v: getMember(m, client, "connect", null) }]]),
    };
  }
  if (isNamespace(name))
    return { ...unknown("mongodb", { external: "mongodb", key: name }), props: driverProps(m) };
  return valueClass(name) ?? unknown(`mongodb's ${name}`, { external: "mongodb", key: name });
}

const driverProps = (m: Machine): Map<string, { v: Value }> =>
  new Map(["MongoClient", "ObjectId", "ObjectID"].map((n) => [n, { v: driver(m, n) }]));

function driverType(m: Machine, name: string): Value | undefined {
  switch (plain(name)) {
    case "Db":
      return dbOf(m);
    case "MongoClient":
      return clientOf(m);
    case "Collection":
      return collectionOf(m, { by: "collection", name: null, from: "" });
    default:
      return undefined;
  }
}

const speaksOfModel = /models?$/i;

/** `x.collection("users")`, `x.model("User")`, `this.userModel.find()` on something unknown. */
function unknownCall(m: Machine, callee: Unk, site: Site): Value | undefined {
  const { key } = callee;
  const receiver = callee.of;
  const external = callee.external ?? (receiver?.t === "unk" ? receiver.external : undefined);
  if (external !== undefined && external !== "a document" && !/mongo/i.test(external)) return undefined;
  const first = text(site.args[0]);
  if (key === "collection" && mayName(site.args)) return collectionNamed(m, site);
  if (isDatabaseCall(callee) && key !== undefined)
    return apply(m, getMember(m, dbOf(m), key, site.name), site);
  if (key === "model" && first !== null) {
    const second = site.args[1];
    if (second ? second.t === "dom" || second.t === "obj" : registry(m).byName.has(first))
      return modelCall(m, null, site);
  }
  const held = heldCollection(m, callee, site);
  if (held && key !== undefined) return apply(m, getMember(m, held, key, site.name), { ...site, self: held });
  if (
    key === undefined ||
    receiver?.t !== "unk" ||
    receiver.key === undefined ||
    !speaksOfModel.test(receiver.key)
  )
    return undefined;
  // `config.models.find((each) => …)` looks into a list.
  if (/^models$/i.test(receiver.key) && operations.get(key) === "common") return undefined;
  if (external !== undefined || !(queryMethods.has(key) || key === "aggregate") || !operations.has(key))
    return undefined;
  const model = guess(m, receiver, site.frame.mod.file);
  return issue(
    m,
    {
      operation: key,
      gives: queryMethods.get(key) ?? "none",
      model,
      ref: refOf(m, model),
      native: false,
      receiver: "model",
    },
    site,
  );
}

/** The arguments of `db.collection(name, options?, callback?)`. */
const mayName = (args: readonly Value[]): boolean =>
  args[0] !== undefined &&
  args.length < 4 &&
  alternatives(args[0]).some(
    (v) => text(v) !== null || (v.t === "unk" && (v.kind?.includes("string") ?? true)),
  );

/** `userModel`, `resources.user.model` → the model registered as User, if there is one. */
function guess(m: Machine, receiver: Unk, from: string): Dom {
  const key = receiver.key ?? "";
  const own = key.replace(/_?models?$/i, "");
  const holder = receiver.of?.t === "unk" ? (receiver.of.key ?? "") : "";
  const wanted = (own || holder).toLowerCase();
  for (const name of registry(m).byName.keys())
    if (wanted !== "" && name.toLowerCase() === wanted) return modelByName(m, name, from);
  // `resources.draft.model`: a registry names its models, though nobody is seen to register this one.
  const registryName =
    receiver.of?.t === "unk" && receiver.of.of?.t === "unk" ? (receiver.of.of.key ?? "") : "";
  if (own === "" && holder !== "" && /^(resources|models|registry)$/i.test(registryName))
    return modelByName(m, holder, from);
  return namedModel(m, { by: "unknown", why: `\`${key}\` is not known`, from }, null);
}
