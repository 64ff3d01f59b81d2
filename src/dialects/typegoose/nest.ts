import type { Machine } from "../../interpret/machine.js";
import {
  type Builtin,
  builtin,
  type ClassV,
  object,
  prim,
  text,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { elements } from "../decorators/marks.js";
import { connectionOf } from "../mongoose/connection.js";
import { getConnectionToken, getModelToken, injectConnection, injectModel } from "../nestjs/injection.js";
import { modelOfClass } from "./models.js";

const dynamicModule = (): Value => unknown("a module", { external: "nestjs-typegoose" });

const feature = (name: string): Builtin =>
  builtin(name, (m, site) => {
    const connection = text(site.args[1]);
    // Version 5 took the classes one by one.
    for (const a of site.args) for (const v of a.t === "arr" ? elements(a) : [a]) register(m, v, connection);
    return dynamicModule();
  });

const classIn = (v: Value): ClassV | null => {
  const cls = v.t === "obj" ? (v.props.get("typegooseClass") ?? v.props.get("schema"))?.v : v;
  return cls?.t === "cls" ? cls : null;
};

/** A class, or `{ typegooseClass, schemaOptions, discriminators }`; Kindagoose says `schema`. */
function register(m: Machine, v: Value, connection: string | null): void {
  const cls = classIn(v);
  if (!cls) return;
  const model = modelOfClass(m, cls, optionsOf(m, v, connection));
  const children = v.t === "obj" ? v.props.get("discriminators")?.v : undefined;
  for (const d of elements(children)) {
    const child = classIn(d);
    const value = d.t === "obj" ? d.props.get("discriminatorId")?.v : undefined;
    if (child) modelOfClass(m, child, optionsOf(m, d, connection), { model, value });
  }
}

function optionsOf(m: Machine, v: Value, connection: string | null): Value {
  const o = object();
  const schemaOptions = v.t === "obj" ? v.props.get("schemaOptions") : undefined;
  if (schemaOptions) o.props.set("schemaOptions", schemaOptions);
  if (connection !== null) o.props.set("existingConnection", { v: connectionOf(m, connection) });
  return o;
}

const typegooseModule: Builtin = builtin("TypegooseModule", dynamicModule, {
  props: new Map(
    ["forFeature", "forFeatureAsync"].map(
      (name) => [name, { v: feature(`TypegooseModule.${name}`) }] as const,
    ),
  ),
});

/** The exports of `nestjs-typegoose` and `kindagoose`. */
export const nestTypegoose: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["TypegooseModule", typegooseModule],
  ["KindagooseModule", typegooseModule],
  ["InjectModel", injectModel],
  ["InjectConnection", injectConnection],
  ["getModelToken", getModelToken],
  ["getConnectionToken", getConnectionToken],
  ["DEFAULT_DB_CONNECTION_NAME", prim("DefaultTypegooseConnection")],
]);
