import type { Index, Model } from "../catalog/types.js";

/** What sets an index apart besides its keys, in words. */
export function showOptions({ options, certainty }: Index): string[] {
  const { unique, sparse, expireAfterSeconds, partialFilterExpression, collation, hidden } = options;
  return [
    ...(unique ? ["unique"] : []),
    ...(sparse ? ["sparse"] : []),
    ...(expireAfterSeconds === undefined ? [] : [`expires after ${JSON.stringify(expireAfterSeconds)} s`]),
    ...(partialFilterExpression ? [`partial ${JSON.stringify(partialFilterExpression)}`] : []),
    ...(collation ? [`collation ${JSON.stringify(collation)}`] : []),
    ...(hidden ? ["hidden"] : []),
    ...(certainty === "assumed" ? ["(assumed)"] : []),
  ];
}

/** Does some key lead through an array, so that one document takes several entries? */
export const isMultikey = ({ keys }: Index, models: readonly Model[]): boolean =>
  models.some(({ paths }) =>
    paths.some(
      ({ path, array }) => array && keys.some(([key]) => key === path || key.startsWith(`${path}.`)),
    ),
  );
