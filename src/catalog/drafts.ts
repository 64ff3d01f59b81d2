import type { Happenings, SchemaBuilt, Span } from "../interpret/happenings.js";
import { isTest } from "./end-state.js";
import { collectionName } from "./naming.js";
import type { Registration } from "./registrations.js";
import type { Replay, Replayed } from "./replay/state.js";
import { likeliest, textOf } from "./replay/values.js";
import type { Findable } from "./resolve.js";

/** One model while it is made. */
export interface Draft extends Findable {
  readonly registration: Registration;
  /** Its schema rebuilt; null when it is not known. */
  readonly replayed: Replayed | null;
  readonly id: string;
}

/** The registrations with their schemas, ids and collections. */
export function draftsOf(
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

/** What a registration can be found by; its collection and document types are its schema's, too. */
export const toFindable =
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

/**
 * A Nest or Typegoose model lives where its class does: modules only name it. So does one a test makes of a schema of its
 * own: the program's helpers only register it.
 */
export function homeOf({ at, dialect }: Registration, replayed: Replayed | null): Span {
  if (!replayed) return at;
  const { built } = replayed;
  const isTests = isTest(built.at.file) && !isTest(at.file);
  return isTests || (dialect !== "mongoose" && built.dialect === dialect) ? built.at : at;
}

/** Explicit, else the schema's option, else the model's name in the plural (M52); null when it cannot be known. */
function ownCollection(
  { name, collection }: Registration,
  replayed: Replayed | null,
  major: number | null,
): string | null {
  const given = collection && collection.t !== "undefined" ? collection : null;
  if (given && !(given.t === "prim" && !given.v))
    return textOf(given.t === "union" ? likeliest(given.of) : given);
  const option: unknown = replayed?.schema.get("collection");
  if (option === null) return null;
  return typeof option === "string" && option !== "" ? option : collectionName(name, major);
}
