import { thenable } from "../../interpret/builtins/promises.js";
import { apply } from "../../interpret/call.js";
import { runCallback } from "../../interpret/unknown-call.js";
import { shared } from "../../interpret/alike.js";
import { freeze } from "../../interpret/freeze.js";
import type { ModelRef, QueryIssued, QueryStep, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import { report } from "../../interpret/provenance.js";
import { mark } from "../../interpret/sites.js";
import { isUnderTest } from "../../interpret/tests.js";
import { tell } from "../../interpret/tell.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  object,
  undef,
  type Unk,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { noteAsked } from "./created.js";
import { documentOf } from "./document.js";
import { modelKind, refOf } from "./model.js";
import { aggregateSteps, neutralSteps, querySteps, tellingSteps } from "./operations.js";
import { registered } from "./registry.js";

interface Issued extends Omit<QueryIssued, "steps"> {
  readonly steps: QueryStep[];
}

interface QueryData {
  /** null: the query of a hook, which stands for every query of its model. */
  readonly issued: Issued | null;
  readonly level: number;
  readonly model: Dom | null;
  readonly gives: "one" | "many" | "none";
  readonly aggregate: boolean;
  /** What it was first asked for. */
  readonly filter?: Value;
}

export const markQuery = (m: Machine, name: Span): void => mark(m.sites, name, "query", "");

export interface Issue {
  readonly operation: string;
  readonly gives: "one" | "many" | "none";
  readonly model: Dom | null;
  readonly ref: ModelRef;
  readonly native: boolean;
  readonly receiver: QueryIssued["receiver"];
}

/** The last argument is called back when it is a function, or a parameter that is named like one. */
function withoutCallback(args: readonly Value[]): readonly Value[] {
  const last = args.at(-1);
  return last && alternatives(last).some(isCallback) ? args.slice(0, -1) : args;
}

const isCallback = (v: Value): boolean =>
  v.t === "fn" ||
  v.t === "builtin" ||
  (v.t === "unk" && /^(cb|callback|done|next|fn)$|(Cb|Callback)$/.test(v.key ?? ""));

/** The argument that says what is looked for; an id says nothing of where it was written, unless given in place of a filter. */
const filterOf = (operation: string, args: readonly Value[]): readonly Value[] => {
  if (operation === "distinct") return args.slice(1, 2);
  const first = args.slice(0, 1);
  return operation.startsWith("findById") ? first.filter((v) => v.t === "unk" && v.sure) : first;
};

/** Records a query where its filter was written; answers the query, to be chained or awaited. */
export function issue(m: Machine, what: Issue, site: Site): Value {
  markQuery(m, site.name);
  const given = withoutCallback(site.args);
  const { at, through, in: enclosing } = report(m, site, what.operation, filterOf(what.operation, given));
  const issued: Issued = {
    type: "query",
    id: m.nextId++,
    model: what.ref,
    operation: what.operation,
    args: shared(
      m,
      site.name,
      given.slice(0, 4).map((a) => freeze(m, a)),
    ),
    steps: [],
    at,
    through,
    in: enclosing,
    native: what.native,
    receiver: what.receiver,
    ...(isUnderTest(m, at.file) && { byTest: true as const }),
  };
  tell(m, issued);
  noteAsked(m, issued, what.model, given[0]);
  const query: Dom = {
    t: "dom",
    kind: queryKind,
    data: {
      issued,
      level: m.branch,
      model: what.model,
      gives: what.gives,
      aggregate: what.operation === "aggregate",
      filter: filterOf(what.operation, given)[0] ?? undef,
    } satisfies QueryData,
  };
  callBack(m, site, () => resultOf(m, query));
  return query;
}

/** `(error, result) => …` as the last argument. */
function callBack(m: Machine, site: Site, result: () => Value): void {
  const callback = site.args.at(-1);
  if (callback?.t === "fn") runCallback(m, callback, [unknown("an error"), result()]);
  if (callback?.t === "builtin")
    apply(m, callback, { ...site, self: undef, args: [unknown("an error"), result()] });
}

/** `this` in a query hook or helper: any query of the model. */
export function hookQuery(_m: Machine, model: Value): Value {
  const of = model.t === "dom" && model.kind === modelKind ? model : null;
  return {
    t: "dom",
    kind: queryKind,
    data: { issued: null, level: 0, model: of, gives: "many", aggregate: false } satisfies QueryData,
  };
}

const dataOf = (v: Dom): QueryData => v.data as QueryData;

/** Is it an aggregate, asked or still to be asked? */
export const isAggregate = (v: Value | undefined): v is Dom =>
  v?.t === "dom" && v.kind === queryKind && dataOf(v).aggregate;

/** `aggregatePaginate(aggregate, options)`: the aggregate itself, ordered last as the options say. */
export function paginated(m: Machine, aggregate: Dom, site: Site): Value {
  markQuery(m, site.name);
  const options = site.args[1];
  const sort = options?.t === "obj" ? options.props.get("sort") : undefined;
  const { issued, level } = dataOf(aggregate);
  if (sort)
    issued?.steps.push({
      method: "sort",
      args: [freeze(m, sort.v)],
      at: site.name,
      ...((sort.maybe === true || m.branch > level) && { maybe: true as const }),
    });
  return unknown("a page of an aggregate", { of: aggregate, kind: ["object"] });
}

function resultOf(m: Machine, self: Dom): Value {
  const { model, gives, aggregate } = dataOf(self);
  if (aggregate)
    return unknown("the result of an aggregate", {
      kind: ["array"],
      of: self,
      element: unknown("a result of an aggregate", { kind: ["object"] }),
    });
  if (gives === "none") return unknown("the result of an operation", { of: self });
  if (!model)
    return unknown("the result of a query", {
      of: self,
      external: "a document",
      ...(gives === "many" && { element: unknown("a document", { external: "a document" }) }),
    });
  return documentOf(m, model, gives === "many");
}

const unfiltering = new Set(
  "sort select limit skip hint collation populate slice comment projection project transform".split(" "),
);

/** The filter of a query, to be given to another; what was chained on it may have added to it. */
function conditions({ filter = undef, issued }: QueryData): Value {
  if (filter.t !== "obj" && filter.t !== "prim") return filter;
  const o = object();
  if (filter.t === "obj") for (const [key, cell] of filter.props) o.props.set(key, cell);
  o.open = (filter.t === "obj" && filter.open) || !!issued?.steps.some((s) => !unfiltering.has(s.method));
  return o;
}

function chain(m: Machine, self: Dom, method: string, site: Site, foreign = false): Dom {
  const { issued, level } = dataOf(self);
  markQuery(m, site.name);
  issued?.steps.push({
    method,
    args: withoutCallback(site.args)
      .slice(0, 3)
      .map((a) => freeze(m, a)),
    at: site.name,
    ...(m.branch > level && { maybe: true as const }),
    ...(foreign && { foreign: true as const }),
  });
  callBack(m, site, () => resultOf(m, self));
  return self;
}

const step = (name: string): Builtin =>
  builtin(`Query.${name}`, (m, site) => {
    const { self } = site;
    return self.t === "dom" && self.kind === queryKind ? chain(m, self, name, site) : unknown("a query step");
  });

/** A call of a method that queries do not have of themselves: it may add to the query, and answers it. */
export function foreignStep(m: Machine, { of, key }: Unk, site: Site): Value | undefined {
  if (key === undefined || of?.t !== "dom" || of.kind !== queryKind) return undefined;
  return chain(m, of, key, site, true);
}

const exec: Builtin = builtin("Query.exec", (m, site) => {
  const { self } = site;
  if (self.t !== "dom" || self.kind !== queryKind) return unknown("a query");
  const result = resultOf(m, self);
  callBack(m, site, () => result);
  return result;
});

const steps = new Map<string, Builtin>([...querySteps, ...aggregateSteps].map((n) => [n, step(n)]));
const same: Builtin = builtin("Query", (_m, site) => site.self);
const cursors = new Set([
  "cursor",
  "stream",
  "toArray",
  "forEach",
  "map",
  "next",
  "hasNext",
  "eachAsync",
  "tryNext",
]);

const queryKind: DomKind = {
  name: "query",
  truthy: undefined,
  freeze: (m, self) => ({
    t: "unknown",
    why: "the result of a query",
    kind: dataOf(self).gives === "many" ? ["array"] : ["object"],
    ...docElement(m, self),
  }),
  awaited: resultOf,
  element: (m, self) => {
    const { model } = dataOf(self);
    return model ? documentOf(m, model, false) : unknown("a document", { external: "a document" });
  },
  get: (m, self, key, at) => {
    const data = dataOf(self);
    const known = data.aggregate
      ? aggregateSteps.has(key)
        ? steps.get(key)
        : undefined
      : querySteps.has(key)
        ? steps.get(key)
        : undefined;
    if (known) return known;
    if (key === "exec" || key === "execAsync") return exec;
    if (key === "model" && data.model) return data.model;
    if (key === "_conditions" && data.issued) return conditions(data);
    if ((key === "getFilter" || key === "getQuery") && data.issued)
      return builtin(`Query.${key}`, () => conditions(data));
    if (neutralSteps.has(key)) return same;
    const result = resultOf(m, self);
    const then = thenable(result, key);
    if (then) return then;
    if (key === "toArray" || key === "cursor" || key === "stream")
      return builtin(`Query.${key}`, (machine, site) => {
        if (key === "toArray") callBack(machine, site, () => result);
        return result;
      });
    if (cursors.has(key)) return getMember(m, result, key, at);
    if (key === "model") return data.model ?? unknown("the model of a query");
    if (key === "getFilter" || key === "getQuery" || key === "_conditions")
      return unknown("the filter of any query", { of: self, key });
    const helper = data.model && registered(m, refOf(m, data.model))?.schema?.query.get(key)?.v;
    if (helper) return helper;
    if (key === "paginate") return steps.get("find") ?? same;
    const member = getMember(m, result, key, at);
    return member.t === "unk" && !tellingSteps.has(key) ? { ...member, of: self, key } : member;
  },
};

const docElement = (m: Machine, self: Dom) => {
  const { model, gives } = dataOf(self);
  return model && gives === "many" ? { element: { t: "document" as const, ref: refOf(m, model) } } : {};
};
