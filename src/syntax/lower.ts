import type { ts as TS } from "ts-morph";
import { expressions } from "./lower-expressions.js";
import { functions } from "./lower-functions.js";
import { patterns } from "./lower-patterns.js";
import { statements } from "./lower-statements.js";
import { typeLowerer, type TypeLowerer } from "./lower-types.js";
import type { Cls, Decorator, Expr, Fn, Key, Module, Param, Pat, Spread, Stmt } from "./tree.js";

/** What the parts of one file's lowering share. */
export interface Lowering {
  readonly ts: typeof TS;
  readonly source: TS.SourceFile;
  readonly types: TypeLowerer;
  readonly specifiers: Set<string>;
  readonly calls: { n: string; s: number; e: number }[];
  readonly state: { esm: boolean; declaring: number; asking: number };
  start(n: TS.Node): number;
  has(n: TS.Node, kind: TS.SyntaxKind): boolean;
  decorators(n: TS.Node): readonly Decorator[] | undefined;
  key(n: TS.PropertyName | TS.BindingName): Key;
  expr(n: TS.Expression): Expr;
  args(list: readonly TS.Expression[] | undefined): readonly (Expr | Spread)[];
  binding(n: TS.BindingName, d?: TS.Expression, t?: TS.TypeNode): Pat;
  target(n: TS.Expression): Pat;
  param(n: TS.ParameterDeclaration): Param;
  fn(n: TS.FunctionLikeDeclaration): Fn;
  cls(n: TS.ClassLikeDeclaration): Cls;
  stmts(list: readonly TS.Statement[]): readonly Stmt[];
}

/** TypeScript's tree → ours. One pass, no node is kept. */
export function lower(ts: typeof TS, source: TS.SourceFile, file: string, text: string): Module {
  const l = lowering(ts, source);
  const body = l.stmts(source.statements);
  const error = syntaxError(ts, source);
  return {
    file,
    body,
    lines: source.getLineStarts().slice(),
    specifiers: [...l.specifiers],
    calls: l.calls,
    esm: l.state.esm,
    comments: expiryComments(text),
    ...(error && { error }),
  };
}

function lowering(ts: typeof TS, source: TS.SourceFile): Lowering {
  const start = (n: TS.Node): number => n.getStart(source);

  const decorators = (n: TS.Node): readonly Decorator[] | undefined => {
    if (!ts.canHaveDecorators(n)) return undefined;
    return ts.getDecorators(n)?.map((d) => ({ x: l.expr(d.expression), s: start(d), e: d.end }));
  };

  const key = (n: TS.PropertyName | TS.BindingName): Key => {
    if (ts.isIdentifier(n) || ts.isStringLiteralLike(n) || ts.isPrivateIdentifier(n)) return n.text;
    if (ts.isNumericLiteral(n)) return String(Number(n.text));
    if (!ts.isComputedPropertyName(n)) return "";
    const x = l.expr(n.expression);
    return x.k === "lit" && x.v !== null ? String(x.v) : x;
  };

  const shared = {
    ts,
    source,
    types: typeLowerer(ts),
    specifiers: new Set<string>(),
    calls: [],
    state: { esm: false, declaring: 0, asking: 0 },
    start,
    has: (n: TS.Node, kind: TS.SyntaxKind): boolean =>
      ts.canHaveModifiers(n) && (ts.getModifiers(n)?.some((m) => m.kind === kind) ?? false),
    decorators,
    key,
  };
  // The parts call each other: they are made on the one object they share.
  const l = shared as unknown as Lowering;
  Object.assign(l, expressions(l), patterns(l), functions(l), statements(l));
  return l;
}

function syntaxError(ts: typeof TS, source: TS.SourceFile): Module["error"] {
  const parsed = source as unknown as { parseDiagnostics?: readonly TS.DiagnosticWithLocation[] };
  const first = parsed.parseDiagnostics?.[0];
  // Codes from 8000 on only say that a JavaScript file uses TypeScript's syntax.
  if (!first || (first.code >= 8000 && !/\.[cm]?tsx?$/.test(source.fileName))) return undefined;
  return { message: ts.flattenDiagnosticMessageText(first.messageText, " "), start: first.start };
}

/** Comments that speak of expiry: a comment is an intention that a declaration beside it can be held to. */
function expiryComments(text: string): Module["comments"] {
  if (!/ttl|expir/i.test(text)) return [];
  const list: { start: number; end: number; text: string }[] = [];
  const pattern = /\/\/[^\n\r]*|\/\*[^]*?\*\//g;
  for (let m = pattern.exec(text); m; m = pattern.exec(text))
    if (/ttl|expir/i.test(m[0])) list.push({ start: m.index, end: m.index + m[0].length, text: m[0] });
  return list;
}
