import type { Dialect } from "../../interpret/dialect.js";
import { apply } from "../../interpret/call.js";
import { instanceOf } from "../../interpret/classes.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type ClassV,
  type Dom,
  join,
  record,
  undef,
  type Unk,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { applyDecorators, decorator, lineage, marksOf } from "../decorators/marks.js";
import { definitionOf, raw, schemaOfClass } from "./definition.js";
import { mongooseModule } from "./features.js";
import { inject } from "../injection/inject.js";
import { provided } from "../injection/providers.js";
import { getConnectionToken, getModelToken, injectConnection, injectModel } from "./injection.js";
import { runDecorators } from "./modules.js";

/** NestJS with `@nestjs/mongoose`. */
export const nestjs: Dialect = {
  name: "nestjs",
  external(_m, pkg, name) {
    if (pkg === "@nestjs/common") return common.get(name);
    if (pkg !== "@nestjs/mongoose") return undefined;
    return name === "*" || name === "=" ? namespace : exported.get(name);
  },
  call: (m, callee, site) =>
    callee.key === "get" || callee.key === "resolve" ? containerGives(m, callee, site) : undefined,
  classDeclared: (m, cls) => runDecorators(m, cls),
};

/** `moduleRef.get(UserService)`: what a container keeps under a token or a class. */
function containerGives(m: Machine, callee: Unk, { args }: Site): Value | undefined {
  const [asked] = args;
  const isMap = callee.of?.t === "unk" && callee.of.external === "the JavaScript library";
  return asked?.t === "cls" && !isMap ? instanceOf(m, asked) : (provided(asked) ?? undefined);
}

const classOf = (v: Value | undefined, of: (cls: ClassV) => Value): Value =>
  join(
    alternatives(v ?? undef).map((c) =>
      c.t === "cls" ? of(c) : unknown("a schema of a class that is not known"),
    ),
  );

const createForClass: Builtin = builtin("SchemaFactory.createForClass", (m, site) =>
  classOf(site.args[0], (cls) => {
    const { dom } = schemaOfClass(m, cls);
    addVirtuals(m, cls, dom, site);
    return dom;
  }),
);

/** `@Virtual()`, of the class and those it extends. */
function addVirtuals(m: Machine, cls: ClassV, schema: Dom, site: Site): void {
  for (const c of lineage(cls).classes)
    for (const x of marksOf(m, c).members)
      for (const mark of x.marks) {
        if (mark.name !== "nestjs.Virtual") continue;
        const [options = undef] = mark.args;
        const sub = getMember(m, options.t === "obj" ? options : record({}), "subPath", null);
        const name = sub.t === "prim" && typeof sub.v === "string" ? `${x.key}.${sub.v}` : x.key;
        const given = options.t === "obj" ? options.props.get("options")?.v : undefined;
        const args: Value[] = [{ t: "prim", v: name }, ...(given ? [given] : [])];
        apply(m, getMember(m, schema, "virtual", null), { ...site, self: schema, args, at: mark.at });
      }
}

const statics = (name: string, method: Builtin): Builtin =>
  builtin(name, () => unknown(name), { props: new Map([["createForClass", { v: method }]]) });

const exported: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["Schema", decorator("nestjs.Schema")],
  ["Prop", decorator("nestjs.Prop")],
  ["Virtual", decorator("nestjs.Virtual")],
  ["raw", builtin("raw", (_m, site) => raw(site.args[0] ?? undef))],
  ["SchemaFactory", statics("SchemaFactory", createForClass)],
  [
    "DefinitionsFactory",
    statics(
      "DefinitionsFactory",
      builtin("DefinitionsFactory.createForClass", (m, site) =>
        classOf(site.args[0], (cls) => definitionOf(m, cls)),
      ),
    ),
  ],
  ["MongooseModule", mongooseModule],
  ["InjectModel", injectModel],
  ["InjectConnection", injectConnection],
  ["getModelToken", getModelToken],
  ["getConnectionToken", getConnectionToken],
]);

const namespace = record(Object.fromEntries(exported));

const common: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["Inject", inject],
  ["applyDecorators", applyDecorators],
  ["mixin", builtin("mixin", (_m, site) => site.args[0] ?? undef)],
]);
