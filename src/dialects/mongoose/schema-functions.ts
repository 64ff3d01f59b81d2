import type { Machine, Site } from "../../interpret/machine.js";
import { type ClassV, type DomKind, text, undef, type Value } from "../../interpret/values.js";
import { documentOf } from "./document.js";
import { modelOfSchema } from "./named.js";
import { hookQuery } from "./query.js";
import type { SchemaData } from "./registry.js";

/** Where a schema keeps functions of its own. */
export const bags = ["statics", "methods", "query"] as const;
export type Bag = (typeof bags)[number];

export const isBag = (key: string): key is Bag => (bags as readonly string[]).includes(key);

/** Puts a static, method or query helper on a schema; what `this` is there follows. */
export function put(schema: SchemaData, bag: Bag, key: string, v: Value): void {
  schema[bag].set(key, { v });
  if (v.t === "fn" && !v.node.arrow) v.owner = ownerOf(schema, bag);
}

/** What `this` is in one of them. */
export const ownerOf =
  (schema: SchemaData, bag: Bag) =>
  (m: Machine): Value => {
    if (bag === "statics") return modelOfSchema(m, schema);
    return bag === "methods"
      ? documentOf(m, modelOfSchema(m, schema), false)
      : hookQuery(m, modelOfSchema(m, schema));
  };

/** Validators, getters, setters and defaults of paths: `this` is the document. */
export function ownPathFunctions(schema: SchemaData, definition: Value, depth = 0): void {
  if (definition.t === "fn" && !definition.node.arrow && !definition.home)
    definition.owner = ownerOf(schema, "methods");
  if (depth >= MAX_NESTED) return;
  if (definition.t === "arr") for (const { v } of definition.items) ownPathFunctions(schema, v, depth + 1);
  if (definition.t === "obj")
    for (const { v } of definition.props.values()) ownPathFunctions(schema, v, depth + 1);
}

/** A field's validator may stand in a list of objects, and the field in some nested ones. */
const MAX_NESTED = 6;

/** A schema made of another has its functions and plugins. */
export function inherit(to: SchemaData, from: SchemaData): void {
  for (const bag of bags) for (const [k, c] of from[bag]) to[bag].set(k, c);
  for (const p of from.plugins) to.plugins.add(p);
}

/** A class's statics and methods become the schema's. */
export function adopt(schema: SchemaData, cls: ClassV): void {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    for (const [k, cell] of c.statics) if (!schema.statics.has(k)) put(schema, "statics", k, cell.v);
    for (const [k, cell] of c.methods) if (!schema.methods.has(k)) put(schema, "methods", k, cell.v);
  }
}

interface BagData {
  readonly schema: SchemaData;
  readonly bag: Bag;
}

/** `schema.statics` and its like. */
export const bagKind: DomKind = {
  name: "schema bag",
  truthy: true,
  get: (_m, self, key) => (self.data as BagData).schema[(self.data as BagData).bag].get(key)?.v ?? undef,
  set: (_m, self, key, v) => put((self.data as BagData).schema, (self.data as BagData).bag, key, v),
  freeze: () => ({ t: "unknown", why: "a schema's own functions" }),
};

const documentHooks = new Set(["save", "validate", "remove", "init", "deleteOne", "updateOne"]);

/** Tells what `this` is in a hook: a document or a query. */
export function ownHook(schema: SchemaData, site: Site): void {
  const fn = site.args.find((a) => a.t === "fn");
  const name = text(site.args[0]);
  if (fn?.t === "fn" && !fn.node.arrow) {
    fn.owner = ownerOf(schema, name !== null && documentHooks.has(name) ? "methods" : "query");
  }
}
