import { apply } from "../interpret/call.js";
import type { Dialect } from "../interpret/dialect.js";
import type { Machine, Site } from "../interpret/machine.js";
import { branch } from "../interpret/trail.js";
import { array, builtin, join, type Props, undef, unknown, type Value } from "../interpret/values.js";
import { runCallback, runCallbacks, unknownArgs } from "../interpret/unknown-call.js";
import { getMember } from "../interpret/members.js";

/** The library "async": it calls functions for the elements of a list, or one after the other. */
export const asyncLibrary: Dialect = {
  name: "async",
  external(_m, pkg, name) {
    const [base, sub] = pkg.split("/");
    if (base !== "async" && base !== "async-es") return undefined;
    if (sub !== undefined) return functionNamed(sub);
    return name === "*" || name === "=" || name === "default" ? namespace : functionNamed(name);
  },
};

const done = unknown("a callback of async", { key: "callback" });
const failure = unknown("an error");

/** Runs the tasks in their order. */
function runTasks(m: Machine, site: Site): Value {
  const [tasks] = site.args;
  const list =
    tasks?.t === "arr"
      ? tasks.items.map((c) => c.v)
      : tasks?.t === "obj"
        ? [...tasks.props.values()].map((c) => c.v)
        : [];
  for (const task of list)
    if (task.t === "builtin") apply(m, task, { ...site, self: undef, args: [done] });
    else runCallbacks(m, [task]);
  runCallbacks(m, site.args.slice(1));
  return unknown("the result of async");
}

/** `waterfall(tasks, done)`: what one gives its callback is given to the next. */
function inTurn(m: Machine, site: Site): Value {
  const [tasks, last] = site.args;
  // At a module's top level they run as entries, with the module whole.
  if (tasks?.t !== "arr" || !m.frames.at(-1)?.fn) return unknown("the result of async");
  let given: readonly Value[] | null = [];
  for (const { v } of tasks.items) given = resultsOf(m, site, v, given);
  if (last?.t === "fn") branch(m, [skip, () => ended(runCallback(m, last, [failure, ...(given ?? [])]))]);
  return unknown("the result of async");
}

/** What a task gives its callback; null: nobody can tell. */
function resultsOf(
  m: Machine,
  site: Site,
  task: Value,
  given: readonly Value[] | null,
): readonly Value[] | null {
  const results: (readonly Value[])[] = [];
  const next = builtin("a callback of async", (_m, inner) => {
    if (inner.args.length > 1) results.push(inner.args.slice(1));
    return undef;
  });
  if (task.t === "fn") {
    const args = given ?? unknownArgs(m, task).slice(0, -1);
    branch(m, [skip, () => ended(runCallback(m, task, [...args, next]))]);
  } else apply(m, task, { ...site, self: undef, args: [...(given ?? []), next] });
  const [first] = results;
  return first ? first.map((_, i) => join(results.map((each) => each[i] ?? undef))) : null;
}

const skip = (): "normal" => "normal";
const ended = (_: Value): "normal" => "normal";

/** `each(list, iteratee, done)`; the functions that take a limit, or what to begin with, have it before the iteratee. */
function overList(m: Machine, site: Site): Value {
  const [list = undef] = site.args;
  const at = site.args.findIndex((a, i) => i > 0 && (a.t === "fn" || a.t === "builtin"));
  const iteratee = site.args[at];
  if (!iteratee) return unknown("the result of async");
  const each = builtin("an iteratee", (machine, inner) =>
    apply(machine, iteratee, { ...inner, self: undef, args: [inner.args[0] ?? undef, done] }),
  );
  const of =
    list.t === "arr"
      ? list
      : array(
          [],
          null,
          list.t === "unk" && list.element
            ? list.element
            : unknown("an element of an unknown list", { of: list }),
        );
  apply(m, getMember(m, of, "forEach", null), { ...site, self: of, args: [each] });
  const last = site.args[at + 1];
  if (last?.t === "fn")
    apply(m, last, { ...site, self: undef, args: [failure, unknown("the results of async")] });
  return unknown("the result of async");
}

/** `async.apply(find, { name })`: a task with its first arguments. */
const bound = (_m: Machine, site: Site): Value => {
  const [fn = undef, ...first] = site.args;
  return builtin("a bound function", (m, later) =>
    apply(m, fn, { ...later, args: [...first, ...later.args] }),
  );
};

const named = (
  names: string,
  run: (m: Machine, site: Site) => Value,
): readonly (readonly [string, Value])[] => names.split(" ").map((n) => [n, builtin(`async's ${n}`, run)]);

const functions = new Map<string, Value>([
  ...named("series parallel parallelLimit auto", runTasks),
  ...named("waterfall", inTurn),
  ...named(
    "each forEach eachSeries forEachSeries eachLimit forEachLimit map mapSeries mapLimit filter filterSeries filterLimit concat concatSeries some every",
    overList,
  ),
  ...named("apply", bound),
]);
const functionNamed = (name: string): Value =>
  functions.get(name) ?? unknown(`async's ${name}`, { external: "async", key: name });

const props: Props = new Map([...functions].map(([k, v]) => [k, { v }]));
const namespace: Value = { ...unknown("async", { external: "async" }), props };
