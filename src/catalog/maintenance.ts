import type { SchemaBuilt, SchemaOp } from "../interpret/happenings.js";
import { once } from "./once.js";

const oneOff = /(^|\/)(scripts?|bin|commands?|tasks?|tools?|maintenance|migrations?|seeds?|seeders?)\//i;

/**
 * A one-off program that calls `index()` on another file's schema, and `ensureIndexes()` after it, does an operation: the
 * application itself never declares that index.
 */
export const isMaintenance = (op: SchemaOp, { at }: SchemaBuilt): boolean =>
  op.op === "index" && op.via === "call" && op.at.file !== at.file && oneOff.test(op.at.file);

/** The ops on a schema that are maintenance. */
export const maintaining = once((schema: SchemaBuilt): readonly SchemaOp[] =>
  schema.ops.filter((op) => isMaintenance(op, schema)),
);

const trial =
  /(^|\/)(tests?|__tests__|__mocks__|mocks?|fixtures?|e2e|examples?|spec)\/|[.-](test|spec|integ|e2e|e2e-spec|int-spec|mock|fixture)\.\w+$/i;

/** Is it a file of tests or examples? They are programs of their own, and no database of the application sees them. */
export const isTrial = (file: string): boolean => trial.test(file);

/** Tests and one-off programs register models for themselves: no other code means those. */
export const standsAlone = (file: string): boolean => oneOff.test(file) || isTrial(file);
