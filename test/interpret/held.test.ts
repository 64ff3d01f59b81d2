import { describe, expect, it } from "vitest";
import { catalogOf, queriesOf, showQuery } from "../support/project.js";

describe("collections that code is handed", () => {
  it("are known by the name they are held under, which is assumed", () => {
    const { queries } = catalogOf({
      "mutations/cancel.js": `
        export async function cancel(context, { orderId, shopId }) {
          const { appEvents, collections } = context;
          const { Orders, Shops } = collections;
          const shop = await Shops.findOne({ _id: shopId });
          return Orders.updateOne({ _id: orderId, shopId: shop._id }, { $set: { cancelled: true } });
        }
        export const byAccount = async ({ collections: { Orders } }, accountId) =>
          Orders.find({ accountId }, { sort: { createdAt: -1 } }).toArray();
        export const all = (context) => context.collections.Shops.find().toArray();
        export const media = (productId, collections) => collections.Media.countDocuments({ productId });`,
    });
    expect(queries.map((query) => `${showQuery(query)} ${query.certainty}`)).toEqual([
      "findOne Shops {_id:eq} assumed",
      "updateOne Orders {_id:eq, shopId:eq} assumed",
      "find Orders {accountId:eq} sort createdAt:-1 assumed",
      "find Shops {} assumed",
      "countDocuments Media {productId:eq} assumed",
    ]);
  });

  it("are asked with filters, not searched with functions", () => {
    const found = queriesOf({
      "list.js": `
        export const named = (state, name) => state.collections.items.find((item) => item.name === name);
        export const drop = (state, item) => state.collections.items.remove(item);
        export const first = (state) => state.collections.find({ first: true });
        export const size = ({ collections }) => collections.list.count();`,
    });
    expect(found).toEqual([]);
  });

  it("are queried though nothing tells their names", () => {
    const { queries, gaps } = catalogOf({
      "page.ts": `
        export async function page(collection: any, { usersCollection }: any) {
          await usersCollection.updateOne({ seen: false }, { $set: { seen: true } });
          return collection.aggregate([{ $match: { tenant: 1 } }]).toArray();
        }
        export const any = ({ collections }, kind, id) => collections[kind].findOne({ id });`,
    });
    expect(queries.map(showQuery)).toEqual([
      "updateOne ? {seen:eq}",
      "aggregate ? {tenant:eq}",
      "findOne ? {id:eq}",
    ]);
    expect(gaps.map(({ why }) => why)).toEqual(Array(3).fill("the collection's name is not known"));
  });

  it("are another library's when it is known whose they are", () => {
    const found = queriesOf({
      "local.ts": `
        import { addRxPlugin, RxCollection } from "rxdb";
        import loki from "lokijs";
        interface Shelf { findOne(id: string): object }
        export const a = (usersCollection: RxCollection) => usersCollection.findOne({ id: 1 });
        export const b = () => new loki("x").collection.findOne({ id: 1 });
        export const c = (shelfCollection: Shelf) => shelfCollection.findOne("mongo");`,
    });
    expect(found).toEqual([]);
  });
});

describe("collections typed as held under any name", () => {
  it.each([
    ["{ [name: string]: Collection }", "held.users"],
    ["Held", "held.users"],
    ["Record<string, Collection>", `held["users"]`],
    ["{ [name in Name]: Collection }", "held.users"],
    ["Map<string, Collection>", `held.get("users")!`],
    ["ReadonlyMap<string, Collection>", `held.get("users")!`],
  ])("are collections: %s", (type, users) => {
    const found = queriesOf({
      "store.ts": `
        import { Collection } from "mongodb";
        type Name = "users" | "pens";
        interface Held { [name: string]: Collection }
        export const byId = (held: ${type}, id: string) => ${users}.findOne({ id });`,
    });
    expect(found).toEqual(["findOne ? {id:eq}"]);
  });

  it("leaves a filter open whose type says something of any key", () => {
    const found = queriesOf({
      "search.ts": `
        import { Db } from "mongodb";
        export const all = (db: Db, { ...wanted }: { tenant: string; [key: string]: unknown }) =>
          db.collection("users").find(wanted).toArray();`,
    });
    expect(found).toEqual(["find users {…}"]);
  });
});
