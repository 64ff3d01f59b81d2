import type { ts as TS } from "ts-morph";
import type { Lowering } from "./lower.js";
import { asking, operationNames, registeringNames } from "./names.js";
import type { Expr, Prop, Spread } from "./tree.js";

/** Expressions → ours. */
export function expressions(l: Lowering): Pick<Lowering, "expr" | "args"> {
  const { ts, types, source, start, key } = l;
  const K = ts.SyntaxKind;

  const args = (list: readonly TS.Expression[] | undefined): readonly (Expr | Spread)[] =>
    list?.map((a) => (ts.isSpreadElement(a) ? { k: "spread", x: expr(a.expression) } : expr(a))) ?? [];

  /** Remembers calls by name that later stages ask about. */
  function note(callee: TS.Expression): void {
    const name = ts.isIdentifier(callee)
      ? callee
      : ts.isPropertyAccessExpression(callee)
        ? callee.name
        : null;
    if (!name) return;
    if (registeringNames.has(name.text)) l.state.declaring++;
    if (asking.test(name.text)) l.state.asking++;
    if (name !== callee && operationNames.has(name.text))
      l.calls.push({ n: name.text, s: start(name), e: name.end });
  }

  function call(n: TS.CallExpression): Expr {
    const first = n.arguments[0];
    if (n.expression.kind === K.ImportKeyword) {
      if (first && ts.isStringLiteralLike(first)) l.specifiers.add(first.text);
      return { k: "import", x: first ? expr(first) : { k: "lit", v: null } };
    }
    if (
      ts.isIdentifier(n.expression) &&
      n.expression.text === "require" &&
      first &&
      ts.isStringLiteralLike(first)
    )
      l.specifiers.add(first.text);
    note(n.expression);
    return {
      k: "call",
      f: expr(n.expression),
      a: args(n.arguments),
      ...(n.typeArguments && { t: n.typeArguments.map(types.type) }),
      s: start(n),
      e: n.end,
      ...(n.questionDotToken && { opt: true }),
    };
  }

  function object(n: TS.ObjectLiteralExpression): Expr {
    const p: (Prop | Spread)[] = [];
    for (const m of n.properties) {
      const at = { s: start(m), e: m.end };
      if (ts.isSpreadAssignment(m)) p.push({ k: "spread", x: expr(m.expression) });
      else if (ts.isPropertyAssignment(m))
        p.push({ k: "prop", key: key(m.name), v: expr(m.initializer), ...at });
      else if (ts.isShorthandPropertyAssignment(m))
        p.push({ k: "prop", key: m.name.text, v: { k: "id", n: m.name.text, s: at.s }, ...at });
      else if (ts.isMethodDeclaration(m)) p.push({ k: "prop", key: key(m.name), v: l.fn(m), ...at });
      else p.push({ k: ts.isGetAccessor(m) ? "get" : "set", key: key(m.name), v: l.fn(m), ...at });
    }
    return { k: "obj", p, s: start(n), e: n.end };
  }

  function template(n: TS.TemplateExpression): Expr {
    return {
      k: "tpl",
      q: [n.head.text, ...n.templateSpans.map((s) => s.literal.text)],
      x: n.templateSpans.map((s) => expr(s.expression)),
    };
  }

  function binary(n: TS.BinaryExpression): Expr {
    const op = n.operatorToken.kind;
    if (op === K.CommaToken) return { k: "seq", x: [expr(n.left), expr(n.right)] };
    if (op === K.AmpersandAmpersandToken) return { k: "log", op: "&&", l: expr(n.left), r: expr(n.right) };
    if (op === K.BarBarToken) return { k: "log", op: "||", l: expr(n.left), r: expr(n.right) };
    if (op === K.QuestionQuestionToken) return { k: "log", op: "??", l: expr(n.left), r: expr(n.right) };
    if (op >= K.FirstAssignment && op <= K.LastAssignment)
      return { k: "asg", op: ts.tokenToString(op) ?? "=", l: l.target(n.left), r: expr(n.right) };
    return { k: "bin", op: ts.tokenToString(op) ?? "", l: expr(n.left), r: expr(n.right) };
  }

  function expr(n: TS.Expression): Expr {
    switch (n.kind) {
      case K.Identifier:
        return { k: "id", n: (n as TS.Identifier).text, s: start(n) };
      case K.StringLiteral:
      case K.NoSubstitutionTemplateLiteral:
        return { k: "lit", v: (n as TS.StringLiteral).text };
      case K.NumericLiteral:
        return { k: "lit", v: Number((n as TS.NumericLiteral).text) };
      case K.BigIntLiteral:
        return { k: "lit", v: Number((n as TS.BigIntLiteral).text.replace(/n$/, "")) };
      case K.TrueKeyword:
        return { k: "lit", v: true };
      case K.FalseKeyword:
        return { k: "lit", v: false };
      case K.NullKeyword:
        return { k: "lit", v: null };
      case K.RegularExpressionLiteral: {
        const literal = (n as TS.RegularExpressionLiteral).text;
        const cut = literal.lastIndexOf("/");
        return { k: "regex", p: literal.slice(1, cut), f: literal.slice(cut + 1) };
      }
      case K.TemplateExpression:
        return template(n as TS.TemplateExpression);
      case K.TaggedTemplateExpression: {
        const tagged = n as TS.TaggedTemplateExpression;
        const inner = ts.isTemplateExpression(tagged.template)
          ? tagged.template.templateSpans.map((s) => expr(s.expression))
          : [];
        return { k: "tagged", f: expr(tagged.tag), x: inner };
      }
      case K.ObjectLiteralExpression:
        return object(n as TS.ObjectLiteralExpression);
      case K.ArrayLiteralExpression: {
        const list = (n as TS.ArrayLiteralExpression).elements;
        const x = list.map((a) =>
          ts.isOmittedExpression(a)
            ? null
            : ts.isSpreadElement(a)
              ? ({ k: "spread", x: expr(a.expression) } as const)
              : expr(a),
        );
        return { k: "arr", x, s: start(n), e: n.end };
      }
      case K.PropertyAccessExpression: {
        const m = n as TS.PropertyAccessExpression;
        return {
          k: "mem",
          o: expr(m.expression),
          n: m.name.text,
          s: start(m.name),
          e: m.name.end,
          ...(m.questionDotToken && { opt: true }),
        };
      }
      case K.ElementAccessExpression: {
        const m = n as TS.ElementAccessExpression;
        const at = { s: start(m.argumentExpression), e: m.argumentExpression.end };
        return {
          k: "idx",
          o: expr(m.expression),
          i: expr(m.argumentExpression),
          ...at,
          ...(m.questionDotToken && { opt: true }),
        };
      }
      case K.CallExpression:
        return call(n as TS.CallExpression);
      case K.NewExpression: {
        const c = n as TS.NewExpression;
        note(c.expression);
        return {
          k: "new",
          f: expr(c.expression),
          a: args(c.arguments),
          ...(c.typeArguments && { t: c.typeArguments.map(types.type) }),
          s: start(n),
          e: n.end,
        };
      }
      case K.ArrowFunction:
      case K.FunctionExpression:
        return l.fn(n as TS.ArrowFunction | TS.FunctionExpression);
      case K.ClassExpression:
        return l.cls(n as TS.ClassExpression);
      case K.ParenthesizedExpression:
        return expr((n as TS.ParenthesizedExpression).expression);
      case K.NonNullExpression:
        return expr((n as TS.NonNullExpression).expression);
      case K.SatisfiesExpression:
        return expr((n as TS.SatisfiesExpression).expression);
      // `Array<string>` as a value is Array.
      case K.ExpressionWithTypeArguments:
        return expr((n as TS.ExpressionWithTypeArguments).expression);
      case K.AsExpression:
      case K.TypeAssertionExpression: {
        const c = n as TS.AsExpression;
        if (ts.isTypeReferenceNode(c.type) && c.type.typeName.getText(source) === "const")
          return expr(c.expression);
        return { k: "as", x: expr(c.expression), t: types.type(c.type) };
      }
      case K.PrefixUnaryExpression: {
        const u = n as TS.PrefixUnaryExpression;
        const op = ts.tokenToString(u.operator) ?? "";
        if (op === "++" || op === "--") return { k: "upd", op, x: expr(u.operand) };
        const x = expr(u.operand);
        return op === "-" && x.k === "lit" && typeof x.v === "number"
          ? { k: "lit", v: -x.v }
          : { k: "un", op, x };
      }
      case K.PostfixUnaryExpression: {
        const u = n as TS.PostfixUnaryExpression;
        return { k: "upd", op: `post${ts.tokenToString(u.operator) ?? ""}`, x: expr(u.operand) };
      }
      case K.TypeOfExpression:
        return { k: "un", op: "typeof", x: expr((n as TS.TypeOfExpression).expression) };
      case K.VoidExpression:
        return { k: "un", op: "void", x: expr((n as TS.VoidExpression).expression) };
      case K.DeleteExpression:
        return { k: "un", op: "delete", x: expr((n as TS.DeleteExpression).expression) };
      case K.BinaryExpression:
        return binary(n as TS.BinaryExpression);
      case K.ConditionalExpression: {
        const c = n as TS.ConditionalExpression;
        return { k: "cond", c: expr(c.condition), a: expr(c.whenTrue), b: expr(c.whenFalse) };
      }
      case K.AwaitExpression:
        return { k: "await", x: expr((n as TS.AwaitExpression).expression) };
      case K.YieldExpression: {
        const y = n as TS.YieldExpression;
        return {
          k: "yield",
          x: y.expression ? expr(y.expression) : null,
          ...(y.asteriskToken && { all: true }),
        };
      }
      case K.ThisKeyword:
        return { k: "this" };
      case K.SuperKeyword:
        return { k: "super" };
      default: {
        const x: Expr[] = [];
        collect(n, x);
        return { k: "other", x };
      }
    }
  }

  /** The outermost expressions below a node of a kind we do not model (JSX …), so that calls inside it are still seen. */
  function collect(n: TS.Node, into: Expr[]): void {
    ts.forEachChild(n, (child) => {
      if (ts.isJsxExpression(child) || ts.isJsxSpreadAttribute(child)) {
        if (child.expression) into.push(expr(child.expression));
      } else if (ts.isCallExpression(child) || ts.isArrowFunction(child) || ts.isFunctionExpression(child))
        into.push(expr(child));
      else collect(child, into);
    });
  }

  return { expr, args };
}
