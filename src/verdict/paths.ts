import type { Model, ModelPath } from "../catalog/types.js";
import type { CatalogView } from "./view.js";

/** The declared path, read through array positions and map keys; null when the schema has no such path itself. */
export function pathOf(path: string, model: Model): ModelPath | null {
  const wanted = withoutPositions(path);
  return model.paths.find((each) => each.path === path || each.path === wanted) ?? null;
}

const withoutPositions = (path: string): string =>
  path
    .split(".")
    .filter((part) => !/^(\d+|\$|\$\[\w*\])$/.test(part))
    .join(".");

/** Values below such a path are not described by the schema. */
const isOpaque = ({ type }: ModelPath): boolean =>
  !/^(String|Number|Boolean|Date|ObjectId|ObjectID|Buffer|Decimal128|BigInt|Int32|Double|UUID)$/.test(type);

/** Does the schema of a model, or of a discriminator of it, have this path, above or below one it declares? */
export function hasPath(path: string, model: Model, catalog: CatalogView): boolean {
  const family = catalog.catalog.models.filter(
    ({ id, base }) => id === model.id || base === model.id || id === model.base,
  );
  return family.some((each) => has(path, each));
}

/** The model with the paths of its discriminators: its documents may have them. */
export function withKinds(model: Model, catalog: CatalogView): Model {
  const kinds = catalog.catalog.models.filter(({ base }) => base === model.id);
  return kinds.length === 0 ? model : { ...model, paths: [model, ...kinds].flatMap(({ paths }) => paths) };
}

function has(path: string, model: Model): boolean {
  const plain = withoutPositions(path);
  const { discriminatorKey } = model.options;
  if (
    plain === "_id" ||
    plain === "__v" ||
    plain === discriminatorKey ||
    (!discriminatorKey && plain === "__t")
  )
    return true;
  return model.paths.some((known) => {
    const own = known.path.replace(/\.\$\*.*$/, "");
    return (
      own === plain ||
      own.startsWith(`${plain}.`) ||
      (plain.startsWith(`${own}.`) && (own !== known.path || isOpaque(known)) && !hasBelow(own, model))
    );
  });
}

/** A sub-document whose own paths are listed says what is below it. */
const hasBelow = (path: string, model: Model): boolean =>
  model.paths.some((each) => each.path.startsWith(`${path}.`) && !each.path.startsWith(`${path}.$*`));

/** Is a path missing from the schema for certain, so that a name is wrong? */
export function lacksPath(path: string, model: Model, catalog: CatalogView): boolean {
  if (
    model.dialect === "driver" ||
    !model.complete ||
    model.paths.length < 2 ||
    model.options.strict === false
  )
    return false;
  return path !== "" && !path.includes("$") && !hasPath(path, model, catalog);
}

/** The declared path that is most like a wrong one; null when none is near. */
export function nearestPath(path: string, model: Model): string | null {
  return closest(path, [...model.paths.map((each) => each.path), ...Object.keys(model.aliases)]);
}

/** The name most like this one: two letters away, or a third of a long one. */
export function closest(name: string, names: readonly string[]): string | null {
  const limit = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  const rated = names.map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }));
  const near = rated.filter((one) => one.distance <= limit).sort((a, b) => a.distance - b.distance);
  return near[0]?.each ?? null;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
