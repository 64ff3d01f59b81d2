import type { Expr, Fn, Stmt } from "../syntax/tree.js";

type Chain = readonly object[];

/**
 * Is the call at `to` made only when the query at `from` found nothing (both: where the called name starts)? Read from the
 * conditions around it; whatever is not understood is no.
 */
export function isMadeWhenNothingFound(fn: Fn, from: number, to: number): boolean {
  const asked = chainTo(fn, from);
  const made = chainTo(fn, to);
  if (!asked || !made) return false;
  return namesOf(asked).some(
    (found) => isGuarded(made, found, asked) && !isReassigned(fn, found, asked, made),
  );
}

/** What stands for the query's result: its very expression, or a variable. */
type Found = object | string;

/** The nodes from a function down to the name that starts there. */
function chainTo(node: object, start: number): Chain | null {
  const { k, s } = node as { k?: string; s?: number };
  if (s === start && (k === "mem" || k === "idx" || k === "id")) return [node];
  for (const child of childrenOf(node)) {
    const rest = chainTo(child, start);
    if (rest) return [node, ...rest];
  }
  return null;
}

const childrenOf = (node: object): readonly object[] =>
  Object.values(node).filter((v): v is object => typeof v === "object" && v !== null);

/** Climbs from the called name over the chain after it (`.lean()`, `await`, `as`) to what takes the result. */
function namesOf(chain: Chain): readonly Found[] {
  let i = chain.length - 1;
  let node = chain[i];
  const names: Found[] = [];
  while (i > 0 && node) {
    const parent = chain[i - 1] as Partial<Expr>;
    if (isCall(parent)) {
      if (parent.f !== node) break;
      const { f } = parent;
      const method = f.k === "mem" ? f.n : "";
      for (const [at, argument] of parent.a.entries())
        if (argument.k === "fn" && (at > 0 || method === "then" || method === "exec"))
          names.push(...parameter(argument, method === "then" ? 0 : 1));
      if (method === "then") return names;
    } else if (!/^(mem|await|as)$/.test(parent.k ?? "")) break;
    node = parent;
    i--;
  }
  if (!node) return names;
  const parent = chain[i - 1] as
    { k?: string; p?: unknown; i?: unknown; l?: unknown; r?: unknown } | undefined;
  if (parent?.i === node) names.push(...name(parent.p));
  else if (parent?.k === "asg") names.push(...name(parent.l));
  return [...names, node];
}

const isCall = (node: Partial<Expr>): node is Extract<Expr, { k: "call" }> => node.k === "call";

const parameter = ({ params }: Fn, n: number): readonly string[] => name(params[n]?.p);

function name(pattern: unknown): readonly string[] {
  const { k, n, x } = (pattern ?? {}) as { k?: string; n?: string; x?: Expr };
  if (k === "pid" && n !== undefined) return [n];
  return k === "pexp" && x?.k === "id" ? [x.n] : [];
}

/** When a condition has this outcome, nothing was found. */
interface Outcomes {
  readonly true: boolean;
  readonly false: boolean;
}

const neither: Outcomes = { true: false, false: false };

function nothingWhen(c: Expr, found: Found): Outcomes {
  if (isResult(c, found)) return { true: false, false: true };
  switch (c.k) {
    case "un": {
      if (c.op !== "!") return neither;
      const inner = nothingWhen(c.x, found);
      return { true: inner.false, false: inner.true };
    }
    case "log": {
      const [l, r] = [nothingWhen(c.l, found), nothingWhen(c.r, found)];
      return c.op === "&&"
        ? { true: l.true || r.true, false: l.false && r.false }
        : { true: l.true && r.true, false: l.false || r.false };
    }
    case "bin":
      return isResult(c.l, found) ? compared(c.op, c.r) : neither;
    case "as":
    case "await":
      return nothingWhen(c.x, found);
    default:
      return neither;
  }
}

/** A result or a count, compared with nothing. */
function compared(op: string, to: Expr): Outcomes {
  const isNone = (to.k === "lit" && to.v === null) || (to.k === "id" && to.n === "undefined");
  const number = to.k === "lit" && typeof to.v === "number" ? to.v : null;
  const whenTrue = { true: true, false: false };
  const whenFalse = { true: false, false: true };
  if ((isNone || number === 0) && /^={2,3}$/.test(op)) return whenTrue;
  if ((isNone || number === 0) && /^!={1,2}$/.test(op)) return whenFalse;
  if ((op === ">" && number === 0) || (op === ">=" && number === 1)) return whenFalse;
  return op === "<" && number === 1 ? whenTrue : neither;
}

function isResult(c: Expr, found: Found): boolean {
  if (c === found) return true;
  if (c.k === "id") return c.n === found;
  return (c.k === "await" || c.k === "as") && isResult(c.x, found);
}

/** Does some condition after the query, or an early exit, leave only the case that nothing was found? */
function isGuarded(chain: Chain, found: Found, asked: Chain): boolean {
  return chain.some((each, i) => {
    const child = chain[i + 1];
    if (!child) return false;
    if (Array.isArray(each)) {
      const since = each.findIndex((sibling: object) => asked.includes(sibling));
      const between: readonly Stmt[] = each.slice(Math.max(since, 0), each.indexOf(child));
      return between.some((sibling) => leavesWhenFound(sibling, found));
    }
    // Asked again below the condition.
    if (asked.includes(child)) return false;
    const node = each as Expr | Stmt;
    if (node.k === "if" || node.k === "cond") {
      const when = nothingWhen(node.c, found);
      return (child === node.a && when.true) || (child === node.b && when.false);
    }
    if (node.k !== "log" || child !== node.r) return false;
    const when = nothingWhen(node.l, found);
    return node.op === "&&" ? when.true : when.false;
  });
}

function leavesWhenFound(statement: Stmt, found: Found): boolean {
  if (statement.k !== "if") return false;
  const when = nothingWhen(statement.c, found);
  return (
    (when.false && leaves(statement.a)) || (when.true && statement.b !== undefined && leaves(statement.b))
  );
}

/** Does what follows the statement never run after it? */
function leaves(statement: Stmt): boolean {
  switch (statement.k) {
    case "ret":
    case "throw":
    case "continue":
    case "break":
      return true;
    case "block": {
      const last = statement.b.at(-1);
      return last !== undefined && leaves(last);
    }
    case "if":
      return statement.b !== undefined && leaves(statement.a) && leaves(statement.b);
    default:
      return false;
  }
}

/** Is the variable given anything else on the way, unless where nothing was found? */
function isReassigned(fn: Fn, found: Found, asked: Chain, made: Chain): boolean {
  if (typeof found !== "string") return false;
  const walk = (node: object, above: Chain): boolean => {
    const chain = [...above, node];
    const { k, l } = node as { k?: string; l?: unknown };
    const isOther = k === "asg" && name(l).includes(found) && !asked.includes(node) && !made.includes(node);
    if (isOther && !isGuarded(chain, found, asked)) return true;
    return childrenOf(node).some((child) => walk(child, chain));
  };
  return walk(fn, []);
}
