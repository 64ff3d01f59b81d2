import { freeze } from "../../interpret/freeze.js";
import type { Datum, ModelRef, ModelRegistered, Span } from "../../interpret/happenings.js";
import type { Machine } from "../../interpret/machine.js";
import { tell } from "../../interpret/tell.js";
import { alternatives, type Dom, prim, text, type Value } from "../../interpret/values.js";
import { modelKind, refOf } from "./model.js";
import { type ModelData, registered, registry, rememberFile, type SchemaData } from "./registry.js";
import { buildSchema, isSchema } from "./schema.js";
import { adopt } from "./schema-functions.js";

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

/** The name a model is given: a class stands for its own. */
export const nameGiven = (v: Value): Value => (v.t === "cls" && v.name !== null ? prim(v.name) : v);

/** `model("X", schema)`: a fact, once per place, name and schema. A class in place of the name is its model (M51). */
export function registerModel(m: Machine, r: Registration): Dom {
  const reg = registry(m);
  const schema = schemaOf(m, r.schema, r.at);
  const named = nameGiven(r.name);
  const name = text(named);
  if (r.name.t === "cls" && schema) adopt(schema, r.name);
  const key = `${r.at.file}:${r.at.start}:${name ?? JSON.stringify(freeze(m, named))}:${schema?.id ?? ""}`;
  const known = reg.registrations.get(key);
  if (known) return known;
  const id = m.nextId++;
  const baseRef = r.base ? refOf(m, r.base) : undefined;
  const types = [...new Set([...r.documentTypes, ...(schema?.documentTypes ?? [])])];
  tell(m, {
    type: "model",
    id,
    name: freeze(m, named),
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
  if (isSchema(v)) return v.data as SchemaData;
  if (v.t === "union") {
    const one = v.of.find(isSchema);
    return one?.t === "dom" ? (one.data as SchemaData) : null;
  }
  if (v.t !== "obj") return null;
  return buildSchema(m, [freeze(m, v)], { at: v.at ?? at, dialect: "mongoose", documentTypes: [] });
}
