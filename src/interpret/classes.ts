import type { Cls, Fn, Member } from "../syntax/tree.js";
import { callFunction, isPure } from "./call.js";
import { closure } from "./closures.js";
import { argumentFor, noteConstruction } from "./constructions.js";
import { evaluate, isNullish } from "./evaluate.js";
import { runBody } from "./execute.js";
import { frameIn } from "./frame.js";
import type { Span } from "./happenings.js";
import { isHeir, madeFor } from "./heirs.js";
import { type Frame, limits, type Machine, OutOfFuel, spanOf } from "./machine.js";
import { aside } from "./aside.js";
import { recall, remember } from "./memo.js";
import { givenAgain, isFlat } from "./shared.js";
import { likenessOf, longLived } from "./likeness.js";
import { bodyOf, embody } from "./subclass.js";
import type { TypeArguments } from "./type-arguments.js";
import { bindParams, typed } from "./types.js";
import { carried, injection, unknownArgs } from "./unknown-call.js";
import {
  type Builtin,
  childScope,
  type ClassV,
  type Dom,
  type FnV,
  type Obj,
  object,
  type Scope,
  tick,
  type TypeIn,
  undef,
  unknown,
  type Value,
} from "./values.js";

/** A class declaration or expression: its base, its methods, its statics in order. */
export function declareClass(m: Machine, f: Frame, s: Scope, node: Cls, name: string | null): ClassV {
  const base = node.ext ? evaluate(m, f, s, node.ext) : null;
  const scope = childScope(s);
  const cls: ClassV = {
    t: "cls",
    node,
    scope,
    mod: f.mod,
    name,
    base,
    statics: new Map(),
    methods: new Map(),
    born: tick(),
  };
  if (name !== null) scope.vars.set(name, { v: cls });
  if (isHeir(node) || functionFields(node).length > 0) m.classes.push(cls);
  const frame: Frame = { ...f, self: cls, home: cls };
  for (const x of node.members) if (x.k === "method" || x.k === "get") method(m, frame, scope, cls, x);
  for (const x of node.members) {
    if (x.k === "static") runBody(m, frame, childScope(scope, true), x.body ?? []);
    if (x.k !== "field" || !x.static) continue;
    const v = x.v
      ? x.v.k === "fn"
        ? closure(m, frame, scope, x.v, keyOf(m, frame, scope, x), cls)
        : evaluate(m, frame, scope, x.v)
      : undef;
    cls.statics.set(keyOf(m, frame, scope, x) ?? "", { v, at: spanOf(f.mod, x) });
  }
  for (const d of m.dialects) d.classDeclared?.(m, cls, f.mod);
  return cls;
}

/** The functions in fields, which are there once an instance is made. */
export const functionFields = (node: Cls): readonly Fn[] =>
  node.members.flatMap(({ k, v }) => (k === "field" && v?.k === "fn" ? [v] : []));

function method(m: Machine, f: Frame, scope: Scope, cls: ClassV, x: Member): void {
  const key = keyOf(m, f, scope, x);
  if (key === null || x.v?.k !== "fn" || x.v.body === null) return;
  const made = closure(m, f, scope, x.v, key, cls);
  made.owner = x.static ? () => cls : (machine) => instanceOf(machine, madeFor(machine, cls));
  const fn: FnV = x.k === "get" ? Object.assign(made, { getter: true }) : made;
  (x.static ? cls.statics : cls.methods).set(key, { v: fn, at: spanOf(f.mod, x) });
}

const keyOf = (m: Machine, f: Frame, scope: Scope, x: Member): string | null => {
  if (typeof x.key === "string") return x.key;
  const v = evaluate(m, f, scope, x.key);
  return v.t === "prim" ? String(v.v) : null;
};

