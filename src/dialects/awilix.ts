import { longLived } from "../interpret/likeness.js";
import { instanceOf } from "../interpret/classes.js";
import { noteMadeWith } from "../interpret/constructions.js";
import type { Dialect } from "../interpret/dialect.js";
import type { Machine, Site } from "../interpret/machine.js";
import { perRun } from "../interpret/per-run.js";
import { runCallback } from "../interpret/unknown-call.js";
import {
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  type Obj,
  object,
  text,
  undef,
  type Unk,
  unknown,
  type Value,
} from "../interpret/values.js";

/** Awilix: each class and factory is handed one object that holds all that was registered, by name. */
export const awilix: Dialect = {
  name: "awilix",
  external: (_m, pkg, name) => (pkg === "awilix" ? exported.get(name) : undefined),
  member: (m, unk, key, at) =>
    key === "cradle" && isContainer(unk) ? cradleOf(m, at?.file ?? "") : undefined,
  call(m, callee, site) {
    if (callee.key === "register" && isContainer(callee)) return register(m, site);
    const name = text(site.args[0]);
    return callee.key === "resolve" && name !== null && isContainer(callee)
      ? cradleOf(m, site.at.file).props.get(name)?.v
      : undefined;
  },
};

const isContainer = ({ external, of }: Unk): boolean =>
  external === "awilix" || (of?.t === "unk" && of.external === "awilix");

/** `asClass(Users).singleton()`: how a name is to be resolved. */
const resolverKind: DomKind = {
  name: "resolver",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a resolver" }),
  get: (_m, self, key) => builtin(`resolver.${key}`, () => self),
};

interface Resolver {
  readonly by: "class" | "function" | "value";
  readonly of: Value;
}

const resolver = (by: Resolver["by"]): Builtin =>
  builtin(`as ${by}`, (_m, { args: [of = undef] }): Dom => ({
    t: "dom",
    kind: resolverKind,
    data: { by, of } satisfies Resolver,
  }));

const exported: ReadonlyMap<string, Value> = new Map([
  ["asClass", resolver("class")],
  ["asFunction", resolver("function")],
  ["asValue", resolver("value")],
]);

const cradles = perRun((): Map<string, Obj> => new Map());

/** What the containers of a package hold. */
function cradleOf(m: Machine, file: string): Obj {
  const { directory } = m.project.packageOf(file);
  const known = cradles(m).get(directory);
  if (known) return known;
  const cradle = Object.assign(object(), { open: true });
  longLived.add(cradle);
  cradles(m).set(directory, cradle);
  return cradle;
}

/** `container.register({ name: resolver })`, `container.register(name, resolver)`. */
function register(m: Machine, { args: [first = undef, second], at }: Site): Value {
  const cradle = cradleOf(m, at.file);
  const name = text(first);
  if (name !== null && second) put(m, cradle, name, second);
  if (first.t === "obj") for (const [each, { v }] of first.props) put(m, cradle, each, v);
  return unknown("a container", { external: "awilix" });
}

/** Containers are facts: what they are told stays. */
function put(m: Machine, cradle: Obj, name: string, v: Value): void {
  if (v.t !== "dom" || v.kind !== resolverKind) return;
  const { by, of } = v.data as Resolver;
  if (by === "class" && of.t === "cls") noteMadeWith(m, of, [cradle]);
  cradle.props.set(name, {
    v: by === "value" ? of : unknown(`the registered ${name}`, { key: name, later }),
  });

  function later(machine: Machine): Value | null {
    const made =
      of.t === "cls" ? instanceOf(machine, of) : of.t === "fn" ? runCallback(machine, of, [cradle]) : of;
    return made.t === "unk" ? null : made;
  }
}
