import { expect, test } from "vitest";
import { catalogOf, queriesOf } from "../support/project.js";

test.each(["Promise.promisifyAll", "promisifyAll"])("%s gives the Mongoose it was given", (call) => {
  const files = {
    "user.js": `
      const Promise = require("bluebird");
      const { promisifyAll } = Promise;
      const mongoose = ${call}(require("mongoose"));
      const User = mongoose.model("User", new mongoose.Schema({ email: { type: String, index: true } }));
      exports.one = (email) => User.findOneAsync({ email });
      exports.all = (email) => User.find({ email }).execAsync();`,
  };
  expect(catalogOf(files).models.map(({ indexes }) => indexes.length)).toEqual([1]);
  expect(queriesOf(files)).toEqual(["findOne User {email:eq}", "find User {email:eq}"]);
});
