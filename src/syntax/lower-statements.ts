import type { ts as TS } from "ts-morph";
import type { Lowering } from "./lower.js";
import type { Pat, Stmt } from "./tree.js";

/** Statements → ours. */
export function statements(l: Lowering): Pick<Lowering, "stmts"> {
  const { ts, types, has, key } = l;
  const K = ts.SyntaxKind;

  const stmts = (list: readonly TS.Statement[]): readonly Stmt[] => list.flatMap(stmt);

  function variables(n: TS.VariableDeclarationList): Stmt {
    const kind = n.flags & ts.NodeFlags.Const ? "const" : n.flags & ts.NodeFlags.Let ? "let" : "var";
    return {
      k: "var",
      kind,
      d: n.declarations.map((d) => ({
        p: l.binding(d.name, undefined, d.type),
        ...(d.initializer && { i: l.expr(d.initializer) }),
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
    l.state.esm = true;
    const isDefault = has(n, K.DefaultKeyword);
    const exports = declares.map((name) => ({ name, as: isDefault ? "default" : name }));
    return [...list, { k: "export", names: exports }];
  }

  /** Templates of source files name modules by what is no string: `from {{ name }}`. */
  function specifier(n: TS.Expression): string {
    if (!ts.isStringLiteralLike(n)) return "";
    l.specifiers.add(n.text);
    return n.text;
  }

  function importing(n: TS.ImportDeclaration): Stmt[] {
    const from = specifier(n.moduleSpecifier);
    l.state.esm = true;
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
    l.state.esm = true;
    const from = n.moduleSpecifier && specifier(n.moduleSpecifier);
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
    if (ts.isExpressionStatement(n)) return [{ k: "exp", x: l.expr(n.expression) }];
    if (ts.isReturnStatement(n)) return [{ k: "ret", ...(n.expression && { x: l.expr(n.expression) }) }];
    if (ts.isIfStatement(n))
      return [
        {
          k: "if",
          c: l.expr(n.expression),
          a: one(n.thenStatement),
          ...(n.elseStatement && { b: one(n.elseStatement) }),
        },
      ];
    if (ts.isBlock(n)) return [{ k: "block", b: stmts(n.statements) }];
    if (ts.isFunctionDeclaration(n)) {
      const name = n.name?.text ?? "default";
      return n.body ? declared(n, [{ k: "fnd", n: name, f: l.fn(n) }], [name]) : [];
    }
    if (ts.isClassDeclaration(n)) {
      const name = n.name?.text ?? "default";
      return declared(n, [{ k: "clsd", n: name, c: l.cls(n) }], [name]);
    }
    if (ts.isImportDeclaration(n)) return importing(n);
    if (ts.isExportDeclaration(n)) return exporting(n);
    if (ts.isExportAssignment(n)) {
      l.state.esm = true;
      return [{ k: n.isExportEquals ? "exportAssign" : "exportDefault", x: l.expr(n.expression) }];
    }
    if (ts.isImportEqualsDeclaration(n)) {
      const r = n.moduleReference;
      if (!ts.isExternalModuleReference(r) || !ts.isStringLiteralLike(r.expression)) return [];
      l.specifiers.add(r.expression.text);
      return [{ k: "import", from: r.expression.text, names: [{ name: "=", as: n.name.text }] }];
    }
    if (ts.isThrowStatement(n)) return [{ k: "throw", x: l.expr(n.expression) }];
    if (ts.isTryStatement(n)) {
      const p = n.catchClause?.variableDeclaration;
      return [
        {
          k: "try",
          b: stmts(n.tryBlock.statements),
          ...(p && { p: l.binding(p.name) }),
          ...(n.catchClause && { c: stmts(n.catchClause.block.statements) }),
          ...(n.finallyBlock && { f: stmts(n.finallyBlock.statements) }),
        },
      ];
    }
    if (ts.isForOfStatement(n) || ts.isForInStatement(n)) {
      const decl = ts.isVariableDeclarationList(n.initializer);
      const first = decl ? (n.initializer as TS.VariableDeclarationList).declarations[0] : undefined;
      const p = first ? l.binding(first.name) : l.target(n.initializer as TS.Expression);
      return [
        {
          k: ts.isForOfStatement(n) ? "forof" : "forin",
          p,
          x: l.expr(n.expression),
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
          : { k: "exp", x: l.expr(i) };
      return [
        {
          k: "for",
          ...(init && { i: init }),
          ...(n.condition && { c: l.expr(n.condition) }),
          ...(n.incrementor && { u: l.expr(n.incrementor) }),
          b: one(n.statement),
        },
      ];
    }
    if (ts.isWhileStatement(n)) return [{ k: "while", c: l.expr(n.expression), b: one(n.statement) }];
    if (ts.isDoStatement(n))
      return [{ k: "while", c: l.expr(n.expression), b: one(n.statement), post: true }];
    if (ts.isSwitchStatement(n)) {
      const cases = n.caseBlock.clauses.map((c) => ({
        ...(ts.isCaseClause(c) && { c: l.expr(c.expression) }),
        b: stmts(c.statements),
      }));
      return [{ k: "switch", x: l.expr(n.expression), cases }];
    }
    if (ts.isBreakStatement(n)) return [{ k: "break", ...(n.label && { l: n.label.text }) }];
    if (ts.isContinueStatement(n)) return [{ k: "continue", ...(n.label && { l: n.label.text }) }];
    if (ts.isLabeledStatement(n)) return [{ k: "label", n: n.label.text, b: one(n.statement) }];
    if (ts.isEnumDeclaration(n)) {
      const m = n.members.map((e) => ({
        n: String(key(e.name)),
        ...(e.initializer && { v: l.expr(e.initializer) }),
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

  return { stmts };
}
