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

/** Published plugins that add neither paths nor indexes. */
const HARMLESS: ReadonlySet<string> = new Set([
  "@casl/mongoose",
  "@meanie/mongoose-to-json",
  "@typegoose/auto-increment",
  "@typegoose/typegoose",
  "mongo-cursor-pagination",
  "mongoosastic",
  "mongoose-aggregate-paginate",
  "mongoose-aggregate-paginate-v2",
  "mongoose-autopopulate",
  "mongoose-bcrypt",
  "mongoose-beautiful-unique-validation",
  "mongoose-cast-aggregation",
  "mongoose-cursor-pagination",
  "mongoose-deep-populate",
  "mongoose-execution-time",
  "mongoose-findorcreate",
  "mongoose-gravatar",
  "mongoose-hidden",
  "mongoose-id",
  "mongoose-id-validator",
  "mongoose-immutable",
  "mongoose-lean-defaults",
  "mongoose-lean-getters",
  "mongoose-lean-id",
  "mongoose-lean-virtuals",
  "mongoose-paginate",
  "mongoose-paginate-v2",
  "mongoose-slug-generator",
  "mongoose-slug-updater",
  "mongoose-string-query",
  "mongoose-unique-validator",
  "typegoose-cursor-pagination",
]);

/** Published plugins that do, by package. */
const PLUGINS: { readonly [name: string]: Plugin } = {
  "mongoose-auto-increment": autoIncrement,
  "mongoose-delete": softDelete,
  "mongoose-plugin-autoinc": autoIncrement,
  "mongoose-sequence": sequence,
  "mongoose-timestamp": timestamp,
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

const nothing: Plugin = () => ({});

/** By package, or by that which a scoped one is a fork of; `mongoose-auto-increment.plugin` is a member of it. */
function pluginOf(name: string): Plugin | undefined {
  const names = [name, name.replace(/^@[^/]+\//, "")];
  const is = (each: string): boolean =>
    names.some((one) => one === each || (one.startsWith(each) && /[./#:]/.test(one[each.length] ?? "")));
  if ([...HARMLESS].some(is)) return nothing;
  const found = Object.keys(PLUGINS).find(is);
  return found === undefined ? undefined : PLUGINS[found];
}

function softDelete(options: Options): Fields {
  const { indexFields } = options;
  const indexed = (field: string): boolean =>
    indexFields === "all" ||
    indexFields === true ||
    (Array.isArray(indexFields) && indexFields.includes(field));
  return {
    deleted: { type: Boolean, index: indexed("deleted") },
    ...(options["deletedAt"] === true ? { deletedAt: { type: Date, index: indexed("deletedAt") } } : {}),
    ...(options["deletedBy"] === true
      ? {
          deletedBy: {
            type: ownType(options["deletedByType"]) ?? typeNamed("ObjectId"),
            index: indexed("deletedBy"),
          },
        }
      : {}),
  };
}

/** An option that is itself a type. */
const ownType = (value: unknown): unknown => (typeof value === "function" ? value : undefined);

function timestamp(options: Options, schema: Schema): Fields {
  const [updated, created] = ["updatedAt", "createdAt"].map((name): [string, Options] => {
    const given = options[name];
    if (typeof given === "string") return [given, { type: Date }];
    const { name: renamed = name, ...rest } =
      typeof given === "object" && given !== null ? (given as Options) : {};
    return [String(renamed), { type: Date, ...indexing(rest) }];
  }) as [[string, Options], [string, Options]];
  return Object.fromEntries(schema.path(created[0]) ? [updated] : [updated, created]);
}

const indexing = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).filter(([key]) => ["index", "unique", "sparse", "expires"].includes(key)),
  );

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
      ? {
          [text("attemptsField", "attempts")]: { type: Number },
          [text("lastLoginField", "last")]: { type: Date },
        }
      : {}),
  };
}
