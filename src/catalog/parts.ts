import type { Happening, ModelRegistered, SchemaBuilt } from "../interpret/happenings.js";
import { once } from "./once.js";

type Fact = SchemaBuilt | ModelRegistered;

/**
 * Schemas and models in parts that nothing joins: no schema of one stands in another's, no discriminator of one has its
 * base in another, no name or place of a registration is in two. One part when something concerns them all.
 */
export function partsOf(list: readonly Happening[]): readonly (readonly Happening[])[] {
  const facts = list.filter((fact) => fact.type === "schema" || fact.type === "model");
  const isJoint =
    list.some(({ type }) => type === "globalPlugin") ||
    facts.some((fact) => fact.type === "model" && hasVagueBase(fact));
  if (isJoint)
    return [list.filter(({ type }) => type === "schema" || type === "model" || type === "globalPlugin")];

  const groups = unions();
  for (const fact of facts) for (const tie of tiesOf(fact)) groups.join(`${fact.type}:${fact.id}`, tie);
  const parts = new Map<string, Fact[]>();
  for (const fact of facts) {
    const root = groups.find(`${fact.type}:${fact.id}`);
    const part = parts.get(root);
    if (part) part.push(fact);
    else parts.set(root, [fact]);
  }
  return [...parts.values()];
}

/** Its base can be found only by looking at all models. */
const hasVagueBase = ({ base }: ModelRegistered): boolean =>
  base !== undefined && base.by !== "registration" && base.by !== "name";

/** The other facts a fact names, the names it goes by, and where it is. */
const tiesOf = once((fact: Fact): readonly string[] => {
  const found = new Set<string>();
  const walk = (v: unknown): void => {
    if (typeof v !== "object" || v === null) return;
    if ("t" in v && v.t === "schema" && "id" in v) found.add(`schema:${String(v.id)}`);
    for (const each of Object.values(v)) walk(each);
  };
  if (fact.type === "schema") walk(fact.ops);
  else {
    const { at, base, name, schema } = fact;
    walk(schema);
    found.add(`at:${at.file}:${at.start}`);
    if (base?.by === "registration") found.add(`model:${base.id}`);
    if (base?.by === "name") found.add(`name:${base.name}`);
    for (const text of textsIn(name)) found.add(`name:${text}`);
  }
  return [...found];
});

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
