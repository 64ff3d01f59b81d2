import { askedIn, defineRule, everywhere, hasPath, shapeOf, showCall } from "../src/verdict/index.js";

export default defineRule({
  name: "no-bad-sort-argument",
  description: "disallow sort arguments that Mongoose takes for something else",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "queries",
  messages: {
    throws: "This sort of `{{model}}` throws: {{why}}. Write paths with spaces between them, or an object.",
    bogus:
      "`{{call}}` sorts `{{model}}` by a path called `{{key}}`. Write paths with spaces between them, and `-` before a descending one.",
    direction:
      "`{{call}}` sorts `{{model}}` by a path called `{{key}}`, not in that direction. Write `-` before the path.",
  },
  ...everywhere,
  *check(file, catalog, options, facts) {
    for (const { query, model } of askedIn(file, facts, { ...options, everywhere: true })) {
      if (!Array.isArray(query.sort)) continue;
      for (const [key] of query.sort) {
        const direction = /^(asc|desc|ascending|descending|1|-?1)$/i.test(key);
        if (!direction && key !== "" && !/[,:+\s]/.test(key)) continue;
        if (hasPath(key, model, catalog)) continue;
        yield {
          messageId: direction ? "direction" : "bogus",
          data: { call: showCall(query), model: model.name, key },
          at: query.at,
          model: model.id,
          shape: `${shapeOf(query)} ${key}`,
          certainty: query.certainty === "proven" ? "proven" : "assumed",
        };
      }
    }
    for (const { why, at, model: of } of file.gaps) {
      const [, reason] = /^sort: (.*?)\.?$/s.exec(why) ?? [];
      if (reason === undefined || of === undefined) continue;
      const model = catalog.catalog.models.find(({ id, name }) => id === of || name === of);
      const data = { model: model?.name ?? of, why: reason };
      yield { messageId: "throws", data, at, model: model?.id ?? null, shape: reason };
    }
  },
});
