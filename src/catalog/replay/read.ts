import type { Schema } from "mongoose";
import { describeSchema, type SchemaDescription } from "../describe.js";
import type { Index } from "../types.js";
import { toIndex } from "../normalise.js";
import type { PlaceOf } from "../places.js";
import type { Span } from "../../interpret/happenings.js";
import { INDEX_MARK, MARK, type Mark } from "./state.js";

interface SchemaTypeInside {
  _index?: unknown;
  readonly options?: { readonly [option: string]: unknown };
  readonly schema?: SchemaInside;
  readonly embeddedSchemaType?: SchemaTypeInside;
}
interface SchemaInside {
  readonly paths: { readonly [path: string]: SchemaTypeInside };
  readonly discriminators?: { readonly [name: string]: SchemaInside };
}

interface Reader {
  readonly marks: readonly Mark[];
  readonly place: PlaceOf;
  readonly comment: (span: Span) => string | undefined;
}

/** `schema.indexes()`, each with the place it was declared at. */
export function readIndexes(schema: Schema, { marks, place, comment }: Reader): Index[] {
  const byPath = new Map<string, number>();
  markPaths(schema as unknown as SchemaInside, "", [], byPath);
  return schema.indexes().map(([keys, options]) => {
    const given = options as { readonly [option: string]: unknown };
    const [first = ""] = Object.keys(keys);
    const mark = marks[Number(given[MARK] ?? byPath.get(first) ?? -1)];
    if (!mark) return toIndex(keys, given, "path", null, "proven");
    const told = mark.unique && given["unique"] === true ? { ...given, unique: mark.unique } : given;
    return toIndex(keys, told, mark.via, place(mark.at), mark.certainty, comment(mark.at));
  });
}

/** What the schema says of its documents, each path with its place. */
export const readSchema = (schema: Schema, { marks, place }: Reader): SchemaDescription =>
  describeSchema(schema as never, (type) => {
    const mark = marks[Number((type as SchemaTypeInside).options?.[MARK] ?? -1)];
    return mark && place(mark.at);
  });

/**
 * Puts each path's mark into its index, where Mongoose carries it into `indexes()`. A bare direction cannot hold one
 * (as an object it would turn ascending, M4): those are found by path.
 */
function markPaths(
  schema: SchemaInside,
  prefix: string,
  outer: readonly SchemaInside[],
  byPath: Map<string, number>,
): void {
  if (outer.includes(schema)) return;
  for (const [name, type] of Object.entries(schema.paths)) {
    const own = markOf(type) ?? markOf(type.embeddedSchemaType);
    if (own !== undefined) {
      if (!byPath.has(prefix + name)) byPath.set(prefix + name, own);
      setMark(type, own);
      if (type.embeddedSchemaType) setMark(type.embeddedSchemaType, markOf(type.embeddedSchemaType) ?? own);
    }
    if (!type.schema) continue;
    const inside = [...outer, schema];
    markPaths(type.schema, `${prefix}${name}.`, inside, byPath);
    for (const child of Object.values(type.schema.discriminators ?? {})) {
      markPaths(child, `${prefix}${name}.`, inside, byPath);
    }
  }
}

function markOf(type: SchemaTypeInside | undefined): number | undefined {
  const mark = type?.options?.[INDEX_MARK] ?? type?.options?.[MARK];
  return typeof mark === "number" ? mark : undefined;
}

function setMark(type: SchemaTypeInside, mark: number): void {
  const index = type._index;
  if (index === true) type._index = { [MARK]: mark };
  else if (typeof index === "object" && index !== null && !Array.isArray(index))
    type._index = { ...index, [MARK]: mark };
}
