import type { Datum } from "../../interpret/happenings.js";
import { mergeInto, setEntry } from "./conditions.js";
import { applyOptions, looksLikeOptions } from "./options.js";
import { mergedProjection, readProjection } from "./projection.js";
import { addSort } from "./shape.js";
import type { Shape } from "./shape.js";
import { signatureOf } from "./signatures.js";

/** Applies an operation's call to the query: its filter merges with what is there, its options are read (M71). */
export function applyCall(shape: Shape, operation: string, args: readonly Datum[], maybe: boolean): void {
  const signature = signatureOf(operation, shape.native);
  shape.operation = operation;
  const filter = argument(args, signature.filter);
  if (filter) mergeInto(shape.conditions, filter, maybe);
  const id = argument(args, signature.id);
  if (id) setEntry(shape.conditions, { key: "_id", value: id }, maybe);
  else if (signature.id !== undefined)
    setEntry(shape.conditions, { key: "_id", value: { t: "undefined" } }, maybe);
  const selected = argument(args, signature.projection);
  if (selected) shape.projection = mergedProjection(shape.projection, readProjection(selected));
  const options = argument(args, signature.options);
  if (options) applyOptionsOf(shape, options, maybe);
  if (operation === "findAndModify") addSort(shape, args[1], maybe);
  if (operation === "exists") shape.projection = { _id: 1 };
  if (signature.one) shape.limit = 1;
  if (signature.unsorted) shape.sort = null;
}

function applyOptionsOf(shape: Shape, options: Datum, maybe: boolean): void {
  if (shape.native && !looksLikeOptions(options)) {
    shape.projection = mergedProjection(shape.projection, readProjection(options));
  } else applyOptions(shape, options, maybe);
}

const argument = (args: readonly Datum[], position: number | undefined): Datum | undefined =>
  position === undefined ? undefined : args[position];
