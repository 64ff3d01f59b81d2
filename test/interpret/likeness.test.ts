import { expect, it } from "vitest";
import { catalogOf } from "../support/project.js";

const cat = `
  import { Schema, model } from "mongoose";
  const Cat = model("Cat", new Schema({ name: String, owner: String, age: Number }));`;

const asked = (code: string): unknown => {
  const { queries } = catalogOf({ "cats.ts": cat + code });
  return queries.map(({ in: within, filter, through }) => [
    within,
    filter?.all.map(({ path, value }) => (value === undefined ? path : `${path}=${String(value)}`)),
    through.length,
  ]);
};

it("hands back to each caller what is its own", () => {
  const said = asked(`
    const clean = async (filter) => filter;
    const find = async (filter) => {
      const q = await clean(filter);
      return Cat.find(q);
    };
    export const byBody = (req) => find(req.body);
    export const byQuery = (req) => find(req.query);`);
  expect(said).toEqual([
    ["byBody", [], 1],
    ["byQuery", [], 1],
  ]);
});

it("asks too early for everyone who is given the same answer", () => {
  const said = asked(`
    let store;
    const cats = () => store.cats;
    export async function byName(req) {
      return cats().find({ name: req.params.name });
    }
    export async function byOwner(req) {
      return cats().find({ owner: req.params.owner });
    }
    export async function connect() {
      store = { cats: Cat };
    }`);
  expect(said).toEqual([
    ["byName", ["name"], 0],
    ["byOwner", ["owner"], 0],
  ]);
});

it("tells calls apart by what they were handed, and does not share what is written to", () => {
  const said = asked(`
    const scoped = (filter, options) => {
      if (options.isMine) filter.owner = "me";
      return filter;
    };
    const count = (isMine, age) => Cat.countDocuments(scoped({ age }, { isMine }));
    export const mine = () => count(true, 1);
    export const mineToo = () => count(true, 2);
    export const all = () => count(false, 1);`);
  expect(said).toEqual([
    ["count", ["age", "owner=me"], 0],
    ["count", ["age=1"], 0],
  ]);
});

it("follows a call once for all that hand it the same", () => {
  const steps = Array.from({ length: 1000 }, (_, i) => `out.s${i} = given.step + ${i};`).join("\n");
  const calls = Array.from({ length: 30 }, (_, i) => `use(${i});`).join("\n");
  const said = asked(`
    const heavy = (given) => {
      const out = {};
      ${steps}
      return given.step > 2 ? "x" : "y";
    };
    const use = (n) => n + heavy({ step: 3 });
    export const last = () => {
      ${calls}
      return Cat.findOne({ name: use("a") });
    };`);
  expect(said).toEqual([["last", ["name=ax"], 0]]);
});
