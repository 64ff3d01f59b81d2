import { thenable } from "../../interpret/builtins/promises.js";
import { runCallback } from "../../interpret/unknown-call.js";
import { noteCreated } from "./created.js";
import { markQuery } from "./query.js";
import { freeze } from "../../interpret/freeze.js";
import { spreadInto } from "../../interpret/literals.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { assign } from "../../interpret/trail.js";
import { getMember } from "../../interpret/members.js";
import { report } from "../../interpret/provenance.js";
import { tell } from "../../interpret/tell.js";
import {
  array,
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  type Obj,
  object,
  record,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { modelKind, refOf } from "./model.js";
import { modelNamed } from "./named.js";
import { registered } from "./registry.js";

/** What a query gives: a document (may be null), or a list of them. */
export interface DocumentData {
  readonly model: Dom;
  readonly many: boolean;
  /** Of a new one: what it was made of, and what was set since. */
  readonly given?: Value;
  readonly fields?: Obj;
}

const cache = new WeakMap<object, Dom>();

/** A document of a model, or a list of them. */
export function documentOf(_m: Machine, model: Value, many: boolean): Value {
  if (model.t !== "dom" || model.kind !== modelKind)
    return unknown("a document of an unknown model", { kind: ["object"] });
  if (many) return { t: "dom", kind: listKind, data: { model, many } satisfies DocumentData };
  const known = cache.get(model.data as object);
  if (known) return known;
  const made: Dom = { t: "dom", kind: documentKind, data: { model, many } satisfies DocumentData };
  cache.set(model.data as object, made);
  return made;
}

/** `new Model(values)`: it is stored when it is saved. */
export const newDocument = (model: Dom, given: Value | undefined): Dom => ({
  t: "dom",
  kind: documentKind,
  data: { model, many: false, given: given ?? undef, fields: object() } satisfies DocumentData,
});

const dataOf = (v: Dom): DocumentData => v.data as DocumentData;

const documentOperations = new Set(["updateOne", "deleteOne", "remove", "update", "replaceOne"]);

const documentKind: DomKind = {
  name: "document",
  truthy: undefined,
  freeze: (m, self) => ({ t: "document", ref: refOf(m, dataOf(self).model) }),
  standsFor: (self) => (dataOf(self).fields ? undefined : (dataOf(self).model.data as object)),
  get: (m, self, key, at) => {
    const { model } = dataOf(self);
    const then = thenable(self, key);
    if (then) return then;
    const method = registered(m, refOf(m, model))?.schema?.methods.get(key);
    if (method) return method.v;
    if (key === "constructor") return model;
    if (key === "model" || key === "$model")
      return builtin("Document.model", (machine, site) =>
        site.args[0] ? modelNamed(machine, site.args[0], site.frame.mod.file) : model,
      );
    if (key === "collection" || key === "$collection") return getMember(m, model, "collection", at);
    if (key === "db")
      return record({
        model: builtin("Connection.model", (machine, site) =>
          modelNamed(machine, site.args[0] ?? undef, site.frame.mod.file),
        ),
      });
    if (key === "_id" || key === "id")
      return unknown("the id of a document", { of: self, key, kind: [key === "id" ? "string" : "objectId"] });
    if (documentOperations.has(key)) return operation(key);
    if (key === "populate" || key === "execPopulate" || key === "save")
      return builtin(`Document.${key}`, (machine, site) => populated(machine, self, key, site));
    if (key === "toObject" || key === "toJSON" || key === "lean")
      return builtin(`Document.${key}`, () => self);
    return unknown("a field of a document", { of: self, key, external: "a document", ...(at && { at }) });
  },
  set: (m, self, key, v, at) => {
    const { fields } = dataOf(self);
    if (fields) assign(m, fields, fields.props, key, { v, ...(at && { at }) });
  },
  element: (_m, self) => unknown("an element of a document", { of: self }),
};

function populated(m: Machine, self: Dom, key: string, site: Site): Value {
  if (key === "save") saved(m, self, site);
  if (key === "populate" && site.args.length > 0)
    tell(m, {
      type: "query",
      id: m.nextId++,
      model: refOf(m, dataOf(self).model),
      operation: "populate",
      args: site.args.map((a) => freeze(m, a)),
      steps: [],
      ...where(m, site, "populate"),
      native: false,
      receiver: "document",
    });
  return self;
}

function saved(m: Machine, self: Dom, site: Site): void {
  const { model, given, fields } = dataOf(self);
  if (!given || !fields) return;
  const whole = object();
  spreadInto(m, whole, given);
  for (const [key, cell] of fields.props) whole.props.set(key, cell);
  noteCreated(m, model, [fields.props.size === 0 ? given : whole], site);
}

const where = (m: Machine, site: Site, operationName: string) => {
  const { at, through, in: enclosing } = report(m, site, operationName, []);
  return { at, through, in: enclosing };
};

/** `doc.updateOne(…)`: a query by `_id`. */
const operation = (key: string): Builtin =>
  builtin(`Document.${key}`, (m, site) => {
    const { self } = site;
    if (self.t !== "dom" || self.kind !== documentKind) return unknown("a document operation");
    markQuery(m, site.name);
    tell(m, {
      type: "query",
      id: m.nextId++,
      model: refOf(m, dataOf(self).model),
      operation: key,
      args: [],
      steps: [],
      at: site.name,
      through: [],
      in: report(m, site, key, []).in,
      native: false,
      receiver: "document",
    });
    return self;
  });

const listKind: DomKind = {
  name: "documents",
  truthy: true,
  freeze: (m, self) => ({
    t: "array",
    items: [],
    rest: { t: "document", ref: refOf(m, dataOf(self).model) },
  }),
  standsFor: (self) => dataOf(self).model.data as object,
  element: (m, self) => documentOf(m, dataOf(self).model, false),
  get: (m, self, key) => {
    const then = thenable(self, key);
    if (then) return then;
    const element = documentOf(m, dataOf(self).model, false);
    if (key === "toArray" || key === "eachAsync" || key === "next" || key === "close" || key === "cursor")
      return cursorMethod(self, element, key);
    const member = getMember(m, array([], null, element), key, null);
    if (member.t !== "builtin") return member;
    return builtin(member.name, (machine, site) =>
      member.call(machine, { ...site, self: array([], null, element) }),
    );
  },
};

const cursorMethod = (self: Dom, element: Value, key: string): Value =>
  builtin(`cursor.${key}`, (m, site) => {
    const fn = site.args[0];
    if (fn?.t === "fn") runCallback(m, fn, [element]);
    return key === "next" ? element : self;
  });
