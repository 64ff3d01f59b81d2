import type { Json, Model } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { arrayOf, defineRule, isExpiryDate, words } from "../src/verdict/index.js";

export default defineRule({
  name: "valid-ttl",
  description: "require TTL indexes that do expire documents, and not at once",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "models",
  messages: {
    compound:
      "`{{index}}` of `{{model}}` is refused with error 67: a TTL index has a single field. Declare one on the date alone.",
    kind: "`{{index}}` of `{{model}}` is refused: documents cannot expire by `{{path}}`. Declare the TTL index on a date.",
    value:
      "`{{index}}` of `{{model}}` is refused: `expireAfterSeconds` is {{value}}, not a number of seconds from 0 to 2147483647. Correct it.",
    dropped:
      "`{{index}}` of `{{model}}` is no TTL index: Mongoose ignores `expires: {{value}}` here. Write `expireAfterSeconds: 0`.",
    type: "`{{index}}` of `{{model}}` never expires a document: `{{path}}` is {{type}}, and only dates expire. Make it a Date.",
    atOnce:
      "`{{index}}` of `{{model}}` deletes every document within a minute: `{{path}}` is the past and `expireAfterSeconds` is 0. Write how long documents shall live.",
  },
  *check(file) {
    for (const { index, model, sharing } of file.indexes) {
      if (sharing[0]?.index !== index || !index.at) continue;
      const { expireAfterSeconds: seconds } = index.options;
      const expires = index.options["expires"];
      if (seconds === undefined && expires === undefined) continue;
      const path = index.keys[0]?.[0] ?? "";
      const names = { index: showKeys(index.keys), model: model.name };
      const common = { at: index.at, model: model.id, index: index.name, certainty: index.certainty };
      if (seconds === undefined) {
        if (expires) continue;
        const change = { kind: "setOption", at: index.at, option: "expireAfterSeconds", value: 0 } as const;
        const suggest = [
          {
            title: "Write `expireAfterSeconds: 0`: documents will then be deleted at that time.",
            changes: [change],
          },
        ];
        yield { ...common, messageId: "dropped", data: { ...names, value: show(expires) }, suggest };
      } else if (index.keys.length > 1) yield { ...common, messageId: "compound", data: names };
      else if (path === "_id" || path.endsWith("$**"))
        yield { ...common, messageId: "kind", data: { ...names, path } };
      else if (!isSeconds(seconds))
        yield { ...common, messageId: "value", data: { ...names, value: show(seconds) } };
      else {
        const type = otherType(path, model);
        if (type)
          yield { ...common, messageId: "type", data: { ...names, path, type: `${article(type)} ${type}` } };
        else if (seconds === 0 && isPast(path, model))
          yield { ...common, messageId: "atOnce", data: { ...names, path } };
      }
    }
  },
});

const isSeconds = (value: Json): boolean =>
  typeof value === "number" && !Number.isNaN(value) && value >= 0 && value <= 2147483647;

const article = (type: string): string => (/^[AEIO]/.test(type) ? "an" : "a");

/** The path's type when it is known and holds no dates (I43). */
function otherType(path: string, model: Model): string | null {
  const found = model.paths.find((each) => each.path === path);
  if (!found || arrayOf(path, model) !== null) return null;
  return /^(String|Number|Boolean|ObjectId|ObjectID|Buffer|Decimal128|BigInt|Int32|Double|UUID)$/.test(
    found.type,
  )
    ? found.type
    : null;
}

/** Is this the moment the document came to be or last changed (I46)? */
function isPast(path: string, model: Model): boolean {
  const found = model.paths.find((each) => each.path === path);
  if (!found || isExpiryDate(found)) return false;
  return /^(created|inserted|updated|modified)( at| on| date| time)?$|^(creation|insertion) (date|time)$/.test(
    words(path).join(" "),
  );
}

/** Relaxed Extended JSON writes NaN as `{ $numberDouble: "NaN" }`. */
function show(value: Json | undefined): string {
  if (typeof value === "object" && value !== null && "$numberDouble" in value)
    return String(value["$numberDouble"]);
  return JSON.stringify(value) ?? "undefined";
}