/** `new C(…)`. */
export function construct(
  m: Machine,
  cls: ClassV,
  args: readonly Value[],
  call: Span | null,
  params?: ReadonlyMap<string, TypeIn>,
): Value {
  if (isError(cls)) return unknown("an error", { kind: ["object"], external: "an error" });
  if (call) noteConstruction(m, cls, args);
  const as = call && likenessOf(m, undef, args, false);
  const sought = as && !as.isBuilt ? as : null;
  const known = sought && recall(m.memo, cls, sought);
  if (known) return { ...(givenAgain(known, sought.handed) as Obj), made: known.call };
  const self = object(spanOf(cls.mod, cls.node), cls);
  const mark = m.trail.length;
  initialise(m, cls, self, args, call, params);
  const replaced = returnedObject.get(self);
  if (replaced) return replaced;
  const body = bodyOf(self);
  if (body !== self) return body;
  if (sought && isFlat(self, self.born) && isPure(m, mark, self.born)) {
    self.made = sought;
    const value = { ...self, props: new Map(self.props) };
    const { handed } = sought;
    remember(
      m.memo,
      cls,
      { call: sought, value, born: self.born, handed, depth: 0, asks: [] },
      sought.isPassing,
    );
  }
  return self;
}

/** What an error says is of no interest, and making one can cost more than the code around it. */
function isError(cls: ClassV): boolean {
  let c: Value | null = cls;
  while (c?.t === "cls") c = c.base;
  return c?.t === "unk" && c.key !== undefined && /Error$|Exception$/.test(c.key);
}

/** A constructor may return another object. */
const returnedObject = new WeakMap<Obj, Value>();

function initialise(
  m: Machine,
  cls: ClassV,
  self: Obj,
  args: readonly Value[],
  call: Span | null,
  params: ReadonlyMap<string, TypeIn> | undefined,
): void {
  const ctor = constructorOf(cls);
  if (!cls.base) {
    if (ctor) parameterProperties(ctor, self, args);
    fields(m, cls, self, params);
  }
  if (!ctor) {
    if (cls.base) {
      initialiseBase(m, cls, self, args, call, params);
      fields(m, cls, self, params);
    }
    return;
  }
  const result = callFunction(m, ctor, self, args, {
    call,
    callee: cls.name,
    newTarget: cls,
    ...(params && { typeParams: params }),
  });
  if (result.t === "obj" || result.t === "dom") returnedObject.set(self, result);
}

function initialiseBase(
  m: Machine,
  cls: ClassV,
  self: Obj,
  args: readonly Value[],
  call: Span | null,
  params: ReadonlyMap<string, TypeIn> | undefined,
): void {
  const { base } = cls;
  const target = base?.t === "union" ? base.of.find((b) => b.t === "cls") : base;
  if (target?.t !== "cls") {
    if ((target?.t === "builtin" || target?.t === "dom") && isBodied(m, cls, target, self, args, call))
      return;
    self.open = true;
    Object.assign(self, carried(args));
    return;
  }
  const where: TypeIn = { node: { k: "tother" }, mod: cls.mod, ...(params && { params }) };
  initialise(m, target, self, args, call, bindParams(target.node.tp, cls.node.extT, where).params);
}

function isBodied(
  m: Machine,
  { mod, node }: ClassV,
  base: Builtin | Dom,
  self: Obj,
  args: readonly Value[],
  call: Span | null,
): boolean {
  const at = call ?? spanOf(mod, node);
  return embody(m, base, self, { self: undef, args, at, name: at, frame: m.frames.at(-1) ?? frameIn(mod) });
}

/** `constructor(private users: Model<User>)`: there before the fields that use it. */
function parameterProperties({ node }: FnV, self: Obj, args: readonly Value[]): void {
  node.params.forEach(({ p, prop }, i) => {
    const v = args[i];
    if (prop && p.k === "pid" && v && !self.props.has(p.n)) self.props.set(p.n, { v });
  });
}

/** `super(…)`. */
export function superConstruct(m: Machine, f: Frame, args: readonly Value[]): Value {
  const cls = f.home;
  if (!cls || f.self.t !== "obj") return undef;
  initialiseBase(m, cls, f.self, args, f.call, f.typeParams);
  if (f.fn?.home === cls) parameterProperties(f.fn, f.self, f.args);
  fields(m, cls, f.self, f.typeParams);
  return undef;
}

