import type { Mongoose } from "mongoose";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Catalog, Filter, ModelPath, Predicate, Query } from "../../src/catalog/types.js";
import { Workspace } from "../../src/workspace/workspace.js";
import { folder, runnables } from "../fixtures/fixtures.js";
import { connected, discard } from "./server.js";

const fixture = runnables.find(({ name }) => name === "creator-marketplace")!;
const catalog = Workspace.open(folder(fixture.name)).catalog();
let mongoose: Mongoose;

beforeAll(async () => {
  mongoose = await connected(fixture);
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
});

afterAll(() => discard(mongoose));

/** Some value of a path's type: which one does not matter to the planner. */
function sample(path: ModelPath | undefined): unknown {
  switch (path?.type) {
    case "ObjectId":
      return new mongoose.Types.ObjectId();
    case "Date":
      return new Date(0);
    case "Number":
      return 1;
    case "Boolean":
      return true;
    default:
      return "x";
  }
}

function condition(predicate: Predicate, paths: readonly ModelPath[], prefix = ""): unknown {
  const path = `${prefix}${predicate.path}`;
  const value = predicate.value ?? sample(paths.find((one) => one.path === path));
  switch (predicate.op) {
    case "eq":
      return value;
    case "range":
      return { $gte: value };
    case "in":
      return { $in: [value] };
    case "all":
      return { $all: [value] };
    case "elemMatch":
      return {
        $elemMatch: filterOf(
          { all: predicate.within ?? [], any: [], nor: [], open: false },
          paths,
          `${path}.`,
        ),
      };
    default:
      throw new Error(`No sample of ${predicate.op}`);
  }
}

const filterOf = (filter: Filter, paths: readonly ModelPath[], prefix = ""): { [path: string]: unknown } =>
  Object.fromEntries(filter.all.map((predicate) => [predicate.path, condition(predicate, paths, prefix)]));

interface Stage {
  readonly stage: string;
  readonly inputStage?: Stage;
  readonly inputStages?: readonly Stage[];
}

const stages = ({ stage, inputStage, inputStages = [] }: Stage): string[] => [
  stage,
  ...[...(inputStage ? [inputStage] : []), ...inputStages].flatMap(stages),
];

async function explained(query: Query, { models }: Catalog): Promise<string[]> {
  const model = models.find(({ id }) => id === query.modelId)!;
  const sort = Array.isArray(query.sort) ? Object.fromEntries(query.sort as [string, 1 | -1][]) : {};
  const found = mongoose.connection
    .collection(query.collection!)
    .find(filterOf(query.filter, model.paths), { sort });
  const { queryPlanner } = (await found.explain("queryPlanner")) as {
    queryPlanner: { winningPlan: Stage & { queryPlan?: Stage } };
  };
  return stages(queryPlanner.winningPlan.queryPlan ?? queryPlanner.winningPlan);
}

it.each(catalog.queries.map((query) => [`${query.in} ${query.operation}`, query] as const))(
  "%s: the server scans and sorts as the plan says",
  async (_, query) => {
    const used = await explained(query, catalog);
    const { access, sort } = query.plan!;
    expect({ scan: used.includes("COLLSCAN"), blocking: used.includes("SORT") }).toEqual({
      scan: access === "collscan",
      blocking: sort === "memory",
    });
  },
);
