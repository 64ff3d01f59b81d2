import { apply } from "../../interpret/call.js";
import { runCallback } from "../../interpret/unknown-call.js";
import { instanceOf } from "../../interpret/classes.js";
import type { Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type Obj,
  text,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { elements } from "../decorators/marks.js";
import { connectionOf } from "../mongoose/connection.js";
import { registerModel } from "../mongoose/register.js";
import { isSchema } from "../mongoose/schema.js";
import { homeOf } from "./definition.js";

const dynamicModule = (): Value => unknown("a module", { external: "@nestjs/mongoose" });

const feature = (name: string, isAsync: boolean): Builtin =>
  builtin(name, (m, site) => {
    const connection = text(site.args[1]);
    for (const v of elements(site.args[0])) if (v.t === "obj") register(m, v, isAsync, connection, site);
    return dynamicModule();
  });

/** `MongooseModule`: it registers models, and lets code see the connection. */
export const mongooseModule: Builtin = builtin("MongooseModule", dynamicModule, {
  props: new Map([
    ["forFeature", { v: feature("MongooseModule.forFeature", false) }],
    ["forFeatureAsync", { v: feature("MongooseModule.forFeatureAsync", true) }],
    ["forRoot", { v: builtin("MongooseModule.forRoot", (m, site) => connect(m, site.args[1])) }],
    ["forRootAsync", { v: builtin("MongooseModule.forRootAsync", connectLater) }],
  ]),
});

function register(m: Machine, feature: Obj, isAsync: boolean, connection: string | null, site: Site): void {
  const name = member(m, feature, "name");
  const schema = isAsync ? made(m, member(m, feature, "useFactory")) : member(m, feature, "schema");
  const collection = member(m, feature, "collection");
  const model = registerModel(m, {
    name,
    schema,
    collection: text(collection) === null ? null : collection,
    connection,
    at: placeOf(schema) ?? feature.at ?? site.at,
    dialect: "nestjs",
    documentTypes: [],
  });
  for (const d of elements(feature.props.get("discriminators")?.v)) {
    if (d.t !== "obj") continue;
    const child = member(m, d, "schema");
    registerModel(m, {
      name: member(m, d, "name"),
      schema: child,
      collection: null,
      connection,
      at: placeOf(child) ?? d.at ?? site.at,
      dialect: "nestjs",
      documentTypes: [],
      base: model,
      ...(d.props.has("value") && { value: member(m, d, "value") }),
    });
  }
}

const member = (m: Machine, o: Obj, key: string): Value => getMember(m, o, key, null);

/** The place of the class a schema was made of. */
function placeOf(schema: Value): Span | null {
  for (const v of alternatives(schema)) if (isSchema(v)) return homeOf(v);
  return null;
}

/** What a factory makes; it runs with unknown injections. */
const made = (m: Machine, factory: Value): Value =>
  factory.t === "fn" ? runCallback(m, factory, []) : unknown("the schema of a factory that is not known");

/** `forRoot(uri, { connectionFactory })`: the factory is given the connection that models are compiled on. */
function connect(m: Machine, options: Value | undefined, name: string | null = null): Value {
  for (const o of options ? alternatives(options) : []) {
    if (o.t !== "obj") continue;
    const connection = connectionOf(m, name ?? text(o.props.get("connectionName")?.v));
    for (const key of ["connectionFactory", "onConnectionCreate"]) {
      const fn = o.props.get(key)?.v;
      if (fn?.t === "fn") runCallback(m, fn, [connection]);
    }
  }
  return dynamicModule();
}

function connectLater(m: Machine, site: Site): Value {
  const [o] = site.args;
  if (o?.t !== "obj") return dynamicModule();
  const name = text(o.props.get("connectionName")?.v);
  const factory = o.props.get("useFactory")?.v;
  if (factory?.t === "fn") connect(m, runCallback(m, factory, []), name);
  for (const key of ["useClass", "useExisting"]) {
    const cls = o.props.get(key)?.v;
    if (cls?.t !== "cls") continue;
    const self = instanceOf(m, cls);
    const create = getMember(m, self, "createMongooseOptions", null);
    if (create.t === "fn") connect(m, apply(m, create, { ...site, self, args: [] }), name);
  }
  return dynamicModule();
}
