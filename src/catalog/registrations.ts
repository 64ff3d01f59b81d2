import type {
  Datum,
  Happenings,
  ModelRef,
  ModelRegistered,
  SchemaBuilt,
  Span,
} from "../interpret/happenings.js";
import { groupBy } from "./group.js";
import type { DialectName } from "./types.js";
import { likeliest, textOf } from "./replay/values.js";

/** A model as registered, however often the interpreter saw it happen. */
export interface Registration {
  readonly ids: readonly number[];
  readonly name: string;
  readonly schema: Datum;
  readonly collection: Datum | null;
  readonly connection: string | null;
  readonly dialect: Exclude<DialectName, "driver">;
  readonly at: Span;
  readonly base: ModelRef | null;
  readonly discriminatorValue: Datum | null;
  readonly documentTypes: ReadonlySet<string>;
  readonly maybe: boolean;
  /** Its schema went through a call whose body is not known, and may be another. */
  readonly altered: boolean;
}

/** The registrations, each once, in the order of their places, and the places of those whose name is not known. */
export function registrationsOf({ list }: Happenings): {
  registrations: Registration[];
  nameless: ModelRegistered[];
} {
  const schemas = new Map(list.flatMap((each) => (each.type === "schema" ? [[each.id, each] as const] : [])));
  const seen = list.filter((each) => each.type === "model").filter(hasSchema);
  const named = seen.flatMap((each) => namesOf(each.name).map((name) => ({ ...toRegistration(each), name })));
  const registrations = [
    ...groupBy(onKnownConnections(named, schemas), (each) => keyOf(each, schemas)).values(),
  ].map((group) => merge(group, schemas));
  const known = new Set(named.map(({ at }) => spot(at)));
  const nameless = seen.filter(({ name, at }) => namesOf(name).length === 0 && !known.has(spot(at)));
  return {
    registrations: dropUnclear(registrations).sort((a, b) => compareSpans(a.at, b.at)),
    nameless: [...new Map(nameless.map((each) => [spot(each.at), each])).values()],
  };
}

/** `mongoose.model("X")` only looks a model up. */
function hasSchema({ schema }: ModelRegistered): boolean {
  return schema.t !== "undefined" && !(schema.t === "prim" && (schema.v === null || schema.v === false));
}

function namesOf(datum: Datum): string[] {
  if (datum.t === "union") return [...new Set(datum.of.flatMap(namesOf))];
  if (datum.t === "class" || datum.t === "function") return datum.name === null ? [] : [datum.name];
  const name = textOf(datum);
  return name === null || name === "" ? [] : [name];
}

const toRegistration = (happening: ModelRegistered): Omit<Registration, "name"> => ({
  ids: [happening.id],
  schema: happening.schema.t === "union" ? likeliest(happening.schema.of) : happening.schema,
  collection: happening.collection,
  connection: happening.connection,
  dialect: happening.dialect,
  at: happening.at,
  base: happening.base ?? null,
  discriminatorValue: happening.discriminatorValue ?? null,
  documentTypes: new Set(happening.documentTypes),
  maybe: happening.maybe === true,
  altered: happening.altered === true,
});

/**
 * One registration per name, connection, collection and schema, at one place. Nest modules name the same model wherever
 * they need it, so there the place does not count.
 */
function keyOf(registration: Registration, schemas: ReadonlyMap<number, SchemaBuilt>): string {
  const { name, at, schema, collection, connection, dialect } = registration;
  const built = schema.t === "schema" ? schemas.get(schema.id) : undefined;
  const home = dialect === "nestjs" && built ? "" : at.file;
  return JSON.stringify([name, connection, collection, home, built ? spot(built.at) : spot(at)]);
}

/** A factory run for a connection of which only the type is known made what it makes for one that is known. */
function onKnownConnections(
  all: readonly Registration[],
  schemas: ReadonlyMap<number, SchemaBuilt>,
): readonly Registration[] {
  const anywhere = (each: Registration): string => keyOf({ ...each, connection: null }, schemas);
  const isKnown = ({ connection }: Registration): boolean => connection !== "annotated";
  if (all.every(isKnown)) return all;
  const known = new Map(all.filter(isKnown).map((each) => [anywhere(each), each.connection]));
  return all.map((each) => {
    const other = isKnown(each) ? undefined : known.get(anywhere(each));
    return other === undefined ? each : { ...each, connection: other };
  });
}

function merge(group: readonly Registration[], schemas: ReadonlyMap<number, SchemaBuilt>): Registration {
  const size = ({ schema }: Registration): number =>
    schema.t === "schema" ? (schemas.get(schema.id)?.ops.length ?? 0) : 0;
  const [first, ...others] = [...group].sort(
    (a, b) => Number(a.maybe) - Number(b.maybe) || size(b) - size(a),
  );
  if (!first) throw new Error("a group of registrations is empty");
  return {
    ...first,
    ids: group.flatMap(({ ids }) => ids),
    at: group.map(({ at }) => at).sort(compareSpans)[0] ?? first.at,
    base: first.base ?? others.find(({ base }) => base)?.base ?? null,
    documentTypes: new Set(group.flatMap(({ documentTypes }) => [...documentTypes])),
    maybe: group.every(({ maybe }) => maybe),
    altered: group.every(({ altered }) => altered),
  };
}

/** A registration whose schema is not known says nothing beside one of the same name and place that knows it. */
function dropUnclear(registrations: readonly Registration[]): Registration[] {
  const place = ({ name, at }: Registration): string => `${spot(at)}#${name}`;
  return [...groupBy(registrations, place).values()].flatMap((group) => {
    const kept = group.filter(({ schema }) => isKnown(schema));
    const last = kept.at(-1);
    if (!last) return group;
    const dropped = group.filter((each) => !kept.includes(each)).flatMap(({ ids }) => ids);
    return kept.map((each) => (each === last ? { ...each, ids: [...each.ids, ...dropped] } : each));
  });
}

const isKnown = (schema: Datum): boolean => schema.t === "schema" || schema.t === "object";

const spot = ({ file, start }: Span): string => `${file}:${start}`;

/** Order of places, the same on every machine. */
export const compareSpans = (a: Span, b: Span): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start || a.end - b.end;
