import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

describe("the native driver", () => {
  it.each(["mongodb", "mongodb-legacy"])("is known by the name %s", (name) => {
    const found = queriesOf({
      "db.mjs": `
        import mongodb from "${name}";
        const { MongoClient, ObjectId } = mongodb;
        const client = new MongoClient("mongodb://localhost");
        const internal = client.db();
        export const db = { docs: internal.collection("docs") };
        export default { db, ObjectId };`,
      "manager.mjs": `
        import mongodb from "./db.mjs";
        const { db } = mongodb;
        export async function getDoc(id) { return await db.docs.findOne({ _id: id }); }`,
    });
    expect(found).toEqual(["findOne docs {_id:eq}"]);
  });
});
