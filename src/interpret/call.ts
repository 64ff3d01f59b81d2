import type { Fn, Param, Stmt } from "../syntax/tree.js";
import { countsAs } from "./apart.js";
import { annotated, returned, typeParams, withOuterTypes } from "./annotations.js";
import { construct } from "./classes.js";
import { unqueue } from "./closures.js";
import { evaluate } from "./evaluate.js";
import { runBody } from "./execute.js";
import type { Span } from "./happenings.js";
import { type Frame, limits, type Machine, OutOfFuel, type Site } from "./machine.js";
import { branch, rejoin, undo } from "./trail.js";
import { isLasting } from "./aside.js";
import { expand } from "./members.js";
import { type Likeness, likenessOf } from "./likeness.js";
import { isWorthALook, noteSteps, recall, remember } from "./memo.js";
import { givenAgain, shared } from "./shared.js";
import { noteVisit } from "./part.js";
import { bind } from "./patterns.js";
import { isUnderTest } from "./tests.js";
import { callUnknown, carried, runCallbacks } from "./unknown-call.js";
import {
  array,
  childScope,
  type ClassV,
  type FnV,
  join,
  object,
  type Scope,
  tick,
  type TypeIn,
  undef,
  unknown,
  type Value,
} from "./values.js";

/** Calls any value. */
export function apply(m: Machine, callee: Value, site: Site): Value {
  switch (callee.t) {
    case "fn":
      return callFunction(
        m,
        callee,
        callee.node.arrow ? (callee.self ?? undef) : receiver(m, site),
        site.args,
        {
          call: site.name,
          callee: callee.name,
          ...(site.forElement && { barrier: true }),
          ...(site.typeArgs && callee.node.tp && { typeParams: typeParams(callee, site) }),
        },
      );
    case "builtin":
      return callee.call(m, { ...site, self: receiver(m, site) });
    case "dom":
      return (
        callee.kind.call?.(m, callee, site) ??
        callUnknown(m, unknown("a call that is not known", { of: callee }), site)
      );
    case "union": {
      const results: Value[] = [];
      branch(
        m,
        callee.of.map((c) => () => {
          results.push(apply(m, c, site));
          return "normal";
        }),
      );
      return join(results);
    }
    case "unk":
      return callUnknown(m, callee, site);
    default:
      return unknown("a call of something that is no function");
  }
}

/** What a method is called on: of a typed unknown, what its type stands for. */
function receiver(m: Machine, { self }: Site): Value {
  const whole = self.t === "unk" && !self.written ? expand(m, self) : null;
  return whole && whole.t !== "unk" ? whole : self;
}

/** `new callee(…)`. */
export function callNew(m: Machine, callee: Value, site: Site): Value {
  switch (callee.t) {
    case "cls":
      return construct(m, callee, site.args, site.name);
    case "builtin":
      return (callee.construct ?? callee.call)(m, site);
    case "dom":
      return (
        callee.kind.construct?.(m, callee, site) ??
        unknown("a new object of something that is not known", { of: callee })
      );
    case "fn": {
      const self = object(site.at);
      const proto = callee.props?.get("prototype")?.v;
      if (proto?.t === "obj") for (const [k, c] of proto.props) self.props.set(k, c);
      const result = callFunction(m, callee, self, site.args, { call: site.name, callee: callee.name });
      return result.t === "obj" || result.t === "dom" || result.t === "fn" ? result : self;
    }
    case "union":
      return join(callee.of.map((c) => callNew(m, c, site)));
    default:
      runCallbacks(m, site.args);
      return unknown("a new object of an unknown class", {
        ...(callee.t === "unk" && callee.external && { external: callee.external }),
        ...carried(site.args),
      });
  }
}

export interface CallInfo {
  readonly call: Span | null;
  readonly callee: string | null;
  readonly newTarget?: ClassV;
  readonly barrier?: boolean;
  readonly typeParams?: ReadonlyMap<string, TypeIn>;
}

/** Runs a function's body with these arguments: inlined, bounded in depth, recursion and fuel; what is too deep is unknown. */
export function callFunction(
  m: Machine,
  fn: FnV,
  self: Value,
  args: readonly Value[],
  given: CallInfo,
): Value {
  const { node } = fn;
  const info = withOuterTypes(fn, given);
  if (node.body === null) return returned(m, fn, info, unknown("a function without a body"));
  if (m.depth >= limits.depth) {
    for (const f of m.frames.slice(-3)) if (f.fn) m.cut.add(f.fn.node);
    for (const f of m.frames) f.state.cut = true;
    return returned(m, fn, info, unknown("calls nested too deep", carried(args)));
  }
  if (activations(m, node) >= limits.recursion)
    return returned(m, fn, info, unknown("calls nested too deep", carried(args)));
  const isSought = info.call && !info.newTarget && isWorthALook(m.memo, node);
  const call = isSought ? likenessOf(m, self, args, isUnderTest(m, fn.mod.file)) : null;
  const known = call && recall(m.memo, fn, call);
  // What was cut short deep down is asked again by whoever has more room.
  if (!known || m.depth < known.depth) {
    const fuel = m.fuel;
    const result = run(m, fn, self, args, info, call);
    if (isSought) noteSteps(m.memo, node, fuel - m.fuel);
    return result;
  }
  for (const ask of known.asks) ask(m);
  return givenAgain(known, call.handed);
}

