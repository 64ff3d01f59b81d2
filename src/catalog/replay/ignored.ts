import type { Schema } from "mongoose";
import type { PlaceOf } from "../places.js";
import type { IgnoredOption } from "../types.js";
import { kindOf, lostOf, lostToMerge, type Host, type Made, type Named } from "./lost.js";
import { INDEX_MARK, MARK, type Mark } from "./state.js";

interface TypeInside {
  readonly instance: string;
  readonly _index?: unknown;
  readonly options?: { readonly [option: string]: unknown };
  readonly schema?: SchemaInside;
  readonly embeddedSchemaType?: TypeInside;
  readonly $isMongooseDocumentArray?: boolean;
}
interface SchemaInside {
  readonly paths: { readonly [path: string]: TypeInside };
  readonly discriminators?: { readonly [name: string]: SchemaInside };
}

/** The index options of paths that the schema's Mongoose made nothing of; only what is certain. */
export function readIgnored(
  schema: Schema,
  { marks, place }: { readonly marks: readonly Mark[]; readonly place: PlaceOf },
): IgnoredOption[] {
  const named: Named = new Map();
  return inside(schema as unknown as SchemaInside, "", []);

  function inside(schema: SchemaInside, prefix: string, outer: readonly SchemaInside[]): IgnoredOption[] {
    if (outer.includes(schema)) return [];
    return Object.entries(schema.paths).flatMap(([name, type]) => {
      const path = prefix + name;
      const children = type.schema ? [type.schema, ...Object.values(type.schema.discriminators ?? {})] : [];
      return [
        ...ofPath(type, path),
        ...children.flatMap((child) => inside(child, `${path}.`, [...outer, schema])),
      ];
    });
  }

  function ofPath(type: TypeInside, path: string): IgnoredOption[] {
    const layers = layersOf(type);
    // A later `schema.path("a").index(…)` has the last word.
    if (layers.some(({ options }) => options?.[INDEX_MARK] !== undefined)) return [];
    const made = madeOf(type);
    const merged = lostToMerge(path, made, named);
    const own = marks[Number(layers[0]?.options?.[MARK] ?? -1)];
    const ofMerge =
      own?.certainty === "proven" ? merged.map((lost) => ({ path, ...lost, at: place(own.at) })) : [];
    const ofLayers = layers.flatMap((layer, depth) => {
      const mark = marks[Number(layer.options?.[MARK] ?? -1)];
      if (mark?.certainty !== "proven" || !mark.declared) return [];
      return lostOf(mark.declared, made, hostOf(type, layer, depth)).map(
        ({ option, why }): IgnoredOption => ({ path, option, why, at: place(mark.at) }),
      );
    });
    return [...ofLayers, ...ofMerge];
  }
}

/** A path's type and, for an array, those of its elements. */
const layersOf = (type: TypeInside): TypeInside[] =>
  type.embeddedSchemaType ? [type, ...layersOf(type.embeddedSchemaType)] : [type];

function hostOf(type: TypeInside, layer: TypeInside, depth: number): Host {
  const of = type.$isMongooseDocumentArray ? "documents" : depth > 1 ? "arrays" : "values";
  return { type: layer.instance, of, own: depth === 0 || !type._index };
}

/** What Mongoose makes of a path's index (M1–M5): an array's own comes before its elements'. */
function madeOf(type: TypeInside): Made | null {
  const index = type._index || type.embeddedSchemaType?._index;
  if (index === false || index === undefined || index === null || type.$isMongooseDocumentArray) return null;
  if (typeof index !== "object") {
    const kind = kindOf(index);
    // As text, Mongoose tells a direction by the words alone, or by its number.
    return { kind: kind === null || kind === "unknown" ? 1 : kind, options: {} };
  }
  const options = index as { readonly [option: string]: unknown };
  const kind = options["text"] ? "text" : typeof options["type"] === "string" ? kindOf(options["type"]) : 1;
  return { kind: typeof kind === "string" && kind !== "unknown" ? kind : 1, options };
}
