import type { ModelRef } from "../../interpret/happenings.js";
import type { Machine } from "../../interpret/machine.js";
import { alternatives, type Dom, join, text, type Value } from "../../interpret/values.js";
import { modelKind } from "./model.js";
import { type ModelData, registry, type SchemaData } from "./registry.js";

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
  const others = keys.slice(0, -1);
  const ref: ModelRef = {
    by: "document",
    type: last,
    name: nameOf(last),
    from,
    ...(others.length > 0 && { others }),
  };
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
