import type { GlobalPlugin, Happenings, SchemaBuilt } from "../interpret/happenings.js";
import { assemble, type Assembled, type LinkedModel } from "./assemble.js";
import { draftsOf, toFindable, type Draft } from "./drafts.js";
import { rememberModels, rememberRegistered, settleNames, type Memory, type Registered } from "./memory.js";
import type { Noted } from "./noted.js";
import { partsOf } from "./parts.js";
import type { PlaceOf } from "./places.js";
import { compareSpans, registrationsOf, type Registration } from "./registrations.js";
import { applyGlobalPlugin, replayOf } from "./replay/replay.js";
import type { Replay, Replayed, SchemaGap } from "./replay/state.js";
import { resolverOf, type Findable, type Resolver } from "./resolve.js";
import type { Count, Gap } from "./types.js";

export type { LinkedModel } from "./assemble.js";

export interface LinkedModels {
  readonly models: readonly LinkedModel[];
  readonly gaps: readonly Gap[];
  readonly schemas: Count;
}

/** The models of one part. */
export interface LinkedPart {
  readonly models: readonly LinkedModel[];
  /** But for those of schemas. */
  readonly gaps: readonly Gap[];
  readonly schemas: readonly SchemaRead[];
}

/** What is told of one schema. */
interface SchemaRead {
  readonly id: number;
  readonly isComplete: boolean;
  /** A model of this part is registered with it. */
  readonly isOwn: boolean;
  readonly gaps: readonly Gap[];
}

/** Every registered model, its indexes answered by Mongoose. What no schema or name joins is linked, and remembered, apart. */
export function linkModels(happenings: Happenings, memory: Memory, noted: Noted): LinkedModels {
  const parts = partsOf(happenings.list).map((list) =>
    rememberRegistered(memory, list, () => readRegistered({ ...happenings, list })),
  );
  settleNames(memory, parts);
  let names: Resolver<Findable> | undefined;
  const nameOf: Replay["modelName"] = (ref) =>
    (names ??= resolverOf(inOrder(parts), happenings.packageOf))(ref)?.name ?? null;
  const linked = parts.map((registered) =>
    rememberModels(memory, { ...happenings, list: registered.of }, noted, (part, place) =>
      linkPart(part, registered, place, nameOf),
    ),
  );
  const schemas = eachOnce(linked);
  const complete = schemas.filter(({ isComplete }) => isComplete);
  return {
    models: linked.flatMap(({ models }) => models),
    gaps: [...linked, ...schemas].flatMap(({ gaps }) => gaps),
    schemas: { read: complete.length, unknown: schemas.length - complete.length },
  };
}

/** A schema that several parts embed is told of once: by the part it is registered in, when there is one. */
function eachOnce(parts: readonly LinkedPart[]): readonly SchemaRead[] {
  const told = new Map<number, SchemaRead>();
  for (const { schemas } of parts)
    for (const each of schemas) if (each.isOwn || !told.has(each.id)) told.set(each.id, each);
  return [...told.values()];
}

function readRegistered(part: Happenings): Registered {
  const read = registrationsOf(part);
  const find = toFindable(null, part);
  return { ...read, findable: read.registrations.map((each) => ({ ...find(each), at: each.at })) };
}

/** What all registrations can be found by, in the order of their places. */
const inOrder = (parts: readonly Registered[]): readonly Findable[] =>
  parts.flatMap(({ findable }) => findable).sort((a, b) => compareSpans(a.at, b.at));

/** The models of one part; `modelName` knows those of the others. */
function linkPart(
  happenings: Happenings,
  { registrations, nameless }: Registered,
  place: PlaceOf,
  modelName: Replay["modelName"],
): LinkedPart {
  const built = happenings.list.filter((each) => each.type === "schema");
  const inline = inlineSchemas(registrations, built);
  const major = (file: string): number | null => happenings.packageOf(file).mongooseMajor;
  const replay = replayOf([...built, ...inline.values()], { modelName, major });
  const drafts = draftsOf(registrations, inline, replay, happenings);
  applyGlobalPlugins(drafts, replay, happenings);

  const models = assemble(drafts, replay, happenings, place);
  const read = schemasRead(replay, models, place);
  const gaps = [
    ...read([...inline.values()]).flatMap(({ gaps }) => gaps),
    ...nameless.map(({ at }): Gap => ({
      what: "model",
      why: "the model's name is not known",
      at: place(at),
    })),
    ...models.flatMap(({ gaps }) => gaps),
  ];
  return { models, gaps, schemas: read(built) };
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

/** A global plugin changes every schema of the models compiled with it, sub-schemas included, once (M27). */
function applyGlobalPlugins(drafts: readonly Draft[], replay: Replay, { list, packageOf }: Happenings): void {
  for (const plugin of list) {
    if (plugin.type !== "globalPlugin") continue;
    const home = packageOf(plugin.at.file);
    const done = new Set<Replayed>();
    for (const { replayed, registration } of drafts) {
      const own = packageOf(registration.at.file);
      const together = own.directory === home.directory || home.dependsOn.includes(own.name);
      if (!replayed || !together) continue;
      // A discriminator has what its base has; only what it contains is its own.
      if (registration.base) for (const used of replayed.uses) plugIn(plugin, used, replay, done);
      else plugIn(plugin, replayed, replay, done);
    }
  }
}

function plugIn(plugin: GlobalPlugin, schema: Replayed, replay: Replay, done: Set<Replayed>): void {
  if (done.has(schema)) return;
  done.add(schema);
  const ops = plugin.schema === null ? [] : (replay.schema(plugin.schema)?.built.ops ?? []);
  applyGlobalPlugin(plugin, ops, schema, replay);
  for (const used of schema.uses) plugIn(plugin, used, replay, done);
}

/** What is told of schemas; what is not known of one is told of the first model it leaves incomplete. */
function schemasRead(
  replay: Replay,
  models: readonly Assembled[],
  place: PlaceOf,
): (built: readonly SchemaBuilt[]) => readonly SchemaRead[] {
  const owners = new Map(models.toReversed().map(({ replayed, model }) => [replayed, model.id]));
  return (built) =>
    built.flatMap(({ id }) => {
      const replayed = replay.schema(id);
      if (!replayed) return [];
      const owner = owners.get(replayed);
      const gaps = replayed.gaps.map((gap) => toGap(gap, owner, place));
      return [{ id, isComplete: !replayed.incomplete, isOwn: owner !== undefined, gaps }];
    });
}

const toGap = ({ what, why, at }: SchemaGap, model: string | undefined, place: PlaceOf): Gap => ({
  what,
  why,
  ...(model === undefined ? {} : { model }),
  at: place(at),
});
