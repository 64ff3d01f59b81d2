import type { Schema } from "mongoose";
import type { GapSeen, ModelRef, SchemaBuilt, SchemaOp, Span } from "../../interpret/happenings.js";
import type { Certainty, IndexVia } from "../types.js";
import type { Declared } from "./lost.js";

/** Where something was declared. Schemas carry the number of a mark in a string key: symbols do not survive `clone()`. */
export interface Mark {
  readonly at: Span;
  readonly via: IndexVia;
  readonly certainty: Certainty;
  /** What a path's options say of its index. */
  readonly declared?: Declared;
  /** `unique` as written, where the major that runs here hands it on so: until its version 8 Mongoose did. */
  readonly unique?: unknown;
}

/** In the options of a path, and of an index. */
export const MARK = "~at";
/** In the options of a path whose index was declared by a later call: `schema.path("a").index(true)`. */
export const INDEX_MARK = "~index";

export type SchemaGap = Omit<GapSeen, "type">;

/** A schema rebuilt on the real Mongoose. */
export interface Replayed {
  readonly built: SchemaBuilt;
  readonly schema: Schema;
  readonly gaps: SchemaGap[];
  /** Something in its own definition is unknown. */
  incomplete: boolean;
  /** Schemas it contains or was made of. */
  readonly uses: Set<Replayed>;
}

/** All schemas of one run, built on demand. */
export interface Replay {
  readonly marks: Mark[];
  /** The schema of this id; null when nobody built it. */
  schema(id: number): Replayed | null;
  /** The name a model is registered under, for `ref`. */
  modelName(ref: ModelRef): string | null;
  /** Major version of the Mongoose that runs a file's code, when it is known. */
  major(file: string): number | null;
}

/** One operation while it is done. */
export interface Reading {
  readonly replay: Replay;
  readonly home: Replayed;
  readonly op: SchemaOp;
  readonly typeKey: string;
}

/** Notes what is not known; the schema is incomplete from then on. */
export function noteGap(reading: Reading, what: "schema" | "index", why: string, at: Span | undefined): void {
  noteDoubt(reading, what, why, at);
  reading.home.incomplete = true;
}

/** Notes what is not known but leaves no path or index out. */
export function noteDoubt(
  reading: Reading,
  what: "schema" | "index",
  why: string,
  at: Span | undefined,
): void {
  reading.home.gaps.push({ what, why, at: at ?? reading.op.at });
}

/** The number of a new mark; a path's own `via` is "path" where it is not a plugin's or a decorator's. */
export function markOf(
  reading: Reading,
  at: Span | undefined,
  of: "path" | "call",
  assumed: boolean,
  declared?: Declared,
): number {
  const { op, home, replay } = reading;
  const unique = declared?.["unique"];
  const isRaw = Boolean(unique) && (replay.major(home.built.at.file) ?? 8) < 8;
  const certainty = assumed || op.maybe ? "assumed" : "proven";
  replay.marks.push({
    at: at ?? op.at,
    via: op.via === "call" ? of : op.via,
    certainty,
    ...(declared && { declared }),
    ...(isRaw && { unique: Array.isArray(unique) ? (unique as unknown[])[0] : unique }),
  });
  return replay.marks.length - 1;
}

/** The real schema a definition names, and the memory of having used it. */
export function schemaOf(reading: Reading, id: number): Schema | null {
  const used = reading.replay.schema(id);
  if (!used) return null;
  if (isHuge(used.schema)) {
    noteGap(reading, "schema", "a schema of it holds too many others to be read", undefined);
    return null;
  }
  reading.home.uses.add(used);
  return used.schema;
}

const MAX_SCHEMAS = 2000;

/** Schemas that each hold all before them double with every step: no document is that deep. One that holds itself is held once. */
function isHuge(schema: Schema): boolean {
  let left = MAX_SCHEMAS;
  const within = new Set<Schema>();
  const isTooMuch = (held: Schema): boolean => {
    if (within.has(held)) return false;
    if (--left < 0) return true;
    within.add(held);
    const found = held.childSchemas.some((child) => isTooMuch(child.schema));
    within.delete(held);
    return found;
  };
  return isTooMuch(schema);
}
