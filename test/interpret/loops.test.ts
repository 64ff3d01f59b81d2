import { describe, expect, it } from "vitest";
import { queriesOf } from "../support/project.js";

describe("a loop over one of several lists", () => {
  const model = `
    const mongoose = require("mongoose");
    module.exports = mongoose.model("Client", new mongoose.Schema({ name: String, mail: String }));`;

  it("sees what is known of each", () => {
    const found = queriesOf({
      "client.js": model,
      "search.js": `
        const Client = require("./client");
        module.exports = (request) => {
          const fields = request.query.fields ? request.query.fields.split(",") : ["name"];
          const filter = { $or: [] };
          for (const field of fields) filter.$or.push({ [field]: { $regex: new RegExp(request.query.q, "i") } });
          return Client.find(filter);
        };`,
    });
    expect(found).toEqual(["find Client {or(name:regex? | …)}"]);
  });

  it("sees what any may hold beyond that", () => {
    const found = queriesOf({
      "client.js": model,
      "search.js": `
        const Client = require("./client");
        module.exports = (all, names, mails) => {
          const keys = all ? [{ name: names[0] }, ...names.map((name) => ({ name }))] : mails.map((mail) => ({ mail }));
          for (const key of keys) Client.findOne(key);
        };`,
    });
    expect(found).toEqual(["findOne Client {name:eq?, mail:eq?}", "findOne Client {name:eq}"]);
  });
});
