import type { Schema } from "mongoose";
import type { GlobalPlugin, Happenings, SchemaBuilt, Span } from "../interpret/happenings.js";
import { commentBeside } from "./comments.js";
import { collectionName } from "./naming.js";
import { placesOf, type PlaceOf } from "./places.js";
import { registrationsOf, type Registration } from "./registrations.js";
import { compileFamily, compileSchema, hasDeferred, type Family } from "./replay/compile.js";
import { readIndexes, readSchema } from "./replay/read.js";
import { applyGlobalPlugin, isComplete, replayOf } from "./replay/replay.js";
import type { Replay, Replayed, SchemaGap } from "./replay/state.js";
import { textOf, toValue } from "./replay/values.js";
import { resolverOf, type Findable, type Resolver } from "./resolve.js";
import type { Gap, Model } from "./types.js";

/** A model and what it can be found by. */
export interface LinkedModel extends Findable {
  readonly model: Model;
}

export interface LinkedModels {
  readonly models: readonly LinkedModel[];
  readonly gaps: readonly Gap[];
  readonly schemas: { readonly read: number; readonly unknown: number };
}

/** One model while it is made. */
interface Draft extends Findable {
  readonly registration: Registration;
  /** Its schema rebuilt; null when it is not known. */
  readonly replayed: Replayed | null;
  readonly id: string;
}

/** Every registered model, its indexes answered by Mongoose. */
export function linkModels(happenings: Happenings): LinkedModels {
  const place = placesOf(happenings.lines);
  const { registrations, nameless } = registrationsOf(happenings);
  const built = happenings.list.filter((each) => each.type === "schema");
  const inline = inlineSchemas(registrations, built);
  const replay = replayOf([...built, ...inline.values()], (ref) => names(ref)?.name ?? null);
  const names = resolverOf(registrations.map(toFindable(null, happenings)), happenings.packageOf);

  const plugins = happenings.list.filter((each) => each.type === "globalPlugin");
  const drafts = draftsOf(registrations, inline, replay, happenings);
  for (const { replayed } of drafts) if (replayed) applyGlobalPlugins(plugins, replayed, replay);

  const models = assemble(drafts, replay, happenings, place);
  const gaps = [
    ...schemaGaps(built, inline, replay, models, place),
    ...nameless.map(({ at }): Gap => ({
      what: "model",
      why: "the model's name is not known",
      at: place(at),
    })),
    ...models.flatMap(({ gaps }) => gaps),
  ];
  return { models, gaps, schemas: countSchemas(built, replay) };
}

/** Definitions that were given to `model()` as plain objects become schemas of their own. */
function inlineSchemas(
  registrations: readonly Registration[],
  built: readonly SchemaBuilt[],
): Map<Registration, SchemaBuilt> {
  const first = built.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
  const objects = registrations.filter(({ schema }) => schema.t === "object");
  return new Map(
    objects.map((registration, n) => {
      const { at, dialect, name, schema } = registration;
      const op = { op: "new", args: [schema], at, via: "call" as const };
      return [registration, { type: "schema", id: first + n, at, dialect, name, ops: [op] }];
    }),
  );
}

function draftsOf(
  registrations: readonly Registration[],
  inline: ReadonlyMap<Registration, SchemaBuilt>,
  replay: Replay,
  happenings: Happenings,
): Draft[] {
  const taken = new Map<string, number>();
  return registrations.map((registration) => {
    const { schema } = registration;
    const id = inline.get(registration)?.id ?? (schema.t === "schema" ? schema.id : null);
    const replayed = id === null ? null : replay.schema(id);
    const findable = toFindable(replayed, happenings)(registration);
    const key = `${findable.file}#${registration.name}`;
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    return { ...findable, registration, replayed, id: count === 1 ? key : `${key}~${count}` };
  });
}

