import type { Machine } from "../../interpret/machine.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type ClassV,
  type Dom,
  join,
  text,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { placeOf } from "../decorators/marks.js";
import { connectionIdOf } from "../mongoose/connection.js";
import { modelKind } from "../mongoose/model.js";
import { modelByName, namedModel } from "../mongoose/named.js";
import { registerModel } from "../mongoose/register.js";
import { adopt } from "../mongoose/schema-functions.js";
import { mergedOptions, nameOf, option } from "./options.js";
import { forDiscriminator, schemaOfClass } from "./schema.js";

/** A model is compiled once for a class, name and connection, however often it is asked for. */
const compiled = new WeakMap<ClassV, Map<string, Dom>>();

interface Base {
  readonly model: Dom;
  readonly value: Value | undefined;
}

/** The model of a class; with a base, a discriminator of it. */
export function modelOfClass(m: Machine, cls: ClassV, given: Value, base: Base | null = null): Dom {
  const options = mergedOptions(m, cls, given);
  const connection = connectionIdOf(
    option(options, "existingConnection") ?? option(options, "existingMongoose"),
  );
  const name = nameOf(m, cls, given);
  let models = compiled.get(cls);
  if (!models) compiled.set(cls, (models = new Map()));
  const key = `${connection ?? ""}:${text(name) ?? ""}`;
  const known = models.get(key);
  if (known) return known;
  const schema = schemaOfClass(m, cls, given);
  if (base) forDiscriminator(m, cls, given, schema);
  adopt(schema, cls);
  const model = registerModel(m, {
    name,
    schema: schema.dom,
    collection: null,
    connection,
    at: placeOf(cls),
    dialect: "typegoose",
    documentTypes: [],
    ...(base && { base: base.model, ...(base.value && { value: base.value }) }),
  });
  models.set(key, model);
  return model;
}

const isModel = (v: Value | undefined): v is Dom => v?.t === "dom" && v.kind === modelKind;

const eachClass = (m: Machine, v: Value | undefined, from: string, of: (cls: ClassV) => Value): Value =>
  join(
    alternatives(v ?? undef).map((c) =>
      c.t === "cls" ? of(c) : namedModel(m, { by: "unknown", why: "its class is not known", from }, null),
    ),
  );

/** `getModelForClass(C, options)`. */
export const getModelForClass: Builtin = builtin("getModelForClass", (m, site) =>
  eachClass(m, site.args[0], site.frame.mod.file, (cls) => modelOfClass(m, cls, site.args[1] ?? undef)),
);

/** `getDiscriminatorModelForClass(Base, C, value, options)`; the value may be left out. */
export const getDiscriminatorModelForClass: Builtin = builtin("getDiscriminatorModelForClass", (m, site) => {
  const [from, child, third, fourth = undef] = site.args;
  const model = isModel(from)
    ? from
    : namedModel(m, { by: "unknown", why: "the base of a discriminator", from: site.frame.mod.file }, null);
  const isValue = third?.t === "prim" && typeof third.v === "string";
  return eachClass(m, child, site.frame.mod.file, (cls) =>
    modelOfClass(m, cls, isValue || third === undefined ? fourth : third, {
      model,
      value: isValue ? third : undefined,
    }),
  );
});

export const buildSchema: Builtin = builtin("buildSchema", (m, site) =>
  join(
    alternatives(site.args[0] ?? undef).map((c) => {
      if (c.t !== "cls") return unknown("the schema of a class that is not known");
      const schema = schemaOfClass(m, c, site.args[1] ?? undef);
      adopt(schema, c);
      return schema.dom;
    }),
  ),
);

/** `addModelToTypegoose(model, C)`: the model, known to be of the class. */
export const addModelToTypegoose: Builtin = builtin(
  "addModelToTypegoose",
  (_m, site) => site.args[0] ?? undef,
);

export const getModelWithString: Builtin = builtin("getModelWithString", (m, site) => {
  const name = text(site.args[0]);
  return name === null
    ? unknown("a model whose name is not known")
    : modelByName(m, name, site.frame.mod.file);
});

export const getName: Builtin = builtin("getName", (m, site) => {
  const [cls] = site.args;
  return cls?.t === "cls"
    ? nameOf(m, cls, undef)
    : unknown("the name of a class that is not known", { kind: ["string"] });
});

/** Functions that only forget or log. */
export const nothing: Builtin = builtin("deleteModel", () => undef);
