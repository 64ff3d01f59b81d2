import { once } from "../once.js";
import type { Model, ModelPath } from "../types.js";

/** What a schema says about a path: its declaration, something below a Mixed path, a nested object, nothing, or no schema. */
export type PathFact = ModelPath | "below mixed" | "nested" | "undeclared" | "no schema";

const numeric = /^\d+$/;
const IMPLICIT_ID: ModelPath = { path: "_id", type: "ObjectId", array: false };

/** Looks a dotted path up in a model's schema, through array positions (M65) and Map keys. */
export function pathFact(model: Model | null, path: string): PathFact {
  if (model === null || model.dialect === "driver") return "no schema";
  const paths = pathsOf(model);
  const found = paths.get(path);
  if (found) return found;
  if (path === "_id") return IMPLICIT_ID;
  const through = alongContainers(paths, path);
  if (through) return through;
  if (!model.complete) return "no schema";
  const below = `${path}.`;
  return model.paths.some((each) => each.path.startsWith(below)) ? "nested" : "undeclared";
}

function alongContainers(paths: Map<string, ModelPath>, path: string): ModelPath | "below mixed" | null {
  let at = "";
  for (const segment of path.split(".")) {
    const container = paths.get(at);
    if (container?.type === "Mixed") return "below mixed";
    if (numeric.test(segment) && !paths.has(joined(at, segment))) continue;
    at = joined(at, container?.type === "Map" ? "$*" : segment);
  }
  return paths.get(at) ?? null;
}

const joined = (head: string, tail: string) => (head === "" ? tail : `${head}.${tail}`);

const pathsOf = once(
  ({ paths }: Model): Map<string, ModelPath> => new Map(paths.map((each) => [each.path, each])),
);

const TYPES: ReadonlyMap<string, string> = new Map<string, string>([
  ["String", "string"],
  ["Number", "number"],
  ["Double", "number"],
  ["Int32", "number"],
  ["BigInt", "number"],
  ["Decimal128", "number"],
  ["Date", "date"],
  ["Boolean", "boolean"],
  ["ObjectId", "objectId"],
  ["ObjectID", "objectId"],
  ["Buffer", "binData"],
  ["UUID", "binData"],
]);

/** The type Mongoose casts a path's values to, when it casts. */
export const castType = (fact: PathFact): string | undefined =>
  typeof fact === "object" ? TYPES.get(fact.type) : undefined;
