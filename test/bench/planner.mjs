// Plans per second of processor time, 20 indexes in the collection. usage: node test/bench/planner.mjs (after a build)
import { plan, unknown } from "../../dist/src/planner/index.js";

const indexes = [
  ...["email", "tenant", "status", "createdAt", "updatedAt", "owner", "slug", "kind"].map((path) => ({
    keys: [[path, 1]],
    options: {},
  })),
  {
    keys: [
      ["tenant", 1],
      ["email", 1],
    ],
    options: { unique: true },
  },
  {
    keys: [
      ["tenant", 1],
      ["status", 1],
      ["createdAt", -1],
    ],
    options: {},
  },
  {
    keys: [
      ["tenant", 1],
      ["owner", 1],
      ["updatedAt", -1],
    ],
    options: {},
  },
  {
    keys: [
      ["owner", 1],
      ["kind", 1],
    ],
    options: { sparse: true },
  },
  {
    keys: [
      ["status", 1],
      ["priority", -1],
    ],
    options: { partialFilterExpression: { status: "open" } },
  },
  { keys: [["expiresAt", 1]], options: { expireAfterSeconds: 0 } },
  { keys: [["tags", 1]], options: { multikey: true, multikeyPaths: { tags: ["tags"] } } },
  {
    keys: [
      ["items.sku", 1],
      ["items.qty", 1],
    ],
    options: { multikey: true, multikeyPaths: { "items.sku": ["items"], "items.qty": ["items"] } },
  },
  { keys: [["location", "2dsphere"]], options: {} },
  {
    keys: [
      ["title", "text"],
      ["body", "text"],
    ],
    options: {},
  },
  { keys: [["shard", "hashed"]], options: {} },
  { keys: [["meta.$**", 1]], options: {} },
];

const queries = [
  { filter: { email: unknown.string } },
  { filter: { tenant: unknown.objectId, status: "open" }, sort: { createdAt: -1 }, limit: 20 },
  { filter: { tenant: unknown.objectId, createdAt: { $gte: unknown.date, $lt: unknown.date } } },
  { filter: { owner: { $in: [1, 2, 3] }, kind: "note" } },
  { filter: { _id: unknown.objectId, tenant: unknown.objectId } },
  { filter: { deletedAt: null, nickname: unknown.string } },
  { filter: { tenant: unknown.objectId }, sort: { updatedAt: -1 } },
  { filter: { tags: unknown.string }, projection: { _id: 0, title: 1 } },
];

/** Seconds of processor time spent so far: what neighbours on the machine do does not count. */
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const measure = (label, chosen, seconds) => {
  const start = spent();
  let plans = 0;
  while (spent() - start < seconds)
    for (let i = 0; i < 1000; i++) plan(chosen[plans++ % chosen.length], indexes);
  const rate = Math.round(plans / (spent() - start));
  console.log(`${label.padEnd(44)} ${rate.toLocaleString("en-US").padStart(10)} plans/s`);
  return rate;
};

measure("(warm-up)", queries, 1);
for (const query of queries) measure(JSON.stringify(query.filter).slice(0, 44), [query], 0.5);
const rate = measure("all of these, in turn", queries, 3);
console.log(`${rate >= 100_000 ? "holds" : "misses"}: 100,000 plans/s on ${indexes.length} indexes`);
