import type { Schema } from "mongoose";
import type { Datum } from "../../interpret/happenings.js";
import { MARK, markOf, noteGap, type Reading } from "./state.js";
import { typeNamed } from "./types.js";
import { toValue, type Doubt } from "./values.js";

interface Options {
  readonly [option: string]: unknown;
}
interface Fields {
  readonly [path: string]: Options;
}
/** The paths a plugin adds. */
type Plugin = (options: Options, schema: Schema) => Fields;

const nothing: Plugin = () => ({});

/** Published plugins by package, each by what it does to paths and indexes. */
const PLUGINS: { readonly [name: string]: Plugin } = {
  "@casl/mongoose": nothing,
  "@meanie/mongoose-to-json": nothing,
  "mongoose-aggregate-paginate": nothing,
  "mongoose-aggregate-paginate-v2": nothing,
  "mongoose-auto-increment": autoIncrement,
  "mongoose-autopopulate": nothing,
  "mongoose-cast-aggregation": nothing,
  "mongoose-deep-populate": nothing,
  "mongoose-delete": softDelete,
  "mongoose-execution-time": nothing,
  "mongoose-findorcreate": nothing,
  "mongoose-hidden": nothing,
  "mongoose-id-validator": nothing,
  "mongoose-lean-defaults": nothing,
  "mongoose-lean-getters": nothing,
  "mongoose-lean-id": nothing,
  "mongoose-lean-virtuals": nothing,
  "mongoose-paginate": nothing,
  "mongoose-paginate-v2": nothing,
  "mongoose-plugin-autoinc": autoIncrement,
  "mongoose-sequence": sequence,
  "mongoose-slug-generator": nothing,
  "mongoose-slug-updater": nothing,
  "mongoose-timestamp": timestamp,
  "mongoose-unique-validator": nothing,
  "passport-local-mongoose": passportLocal,
};

/** Applies a published plugin; one that is not known may have added anything. */
export function usePlugin(schema: Schema, options: Datum | undefined, reading: Reading): void {
  const { plugin } = reading.op;
  if (plugin === undefined) return;
  const known = pluginOf(plugin);
  if (!known) return noteGap(reading, "schema", `the plugin \`${plugin}\` is not known`, undefined);
  const doubt: Doubt = { why: null };
  const value = options ? toValue(options, doubt) : undefined;
  const given = typeof value === "object" && value !== null ? (value as Options) : {};
  const at = { ...reading, op: { ...reading.op, via: "plugin" as const } };
  const typeKey = reading.typeKey;
  for (const [path, { type, ...rest }] of Object.entries(known(given, schema))) {
    const mark = markOf(at, undefined, "path", doubt.why !== null);
    schema.add({ [path]: { ...rest, [typeKey]: type, [MARK]: mark } } as never);
  }
}

/** By package; `mongoose-auto-increment.plugin` is a member of it. */
function pluginOf(name: string): Plugin | undefined {
  const found = Object.keys(PLUGINS).find((each) => name === each || (name.startsWith(each) && /[./#:]/.test(name[each.length] ?? "")));
  return found === undefined ? undefined : PLUGINS[found];
}

function softDelete(options: Options): Fields {
  const { indexFields } = options;
  const indexed = (field: string): boolean =>
    indexFields === "all" || indexFields === true || (Array.isArray(indexFields) && indexFields.includes(field));
  return {
    deleted: { type: Boolean, index: indexed("deleted") },
    ...(options["deletedAt"] === true ? { deletedAt: { type: Date, index: indexed("deletedAt") } } : {}),
    ...(options["deletedBy"] === true
      ? { deletedBy: { type: ownType(options["deletedByType"]) ?? typeNamed("ObjectId"), index: indexed("deletedBy") } }
      : {}),
  };
}

/** An option that is itself a type. */
const ownType = (value: unknown): unknown => (typeof value === "function" ? value : undefined);

function timestamp(options: Options, schema: Schema): Fields {
  const [updated, created] = ["updatedAt", "createdAt"].map((name): [string, Options] => {
    const given = options[name];
    if (typeof given === "string") return [given, { type: Date }];
    const { name: renamed = name, ...rest } = typeof given === "object" && given !== null ? (given as Options) : {};
    return [String(renamed), { type: Date, ...indexing(rest) }];
  }) as [[string, Options], [string, Options]];
  return Object.fromEntries(schema.path(created[0]) ? [updated] : [updated, created]);
}

const indexing = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([key]) => ["index", "unique", "sparse", "expires"].includes(key)));

function autoIncrement(options: Options): Fields {
  const field = typeof options["field"] === "string" ? options["field"] : "_id";
  if (field === "_id") return { _id: { type: Number } };
  return { [field]: { type: Number, unique: options["unique"] ?? true } };
}

function sequence(options: Options, schema: Schema): Fields {
  const field = typeof options["inc_field"] === "string" ? options["inc_field"] : "_id";
  return schema.path(field) ? {} : { [field]: { type: Number } };
}

function passportLocal(options: Options, schema: Schema): Fields {
  const text = (option: string, otherwise: string): string =>
    typeof options[option] === "string" ? options[option] : otherwise;
  const username = text("usernameField", "username");
  const login = { [username]: { type: String, unique: options["usernameUnique"] ?? true } };
  return {
    ...(schema.path(username) ? {} : login),
    [text("hashField", "hash")]: { type: String },
    [text("saltField", "salt")]: { type: String },
    ...(options["limitAttempts"]
      ? { [text("attemptsField", "attempts")]: { type: Number }, [text("lastLoginField", "last")]: { type: Date } }
      : {}),
  };
}