/** May more come to be known of it, where there is room to follow more? */
const isOpen = (v: Value): boolean => v.t === "unk" || (v.t === "union" && v.of.some(isOpen));

function activations(m: Machine, node: Fn): number {
  let n = 0;
  for (const f of m.frames) if (f.fn?.node === node) n++;
  return n;
}

function run(
  m: Machine,
  fn: FnV,
  self: Value,
  args: readonly Value[],
  info: CallInfo,
  call: Likeness | null,
): Value {
  const born = tick();
  const mark = m.trail.length;
  const frame: Frame = {
    fn,
    mod: fn.mod,
    self,
    args,
    call: info.call,
    callee: info.callee,
    home: fn.home,
    returns: [],
    yields: [],
    newTarget: info.newTarget ?? null,
    barrier: info.barrier ?? false,
    state: { carried: false },
    exits: info.call === null ? null : { mark, born, left: [], isEveryWorldLeft: false },
    ...(info.typeParams && { typeParams: info.typeParams }),
  };
  fn.mod.ran.add(fn.node.s);
  if (!isUnderTest(m, fn.mod.file)) {
    m.visited.add(fn.node.declares ? fn : countsAs(m, fn));
    if (m.part) noteVisit(m, m.part, fn);
  }
  const frames = m.frames.length;
  const made = m.closures.length;
  const asked = m.asks.length;
  const { branch: level, depth } = m;
  const kept = m.fuel - Math.floor(m.fuel * (m.forced ? limits.forcedShare : limits.calleeShare));
  const budget = info.call === null ? 0 : kept;
  m.fuel -= budget;
  m.depth++;
  m.frames.push(frame);
  let result: Value;
  try {
    result = body(m, frame, fn, args);
  } catch (error) {
    if (!(error instanceof OutOfFuel || error instanceof RangeError)) throw error;
    if (info.call === null) throw error;
    undo(m, mark);
    m.fuel = 0;
    call = null;
    leaveForLater(m, fn, made);
    result = unknown("the analysis of this call was cut short");
  } finally {
    m.frames.length = frames;
    m.depth = depth;
    m.branch = level;
    m.fuel += budget;
  }
  result = returned(m, fn, info, result);
  const again = call && !frame.state.carried && isPure(m, mark, born) && shared(result, born, call.handed);
  if (call && again) {
    const { tokens, hash, isPassing } = call;
    const from = frame.state.cut && isOpen(again.value) ? depth : 0;
    const result = {
      ...again,
      call: { tokens: tokens.slice(), hash },
      depth: from,
      asks: m.asks.slice(asked),
    };
    remember(m.memo, fn, result, isPassing);
  }
  return result;
}

/** A call cut short is followed again from its start, as an entry: what it had made until then is half of a world. */
function leaveForLater(m: Machine, fn: FnV, made: number): void {
  m.cut.add(fn.node);
  for (const fn of m.closures.splice(made))
    if (isLasting(fn)) m.closures.push(fn);
    else unqueue(m, fn);
}

/** Nothing older than the call was written to. */
export function isPure(m: Machine, mark: number, born: number): boolean {
  for (let i = mark; i < m.trail.length; i++) if ((m.trail[i]?.holder.born ?? 0) < born) return false;
  return true;
}

/** What `arguments` holds beyond the parameters, where nobody was seen to call. */
const further = unknown("an argument nobody was seen to give");

function body(m: Machine, frame: Frame, fn: FnV, args: readonly Value[]): Value {
  const scope = childScope(fn.scope, true);
  const { node } = fn;
  if (!node.arrow) {
    scope.vars.set("arguments", { v: array(args, null, frame.call && !frame.barrier ? null : further) });
    if (node.n !== undefined && !fn.home) scope.vars.set(node.n, { v: fn });
  }
  bindParams(m, frame, scope, node.params, args);
  if (!Array.isArray(node.body))
    return evaluate(m, frame, scope, node.body as Exclude<Fn["body"], readonly unknown[] | null>);
  const end = runBody(m, frame, scope, node.body as readonly Stmt[]);
  if (frame.exits) rejoin(m, frame.exits, end);
  if (node.gen) return array(frame.yields, null);
  if (end === "normal") frame.returns.push(undef);
  return end === "throw" && frame.returns.length === 0 ? unknown("a call that throws") : join(frame.returns);
}

function bindParams(
  m: Machine,
  frame: Frame,
  scope: Scope,
  params: readonly Param[],
  args: readonly Value[],
): void {
  params.forEach((p, i) => {
    if (p.rest) {
      bind(m, frame, scope, p.p, array(args.slice(i)), "let");
      return;
    }
    const given = args[i];
    const v = given === undefined ? undef : annotated(m, frame, p, given);
    bind(m, frame, scope, p.p, v, "let");
    if (p.prop && p.p.k === "pid" && frame.self.t === "obj")
      frame.self.props.set(p.p.n, { v: scope.vars.get(p.p.n)?.v ?? v });
  });
}
