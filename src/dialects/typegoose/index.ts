import type { Dialect } from "../../interpret/dialect.js";
import { apply } from "../../interpret/call.js";
import { type Builtin, prim, record, type Value } from "../../interpret/values.js";
import { decorator } from "../decorators/marks.js";
import { connectionOf } from "../mongoose/connection.js";
import { mongoose } from "../mongoose/index.js";
import {
  addModelToTypegoose,
  buildSchema,
  getDiscriminatorModelForClass,
  getModelForClass,
  getModelWithString,
  getName,
  nothing,
} from "./models.js";
import { nestTypegoose } from "./nest.js";
import { plainBase, setGlobalOptions, timeStamps } from "./options.js";
import { passthrough } from "./passthrough.js";
import { typeOfLibrary } from "./types.js";

/** Typegoose, old and new, and its NestJS modules. */
export const typegoose: Dialect = {
  name: "typegoose",
  external(m, pkg, name) {
    if (isNest(pkg))
      return name === "*" || name === "="
        ? record(Object.fromEntries(nestTypegoose))
        : nestTypegoose.get(name);
    if (!isTypegoose(pkg)) return undefined;
    if (name === "*" || name === "=" || name === "default")
      return record({ ...Object.fromEntries(exported), mongoose: connectionOf(m, null) });
    return name === "mongoose" ? connectionOf(m, null) : exported.get(name);
  },
  annotation(m, pkg, name, args, where) {
    if (!isTypegoose(pkg)) return undefined;
    // `import { mongoose } from "@typegoose/typegoose"` brings Mongoose's own types.
    const own = name.startsWith("mongoose.") ? name.slice("mongoose.".length) : null;
    return own === null
      ? typeOfLibrary(m, name, args, where)
      : mongoose.annotation?.(m, "mongoose", own, args, where);
  },
  call(m, callee, site) {
    // Typegoose 5: `new User().getModelForClass(User)`.
    const target = callee.key === undefined ? undefined : methods[callee.key];
    return target && site.args[0]?.t === "cls" && callee.of?.t === "obj" ? apply(m, target, site) : undefined;
  },
};

const isTypegoose = (pkg: string): boolean => /^(@typegoose\/typegoose|typegoose)($|\/)/.test(pkg);
const isNest = (pkg: string): boolean => /(^|\/)(nestjs-typegoose(-next)?|kindagoose)$/.test(pkg);

const methods: Readonly<Record<string, Builtin>> = {
  getModelForClass,
  setModelForClass: getModelForClass,
  buildSchema,
};

const decorators = [
  "prop",
  "arrayProp",
  "mapProp",
  "index",
  "searchIndex",
  "plugin",
  "modelOptions",
  "pre",
  "post",
  "queryMethod",
] as const;
/** Each has a second name. */
const aliases: Readonly<Record<string, string>> = { plugin: "Plugins" };
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const exported: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...decorators.flatMap((name) => {
    const made = decorator(`typegoose.${name}`);
    return [name, capitalised(name), ...(aliases[name] ? [aliases[name]] : [])].map(
      (n) => [n, made] as const,
    );
  }),
  ["getModelForClass", getModelForClass],
  ["getDiscriminatorModelForClass", getDiscriminatorModelForClass],
  ["buildSchema", buildSchema],
  ["addModelToTypegoose", addModelToTypegoose],
  ["getModelWithString", getModelWithString],
  ["getName", getName],
  ["deleteModel", nothing],
  ["deleteModelWithClass", nothing],
  ["setGlobalOptions", setGlobalOptions],
  ["setLogLevel", nothing],
  ["Passthrough", passthrough],
  ["PropType", record({ ARRAY: prim(0), MAP: prim(1), NONE: prim(2) })],
  ["WhatIsIt", record({ ARRAY: prim("Array"), MAP: prim("Map"), NONE: prim("") })],
  ["Severity", record({ ALLOW: prim(0), WARN: prim(1), ERROR: prim(2) })],
  ["defaultClasses", record({ TimeStamps: timeStamps, Base: plainBase, FindOrCreate: plainBase })],
  ["TimeStamps", timeStamps],
  ["Base", plainBase],
  ["FindOrCreate", plainBase],
  ["Typegoose", plainBase],
]);
