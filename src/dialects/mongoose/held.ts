import type { Machine, Site } from "../../interpret/machine.js";
import { operations } from "../../interpret/sites.js";
import { findType } from "../../interpret/types.js";
import { alternatives, type Dom, type Unk, type Value } from "../../interpret/values.js";
import { collectionOf } from "./native.js";

const indexCalls = new Set(["createIndex", "createIndexes", "ensureIndex", "dropIndex", "dropIndexes"]);
const databaseCalls = new Set(["createCollection", "command", "runCommand"]);

/** `db.command(…)` on a database that was handed in. */
export const isDatabaseCall = ({ key = "", of }: Unk): boolean =>
  isCalled(of, "db") && databaseCalls.has(key);

/**
 * The collection a call is made on when the code was handed what holds it: `db.users.updateMany(…)` as in the shell,
 * `context.collections.users.find({…})`, or the collection itself, whose name is then not known.
 */
export function heldCollection(m: Machine, { key, of: receiver }: Unk, site: Site): Dom | null {
  if (key === undefined || receiver?.t !== "unk" || receiver.external !== undefined) return null;
  const from = receiver.at?.file ?? site.frame.mod.file;
  const isSure = indexCalls.has(key) || operations.get(key) === "distinctive";
  const name = receiver.key;
  if (name !== undefined && /^\w+$/.test(name) && !receiver.type) {
    if (isSure && isCalled(receiver.of, "db")) return collectionOf(m, { by: "collection", name, from });
    if (isCalled(receiver.of, "collections") && (isSure || asksForDocuments(key, site.args)))
      return collectionOf(m, { by: "collection", name, from, assumed: true });
  }
  const isOne =
    name === undefined
      ? isCalled(receiver.of, "collections")
      : /collection$/i.test(name) && isTypedAsOne(m, receiver);
  return isOne && isSure ? collectionOf(m, { by: "collection", name: null, from }) : null;
}

const isCalled = (v: Value | undefined, name: string): boolean =>
  v?.t === "unk" && v.key === name && v.external === undefined;

/** A list is searched with a function; these are given a filter. */
function asksForDocuments(operation: string, [filter]: readonly Value[]): boolean {
  if (operation === "find")
    return !filter || alternatives(filter).every((v) => v.t === "obj" || v.t === "unk");
  return filter?.t === "obj" && (operation === "update" || operation === "remove" || operation === "count");
}

/** No type, one that says nothing, or `Collection` of nobody knows where. */
function isTypedAsOne(m: Machine, { type }: Unk): boolean {
  const node = type?.node;
  if (!type || !node) return true;
  if (node.k === "tkw") return node.n === "any" || node.n === "unknown";
  return node.k === "tref" && /(^|\.)Collection$/.test(node.n) && findType(m, type, node.n) === null;
}
