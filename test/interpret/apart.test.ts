import { describe, expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const models = `
  const mongoose = require("mongoose");
  exports.Tour = mongoose.model("Tour", new mongoose.Schema({ name: String }));
  exports.User = mongoose.model("User", new mongoose.Schema({ name: String }));`;

const asked = (files: { readonly [file: string]: string }) =>
  catalogOf({ "models.js": models, ...files })
    .queries.map(({ model, operation }) => `${operation} ${model}`)
    .sort();

describe("handlers that a factory makes for each model it is handed", () => {
  const factory = (body: string, use: string) => ({
    "factory.js": body,
    "index.js": `
      const { Tour, User } = require("./models");
      const make = require("./factory");
      ${use}`,
  });
  const both = ["find Tour", "find User"];

  test("ask each of them", () => {
    const body = `
      const safely = (fn) => (req, res, next) => { fn(req, res, next).catch(next); };
      module.exports = (Model) => safely(async (req, res) => res.json(await Model.find({ a: req.query.a })));`;
    expect(asked(factory(body, "exports.tours = make(Tour); exports.users = make(User);"))).toEqual(both);
  });

  test("ask each of them through its options", () => {
    const body = `module.exports = (options) => async (req, res) => res.json(await options.model.find({ a: req.query.a }));`;
    const use = "exports.tours = make({ model: Tour }); exports.users = make({ model: User });";
    expect(asked(factory(body, use))).toEqual(both);
  });

  test("ask each of them where the handler is a field of a class", () => {
    const body = `
      module.exports = class {
        constructor(model) { this.model = model; }
        list = async (req, res) => res.json(await this.model.find({ a: req.query.a }));
      };`;
    const use = "exports.tours = new make(Tour).list; exports.users = new make(User).list;";
    expect(asked(factory(body, use))).toEqual(both);
  });

  test("ask once where the models are the same", () => {
    const body = `module.exports = (Model, page) => async (req, res) => res.json(await Model.find({ a: page }));`;
    expect(asked(factory(body, "exports.one = make(Tour, 1); exports.two = make(Tour, 2);"))).toEqual([
      "find Tour",
    ]);
  });
});

test("of a class whose instances hold no model, the first one made has its handlers run", () => {
  const files = {
    "controller.js": `
      module.exports = class Controller {
        constructor(service) { this.service = service; }
        show = async (req, res) => res.json(await this.service.one(req.params.id));
        again() { return new Controller(this.service); }
      };`,
    "index.js": `
      const { Tour } = require("./models");
      const Controller = require("./controller");
      exports.tours = new Controller({ one: (id) => Tour.findById(id) });`,
  };
  expect(asked(files)).toEqual(["findById Tour"]);
});

describe("methods of a base class that are handed out bound", () => {
  const base = `
    class Base {
      constructor(model) { this.model = model; }
      async list(req, res) { res.json(await this.model.find({ a: req.query.a })); }
      routes(router) { router.get("/", this.list.bind(this)); return router; }
    }
    module.exports = Base;`;
  const both = ["find Tour", "find User"];

  test("ask the model of each instance", () => {
    const app = `
      const { Tour, User } = require("./models");
      const Base = require("./base");
      const router = require("express").Router();
      const tours = new Base(Tour), users = new Base(User);
      router.get("/tours", tours.list.bind(tours));
      router.get("/users", users.list.bind(users));`;
    expect(asked({ "base.js": base, "app.js": app })).toEqual(both);
  });

  test("ask the model of each heir", () => {
    const app = `
      const { Tour, User } = require("./models");
      const Base = require("./base");
      class Tours extends Base { constructor() { super(Tour); } }
      class Users extends Base { constructor() { super(User); } }
      const express = require("express");
      express().use("/tours", new Tours().routes(express.Router())).use("/users", new Users().routes(express.Router()));`;
    expect(asked({ "base.js": base, "app.js": app })).toEqual(both);
  });
});
