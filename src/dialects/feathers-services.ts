import { apply } from "../interpret/call.js";
import { isSame } from "../interpret/handed.js";
import { askAgain } from "../interpret/late.js";
import type { Machine, Site } from "../interpret/machine.js";
import { getMember } from "../interpret/members.js";
import { perRun } from "../interpret/per-run.js";
import {
  alternatives,
  builtin,
  type Builtin,
  type Dom,
  type DomKind,
  join,
  type Obj,
  object,
  text,
  undef,
  unknown,
  type Value,
} from "../interpret/values.js";
import { isNullish } from "../interpret/evaluate.js";

const modelOf = (self: Dom): Value => self.data as Value;

/** A Feathers service over a model or collection: what it asks is the `query` of the parameters. */
const serviceKind: DomKind = {
  name: "feathers service",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a Feathers service" }),
  get(_m, self, key) {
    if (key === "Model") return modelOf(self);
    const run = operations[key];
    return run
      ? builtin(`service.${key}`, (m, site) => run(m, modelOf(self), site))
      : unknown(`a Feathers service's ${key}`, { of: self, key });
  },
};

type Operation = (m: Machine, model: Value, site: Site) => Value;

const ask = (m: Machine, model: Value, operation: string, site: Site, args: readonly Value[]): Value =>
  apply(m, getMember(m, model, operation, null), { ...site, self: model, args });

/** Of one document by its id, or with `null` of all that the query finds. */
const ofOne =
  (one: string, all: string, params: number): Operation =>
  (m, model, site) => {
    const [id = undef] = site.args;
    const query = site.args[params];
    return isNullish(id)
      ? ask(m, model, all, site, [asked(m, site, query).filter])
      : ask(m, model, one, site, [asked(m, site, query, id).filter]);
  };

const operations: Readonly<Record<string, Operation>> = {
  find(m, model, site) {
    const { filter, sort } = asked(m, site, site.args[0]);
    const options = object(site.at);
    if (sort) options.props.set("sort", { v: sort });
    ask(m, model, "find", site, [filter, undef, options]);
    return unknown("what a Feathers service found");
  },
  get: ofOne("findOne", "findOne", 1),
  update: ofOne("findOneAndUpdate", "updateMany", 2),
  patch: ofOne("findOneAndUpdate", "updateMany", 2),
  remove: ofOne("findOneAndDelete", "deleteMany", 1),
  create: (m, model, site) => ask(m, model, "create", site, site.args.slice(0, 1)),
};

/** Parts of a query that are no filter. */
const controls = /^\$(?:limit|skip|sort|select|populate|client|resolve)$/;

/** The filter and order that parameters ask for; the service's hooks may add to it. */
function asked(
  m: Machine,
  site: Site,
  params: Value = undef,
  id?: Value,
): { readonly filter: Obj; readonly sort: Value | undefined } {
  const filter = object(site.at);
  filter.open = true;
  let sort: Value | undefined;
  const query = params.t === "prim" ? undef : getMember(m, params, "query", null);
  for (const v of alternatives(query)) {
    if (v.t !== "obj") continue;
    for (const [key, cell] of v.props)
      if (key === "$sort") sort = cell.v;
      else if (!controls.test(key))
        filter.props.set(key, alternatives(query).length > 1 ? { ...cell, maybe: true } : cell);
  }
  if (id) filter.props.set("_id", { v: id });
  return { filter, sort };
}

const make = (m: Machine, site: Site): Value => {
  const [options = undef] = site.args;
  const model = isNullish(options) ? undef : getMember(m, options, "Model", null);
  return { t: "dom", kind: serviceKind, data: model };
};

const serviceClass: Builtin = builtin("a Feathers service", make, { construct: make, extendable: true });
const maker: Builtin = builtin("a Feathers service", make, {
  construct: make,
  extendable: true,
  props: new Map(
    ["default", "Service", "MongooseService", "MongoDBService"].map((n) => [n, { v: serviceClass }]),
  ),
});

/** What the packages that make such services export. */
export const serviceMaker = (pkg: string): Value | undefined =>
  /^(?:feathers-(?:mongoose|mongodb)|@feathersjs\/mongodb)$/.test(pkg) ? maker : undefined;

/** Services by package and path. */
const servicesOf = perRun((): Map<string, Value> => new Map());

const keyOf = (m: Machine, site: Site, path: string): string =>
  `${m.project.packageOf(site.frame.mod.file).directory}:${path.replace(/^\/+|\/+$/g, "")}`;

/** `app.use("/users", service)` */
export function noteService(m: Machine, site: Site): void {
  const [path, service] = site.args;
  const name = text(path);
  if (name === null || service?.t !== "dom" || service.kind !== serviceKind) return;
  const key = keyOf(m, site, name);
  const known = servicesOf(m).get(key);
  const isKnown =
    known && alternatives(known).some((v) => v.t === "dom" && isSame(modelOf(v), modelOf(service)));
  if (!isKnown) servicesOf(m).set(key, known ? join([known, service]) : service);
}

/** `app.service("users")`; who asks before it is used asks again. */
export function serviceNamed(m: Machine, site: Site): Value | undefined {
  const name = site.args.length === 1 ? text(site.args[0]) : null;
  if (name === null) return undefined;
  const key = keyOf(m, site, name);
  const known = servicesOf(m).get(key);
  if (!known) askAgain(m, `service ${key}`, () => servicesOf(m).has(key));
  return known;
}
