import { describe, expect, test } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

const topic = `
  module.exports = (app) => {
    const { Schema, model } = app.mongoose;
    const schema = new Schema({ title: String, author: String, tab: String });
    schema.index({ author: 1, tab: -1 });
    return model("Topic", schema);
  };`;
const collect = `
  module.exports = (app) => {
    const mongoose = app.mongoose;
    const schema = new mongoose.Schema({ user: String });
    return mongoose.model("topic-collects", schema);
  };`;
const service = `
  const { Service } = require("egg");
  module.exports = class TopicService extends Service {
    byAuthor(author) { return this.ctx.model.Topic.find({ author }).sort({ tab: -1 }); }
    count(tab) { return this.app.model.Topic.count({ tab }); }
    async collected(user) { const { ctx } = this; return ctx.model.TopicCollect.findOne({ user }); }
    other(where) { return this.ctx.model.Other.findOne({ where }); }
  };`;
const files = {
  "app/a_service/topic.js": service,
  "app/model/topic.js": topic,
  "app/model/topic_collect.js": collect,
};

describe("an Egg application", () => {
  test("declares its models on `app.mongoose`", () => {
    const { models } = catalogOf(files);
    expect(models.map(({ name, indexes }) => [name, indexes.map((each) => each.name)])).toEqual([
      ["Topic", ["author_1_tab_-1"]],
      ["topic-collects", []],
    ]);
  });

  test("asks them as `ctx.model.X`, by the file's name; what it does not have is no query", () => {
    expect(queriesOf(files)).toEqual([
      "find Topic {author:eq} sort tab:-1",
      "count Topic {tab:eq}",
      "findOne topic-collects {user:eq}",
    ]);
  });

  test("hands services around as `ctx.service.x`, by the file's name: their queries are their callers'", () => {
    const found = queriesOf({
      ...files,
      "app/controller/topics.js": `
        const { Controller } = require("egg");
        module.exports = class TopicsController extends Controller {
          async mine() {
            const { ctx, service } = this;
            await service.topic.find({ author: ctx.user });
            await ctx.service.admin.topicCollect.find({ user: ctx.user });
            await service.nothing.find({ user: 1 });
          }
        };`,
      "app/service/topic.js": `
        const { Service } = require("egg");
        class TopicService extends Service {
          find(query) { return this.ctx.model.Topic.find(query); }
        }
        module.exports = TopicService;`,
      "app/service/admin/topic_collect.js": `
        module.exports = (app) => class extends app.Service {
          find(query) { return this.app.model.TopicCollect.findOne(query); }
        };`,
    });
    expect(found).toContain("find Topic {author:eq}");
    expect(found).toContain("findOne topic-collects {user:eq}");
    expect(found).toHaveLength(5);
  });

  test("settings called mongoose are none", () => {
    const found = queriesOf({
      "connect.js": `
        module.exports = (config) => config.mongoose.model("User").findOne({ a: 1 });`,
    });
    expect(found).toEqual([]);
  });
});
