import type { ts as TS } from "ts-morph";
import type { Lowering } from "./lower.js";
import type { Key, Param, Pat } from "./tree.js";

/** Binding and assignment patterns → ours. */
export function patterns(l: Lowering): Pick<Lowering, "binding" | "target" | "param"> {
  const { ts, types, start, key, decorators } = l;
  const K = ts.SyntaxKind;

  function binding(n: TS.BindingName, d?: TS.Expression, t?: TS.TypeNode): Pat {
    const extra = { ...(d && { d: l.expr(d) }), ...(t && { t: types.type(t) }) };
    if (ts.isIdentifier(n)) return { k: "pid", n: n.text, ...extra, s: start(n) };
    if (ts.isObjectBindingPattern(n)) {
      const p: { key: Key; v: Pat }[] = [];
      let rest: Pat | undefined;
      for (const e of n.elements) {
        if (e.dotDotDotToken) rest = binding(e.name);
        else p.push({ key: key(e.propertyName ?? e.name), v: binding(e.name, e.initializer) });
      }
      return { k: "pobj", p, ...(rest && { rest }), ...extra };
    }
    let rest: Pat | undefined;
    const x: (Pat | null)[] = [];
    for (const e of n.elements) {
      if (ts.isOmittedExpression(e)) x.push(null);
      else if (e.dotDotDotToken) rest = binding(e.name);
      else x.push(binding(e.name, e.initializer));
    }
    return { k: "parr", x, ...(rest && { rest }), ...extra };
  }

  /** An assignment target: `a`, `a.b`, `{a, b: c.d} = …`, `[a] = …`. */
  function target(n: TS.Expression): Pat {
    if (ts.isParenthesizedExpression(n) || ts.isNonNullExpression(n) || ts.isAsExpression(n))
      return target(n.expression);
    if (ts.isIdentifier(n)) return { k: "pid", n: n.text, s: start(n) };
    if (ts.isBinaryExpression(n) && n.operatorToken.kind === K.EqualsToken)
      return { ...target(n.left), d: l.expr(n.right) };
    if (ts.isObjectLiteralExpression(n)) {
      const p: { key: Key; v: Pat }[] = [];
      let rest: Pat | undefined;
      for (const m of n.properties) {
        if (ts.isSpreadAssignment(m)) rest = target(m.expression);
        else if (ts.isShorthandPropertyAssignment(m)) {
          const d = m.objectAssignmentInitializer;
          p.push({
            key: m.name.text,
            v: { k: "pid", n: m.name.text, ...(d && { d: l.expr(d) }), s: start(m) },
          });
        } else if (ts.isPropertyAssignment(m)) p.push({ key: key(m.name), v: target(m.initializer) });
      }
      return { k: "pobj", p, ...(rest && { rest }) };
    }
    if (ts.isArrayLiteralExpression(n)) {
      const last = n.elements.at(-1);
      const rest = last && ts.isSpreadElement(last) ? target(last.expression) : undefined;
      const plain = rest ? n.elements.slice(0, -1) : n.elements;
      return {
        k: "parr",
        x: plain.map((e) => (ts.isOmittedExpression(e) ? null : target(e))),
        ...(rest && { rest }),
      };
    }
    return { k: "pexp", x: l.expr(n) };
  }

  function param(n: TS.ParameterDeclaration): Param {
    const dec = decorators(n);
    const isProp = n.modifiers?.some(
      (m) =>
        m.kind === K.PublicKeyword ||
        m.kind === K.PrivateKeyword ||
        m.kind === K.ProtectedKeyword ||
        m.kind === K.ReadonlyKeyword ||
        m.kind === K.OverrideKeyword,
    );
    return {
      p: binding(n.name, n.initializer, n.type),
      ...(n.dotDotDotToken && { rest: true }),
      ...(n.questionToken && { optional: true }),
      ...(dec && { dec }),
      ...(isProp && { prop: true }),
    };
  }

  return { binding, target, param };
}
