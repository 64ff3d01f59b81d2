import type { ts as TS } from "ts-morph";
import { operationNames, registeringNames } from "./names.js";
import { typeLowerer } from "./lower-types.js";
import type {
  Cls,
  Decorator,
  Expr,
  Fn,
  Key,
  Member,
  Module,
  Param,
  Pat,
  Prop,
  Spread,
  Stmt,
} from "./tree.js";

/** TypeScript's tree → ours. One pass, no node is kept. */
export function lower(ts: typeof TS, source: TS.SourceFile, file: string, text: string): Module {
  const K = ts.SyntaxKind;
  const types = typeLowerer(ts);
  const specifiers = new Set<string>();
  let esm = false;
  const calls: { n: string; s: number; e: number }[] = [];
  let declaring = 0;

  const start = (n: TS.Node): number => n.getStart(source);
  const has = (n: TS.Node, kind: TS.SyntaxKind): boolean =>
    ts.canHaveModifiers(n) && (ts.getModifiers(n)?.some((m) => m.kind === kind) ?? false);

  const decorators = (n: TS.Node): readonly Decorator[] | undefined => {
    if (!ts.canHaveDecorators(n)) return undefined;
    const list = ts.getDecorators(n);
    return list?.map((d) => ({ x: expr(d.expression), s: start(d), e: d.end }));
  };

  const key = (n: TS.PropertyName | TS.BindingName): Key => {
    if (ts.isIdentifier(n) || ts.isStringLiteralLike(n) || ts.isPrivateIdentifier(n)) return n.text;
    if (ts.isNumericLiteral(n)) return String(Number(n.text));
    if (ts.isComputedPropertyName(n)) {
      const x = expr(n.expression);
      return x.k === "lit" && x.v !== null ? String(x.v) : x;
    }
    return "";
  };

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
    if (registeringNames.has(name.text)) declaring++;
    if (name !== callee && operationNames.has(name.text))
      calls.push({ n: name.text, s: start(name), e: name.end });
  }

  function call(n: TS.CallExpression): Expr {
    const first = n.arguments[0];
    if (n.expression.kind === K.ImportKeyword) {
      if (first && ts.isStringLiteralLike(first)) specifiers.add(first.text);
      return { k: "import", x: first ? expr(first) : { k: "lit", v: null } };
    }
    if (
      ts.isIdentifier(n.expression) &&
      n.expression.text === "require" &&
      first &&
      ts.isStringLiteralLike(first)
    )
      specifiers.add(first.text);
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
      else if (ts.isMethodDeclaration(m)) p.push({ k: "prop", key: key(m.name), v: fn(m), ...at });
      else p.push({ k: ts.isGetAccessor(m) ? "get" : "set", key: key(m.name), v: fn(m), ...at });
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
      return { k: "asg", op: ts.tokenToString(op) ?? "=", l: target(n.left), r: expr(n.right) };
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
        return fn(n as TS.ArrowFunction | TS.FunctionExpression);
      case K.ClassExpression:
        return cls(n as TS.ClassExpression);
      case K.ParenthesizedExpression:
        return expr((n as TS.ParenthesizedExpression).expression);
      case K.NonNullExpression:
        return expr((n as TS.NonNullExpression).expression);
      case K.SatisfiesExpression:
        return expr((n as TS.SatisfiesExpression).expression);
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

  function binding(n: TS.BindingName, d?: TS.Expression, t?: TS.TypeNode): Pat {
    const extra = { ...(d && { d: expr(d) }), ...(t && { t: types.type(t) }) };
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
      return { ...target(n.left), d: expr(n.right) };
    if (ts.isObjectLiteralExpression(n)) {
      const p: { key: Key; v: Pat }[] = [];
      let rest: Pat | undefined;
      for (const m of n.properties) {
        if (ts.isSpreadAssignment(m)) rest = target(m.expression);
        else if (ts.isShorthandPropertyAssignment(m)) {
          const d = m.objectAssignmentInitializer;
          p.push({
            key: m.name.text,
            v: { k: "pid", n: m.name.text, ...(d && { d: expr(d) }), s: start(m) },
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
    return { k: "pexp", x: expr(n) };
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

  function fn(n: TS.FunctionLikeDeclaration): Fn {
    const name = n.name && ts.isIdentifier(n.name) ? n.name.text : undefined;
    const first = n.parameters[0];
    const self = first && ts.isIdentifier(first.name) && first.name.text === "this" ? first : undefined;
    const from = calls.length;
    const declaredBefore = declaring;
    const body = !n.body ? null : ts.isBlock(n.body) ? stmts(n.body.statements) : expr(n.body);
    return {
      k: "fn",
      ...(name !== undefined && { n: name }),
      params: n.parameters.filter((p) => p !== self).map(param),
      body,
      ...(calls.length > from && { calls: [from, calls.length] as const }),
      ...(declaring > declaredBefore && { declares: true }),
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
      return { k: "static", key: "", v: null, body: stmts(m.body.statements), ...base };
    if (ts.isMethodDeclaration(m)) return { k: "method", key: key(m.name), v: fn(m), ...base };
    if (ts.isGetAccessor(m))
      return { k: "get", key: key(m.name), v: fn(m), ...(m.type && { t: types.type(m.type) }), ...base };
    if (ts.isSetAccessor(m)) return { k: "set", key: key(m.name), v: fn(m), ...base };
    if (!ts.isPropertyDeclaration(m)) return null;
    return {
      k: "field",
      key: key(m.name),
      v: m.initializer ? expr(m.initializer) : null,
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
      ...(ext && { ext: expr(ext.expression) }),
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

  const stmts = (list: readonly TS.Statement[]): readonly Stmt[] => list.flatMap(stmt);

  function variables(n: TS.VariableDeclarationList): Stmt {
    const kind = n.flags & ts.NodeFlags.Const ? "const" : n.flags & ts.NodeFlags.Let ? "let" : "var";
    return {
      k: "var",
      kind,
      d: n.declarations.map((d) => ({
        p: binding(d.name, undefined, d.type),
        ...(d.initializer && { i: expr(d.initializer) }),
      })),
    };
  }

  const names = (p: Pat, into: string[]): string[] => {
    if (p.k === "pid") into.push(p.n);
    if (p.k === "pobj") for (const x of p.p) names(x.v, into);
    if (p.k === "parr") for (const x of p.x) if (x) names(x, into);
    if ((p.k === "pobj" || p.k === "parr") && p.rest) names(p.rest, into);
    return into;
  };

  /** A declaration, and its `export` beside it. */
  function declared(n: TS.Statement, list: Stmt[], declares: readonly string[]): Stmt[] {
    if (!has(n, K.ExportKeyword)) return list;
    esm = true;
    const isDefault = has(n, K.DefaultKeyword);
    const exports = declares.map((name) => ({ name, as: isDefault ? "default" : name }));
    return [...list, { k: "export", names: exports }];
  }

  function importing(n: TS.ImportDeclaration): Stmt[] {
    const from = (n.moduleSpecifier as TS.StringLiteral).text;
    specifiers.add(from);
    esm = true;
    const clause = n.importClause;
    const list: { name: string; as: string }[] = [];
    if (clause?.name) list.push({ name: "default", as: clause.name.text });
    const bindings = clause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) list.push({ name: "*", as: bindings.name.text });
    if (bindings && ts.isNamedImports(bindings))
      for (const e of bindings.elements)
        list.push({ name: (e.propertyName ?? e.name).text, as: e.name.text });
    const typeOnly = clause?.phaseModifier === K.TypeKeyword;
    return [{ k: "import", from, names: list, ...(typeOnly && { type: true }) }];
  }

  function exporting(n: TS.ExportDeclaration): Stmt[] {
    esm = true;
    const from = n.moduleSpecifier && (n.moduleSpecifier as TS.StringLiteral).text;
    if (from !== undefined) specifiers.add(from);
    const clause = n.exportClause;
    const list = !clause
      ? [{ name: "*", as: null }]
      : ts.isNamespaceExport(clause)
        ? [{ name: "*", as: clause.name.text as string | null }]
        : clause.elements.map((e) => ({
            name: (e.propertyName ?? e.name).text,
            as: e.name.text as string | null,
          }));
    return [{ k: "export", ...(from !== undefined && { from }), names: list }];
  }

  function stmt(n: TS.Statement): Stmt[] {
    if (ts.isVariableStatement(n)) {
      const v = variables(n.declarationList);
      const declares = v.k === "var" ? v.d.flatMap((d) => names(d.p, [])) : [];
      return declared(n, [v], declares);
    }
    if (ts.isExpressionStatement(n)) return [{ k: "exp", x: expr(n.expression) }];
    if (ts.isReturnStatement(n)) return [{ k: "ret", ...(n.expression && { x: expr(n.expression) }) }];
    if (ts.isIfStatement(n))
      return [
        {
          k: "if",
          c: expr(n.expression),
          a: one(n.thenStatement),
          ...(n.elseStatement && { b: one(n.elseStatement) }),
        },
      ];
    if (ts.isBlock(n)) return [{ k: "block", b: stmts(n.statements) }];
    if (ts.isFunctionDeclaration(n)) {
      const name = n.name?.text ?? "default";
      return n.body ? declared(n, [{ k: "fnd", n: name, f: fn(n) }], [name]) : [];
    }
    if (ts.isClassDeclaration(n)) {
      const name = n.name?.text ?? "default";
      return declared(n, [{ k: "clsd", n: name, c: cls(n) }], [name]);
    }
    if (ts.isImportDeclaration(n)) return importing(n);
    if (ts.isExportDeclaration(n)) return exporting(n);
    if (ts.isExportAssignment(n)) {
      esm = true;
      return [{ k: n.isExportEquals ? "exportAssign" : "exportDefault", x: expr(n.expression) }];
    }
    if (ts.isImportEqualsDeclaration(n)) {
      const r = n.moduleReference;
      if (!ts.isExternalModuleReference(r) || !ts.isStringLiteralLike(r.expression)) return [];
      specifiers.add(r.expression.text);
      return [{ k: "import", from: r.expression.text, names: [{ name: "=", as: n.name.text }] }];
    }
    if (ts.isThrowStatement(n)) return [{ k: "throw", x: expr(n.expression) }];
    if (ts.isTryStatement(n)) {
      const p = n.catchClause?.variableDeclaration;
      return [
        {
          k: "try",
          b: stmts(n.tryBlock.statements),
          ...(p && { p: binding(p.name) }),
          ...(n.catchClause && { c: stmts(n.catchClause.block.statements) }),
          ...(n.finallyBlock && { f: stmts(n.finallyBlock.statements) }),
        },
      ];
    }
    if (ts.isForOfStatement(n) || ts.isForInStatement(n)) {
      const decl = ts.isVariableDeclarationList(n.initializer);
      const first = decl ? (n.initializer as TS.VariableDeclarationList).declarations[0] : undefined;
      const p = first ? binding(first.name) : target(n.initializer as TS.Expression);
      return [
        {
          k: ts.isForOfStatement(n) ? "forof" : "forin",
          p,
          x: expr(n.expression),
          b: one(n.statement),
          decl,
        },
      ];
    }
    if (ts.isForStatement(n)) {
      const i = n.initializer;
      const init: Stmt | undefined = !i
        ? undefined
        : ts.isVariableDeclarationList(i)
          ? variables(i)
          : { k: "exp", x: expr(i) };
      return [
        {
          k: "for",
          ...(init && { i: init }),
          ...(n.condition && { c: expr(n.condition) }),
          ...(n.incrementor && { u: expr(n.incrementor) }),
          b: one(n.statement),
        },
      ];
    }
    if (ts.isWhileStatement(n)) return [{ k: "while", c: expr(n.expression), b: one(n.statement) }];
    if (ts.isDoStatement(n)) return [{ k: "while", c: expr(n.expression), b: one(n.statement), post: true }];
    if (ts.isSwitchStatement(n)) {
      const cases = n.caseBlock.clauses.map((c) => ({
        ...(ts.isCaseClause(c) && { c: expr(c.expression) }),
        b: stmts(c.statements),
      }));
      return [{ k: "switch", x: expr(n.expression), cases }];
    }
    if (ts.isBreakStatement(n)) return [{ k: "break", ...(n.label && { l: n.label.text }) }];
    if (ts.isContinueStatement(n)) return [{ k: "continue", ...(n.label && { l: n.label.text }) }];
    if (ts.isLabeledStatement(n)) return [{ k: "label", n: n.label.text, b: one(n.statement) }];
    if (ts.isEnumDeclaration(n)) {
      const m = n.members.map((e) => ({
        n: String(key(e.name)),
        ...(e.initializer && { v: expr(e.initializer) }),
      }));
      return declared(n, [{ k: "enum", n: n.name.text, m }], [n.name.text]);
    }
    if (ts.isInterfaceDeclaration(n)) {
      const ext = n.heritageClauses?.flatMap((h) => h.types.map(types.heritage)) ?? [];
      const tp = n.typeParameters?.map((t) => t.name.text);
      return declared(
        n,
        [{ k: "iface", n: n.name.text, ext, m: types.members(n.members), ...(tp && { tp }) }],
        [n.name.text],
      );
    }
    if (ts.isTypeAliasDeclaration(n)) {
      const tp = n.typeParameters?.map((t) => t.name.text);
      return declared(
        n,
        [{ k: "alias", n: n.name.text, t: types.type(n.type), ...(tp && { tp }) }],
        [n.name.text],
      );
    }
    if (ts.isModuleDeclaration(n)) {
      if (!n.body || !ts.isModuleBlock(n.body) || !ts.isIdentifier(n.name)) return [];
      return declared(n, [{ k: "ns", n: n.name.text, b: stmts(n.body.statements) }], [n.name.text]);
    }
    return [];
  }

  const one = (n: TS.Statement): Stmt => {
    const list = stmt(n);
    return list.length === 1 && list[0] ? list[0] : { k: "block", b: list };
  };

  const body = stmts(source.statements);
  const diagnostic = (source as unknown as { parseDiagnostics?: readonly TS.DiagnosticWithLocation[] })
    .parseDiagnostics?.[0];
  const error = diagnostic && {
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, " "),
    start: diagnostic.start,
  };
  return {
    file,
    body,
    lines: source.getLineStarts().slice(),
    specifiers: [...specifiers],
    calls,
    esm,
    comments: expiryComments(ts, text),
    ...(error && /\.[cm]?tsx?$/.test(file) && { error }),
    ...(error && !/\.[cm]?tsx?$/.test(file) && diagnostic.code < 8000 && { error }),
  };
}

/** Comments that speak of expiry: a comment is an intention that a declaration beside it can be held to. */
function expiryComments(ts: typeof TS, text: string): Module["comments"] {
  if (!/ttl|expir/i.test(text)) return [];
  const list: { start: number; end: number; text: string }[] = [];
  const pattern = /\/\/[^\n\r]*|\/\*[^]*?\*\//g;
  for (let m = pattern.exec(text); m; m = pattern.exec(text))
    if (/ttl|expir/i.test(m[0])) list.push({ start: m.index, end: m.index + m[0].length, text: m[0] });
  return list;
}
