import type { Model } from "mongoose";
import { describe, expect, it } from "vitest";
import { toJson, toKeys } from "../../src/catalog/normalise.js";
import type { Index, Json } from "../../src/catalog/types.js";
import { exportCatalog, type LiveMongoose } from "../../src/runtime/index.js";
import { robustness, runnables } from "../fixtures/fixtures.js";
import { connected, discard } from "./server.js";

const told = [
  "unique",
  "sparse",
  "expireAfterSeconds",
  "partialFilterExpression",
  "hidden",
  "weights",
] as const;

/** An index as it was asked for; a false flag is as good as none. */
const wanted = ({ name, keys, options }: Index): Json => ({
  name,
  keys: keys.filter(([, kind]) => kind !== "text") as Json,
  ...Object.fromEntries(
    told.flatMap((option) => (options[option] ? [[option, options[option] as Json]] : [])),
  ),
  ...(options.expireAfterSeconds === 0 ? { expireAfterSeconds: 0 } : {}),
  ...(options.collation ? { collation: (options.collation["locale"] ?? null) as Json } : {}),
});

/** An index as the server lists it. The text keys of a text index are listed as weights. */
function listed(index: { readonly [option: string]: unknown }, asked: Index | undefined): Json {
  const keys = toKeys(index["key"]).filter(([path]) => path !== "_fts" && path !== "_ftsx");
  const own = told.filter((option) => option !== "weights" || asked?.options["weights"]);
  const weights = (index["weights"] ?? {}) as { readonly [path: string]: number };
  const known = Object.entries(weights).filter(([, weight]) => weight !== 1);
  const values: { readonly [option: string]: unknown } = { ...index, weights: Object.fromEntries(known) };
  const collation = index["collation"] as { readonly locale?: string } | undefined;
  return {
    name: String(index["name"]),
    keys: keys as Json,
    ...Object.fromEntries(
      own.flatMap((option) => (option in index ? [[option, toJson(values[option]) ?? null]] : [])),
    ),
    ...(collation ? { collation: collation.locale ?? null } : {}),
  };
}

describe.each([...runnables, ...robustness])("$name", (fixture) => {
  it("the server ends up with the collections' indexes, no more and no fewer", async () => {
    const mongoose = await connected(fixture);
    try {
      const { collections, models } = exportCatalog(mongoose as unknown as LiveMongoose);
      for (const connection of mongoose.connections) {
        for (const model of Object.values(connection.models) as Model<unknown>[])
          await model.createCollection();
        for (const model of Object.values(connection.models) as Model<unknown>[]) await model.createIndexes();
      }
      for (const { name, connection: on, models: ids, indexes } of collections) {
        const owner = models.find(({ id }) => ids.includes(id));
        const home = mongoose.connections.find(
          (one) => one.models[owner?.name ?? ""] && (one === mongoose.connection) === (on === null),
        );
        const live = await home!.collection(name!).listIndexes().toArray();
        const asked = new Map(indexes.map((index) => [index.name, index]));
        const sort = (list: Json[]): Json[] =>
          list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        expect(sort(live.map((index) => listed(index, asked.get(index["name"] as string))))).toEqual(
          sort([...asked.values()].map(wanted)),
        );
      }
    } finally {
      await discard(mongoose);
    }
  });
});
