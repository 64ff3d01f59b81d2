import { expect, test } from "vitest";
import { catalogOf } from "../support/project.js";

const models = `import { Schema, model } from "mongoose";
export const User = model("User", new Schema({ email: String, name: String, org: String }));
export const Team = model("Team", new Schema({ email: String }));
`;

/** What the queries of a handler create: the called names' texts with their certainty. */
function created(body: string): readonly string[] {
  const text = `import { User, Team } from "./models.js";\nexport async function register(req, res, next) {\n  const { email, name } = req.body;\n${body}\n}\n`;
  const lines = text.split("\n");
  return catalogOf({ "models.js": models, "register.js": text }).queries.flatMap(({ creates = [] }) =>
    creates.map(({ at, certainty }) => {
      const called = (lines[at.line - 1] ?? "").slice(at.column - 1, (at.endColumn ?? 0) - 1);
      return certainty === "proven" ? called : `${called}?`;
    }),
  );
}

test.each<[string, string]>([
  [
    "after an early exit",
    `const user = await User.findOne({ email }); if (user) return res.end(); await User.create({ email, name });`,
  ],
  [
    "after a throw",
    `if (await User.exists({ email }).lean()) throw new Error(); await User.create({ ...req.body });`,
  ],
  [
    "of the whole body",
    `const user = await User.findOne({ email: req.body.email }).exec(); if (user !== null) { next(); return; } await User.create(req.body);`,
  ],
  [
    "in the arm of nobody",
    `let user = await User.findOne({ email }); if (!user) user = await User.create({ email });`,
  ],
  [
    "in the other arm",
    `const n = await User.countDocuments({ email }); if (n > 0) { next(); } else { await User.create({ email }); }`,
  ],
  [
    "when there are none",
    `const n = await User.countDocuments({ email }); if (n === 0) await User.insertMany([{ email, name }]);`,
  ],
  ["behind ||", `return (await User.findOne({ email })) || User.create({ email });`],
  [
    "in the chain's callback",
    `return User.findOne({ email }).then((user) => { if (user) throw new Error(); return User.create({ email }); });`,
  ],
  [
    "in the callback",
    `User.findOne({ email }, (err, user) => { if (err) return next(err); if (user) return res.end(); User.create({ email }, next); });`,
  ],
  [
    "of a constant",
    `const user = await User.findOne({ name: "admin" }); if (!user) await User.create({ name: "admin", email });`,
  ],
])("a document that is created %s (A19)", (_, body) => expect(created(body)).toHaveLength(1));

test("a new document, when it is saved", () => {
  const look = `const known = await User.findOne({ email }); if (known) return res.end();`;
  expect(created(`${look} const user = new User({ email, name }); await user.save();`)).toEqual(["save"]);
  expect(created(`${look} const user = new User(); user.email = email; await user.save();`)).toEqual([
    "save",
  ]);
  expect(created(`${look} const user = new User({ email, name }); return user;`)).toEqual([]);
});

test("a document with the same fields, whose values may be others", () => {
  const look = `const user = await User.findOne({ email: email.toLowerCase() }); if (user) return;`;
  expect(created(`${look} await User.create({ email: email.toLowerCase() });`)).toEqual(["create?"]);
});

test("through a repository", () => {
  const files = {
    "models.js": models,
    "repository.js": `import { User } from "./models.js";
export class Users { findOne(filter) { return User.findOne(filter); } create(values) { return User.create(values); } }`,
    "service.js": `import { Users } from "./repository.js";
const users = new Users();
export async function register(input) {
  const known = await users.findOne({ email: input.email });
  if (known) throw new Error("taken");
  return users.create(input);
}`,
  };
  const found = catalogOf(files).queries.filter(({ creates }) => creates);
  expect(found).toMatchObject([
    {
      at: { file: "service.js", line: 4 },
      creates: [{ at: { file: "service.js", line: 6 }, certainty: "proven" }],
    },
  ]);
});

test.each<[string, string]>([
  ["nobody looks at the result", `const user = await User.findOne({ email }); await User.create({ email });`],
  [
    "it is created when one was found",
    `const user = await User.findOne({ email }); if (user) await User.create({ email });`,
  ],
  [
    "more is asked of the one found",
    `const user = await User.findOne({ email }); if (user && user.name) return; await User.create({ email });`,
  ],
  [
    "a count is a limit",
    `const n = await User.countDocuments({ email }); if (n > 5) return; await User.create({ email });`,
  ],
  [
    "the result only numbers it",
    `const n = await User.countDocuments({ email }); await User.create({ email, name: n });`,
  ],
  [
    "another model is created",
    `const user = await User.findOne({ email }); if (!user) await Team.create({ email });`,
  ],
  [
    "another value is stored",
    `const user = await User.findOne({ email: "a" }); if (!user) await User.create({ email: "b" });`,
  ],
  [
    "another field is asked for",
    `const user = await User.findOne({ org: name }); if (!user) await User.create({ email, name });`,
  ],
  [
    "more is asked for than is stored",
    `const user = await User.findOne({ email, org: req.org }); if (!user) await User.create({ email });`,
  ],
  [
    "what is stored is not known",
    `const user = await User.findOne({ email: email.trim() }); if (!user) await User.create(req.body);`,
  ],
  [
    "the variable is given another result",
    `let user = await User.findOne({ email }); user = await Team.findOne({ email }); if (!user) await User.create({ email });`,
  ],
  [
    "many are asked for",
    `const users = await User.find({ email }); if (users.length === 0) await User.insertMany([{ email, name }, { email }]);`,
  ],
  [
    "the look comes too late",
    `let user = req.user; if (user) return; user = await User.findOne({ email }); await User.create({ email });`,
  ],
  [
    "further conditions are chained",
    `const user = await User.findOne({ email }).where("org").gt(3); if (!user) await User.create({ email });`,
  ],
  [
    "a part of it may be missing",
    `const filter = { email }; if (name) filter.name = name; const user = await User.findOne(filter); if (!user) await User.create({ email });`,
  ],
])("no creation when %s", (_, body) => expect(created(body)).toEqual([]));
