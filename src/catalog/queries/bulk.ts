import type { Datum } from "../../interpret/happenings.js";
import { mergeInto } from "./conditions.js";
import { applyOptions } from "./options.js";
import { newShape } from "./shape.js";
import type { Shape } from "./shape.js";

const WRITES = new Set(["updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany"]);

/** One query per kind of element of a `bulkWrite` list that has a filter; an unknown list is one open query (M71). */
export function bulkShapes(list: Datum | undefined, native: boolean): Shape[] {
  return [...new Map(allShapes(list, native).map((shape) => [kindOf(shape), shape])).values()];
}

/** Elements that differ in values alone ask the same. */
const kindOf = ({ operation, conditions }: Shape): string =>
  JSON.stringify([operation, [...conditions.entries], conditions.open], (key, value: unknown) => {
    if (key === "at" || key === "why") return undefined;
    return key === "v" && typeof value !== "boolean" && value !== null ? typeof value : value;
  });

function allShapes(list: Datum | undefined, native: boolean): Shape[] {
  switch (list?.t) {
    case "array": {
      const elements = list.items.map((item) => item.value);
      if (list.rest) elements.push(list.rest);
      return elements.flatMap((element) => elementShapes(element, native));
    }
    case "union":
      return list.of.flatMap((each) => allShapes(each, native));
    case "unknown":
      return list.element ? elementShapes(list.element, native) : [openShape("bulkWrite", list, native)];
    default:
      return [];
  }
}

function elementShapes(element: Datum, native: boolean): Shape[] {
  if (element.t === "union") return element.of.flatMap((each) => elementShapes(each, native));
  if (element.t === "unknown") return [openShape("bulkWrite", element, native)];
  if (element.t !== "object") return [];
  return element.entries
    .filter((entry) => WRITES.has(entry.key))
    .map((entry) => writeShape(entry.key, entry.value, native));
}

function writeShape(operation: string, options: Datum, native: boolean): Shape {
  if (options.t !== "object") return openShape(operation, options, native);
  const shape = newShape(operation, native);
  const filter = options.entries.find((entry) => entry.key === "filter")?.value;
  if (filter) mergeInto(shape.conditions, filter, false);
  else if (options.open) shape.conditions.open = true;
  applyOptions(shape, options);
  return shape;
}

function openShape(operation: string, unknown: Datum, native: boolean): Shape {
  const shape = newShape(operation, native);
  mergeInto(shape.conditions, unknown, false);
  shape.conditions.open = true;
  return shape;
}
