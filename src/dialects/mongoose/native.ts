import { thenable } from "../../interpret/builtins/promises.js";
import type { ModelRef } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import { runCallback } from "../../interpret/unknown-call.js";
import {
  alternatives,
  array,
  type Builtin,
  builtin,
  join,
  type Dom,
  type DomKind,
  text,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { bulkOf, bulkStarters } from "./bulk.js";
import { operationsOf } from "./driver.js";
import { findAndModify, findAndRemove } from "./modify.js";
import { queryMethods } from "./operations.js";
import { issue } from "./query.js";
import { registry } from "./registry.js";

/** The database of the native driver. */
export function dbOf(m: Machine): Dom {
  return single(m, "db", dbKind);
}
/** The native driver's client. */
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

/** `db.collection(name)`: one collection, or each it may be. */
export function collectionNamed(m: Machine, site: Site): Value {
  const same = namedAs(site.args[0]);
  if (same) {
    callBack(m, site, same);
    return same;
  }
  const from = site.frame.mod.file;
  const { names, open } = namesIn(site.args[0]);
  const named = join(
    (names.length > 0 ? names : [null]).map((name) =>
      collectionOf(m, { by: "collection", name, from, ...(open && { assumed: true as const }) }),
    ),
  );
  callBack(m, site, named);
  return named;
}

/** The collection whose own name is given: `db.collection(User.collection.name)`. */
const namedAs = (v: Value | undefined): Dom | null =>
  v?.t === "unk" &&
  (v.key === "collectionName" || v.key === "name") &&
  v.of?.t === "dom" &&
  v.of.kind === collectionKind
    ? v.of
    : null;

const MAX_NAMES = 4;

/** The names a value may be; `open`: and others, as of `options.collection || "jobs"`. */
function namesIn(v: Value | undefined): { readonly names: readonly string[]; readonly open: boolean } {
  const known = (v ? alternatives(v) : []).map(text);
  const names = known.filter((name) => name !== null);
  return names.length > MAX_NAMES
    ? { names: [], open: false }
    : { names, open: names.length > 0 && names.length < known.length };
}

/** `(error, result) => …` as the last argument. */
function callBack(m: Machine, site: Site, result: Value): void {
  const last = site.args.at(-1);
  if (last?.t === "fn") runCallback(m, last, [unknown("an error"), result]);
}

/** One value per collection. */
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
    if (key === "findAndModify") return findAndModify;
    if (key === "findAndRemove") return findAndRemove;
    if (bulkStarters.has(key)) return builtin(`Collection.${key}`, () => bulkOf(self.data as ModelRef));
    return nativeQueries.get(key) ?? unknown(`a collection's ${key}`, { external: "mongodb", key, of: self });
  },
};
