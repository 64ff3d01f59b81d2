import type { Expr, Module, Stmt, Type } from "../syntax/tree.js";
import type { Machine, ModuleState } from "./machine.js";
import { exportPlace, loadModule, packageName, resolved } from "./modules.js";
import { join, prim, type TypeIn, unknown, type Value, undef } from "./values.js";

type Declaration = Extract<Stmt, { k: "iface" | "alias" | "clsd" | "enum" }>;
export type TypeTable = ReadonlyMap<string, Declaration>;

/** Type declarations of a module's top level (and its namespaces, dotted). */
export function typeTable(tree: Module): TypeTable {
  const table = new Map<string, Declaration>();
  const collect = (list: readonly Stmt[], prefix: string): void => {
    for (const s of list) {
      if (s.k === "iface" || s.k === "alias" || s.k === "clsd" || s.k === "enum") {
        const known = table.get(prefix + s.n);
        if (known?.k === "clsd") table.set(alsoDeclared(prefix + s.n), s);
        else table.set(prefix + s.n, s);
        if (known?.k === "iface" && s.k === "clsd") table.set(alsoDeclared(prefix + s.n), known);
      }
      if (s.k === "ns") collect(s.b, `${prefix}${s.n}.`);
    }
  };
  collect(tree.body, "");
  return table;
}

/** Where an interface stands that has the name of a class and adds to it. */
export const alsoDeclared = (name: string): string => `interface ${name}`;

/** What a type name stands for. */
export type Named =
  | { readonly is: "declared"; readonly decl: Declaration; readonly mod: ModuleState; readonly key: string }
  | { readonly is: "external"; readonly pkg: string; readonly name: string }
  | { readonly is: "parameter"; readonly type: TypeIn };

const found = (mod: ModuleState, name: string): Named | null => {
  const decl = mod.types.get(name);
  return decl ? { is: "declared", decl, mod, key: `${mod.file}#${name}` } : null;
};

/** Finds a type by name from where it was written: parameters, this module, its imports. */
export function findType(m: Machine, where: TypeIn, name: string): Named | null {
  const bound = where.params?.get(name);
  if (bound) return bound.node === where.node ? null : { is: "parameter", type: bound };
  return findName(m, where.mod, name);
}

const typeNames = new WeakMap<ModuleState, Map<string, Named | null>>();

function findName(m: Machine, mod: ModuleState, name: string): Named | null {
  let cache = typeNames.get(mod);
  if (!cache) typeNames.set(mod, (cache = new Map()));
  const known = cache.get(name);
  if (known !== undefined) return known;
  cache.set(name, null);
  const result = findNameAfresh(m, mod, name);
  cache.set(name, result);
  return result;
}

function findNameAfresh(m: Machine, mod: ModuleState, name: string): Named | null {
  const own = found(mod, name);
  if (own) return own;
  const [head = name, ...rest] = name.split(".");
  const tail = rest.join(".");
  const imported = mod.scope.imports?.get(head);
  if (!imported) return null;
  return exportedType(m, mod, imported.from, imported.name, tail, 0);
}

const dotted = (a: string, b: string): string => (a && b ? `${a}.${b}` : a || b);

/** The type a module exports under a name; `*` and `=` lead to its members. */
function exportedType(
  m: Machine,
  from: ModuleState,
  specifier: string,
  name: string,
  tail: string,
  hops: number,
): Named | null {
  if (hops > 12) return null;
  const to = resolved(m, from, specifier);
  if (to.to === "nowhere") return null;
  if (to.to === "external") {
    const plain = name === "*" || name === "=" || name === "default" ? tail : dotted(name, tail);
    return { is: "external", pkg: packageName(specifier), name: plain };
  }
  const mod = loadModule(m, to.file);
  if (!mod) return null;
  if (name === "*" || name === "=") {
    const [head = "", ...rest] = tail.split(".");
    return head ? memberOf(m, mod, head, rest.join("."), hops) : null;
  }
  return memberOf(m, mod, name, tail, hops);
}

function memberOf(m: Machine, mod: ModuleState, name: string, tail: string, hops: number): Named | null {
  const place = exportPlace(m, mod, name);
  if (!place) return null;
  if (place.is === "import") return exportedType(m, place.mod, place.from, place.name, tail, hops + 1);
  const full = dotted(place.local, tail);
  return found(place.mod, full) ?? (place.mod === mod && full === name ? null : findName(m, place.mod, full));
}

const wrappers = new Set([
  "Promise",
  "Readonly",
  "Partial",
  "Required",
  "NonNullable",
  "Awaited",
  "DeepPartial",
]);
const narrowers = new Set(["Pick", "Omit"]);
const lists = new Set(["Array", "ReadonlyArray", "Iterable", "AsyncIterable", "Set", "ReadonlySet"]);
const plainKinds: Readonly<Record<string, string>> = {
  Date: "date",
  RegExp: "regex",
  Record: "object",
  Map: "object",
  String: "string",
  Number: "number",
  Boolean: "boolean",
  Buffer: "buffer",
};
const keywordKinds: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  bigint: "number",
  boolean: "boolean",
  object: "object",
};

