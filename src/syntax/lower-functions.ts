import type { ts as TS } from "ts-morph";
import type { Lowering } from "./lower.js";
import type { Cls, Fn, Member } from "./tree.js";

/** Functions and classes → ours. */
export function functions(l: Lowering): Pick<Lowering, "fn" | "cls"> {
  const { ts, types, start, has, key, decorators } = l;
  const K = ts.SyntaxKind;

  function fn(n: TS.FunctionLikeDeclaration): Fn {
    const name = n.name && ts.isIdentifier(n.name) ? n.name.text : undefined;
    const first = n.parameters[0];
    const self = first && ts.isIdentifier(first.name) && first.name.text === "this" ? first : undefined;
    const from = l.calls.length;
    const declaredBefore = l.state.declaring;
    const askedBefore = l.state.asking;
    const body = !n.body ? null : ts.isBlock(n.body) ? l.stmts(n.body.statements) : l.expr(n.body);
    return {
      k: "fn",
      ...(name !== undefined && { n: name }),
      params: n.parameters.filter((p) => p !== self).map(l.param),
      body,
      ...(l.calls.length > from && { calls: [from, l.calls.length] as const }),
      ...(l.state.declaring > declaredBefore && { declares: true }),
      ...(l.state.asking > askedBefore && { asks: true }),
      ...(n.kind === K.ArrowFunction && { arrow: true }),
      ...(has(n, K.AsyncKeyword) && { async: true }),
      ...("asteriskToken" in n && n.asteriskToken && { gen: true }),
      ...(self?.type && { self: types.type(self.type) }),
      ...(n.type && { ret: types.type(n.type) }),
      ...(n.typeParameters && { tp: n.typeParameters.map((t) => t.name.text) }),
      s: start(n),
      e: n.end,
    };
  }

  function member(m: TS.ClassElement): Member | null {
    const dec = decorators(m);
    const base = {
      ...(has(m, K.StaticKeyword) && { static: true as const }),
      ...(dec && { dec }),
      s: start(m),
      e: m.end,
    };
    if (ts.isConstructorDeclaration(m)) return { k: "ctor", key: "constructor", v: fn(m), ...base };
    if (ts.isClassStaticBlockDeclaration(m))
      return { k: "static", key: "", v: null, body: l.stmts(m.body.statements), ...base };
    if (ts.isMethodDeclaration(m)) return { k: "method", key: key(m.name), v: fn(m), ...base };
    if (ts.isGetAccessor(m))
      return { k: "get", key: key(m.name), v: fn(m), ...(m.type && { t: types.type(m.type) }), ...base };
    if (ts.isSetAccessor(m)) return { k: "set", key: key(m.name), v: fn(m), ...base };
    if (!ts.isPropertyDeclaration(m)) return null;
    return {
      k: "field",
      key: key(m.name),
      v: m.initializer ? l.expr(m.initializer) : null,
      ...(m.type && { t: types.type(m.type) }),
      ...(m.questionToken && { optional: true }),
      ...base,
    };
  }

  function cls(n: TS.ClassLikeDeclaration): Cls {
    const ext = n.heritageClauses?.find((h) => h.token === K.ExtendsKeyword)?.types[0];
    const impl = n.heritageClauses?.find((h) => h.token === K.ImplementsKeyword)?.types;
    const dec = decorators(n);
    return {
      k: "cls",
      ...(n.name && { n: n.name.text }),
      ...(ext && { ext: l.expr(ext.expression) }),
      ...(ext?.typeArguments && { extT: ext.typeArguments.map(types.type) }),
      ...(impl && { impl: impl.map(types.heritage) }),
      members: n.members.map(member).filter((m) => m !== null),
      ...(dec && { dec }),
      ...(n.typeParameters && { tp: n.typeParameters.map((t) => t.name.text) }),
      ...(has(n, K.AbstractKeyword) && { abstract: true }),
      s: start(n),
      e: n.end,
    };
  }

  return { fn, cls };
}
