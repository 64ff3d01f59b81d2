import type { Happening, ModelRegistered, SchemaBuilt } from "../interpret/happenings.js";
import { groupBy } from "./group.js";
import { once } from "./once.js";

type Fact = SchemaBuilt | ModelRegistered;

/**
 * Models in parts that nothing joins, each with the schemas it needs: no schema of a model is needed in two parts (Mongoose
 * adds to it when it compiles the model), no discriminator of one has its base in another, no name or place of a
 * registration is in two. A schema that is only ever embedded is in each part that needs it. The first fact of a part is in
 * no other. One part when something concerns them all.
 */
export function partsOf(list: readonly Happening[]): readonly (readonly Happening[])[] {
  const schemas = list.filter((fact) => fact.type === "schema");
  const models = list.filter((fact) => fact.type === "model");
  if (list.some(({ type }) => type === "globalPlugin") || models.some(hasVagueBase))
    return [list.filter(({ type }) => type === "schema" || type === "model" || type === "globalPlugin")];

  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  const withNeeds = (part: readonly Fact[]): readonly Fact[] => [
    ...new Set([...part, ...needsOf(part, byId)]),
  ];
  const registered = new Set(models.flatMap(({ schema }) => usedBy(schema)));
  const ties = (model: ModelRegistered): readonly string[] => [
    ...tiesOf(model),
    ...needsOf([model], byId).flatMap((schema) => (registered.has(schema.id) ? [nameOf(schema)] : [])),
  ];
  const parts = joined(models, ties).map(withNeeds);
  const needed = new Set(parts.flat());
  const others = schemas.filter((schema) => !needed.has(schema));
  return [...parts, ...joined(others, ({ ops }) => usedBy(ops).map((id) => `schema:${id}`)).map(withNeeds)];
}

/** Facts in groups that no tie joins. */
function joined<F extends Fact>(
  facts: readonly F[],
  ties: (fact: F) => readonly string[],
): readonly (readonly F[])[] {
  const groups = unions();
  for (const fact of facts) for (const tie of ties(fact)) groups.join(nameOf(fact), tie);
  return [...groupBy(facts, (fact) => groups.find(nameOf(fact))).values()];
}

const nameOf = ({ type, id }: Fact): string => `${type}:${id}`;

/** All schemas that facts are made of. */
function needsOf(facts: readonly Fact[], byId: ReadonlyMap<number, SchemaBuilt>): readonly SchemaBuilt[] {
  const found = new Set<SchemaBuilt>();
  const add = (fact: Fact): void => {
    for (const id of usedBy(fact.type === "schema" ? fact.ops : fact.schema)) {
      const schema = byId.get(id);
      if (!schema || found.has(schema)) continue;
      found.add(schema);
      add(schema);
    }
  };
  facts.forEach(add);
  return [...found];
}

/** Its base can be found only by looking at all models. */
const hasVagueBase = ({ base }: ModelRegistered): boolean =>
  base !== undefined && base.by !== "registration" && base.by !== "name";

/** The ids of the schemas that stand somewhere in it. */
const usedBy = once((v: object): readonly number[] => {
  const found = new Set<number>();
  const walk = (v: unknown): void => {
    if (typeof v !== "object" || v === null) return;
    if ("t" in v && v.t === "schema" && "id" in v && typeof v.id === "number") found.add(v.id);
    for (const each of Object.values(v)) walk(each);
  };
  walk(v);
  return [...found];
});

/** What a model is registered with: its base, place and names. */
const tiesOf = once(({ at, base, name }: ModelRegistered): readonly string[] => [
  `at:${at.file}:${at.start}`,
  ...(base?.by === "registration" ? [`model:${base.id}`] : []),
  ...(base?.by === "name" ? [`name:${base.name}`] : []),
  ...textsIn(name).map((text) => `name:${text}`),
]);

function textsIn(name: ModelRegistered["name"]): readonly string[] {
  if (name.t === "union") return name.of.flatMap(textsIn);
  if (name.t === "class" || name.t === "function") return name.name === null ? [] : [name.name];
  return name.t === "prim" ? [String(name.v)] : [];
}

/** Sets of names that grow together. */
function unions(): { find(name: string): string; join(one: string, other: string): void } {
  const above = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next;
    if (root !== name) above.set(name, root);
    return root;
  };
  return {
    find,
    join(one, other) {
      const [a, b] = [find(one), find(other)];
      if (a !== b) above.set(a, b);
    },
  };
}