/** Strips Promise<…>, Partial<…>, `| null` and the like. */
export function essence(m: Machine, t: TypeIn, hops = 0): TypeIn {
  const { node } = t;
  if (hops > 12) return t;
  if (node.k === "tunion") {
    const rest = node.of.filter(
      (o) => !(o.k === "tkw" && o.n === "undefined") && !(o.k === "tlit" && o.v === null),
    );
    return rest.length === 1 && rest[0] ? essence(m, { ...t, node: rest[0] }, hops + 1) : t;
  }
  if (node.k !== "tref") return t;
  const first = node.a?.[0];
  if (first && (wrappers.has(node.n) || narrowers.has(node.n)) && !t.mod.types.has(node.n))
    return essence(m, { ...t, node: first }, hops + 1);
  const named = findType(m, t, node.n);
  if (named?.is === "parameter") return essence(m, named.type, hops + 1);
  if (named?.is === "declared" && named.decl.k === "alias")
    return essence(
      m,
      { node: named.decl.t, mod: named.mod, ...bindParams(named.decl.tp, node.a, t) },
      hops + 1,
    );
  return t;
}

/** What a declaration's type parameters stand for at a use. */
export function bindParams(
  names: readonly string[] | undefined,
  args: readonly Type[] | undefined,
  where: TypeIn,
): { params?: ReadonlyMap<string, TypeIn> } {
  if (!names || !args) return {};
  const params = new Map<string, TypeIn>();
  names.forEach((n, i) => {
    const a = args[i];
    if (a) params.set(n, { node: a, mod: where.mod, ...(where.params && { params: where.params }) });
  });
  return { params };
}

/** A value of a type that may also be missing; an unknown may be anything already. */
export const perhaps = (v: Value, optional: boolean | undefined): Value =>
  optional && v.t !== "unk" ? join([v, undef]) : v;

/** Is it a type that a package exports? */
export function isOfLibrary(m: Machine, type: TypeIn): boolean {
  const { node } = type;
  return node.k === "tref" && findType(m, type, node.n)?.is === "external";
}

/** The members of a type literal, which has no others; null for every other type. */
export function closedMembers(m: Machine, type: TypeIn | undefined): readonly string[] | null {
  const node = type && essence(m, type).node;
  if (node?.k !== "tobj" || node.m.length === 0 || node.m.some((x) => x.n === "[]")) return null;
  return node.m.map((x) => x.n);
}

/** What values of a type are: "string", "number", "date", "objectId", "array", "object" …; empty when it cannot be told. */
export function kindsOf(m: Machine, type: TypeIn): readonly string[] {
  const kinds = new Set<string>();
  let left = MAX_ALTERNATIVES;
  /** Adds the kinds of one alternative; false: they cannot be told. */
  const add = (alternative: TypeIn): boolean => {
    const t = essence(m, alternative);
    if (t.node.k === "tunion")
      return t.node.of.every((of) => --left > 0 && (isUndefined(of) || add({ ...t, node: of })));
    const own = kindsOfOne(m, t);
    for (const kind of own) kinds.add(kind);
    return own.length > 0;
  };
  return add(type) ? [...kinds] : [];
}

/** Unions of unions of each other have alternatives without end. */
const MAX_ALTERNATIVES = 100;

const isUndefined = (node: Type): boolean => node.k === "tkw" && node.n === "undefined";

/** Of a type that is no union. */
function kindsOfOne(m: Machine, t: TypeIn): readonly string[] {
  const { node } = t;
  switch (node.k) {
    case "tkw":
      return keywordKinds[node.n] ? [keywordKinds[node.n] ?? ""] : [];
    case "tlit":
      return [node.v === null ? "null" : typeof node.v];
    case "tarr":
      return ["array"];
    case "tobj":
    case "tinter":
      return ["object"];
    case "tref": {
      if (lists.has(node.n)) return ["array"];
      const named = findType(m, t, node.n);
      if (!named)
        return plainKinds[node.n]
          ? [plainKinds[node.n] ?? ""]
          : /(^|\.)ObjectId$/i.test(node.n)
            ? ["objectId"]
            : [];
      if (named.is === "external") return /(^|\.)ObjectI[dD]$/.test(named.name) ? ["objectId"] : [];
      if (named.is !== "declared") return [];
      if (named.decl.k === "enum") return enumKinds(named.decl.m);
      return named.decl.k === "alias" ? [] : ["object"];
    }
    default:
      return [];
  }
}

const enumKinds = (members: readonly { readonly v?: Expr }[]): readonly string[] => [
  ...new Set(members.map((x) => (x.v?.k === "lit" && typeof x.v.v === "string" ? "string" : "number"))),
];

/** Lists of lists of lists: a type that contains itself has no end of them. */
const MAX_NESTED = 3;

/** An unknown value of a known type; literal types are known values. */
export function typed(m: Machine, type: TypeIn, why: string, nested = 0): Value {
  const t = essence(m, type);
  const { node } = t;
  if (node.k === "tlit") return prim(node.v);
  if (node.k === "tunion" && node.of.every((o) => o.k === "tlit"))
    return join(node.of.map((o) => prim(o.k === "tlit" ? o.v : null)));
  const kind = kindsOf(m, t);
  const element = nested < MAX_NESTED ? elementType(m, t) : null;
  return unknown(why, {
    type: t,
    ...(kind.length > 0 && { kind }),
    ...(element && { element: typed(m, element, why, nested + 1) }),
  });
}

/** The type of an array type's elements. */
export function elementType(m: Machine, t: TypeIn): TypeIn | null {
  const { node } = essence(m, t);
  if (node.k === "tarr") return { ...t, node: node.of };
  if (node.k === "tref" && lists.has(node.n) && node.a?.[0]) return { ...t, node: node.a[0] };
  if (node.k === "tunion") {
    const list = node.of.find((o) => o.k === "tarr");
    return list ? elementType(m, { ...t, node: list }) : null;
  }
  return null;
}
