import type { Filter, Model, Place, Query } from "../types.js";
import { addedBy } from "./added.js";
import { certaintyOf } from "./certainty.js";
import { readingOf } from "./context.js";
import { readConditions } from "./filter.js";
import type { Head } from "./head.js";
import { mergedProjection } from "./projection.js";
import type { Projection } from "./projection.js";
import type { Receiver } from "./receiver.js";
import type { Shape } from "./shape.js";

/** Where the query was written, and where to tell what could not be read. */
export interface Site {
  readonly at: Place;
  readonly through: readonly Place[];
  readonly in: string | null;
  readonly gap: (why: string, model: string | null) => void;
}

/** A query whose filter was merged from its call and chain. */
export function fromShape(shape: Shape, receiver: Receiver, site: Site): Query {
  const { conditions } = shape;
  const filter = readConditions(conditions, readingOf(receiver.model, !shape.native));
  const unread = conditions.unknown?.why ?? null;
  return write(shape, filter, shape.assumed || conditions.joined, unread, receiver, site);
}

/** A query that is the head of a pipeline; `options` holds its hint and collation. */
export function fromHead(head: Head, options: Shape, receiver: Receiver, site: Site): Query {
  const shape = {
    ...options,
    sort: head.sort,
    limit: head.limit,
    skip: head.skip,
    projection: undefined,
    upsert: false,
  };
  return write(shape, head.filter, head.assumed, head.unknown, receiver, site);
}

function write(
  shape: Shape,
  filter: Filter,
  assumed: boolean,
  unread: string | null,
  receiver: Receiver,
  site: Site,
): Query {
  const { model, name, collection } = receiver;
  const projection = receiver.adds ? withDiscriminator(shape.projection, model) : shape.projection;
  const collation = shape.collation ?? (receiver.adds ? model?.options.collation : undefined);
  if (receiver.why !== null) site.gap(receiver.why, name);
  if (unread !== null) site.gap(unread, name);
  for (const trouble of shape.troubles) site.gap(trouble, name);
  return {
    model: name,
    modelId: model?.id ?? null,
    collection,
    operation: shape.operation,
    at: site.at,
    through: site.through,
    in: site.in,
    filter,
    added: receiver.adds ? addedBy(model, shape.operation) : [],
    sort: shape.sort,
    ...(projection !== undefined && { projection }),
    ...(shape.limit !== undefined && { limit: shape.limit }),
    ...(shape.skip !== undefined && { skip: shape.skip }),
    ...(shape.hint !== undefined && { hint: shape.hint }),
    ...(collation !== undefined && { collation }),
    ...(shape.upsert && { upsert: true }),
    plan: null,
    certainty: certaintyOf(
      model !== null || collection !== null,
      filter,
      assumed || receiver.assumed,
      shape.sort,
    ),
  };
}

/** Mongoose adds the discriminator key to an inclusive projection (M72). */
function withDiscriminator(projection: Projection | undefined, model: Model | null): Projection | undefined {
  const key = model?.options.discriminatorKey ?? (model?.base === undefined ? undefined : "__t");
  if (key === undefined || projection === undefined || projection === "unknown") return projection;
  const inclusive = Object.entries(projection).some(([path, shown]) => shown === 1 && path !== "_id");
  return inclusive ? mergedProjection(projection, { [key]: 1 }) : projection;
}
