import { lookup } from "../../interpret/variables.js";
import type { Machine, ModuleState } from "../../interpret/machine.js";
import { getMember } from "../../interpret/members.js";
import { findType, type Named } from "../../interpret/types.js";
import { valueNamed } from "../../interpret/type-values.js";
import { builtin, type ClassV, type TypeIn, undef, unknown, type Value } from "../../interpret/values.js";
import type { Expr, Member, Type } from "../../syntax/tree.js";
import { classFrame } from "./marks.js";

/**
 * What TypeScript emits as a member's `design:type`. `null` and `undefined` in unions are elided, as without
 * `strictNullChecks`: with it such code throws at start.
 */
export function designType(m: Machine, cls: ClassV, x: Member): Value {
  const context: Context = { m, cls, type: { node: { k: "tother" }, mod: cls.mod }, alias: false, depth: 0 };
  return x.t ? serialised(context, x.t) : global(m, "Object");
}

interface Context {
  readonly m: Machine;
  readonly cls: ClassV;
  /** Where the annotation was written. */
  readonly type: TypeIn;
  /** Inside a type alias the checker tells only primitives and arrays: a class there is an Object. */
  readonly alias: boolean;
  readonly depth: number;
}

const keywords: Readonly<Record<string, string>> = {
  string: "String",
  number: "Number",
  boolean: "Boolean",
  bigint: "BigInt",
  symbol: "Symbol",
};
const literals: Readonly<Record<string, string>> = { string: "String", number: "Number", boolean: "Boolean" };
const functionType = builtin("Function", () => unknown("a function made of text"));

const global = (m: Machine, name: string): Value => m.globals.vars.get(name)?.v ?? unknown(name);

function serialised(c: Context, node: Type): Value {
  switch (node.k) {
    case "tkw":
      if (node.n === "void" || node.n === "undefined" || node.n === "never") return undef;
      return global(c.m, keywords[node.n] ?? "Object");
    case "tlit":
      return node.v === null ? undef : global(c.m, literals[typeof node.v] ?? "Object");
    case "tarr":
      return global(c.m, "Array");
    case "tfn":
      return functionType;
    case "tunion":
    case "tinter":
      return ofConstituents(c, node.of, node.k === "tinter");
    case "tref":
      return c.depth > 8 ? global(c.m, "Object") : ofReference(c, node.n);
    default:
      return global(c.m, "Object");
  }
}

/** All alike, or Object. */
function ofConstituents(c: Context, of: readonly Type[], isIntersection: boolean): Value {
  const object = global(c.m, "Object");
  let found: Value | null = null;
  for (const part of of) {
    const isNothing =
      (part.k === "tlit" && part.v === null) ||
      (part.k === "tkw" && (part.n === "undefined" || part.n === "void"));
    if (isNothing || (part.k === "tkw" && part.n === "never" && !isIntersection)) continue;
    const v = serialised(c, part);
    if (v === object || (found !== null && !isSame(found, v))) return object;
    found = v;
  }
  return found ?? undef;
}

const isSame = (a: Value, b: Value): boolean =>
  a === b || (a.t === "dom" && b.t === "dom" && a.kind === b.kind && a.data === b.data);

const constructors = new Set([
  "Date",
  "Map",
  "Set",
  "Array",
  "Buffer",
  "String",
  "Number",
  "Boolean",
  "BigInt",
  "Object",
  "Symbol",
  "RegExp",
  "Promise",
]);

function ofReference(c: Context, name: string): Value {
  const { m, cls } = c;
  const object = global(m, "Object");
  if (cls.node.tp?.includes(name)) return object;
  const named = findType(m, c.type, name);
  if (named) return ofNamed(c, named, name);
  const [head = name, member] = name.split(".");
  if (member !== undefined) {
    const holder = findType(m, c.type, head);
    if (holder?.is === "declared" && holder.decl.k === "enum")
      return ofEnum(
        c,
        holder.mod,
        holder.decl.n,
        holder.decl.m.filter((x) => x.n === member),
      );
  }
  if (name === "ReadonlyArray") return global(m, "Array");
  if (constructors.has(name)) return c.alias && name !== "Array" ? object : global(m, name);
  const local = c.type.mod === cls.mod ? lookup(m, classFrame(cls), cls.scope, head) : undef;
  if (local.t === "cls" && member === undefined) return c.alias ? object : local;
  if (!c.type.mod.scope.imports?.has(head)) return object;
  return unknown(`the type \`${name}\` was not found`);
}

function ofNamed(c: Context, named: Named, name: string): Value {
  const { m } = c;
  const object = global(m, "Object");
  if (named.is === "parameter") return object;
  if (named.is === "external") {
    if (c.alias || isTypeOnly(c.type, name)) return object;
    return ofLibrary(c, named.pkg, named.name, name);
  }
  const { decl, mod } = named;
  switch (decl.k) {
    case "iface":
      return object;
    case "enum":
      return ofEnum(c, mod, decl.n, decl.m);
    case "alias":
      return serialised({ ...c, alias: true, type: { node: decl.t, mod }, depth: c.depth + 1 }, decl.t);
    case "clsd":
      if (c.alias || isTypeOnly(c.type, name)) return object;
      return valueNamed(m, mod, decl.n) ?? unknown(`the class ${decl.n} is not known yet`);
  }
}

type EnumMembers = readonly { readonly n: string; readonly v?: Expr }[];

/** All strings, all numbers (an empty enum, too), or both. */
function ofEnum(c: Context, mod: ModuleState, name: string, members: EnumMembers): Value {
  const object = members.every((x) => isPlain(x.v)) ? null : valueNamed(c.m, mod, name);
  const kinds = new Set(members.map((x) => (isText(x, object) ? "String" : "Number")));
  const [kind = "Number"] = kinds;
  return global(c.m, kinds.size > 1 ? "Object" : kind);
}

const isPlain = (x: Expr | undefined): boolean =>
  x === undefined || x.k === "lit" || x.k === "tpl" || x.k === "un";

function isText(x: EnumMembers[number], object: Value | null): boolean {
  if (x.v?.k === "tpl" || (x.v?.k === "lit" && typeof x.v.v === "string")) return true;
  const v = object?.t === "obj" ? object.props.get(x.n)?.v : undefined;
  return v?.t === "prim" ? typeof v.v === "string" : v?.t === "unk" && v.kind?.[0] === "string";
}

/** Libraries' classes are values; their interfaces and aliases are Objects, which only the library itself could tell. */
function ofLibrary(c: Context, pkg: string, exported: string, name: string): Value {
  const { m, cls } = c;
  const isMongoose = pkg === "mongoose";
  if (isMongoose && !/(^|\.)(Types|SchemaTypes)\./.test(exported)) return global(m, "Object");
  const [head = name, ...rest] = name.split(".");
  const scope = c.type.mod === cls.mod ? cls.scope : c.type.mod.scope;
  let v = lookup(m, classFrame(cls), scope, head);
  for (const key of rest) v = getMember(m, v, key, null);
  // Of libraries whose classes we all know, the rest are types only.
  return v.t === "unk" && /typegoose|^@nestjs\//.test(pkg) ? global(m, "Object") : v;
}

function isTypeOnly(where: TypeIn, name: string): boolean {
  const [head] = name.split(".");
  return where.mod.tree.body.some(
    (s) => s.k === "import" && s.type === true && s.names.some((n) => n.as === head),
  );
}