const toFindable =
  (replayed: Replayed | null, { packageOf }: Happenings) =>
  (registration: Registration): Findable => ({
    ids: registration.ids,
    name: registration.name,
    file: homeOf(registration, replayed).file,
    collection: registration.base
      ? null
      : ownCollection(registration, replayed, packageOf(registration.at.file).mongooseMajor),
    documentTypes: new Set([
      ...registration.documentTypes,
      ...(replayed?.built.documentType ? [replayed.built.documentType] : []),
    ]),
  });

/** A Nest or Typegoose model lives where its class does: modules only name it. */
function homeOf({ at, dialect }: Registration, replayed: Replayed | null): Span {
  return dialect !== "mongoose" && replayed && replayed.built.dialect === dialect ? replayed.built.at : at;
}

/** Explicit, else the schema's option, else the model's name in the plural (M52); null when it cannot be known. */
function ownCollection(
  { name, collection }: Registration,
  replayed: Replayed | null,
  major: number | null,
): string | null {
  const given = collection && collection.t !== "undefined" ? collection : null;
  if (given && !(given.t === "prim" && !given.v)) return textOf(given);
  const option: unknown = replayed?.schema.get("collection");
  return typeof option === "string" && option !== "" ? option : collectionName(name, major);
}

/** A global plugin changes every schema, sub-schemas included, once (M27). */
function applyGlobalPlugins(
  plugins: readonly GlobalPlugin[],
  schema: Replayed,
  replay: Replay,
  done = pluggedIn,
): void {
  if (plugins.length === 0 || done.has(schema)) return;
  done.add(schema);
  for (const plugin of plugins) {
    const ops = plugin.schema === null ? [] : (replay.schema(plugin.schema)?.built.ops ?? []);
    applyGlobalPlugin(plugin, ops, schema, replay);
  }
  for (const used of schema.uses) applyGlobalPlugins(plugins, used, replay, done);
}

const pluggedIn = new WeakSet<Replayed>();

interface Made {
  readonly draft: Draft;
  readonly schema: Schema | null;
  readonly base: Draft | null;
  readonly thrown: string | null;
}

/** A discriminator shares its base's collection, which is the base's to be found by. */
interface Assembled extends LinkedModel {
  readonly replayed: Replayed | null;
  readonly gaps: readonly Gap[];
}

function assemble(
  drafts: readonly Draft[],
  replay: Replay,
  happenings: Happenings,
  place: PlaceOf,
): Assembled[] {
  const resolve = resolverOf(drafts, happenings.packageOf);
  const made = drafts
    .filter(({ registration }) => !registration.base)
    .flatMap((draft) => compile(draft, drafts, resolve));
  const orphans = drafts.filter((draft) => !made.some((each) => each.draft === draft));
  const all = [...made, ...orphans.map((draft): Made => alone(draft, "its base is not known"))];
  return all.map((each) => toModel(each, replay, happenings, place));
}

/** Compiles a model that is no discriminator, and all discriminators it has. */
function compile(draft: Draft, drafts: readonly Draft[], resolve: Resolver<Draft>): Made[] {
  const { replayed } = draft;
  const children = drafts.filter(({ registration: { base } }) => base !== null && resolve(base) === draft);
  if (!replayed)
    return [alone(draft, null), ...children.map((child) => alone(child, "its base's schema is not known"))];
  if (children.length === 0 && !hasDeferred(replayed.schema))
    return [{ draft, schema: compileSchema(replayed.schema), base: null, thrown: null }];
  const family = compileFamily(
    draft.name,
    replayed.schema,
    children.flatMap(({ name, registration, replayed: child }) =>
      child ? [{ name, schema: child.schema, value: valueOf(registration) }] : [],
    ),
  );
  const base: Made = { draft, schema: family.base, base: null, thrown: null };
  return [
    base,
    ...children.map((child) => childOf(child, draft, family)),
    ...deferredOf(draft, children, family),
  ];
}

const alone = (draft: Draft, thrown: string | null): Made => ({
  draft,
  schema: draft.replayed ? compileSchema(draft.replayed.schema) : null,
  base: null,
  thrown,
});

