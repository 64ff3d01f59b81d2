import type { ModelRef, Span } from "../../interpret/happenings.js";
import {
  builtin,
  type Dom,
  type DomKind,
  object,
  prim,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { issue, markQuery } from "./query.js";

/** Calls of a collection that begin a list of operations. */
export const bulkStarters = new Set(["initializeOrderedBulkOp", "initializeUnorderedBulkOp"]);

/** What ends `bulk.find(filter)`, and the collection's operation of that meaning. */
const operations = new Map([
  ["update", "updateMany"],
  ["updateOne", "updateOne"],
  ["replaceOne", "replaceOne"],
  ["remove", "deleteMany"],
  ["delete", "deleteMany"],
  ["removeOne", "deleteOne"],
  ["deleteOne", "deleteOne"],
]);

const same = new Set(["hint", "collation", "arrayFilters"]);

interface Found {
  readonly ref: ModelRef;
  readonly filter: Value;
  /** `find`, as written: the filter's place. */
  readonly name: Span;
  readonly upsert: boolean;
}

/** `collection.initializeUnorderedBulkOp()`. */
export const bulkOf = (ref: ModelRef): Dom => ({ t: "dom", kind: bulkKind, data: ref });

const bulkKind: DomKind = {
  name: "bulk",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a list of operations" }),
  get: (_m, self, key) =>
    key === "find"
      ? builtin("Bulk.find", (m, site) => {
          markQuery(m, site.name);
          const filter = site.args[0] ?? undef;
          return found({ ref: self.data as ModelRef, filter, name: site.name, upsert: false });
        })
      : unknown(`a bulk's ${key}`, { external: "mongodb", key }),
};

const found = (data: Found): Dom => ({ t: "dom", kind: foundKind, data });

const foundKind: DomKind = {
  name: "bulk find",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "an operation of a list" }),
  get: (_m, self, key) => {
    const { ref, filter, name, upsert } = self.data as Found;
    if (same.has(key)) return builtin(`Bulk.find.${key}`, () => self);
    if (key === "upsert")
      return builtin("Bulk.find.upsert", () => found({ ref, filter, name, upsert: true }));
    const operation = operations.get(key);
    if (operation === undefined) return unknown(`a bulk's ${key}`, { external: "mongodb", key });
    return builtin(`Bulk.find.${key}`, (m, site) => {
      markQuery(m, site.name);
      const options = object();
      if (upsert) options.props.set("upsert", { v: prim(true) });
      const args = operation.startsWith("delete") ? [filter] : [filter, site.args[0] ?? undef, options];
      issue(
        m,
        { operation, gives: "none", model: null, ref, native: true, receiver: "collection" },
        { ...site, name, args },
      );
      return bulkOf(ref);
    });
  },
};