const constructors = new WeakMap<ClassV, FnV | null>();

/** The constructor a class declares itself. */
export function constructorOf(cls: ClassV): FnV | null {
  const known = constructors.get(cls);
  if (known !== undefined) return known;
  const node = cls.node.members.find((x) => x.k === "ctor" && x.v?.k === "fn" && x.v.body !== null);
  let ctor: FnV | null = null;
  if (node?.v?.k === "fn") {
    const { mod } = cls;
    ctor = {
      t: "fn",
      node: node.v,
      scope: cls.scope,
      mod,
      self: null,
      name: cls.name,
      home: cls,
      props: null,
      owner: null,
      typeParams: undefined,
      born: tick(),
    };
  }
  constructors.set(cls, ctor);
  return ctor;
}

function fields(m: Machine, cls: ClassV, self: Obj, params: ReadonlyMap<string, TypeIn> | undefined): void {
  const frame = frameIn(cls.mod, { self, home: cls, ...(params && { typeParams: params }) });
  for (const x of cls.node.members) {
    if (x.k !== "field" || x.static) continue;
    const key = keyOf(m, frame, cls.scope, x);
    if (key === null) continue;
    const v = fieldValue(m, frame, cls, self, x, key);
    if (v) self.props.set(key, { v, at: spanOf(cls.mod, x), ...(!x.v && !x.dec && { declared: true }) });
  }
}

function fieldValue(m: Machine, f: Frame, cls: ClassV, self: Obj, x: Member, key: string): Value | null {
  const injected = injection(m, f, cls.scope, x.dec, () => typedField(m, f, cls, x, key));
  if (injected) return injected;
  if (x.v?.k === "fn") return closure(m, f, cls.scope, x.v, key, cls);
  const given = x.v && evaluate(m, f, cls.scope, x.v);
  // A field that starts as null is given its value by some method.
  if (given && !isNullish(given)) return given;
  return self.props.has(key) ? null : typedField(m, f, cls, x, key);
}

function typedField(m: Machine, f: Frame, cls: ClassV, x: Member, key: string): Value {
  if (!x.t) return unknown(`the property ${key}`, { key });
  const v = typed(
    m,
    { node: x.t, mod: cls.mod, ...(f.typeParams && { params: f.typeParams }) },
    `the property ${key}`,
  );
  return v.t === "unk" ? { ...v, key } : v;
}

const instances = new WeakMap<ClassV, Map<string, Value>>();

/** The instance dependency injection would give: one per class and its type arguments, built with its own fuel from typed unknowns. */
export function instanceOf(m: Machine, cls: ClassV, of?: TypeArguments): Value {
  const made = instances.get(cls) ?? new Map<string, Value>();
  instances.set(cls, made);
  const key = of?.key ?? "";
  const known = made.get(key);
  if (known) return known;
  made.set(key, unknown(`${cls.name ?? "a class"} while it is built`));
  const instance = aside(m, limits.entryFuel, () => {
    m.frames.push(frameIn(cls.mod, { home: cls }));
    try {
      const ctor = nearestConstructor(cls);
      const args = ctor ? unknownArgs(m, ctor).map((v, i) => argumentFor(m, cls, i, v)) : [];
      return construct(m, cls, args, null, of?.params);
    } catch (error) {
      if (!(error instanceof OutOfFuel)) throw error;
      return unknown(`${cls.name ?? "a class"} was too long to build`);
    } finally {
      m.frames.pop();
    }
  });
  if (instance.t === "obj") longLived.add(instance);
  made.set(key, instance);
  return instance;
}

function nearestConstructor(cls: ClassV): FnV | null {
  for (let c: Value | null = cls; c?.t === "cls"; c = c.base) {
    const ctor = constructorOf(c);
    if (ctor) return ctor;
  }
  return null;
}
