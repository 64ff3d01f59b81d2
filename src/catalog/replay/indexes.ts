import type { Schema } from "mongoose";
import type { Datum } from "../../interpret/happenings.js";
import { MARK, markOf, noteDoubt, noteGap, type Reading } from "./state.js";
import { textOf, toValue, type Doubt } from "./values.js";

/** `schema.index(keys, options)`; keys that are not known make no index, but a gap. */
export function addIndex(schema: Schema, args: readonly Datum[], reading: Reading): void {
  const [fields, options] = args;
  const keys = keysOf(fields);
  if (keys.value === null)
    return noteGap(reading, "index", `the keys of an index are not known: ${keys.why}`, undefined);
  const doubt: Doubt = { why: keys.why };
  const known = optionsOf(options, doubt);
  if (doubt.why !== null)
    noteDoubt(reading, "index", `an index is not known for sure: ${doubt.why}`, undefined);
  const mark = markOf(reading, reading.op.at, "call", doubt.why !== null);
  schema.index(keys.value as never, { ...known, [MARK]: mark } as never);
}

/** What `removeIndex()` takes: keys or a name; null when not known. */
export function removedIndex(datum: Datum | undefined): object | string | null {
  return textOf(datum) ?? (datum ? keysOf(datum).value : null);
}

interface Keys {
  readonly value: object | null;
  readonly why: string | null;
}

const noKeys = (why: string): Keys => ({ value: null, why });

/** Keys in any form the driver takes: an object, a string, or an array of strings, pairs and objects (M20). */
function keysOf(datum: Datum | undefined): Keys {
  if (datum === undefined) return { value: {}, why: null };
  switch (datum.t) {
    case "undefined":
      return { value: {}, why: null };
    case "prim":
      return { value: typeof datum.v === "string" ? { [datum.v]: 1 } : {}, why: null };
    case "object":
      return objectKeys(datum);
    case "array":
      return arrayKeys(datum);
    case "union": {
      const first = datum.of.map(keysOf).find(({ value }) => value !== null);
      return first ? { ...first, why: "its keys have several values" } : noKeys("they have several values");
    }
    case "unknown":
      return noKeys(datum.why);
    default:
      return noKeys(`they are a ${datum.t}`);
  }
}

function objectKeys(datum: Extract<Datum, { t: "object" }>): Keys {
  if (datum.open) return noKeys("there may be further ones");
  const doubt: Doubt = {
    why: datum.entries.some(({ maybe }) => maybe) ? "some of its keys are conditional" : null,
  };
  const unclear = datum.entries.find(({ value }) => value.t === "unknown");
  if (unclear) return noKeys(`the direction of \`${unclear.key}\` is not known`);
  return {
    value: Object.fromEntries(datum.entries.map(({ key, value }) => [key, toValue(value, doubt)])),
    why: doubt.why,
  };
}

function arrayKeys(datum: Extract<Datum, { t: "array" }>): Keys {
  if (datum.rest) return noKeys("there may be further ones");
  const [first, second] = datum.items.map(({ value }) => value);
  if (datum.items.length === 2 && textOf(first) !== null && isDirection(second)) {
    return { value: { [textOf(first) ?? ""]: toValue(second, { why: null }) }, why: null };
  }
  const parts = datum.items.map(({ value }) => keysOf(value));
  const unknown = parts.find(({ value }) => value === null);
  if (unknown) return unknown;
  return {
    value: Object.assign({}, ...parts.map(({ value }) => value)),
    why: parts.find(({ why }) => why)?.why ?? null,
  };
}

const isDirection = (datum: Datum | undefined): datum is Datum =>
  datum?.t === "prim" && typeof datum.v === "number";

function optionsOf(datum: Datum | undefined, doubt: Doubt): Record<string, unknown> {
  if (datum === undefined) return {};
  switch (datum.t) {
    case "object":
    case "union": {
      const value = toValue(datum, doubt);
      return typeof value === "object" && value !== null && !("$unknown" in value) ? { ...value } : {};
    }
    case "undefined":
    case "prim":
      return {};
    default:
      doubt.why ??=
        datum.t === "unknown" ? `its options are not known: ${datum.why}` : "its options are not known";
      return {};
  }
}