function childOf(child: Draft, base: Draft, family: Family): Made {
  const thrown = family.thrown.get(child.name);
  const schema = family.children.get(child.name) ?? child.replayed?.schema ?? null;
  return { draft: child, schema, base, thrown: thrown === undefined ? null : `Mongoose throws: ${thrown}` };
}

/** Discriminators that the base's schema itself declared. */
function deferredOf(base: Draft, children: readonly Draft[], family: Family): Made[] {
  const registered = new Set(children.map(({ name }) => name));
  return [...family.children].flatMap(([name, schema]) => {
    if (registered.has(name)) return [];
    const draft: Draft = { ...base, ids: [], name, documentTypes: new Set(), id: `${base.file}#${name}` };
    return [{ draft, schema, base, thrown: null }];
  });
}

function valueOf({ discriminatorValue }: Registration): unknown {
  const value = discriminatorValue ? toValue(discriminatorValue, { why: null }) : undefined;
  return typeof value === "object" && value !== null && "$unknown" in value
    ? undefined
    : (value ?? undefined);
}

function toModel(made: Made, replay: Replay, happenings: Happenings, place: PlaceOf): Assembled {
  const { draft, schema, base, thrown } = made;
  const { registration, replayed } = draft;
  const home = homeOf(registration, replayed);
  const reader = { marks: replay.marks, place, comment: (span: Span) => commentBeside(happenings, span) };
  const described = schema
    ? readSchema(schema, reader)
    : { options: {}, aliases: {}, virtuals: [], searchIndexes: [], paths: [] };
  const collection = base ? base.collection : registration.base ? null : draft.collection;
  const model: Model = {
    id: draft.id,
    name: draft.name,
    collection,
    connection: (base ?? draft).registration.connection,
    package: happenings.packageOf(home.file).name,
    dialect: registration.dialect,
    at: place(home),
    schemaAt: replayed ? place(replayed.built.at) : null,
    ...(base ? { base: base.id } : {}),
    ...described,
    indexes: schema ? readIndexes(schema, reader) : [],
    complete:
      schema !== null &&
      thrown === null &&
      (!replayed || isComplete(replayed)) &&
      (!base?.replayed || isComplete(base.replayed)),
  };
  return { ...draft, collection: base ? null : collection, model, gaps: modelGaps(made, model, place) };
}

function modelGaps({ draft, schema, thrown }: Made, model: Model, place: PlaceOf): Gap[] {
  const at = place(draft.registration.at);
  const gap = (why: string): Gap => ({ what: "model", why, model: model.id, at });
  return [
    ...(schema === null ? [gap("the model's schema is not known")] : []),
    ...(thrown === null ? [] : [gap(thrown)]),
    ...(model.collection === null && schema !== null ? [gap("the model's collection is not known")] : []),
  ];
}

/** What is not known of schemas, told of the models it leaves incomplete. */
function schemaGaps(
  built: readonly SchemaBuilt[],
  inline: ReadonlyMap<Registration, SchemaBuilt>,
  replay: Replay,
  models: readonly Assembled[],
  place: PlaceOf,
): Gap[] {
  return [...built, ...inline.values()].flatMap(({ id }) => {
    const replayed = replay.schema(id);
    const owner = models.find((each) => each.replayed === replayed);
    return (replayed?.gaps ?? []).map((gap) => toGap(gap, owner?.model.id, place));
  });
}

const toGap = ({ what, why, at }: SchemaGap, model: string | undefined, place: PlaceOf): Gap => ({
  what,
  why,
  ...(model === undefined ? {} : { model }),
  at: place(at),
});

function countSchemas(built: readonly SchemaBuilt[], replay: Replay): { read: number; unknown: number } {
  const complete = built.filter(({ id }) => {
    const replayed = replay.schema(id);
    return replayed !== null && !replayed.incomplete;
  });
  return { read: complete.length, unknown: built.length - complete.length };
}
