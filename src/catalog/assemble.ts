import type { Schema } from "mongoose";
import type { Happenings, Span } from "../interpret/happenings.js";
import { commentBeside } from "./comments.js";
import { homeOf, type Draft } from "./drafts.js";
import { groupBy } from "./group.js";
import type { PlaceOf } from "./places.js";
import type { Registration } from "./registrations.js";
import { compileFamily, compileSchema, hasDeferred, type Family } from "./replay/compile.js";
import { readIgnored } from "./replay/ignored.js";
import { readIndexes, readSchema } from "./replay/read.js";
import { isComplete } from "./replay/replay.js";
import type { Replay, Replayed } from "./replay/state.js";
import { toValue } from "./replay/values.js";
import { resolverOf, type Findable } from "./resolve.js";
import type { Gap, Index, Model } from "./types.js";

/** A model and what it can be found by: a discriminator's collection is its base's to be found by. */
export interface LinkedModel extends Findable {
  readonly model: Model;
}

export interface Assembled extends LinkedModel {
  readonly replayed: Replayed | null;
  readonly gaps: readonly Gap[];
}

interface Made {
  readonly draft: Draft;
  readonly schema: Schema | null;
  readonly base: Draft | null;
  readonly thrown: string | null;
}

/** Compiles the models, discriminators with their bases, and reads what Mongoose says of them. */
export function assemble(
  drafts: readonly Draft[],
  replay: Replay,
  happenings: Happenings,
  place: PlaceOf,
): Assembled[] {
  const resolve = resolverOf(drafts, happenings.packageOf);
  const children = groupBy(drafts, ({ registration: { base } }) => base && resolve(base));
  const made = drafts
    .filter(({ registration }) => !registration.base)
    .flatMap((draft) => compile(draft, children.get(draft) ?? []));
  const known = new Set(made.map(({ draft }) => draft));
  const orphans = drafts.filter((draft) => !known.has(draft));
  const all = [...made, ...orphans.map((draft): Made => alone(draft, "its base is not known"))];
  return all.map((each) => toModel(each, replay, happenings, place));
}

/** Compiles a model that is no discriminator, and all discriminators it has. */
function compile(draft: Draft, children: readonly Draft[]): Made[] {
  const { replayed } = draft;
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
  const ignored = schema ? readIgnored(schema, reader) : [];
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
    indexes: schema ? indexesOf(schema, registration, reader) : [],
    ...(ignored.length > 0 ? { ignored } : {}),
    complete:
      happenings.packageOf(home.file).otherMapper === undefined &&
      schema !== null &&
      thrown === null &&
      (!replayed || isComplete(replayed)) &&
      (!base?.replayed || isComplete(base.replayed)),
  };
  return {
    ...draft,
    collection: base ? null : collection,
    model,
    gaps: modelGaps(made, model, happenings, place),
  };
}

const indexesOf = (
  schema: Schema,
  { altered }: Registration,
  reader: Parameters<typeof readIndexes>[1],
): readonly Index[] => {
  const indexes = readIndexes(schema, reader);
  return altered ? indexes.map((index) => ({ ...index, certainty: "assumed" })) : indexes;
};

function modelGaps(
  { draft, schema, thrown }: Made,
  model: Model,
  { packageOf }: Happenings,
  place: PlaceOf,
): Gap[] {
  const at = place(draft.registration.at);
  const { otherMapper } = packageOf(draft.registration.at.file);
  const gap = (why: string): Gap => ({ what: "model", why, model: model.id, at });
  return [
    ...(schema === null ? [gap("the model's schema is not known")] : []),
    ...(thrown === null ? [] : [gap(thrown)]),
    ...(otherMapper === undefined
      ? []
      : [gap(`\`${otherMapper}\` may declare further indexes of its collection`)]),
    ...(model.collection === null && schema !== null ? [gap("the model's collection is not known")] : []),
  ];
}
