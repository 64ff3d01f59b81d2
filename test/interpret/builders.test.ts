import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

const page = `
  import mongoose from "mongoose";
  import { ancestorsOf } from "@paths/util";
  export class PageQueryBuilder {
    query: any;
    constructor(query, includeEmpty = false) {
      this.query = query;
      if (!includeEmpty) this.query = this.query.and({ $or: [{ isEmpty: false }, { isEmpty: null }] });
    }
    onlyAncestors(path: string): PageQueryBuilder {
      this.query = this.query.and({ path: { $ne: path } }).and({ path: { $in: ancestorsOf(path) } });
      return this;
    }
    withoutTrash(): PageQueryBuilder {
      this.query = this.query.and({ status: null });
      return this;
    }
    descending(): PageQueryBuilder {
      this.query = this.query.sort({ path: -1 });
      return this;
    }
  }
  const schema = new mongoose.Schema({ path: String, isEmpty: Boolean, status: String });
  schema.statics.PageQueryBuilder = PageQueryBuilder;`;

describe("a builder that holds a query", () => {
  it("adds its conditions to it", () => {
    const found = queriesOf({
      "page.ts": `${page}
        schema.statics.closest = async function (path: string) {
          const builder = new PageQueryBuilder(this.find(), false);
          const ancestors = await builder.onlyAncestors(path).descending().query.exec();
          return ancestors[0] ?? null;
        };
        export default mongoose.model("Page", schema);`,
    });
    expect(found).toEqual(["find Page {path:ne, path:in, or(isEmpty:eq | isEmpty:eq)} sort path:-1"]);
  });
});
