import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

describe("a Map", () => {
  const models = `
    import mongoose, { Connection, Model, Schema } from "mongoose";
    export const Post = mongoose.model("Post", new Schema({ slug: String }));
    export const Note = mongoose.model("Note", new Schema({ slug: String }));`;

  it("gives what was put in under a key", () => {
    const found = queriesOf({
      "models.ts": models,
      "service.ts": `
        import { Note, Post } from "./models";
        const byType = new Map<string, any>([["post", Post], ["note", Note]]);
        export const one = (slug: string) => byType.get("note").findOne({ slug });
        export const any = (type: string, slug: string) => byType.get(type).findOne({ slug });`,
    });
    expect([...found].sort()).toEqual([
      "findOne Note {slug:eq}",
      "findOne Note {slug:eq}",
      "findOne Post {slug:eq}",
    ]);
  });

  it("may not have it yet: the code that puts it in is followed", () => {
    const found = queriesOf({
      "tenants.ts": `
        import mongoose, { Connection, Schema } from "mongoose";
        export class Tenants {
          private readonly models = new Map<string, any>();
          of(connection: Connection, tenant: string) {
            const known = this.models.get(tenant);
            if (known) return known;
            const made = connection.model("User", new Schema({ mail: String }));
            this.models.set(tenant, made);
            return made;
          }
          find(connection: Connection, tenant: string, mail: string) {
            return this.of(connection, tenant).findOne({ mail });
          }
        }`,
    });
    expect(found).toEqual(["findOne User {mail:eq}"]);
  });

  it("keeps what is put in under classes apart", () => {
    const found = queriesOf({
      "models.ts": models,
      "find.ts": `
        import { Post, Note } from "./models";
        class Posts { model = Post; }
        class Notes { model = Note; }
        const instances = new Map();
        function instanceOf(cls: any) {
          if (!instances.get(cls)) instances.set(cls, new cls());
          return instances.get(cls);
        }
        export const posts = (id: string) => instanceOf(Posts).model.find({ by: id });
        export const notes = (id: string) => instanceOf(Notes).model.find({ of: id });`,
    });
    expect(found).toEqual(["find Post {by:eq}", "find Note {of:eq}"]);
  });

  it("is no model itself, nor are the lists of what it holds", () => {
    const found = queriesOf({
      "models.ts": models,
      "cache.ts": `
        import "./models";
        const cache = new Map();
        export const forget = (id: string) => cache.delete(id);
        export const search = (name: string) => [...cache.values()].find((v) => v.name === name);
        export const count = () => cache.size;`,
    });
    expect(found).toEqual([]);
  });
});

describe("a Map that others fill", () => {
  it.each(["first", "last"])("gives what they put in, whoever is read %s", (order) => {
    const fill = `export const init = (db: Db) => { kept.set("users", db.collection("users")); };`;
    const ask = `export const byId = (id: string) => kept.get("users")!.findOne({ id });`;
    const found = queriesOf({
      "store.ts": `
        import { Collection, Db } from "mongodb";
        const kept = new Map();
        ${order === "first" ? `${fill} ${ask}` : `${ask} ${fill}`}`,
    });
    expect(found).toEqual(["findOne users {id:eq}"]);
  });

  it("gives what its type tells when nobody is seen to fill it", () => {
    const found = queriesOf({
      "store.ts": `
        import { Collection } from "mongodb";
        const kept = new Map<string, Collection>();
        export const byId = (id: string) => kept.get("users")!.findOne({ id });`,
    });
    expect(found).toEqual(["findOne ? {id:eq}"]);
  });
});
