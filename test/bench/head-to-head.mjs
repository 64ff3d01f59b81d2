// Our advice against the published engine mongodb-mql-engines on the same 200 generated workloads: how many shapes
// does each advice serve in full, by plan(), and with how many indexes? usage: node test/bench/head-to-head.mjs
// (after a build; the engine must be installed, its path may be given: head-to-head.mjs <folder with node_modules>)
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { advise, plan } from "../../dist/src/planner/index.js";

const WORKLOADS = 200;

/** mulberry32: the same workloads on every machine. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = generator(20260101);
const below = (count) => Math.floor(random() * count);
const chance = (share) => random() < share;
const shuffled = (list) =>
  list
    .map((item) => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

const PATHS = ["tenant", "status", "owner", "kind", "createdAt", "priority", "region", "score"];
const UNSERVABLE = [
  { status: { $ne: "done" } },
  { $where: "this.a > 1" },
  { kind: { $nin: ["a", "b"] } },
  { region: { $exists: true } },
];

function makeShape() {
  if (chance(0.05))
    return { filter: UNSERVABLE[below(UNSERVABLE.length)], equal: [], above: [], sort: [], servable: false };
  const paths = shuffled(PATHS);
  const equal = paths.splice(0, 1 + below(3));
  const above = chance(0.35) ? paths.splice(0, 1) : [];
  const sort = chance(0.4) ? (above.length > 0 && chance(0.5) ? above : paths.splice(0, 1 + below(2))) : [];
  const many = chance(0.15) ? equal[0] : undefined;
  const filter = Object.fromEntries([
    ...equal.map((path) => [path, path === many ? { $in: [1, 2, 3] } : 1]),
    ...above.map((path) => [path, { $gt: 1 }]),
  ]);
  const order = Object.fromEntries(sort.map((path) => [path, chance(0.5) ? 1 : -1]));
  return { filter, ...(sort.length > 0 ? { sort: order } : {}), equal, above, order: sort, servable: true };
}

/** All predicates on keys, equalities leading, the order given: judged by plan() with all indexes there. */
function isServed(shape, indexes) {
  const { filter, sort, equal, above, order = [] } = shape;
  return plan({ filter, sort }, indexes).candidates.some((candidate) => {
    if (candidate.residual.length > 0 || candidate.sort === "memory") return false;
    const lead = Object.keys(candidate.key).slice(0, equal.length);
    const bounds = equal.length + (above.length > 0 && order.length === 0 ? 1 : 0);
    return equal.every((path) => lead.includes(path)) && candidate.bounded >= bounds;
  });
}

const asIndex = (key, at) => ({ key, options: {}, name: `suggested${at}` });

/** The engine names one index for a list of queries: asks again for what is left, then for each left query alone. */
async function theirAdvice(engine, shapes) {
  const namespace = engine.analyzeNamespace({ database: "test", collection: "test" }, []);
  const suggest = async (list) =>
    (await engine.suggestIndex(list.map(({ filter }) => engine.parseQuery(filter, namespace)))).index;
  const indexes = [];
  const add = (key) => {
    const known = indexes.some((index) => JSON.stringify(index.key) === JSON.stringify(key));
    if (!known && Object.keys(key).length > 0) indexes.push(asIndex(key, indexes.length));
    return !known;
  };
  const left = () => shapes.filter((shape) => !isServed(shape, indexes));
  for (let open = left(); open.length > 0;) {
    add(await suggest(open));
    const still = left();
    if (still.length === open.length) break;
    open = still;
  }
  for (const shape of left()) add(await suggest([shape]));
  const useful = indexes.filter((index) => shapes.some((shape) => isServed(shape, [index])));
  return { indexes: useful, once: [asIndex(await suggest(shapes), 0)] };
}

function loadEngine() {
  const from = process.argv[2] ? join(resolve(process.argv[2]), "package.json") : import.meta.url;
  try {
    return createRequire(from)("mongodb-mql-engines");
  } catch {
    return undefined;
  }
}

const engine = loadEngine();
if (!engine) {
  console.error("mongodb-mql-engines is not installed");
  process.exit(2);
}

const totals = {
  shapes: 0,
  servable: 0,
  ours: 0,
  theirs: 0,
  once: 0,
  ourIndexes: 0,
  theirIndexes: 0,
  forTheirs: 0,
};
const unservable = new Map();
let failures = 0;
for (let workload = 0; workload < WORKLOADS; workload++) {
  const shapes = Array.from({ length: 3 + below(10) }, makeShape);
  const servable = shapes.filter((shape) => shape.servable);
  const advice = advise(shapes, []);
  const ours = advice.add;
  const { indexes: theirs, once } = await theirAdvice(engine, servable.length > 0 ? servable : shapes);
  const servedByThem = servable.filter((shape) => isServed(shape, theirs));
  const enough = advise(servedByThem, []).add;
  const servedByUs = servable.filter((shape) => isServed(shape, ours));
  totals.shapes += shapes.length;
  totals.servable += servable.length;
  totals.ours += servedByUs.length;
  totals.theirs += servedByThem.length;
  totals.once += servable.filter((shape) => isServed(shape, once)).length;
  totals.ourIndexes += ours.length;
  totals.theirIndexes += theirs.length;
  totals.forTheirs += enough.length;
  for (const { status, spec } of advice.shapes)
    if (status === "unservable") unservable.set(spec, (unservable.get(spec) ?? 0) + 1);
  if (servedByUs.length < servable.length || enough.length > theirs.length || !advice.exact) failures++;
}

const share = (count) => `${count} of ${totals.servable} (${((100 * count) / totals.servable).toFixed(1)} %)`;
console.log(`${WORKLOADS} workloads, ${totals.shapes} shapes, ${totals.servable} servable`);
console.log(`ours:                 serves ${share(totals.ours)} with ${totals.ourIndexes} indexes`);
console.log(
  `mongodb-mql-engines:  serves ${share(totals.theirs)} with ${totals.theirIndexes} indexes, asked until nothing changes`,
);
console.log(`                      serves ${share(totals.once)} with ${WORKLOADS} indexes, asked once`);
console.log(`ours, for what theirs serves: ${totals.forTheirs} indexes`);
console.log(
  `unservable: ${[...unservable]
    .sort()
    .map(([spec, count]) => `${spec} ${count}`)
    .join(", ")}`,
);
console.log(
  failures === 0
    ? "holds: every servable shape, never with more indexes for the same shapes"
    : `misses in ${failures} workloads`,
);
process.exitCode = failures === 0 ? 0 : 1;
