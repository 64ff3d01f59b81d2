import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import schema from "../../../src/catalog/catalog.schema.json" with { type: "json" };
import { readQueries } from "../../../src/catalog/queries/index.js";
import type { Datum } from "../../../src/interpret/happenings.js";
import { datum, raw } from "../../support/datum.js";
import { context, read, show, span } from "./support.js";

const keys = fc.constantFrom(
  "name",
  "items.0.sku",
  "",
  "$or",
  "$and",
  "$nor",
  "$in",
  "$gt",
  "$not",
  "$elemMatch",
  "$regex",
  "$expr",
  "$near",
  "$match",
  "$sort",
  "$lookup",
  "$project",
  "$facet",
  "updateOne",
  "filter",
  "path",
  "populate",
  "sort",
  "__proto__",
  "constructor",
);

const { datum: data } = fc.letrec<{ datum: Datum }>((tie) => ({
  datum: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.oneof(keys, fc.integer(), fc.boolean(), fc.constant(null)).map((v): Datum => ({ t: "prim", v })),
    fc.constant<Datum>({ t: "undefined" }),
    fc.constant<Datum>({ t: "function", name: null }),
    fc.constant<Datum>({ t: "type", name: "String" }),
    fc.constant<Datum>({ t: "document", ref: { by: "name", name: "User", from: "" } }),
    fc.constantFrom("^a", "(", "\\").map((source): Datum => ({ t: "regex", source, flags: "i" })),
    fc
      .subarray(["string", "array", "object", "regex", "null", "objectId"])
      .map((kind): Datum => ({ t: "unknown", why: "x", kind })),
    fc.array(tie("datum"), { maxLength: 3 }).map((of): Datum => ({ t: "union", of })),
    fc
      .record({
        items: fc.array(tie("datum"), { maxLength: 3 }),
        rest: fc.option(tie("datum"), { nil: undefined }),
      })
      .map(({ items, rest }): Datum => ({
        t: "array",
        items: items.map((value) => ({ value })),
        ...(rest && { rest }),
      })),
    fc
      .record({
        entries: fc.array(fc.tuple(keys, tie("datum"), fc.boolean()), { maxLength: 4 }),
        open: fc.boolean(),
      })
      .map(({ entries, open }): Datum => {
        const written = entries.map(([key, value, maybe]) => ({
          key,
          value,
          ...(maybe && { maybe: true as const }),
        }));
        return { t: "object", entries: written, open };
      }),
  ),
}));

const operations = fc.constantFrom(
  "find",
  "findOneAndUpdate",
  "findById",
  "aggregate",
  "bulkWrite",
  "populate",
  "distinct",
  "mapReduce",
  "where",
  "paginate",
  "constructor",
);
const methods = fc.constantFrom(
  "where",
  "gt",
  "or",
  "near",
  "within",
  "box",
  "sort",
  "select",
  "populate",
  "match",
  "append",
  "count",
  "toString",
);

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(schema, "catalog");
const validate = ajv.compile({ type: "array", items: { $ref: "catalog#/definitions/query" } });

test("whatever code passes, reading it never throws and stays within the catalog's schema", () => {
  const steps = fc.array(fc.record({ method: methods, args: fc.array(data, { maxLength: 3 }) }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(
      operations,
      fc.array(data, { maxLength: 3 }),
      steps,
      fc.boolean(),
      (operation, args, calls, native) => {
        const { queries } = readQueries(
          {
            type: "query",
            id: 1,
            model: { by: "name", name: "User", from: "" },
            operation,
            args,
            steps: calls.map((call) => ({ ...call, at: span(1) })),
            at: span(1),
            through: [],
            in: null,
            native,
            receiver: "model",
          },
          context,
        );
        expect(validate(JSON.parse(JSON.stringify(queries))), JSON.stringify(validate.errors)).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});

test("names that every object inherits are names like any other", () => {
  const own = datum({
    constructor: 1,
    toString: { $gt: 1, constructor: 2 },
    $expr: { constructor: ["$a", 1] },
  });
  const query = read(
    "find",
    [raw(own), "constructor"],
    [["sort", { constructor: "constructor" }], ["toString"]],
  );
  expect(show(query.filter)).toBe("constructor eq & toString range & toString unknown & $expr expr");
  expect(query).toMatchObject({ sort: null, projection: { constructor: 1 } });
});
