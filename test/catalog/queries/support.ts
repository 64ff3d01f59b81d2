import mongoose from "mongoose";
import { describeSchema } from "../../../src/catalog/describe.js";
import { readQueries } from "../../../src/catalog/queries/index.js";
import type { QueriesRead, QueryContext } from "../../../src/catalog/queries/index.js";
import type { Filter, Model, Predicate, Query } from "../../../src/catalog/types.js";
import type { ModelRef, QueryIssued, QueryStep, Span } from "../../../src/interpret/happenings.js";
import { datum, maybe } from "../../support/datum.js";

const { Schema } = mongoose;

/** The model of all these tests: one path of each kind that casts differently. */
export const userSchema = new Schema({
  name: String,
  age: Number,
  active: Boolean,
  born: Date,
  boss: { type: Schema.Types.ObjectId, ref: "User" },
  tags: [String],
  friends: [{ type: Schema.Types.ObjectId, ref: "User" }],
  loc: { type: { type: String }, coordinates: [Number] },
  items: [{ sku: String, count: Number, product: { type: Schema.Types.ObjectId, ref: "Product" } }],
  extra: Schema.Types.Mixed,
  labels: { type: Map, of: String },
  address: { city: String, zip: Number },
});
userSchema.virtual("mentions", {
  ref: "Review",
  localField: ["_id", "name"],
  foreignField: ["author", "subject"],
} as never);
userSchema.virtual("reviews", { ref: "Review", localField: "_id", foreignField: "author" });

export function modelOf(name: string, schema: mongoose.Schema, more: Partial<Model> = {}): Model {
  const { options, aliases, virtuals, searchIndexes, paths } = describeSchema(schema);
  return {
    id: `models.ts#${name}`,
    name,
    collection: `${name.toLowerCase()}s`,
    connection: null,
    package: "app",
    dialect: "mongoose",
    at: null,
    schemaAt: null,
    options,
    aliases,
    virtuals,
    searchIndexes,
    paths,
    indexes: [],
    complete: true,
    ...more,
  };
}

export const User = modelOf("User", userSchema);
export const Product = modelOf(
  "Product",
  new Schema({ sku: String, maker: { type: Schema.Types.ObjectId, ref: "User" } }),
);
export const Review = modelOf(
  "Review",
  new Schema({ author: Schema.Types.ObjectId, stars: Number, at: Date }),
);
export const Admin = modelOf("Admin", new Schema({ level: Number, role: String }), {
  base: User.id,
  collection: "users",
  options: { discriminatorKey: "role", discriminatorValue: "admin" },
});
export const Word = modelOf(
  "Word",
  new Schema({ text: String }, { collation: { locale: "de", strength: 2 } }),
);

const models = [User, Product, Review, Admin, Word];

export const context: QueryContext = {
  place: (span: Span) => ({ file: span.file, line: span.start, column: span.end }),
  model: (ref: ModelRef) => {
    if (ref.by === "name") return models.find((each) => each.name === ref.name) ?? null;
    if (ref.by === "collection")
      return models.find((each) => each.collection === ref.name && !each.base) ?? null;
    return null;
  },
  mongooseMajor: () => 8,
  modelsNamed: (name) => models.find((each) => each.name === name) ?? null,
};

export const span = (line: number): Span => ({ file: "app.ts", start: line, end: 1 });

/** A chained call, in a test's words: `["sort", "-name"]`. */
export type Call = readonly [method: string, ...args: unknown[]];

/** Wraps a chained call that is made only on some paths. */
export const sometimes = (...call: Call): readonly [typeof maybe, Call] => [maybe, call];

export type Step = Call | ReturnType<typeof sometimes>;

const isConditional = (step: Step): step is ReturnType<typeof sometimes> => step[0] === maybe;

function stepOf(step: Step, position: number): QueryStep {
  const [method, ...args] = isConditional(step) ? step[1] : step;
  const issued = { method, args: args.map(datum), at: span(10 + position) };
  return isConditional(step) ? { ...issued, maybe: true } : issued;
}

/** Reads `User.operation(...args).step()…` as the interpreter would report it. */
export function readAll(
  operation: string,
  args: readonly unknown[],
  steps: readonly Step[] = [],
  more: Partial<QueryIssued> = {},
): QueriesRead {
  return readQueries(
    {
      type: "query",
      id: 1,
      model: { by: "name", name: "User", from: "app.ts" },
      operation,
      args: args.map(datum),
      steps: steps.map(stepOf),
      at: span(1),
      through: [],
      in: null,
      native: false,
      receiver: "model",
      ...more,
    },
    context,
  );
}

/** The first query of a call. */
export function read(
  operation: string,
  args: readonly unknown[],
  steps: readonly Step[] = [],
  more: Partial<QueryIssued> = {},
): Query {
  const [query] = readAll(operation, args, steps, more).queries;
  if (!query) throw new Error(`${operation} made no query`);
  return query;
}

/** The filter of `User.find(filter)`. */
export const filterOf = (filter: unknown): Filter => read("find", [filter]).filter;

/** `path op` of each predicate, with `?` for what is maybe. */
export const shown = (predicates: readonly Predicate[]): string[] =>
  predicates.map((each) => `${each.path} ${each.op}${each.maybe ? "?" : ""}`);

/** A filter in one line: `a eq & (b eq | c in?) & …`. */
export function show(filter: Filter): string {
  const any = filter.any.map((branches) => `(${branches.map(show).join(" | ")})`);
  const nor = filter.nor.map((branch) => `!(${show(branch)})`);
  return [...shown(filter.all), ...any, ...nor, ...(filter.open ? ["…"] : [])].join(" & ");
}
