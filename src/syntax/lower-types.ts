import type { ts as TS } from "ts-morph";
import type { Type, TypeMember } from "./tree.js";

export interface TypeLowerer {
  type(n: TS.TypeNode): Type;
  heritage(n: TS.ExpressionWithTypeArguments): Type;
  members(list: readonly TS.TypeElement[]): readonly TypeMember[];
}

const other: Type = { k: "tother" };

/** Type annotations, as far as names, unions and members go. */
export function typeLowerer(ts: typeof TS): TypeLowerer {
  const K = ts.SyntaxKind;
  const keywords = new Map<TS.SyntaxKind, string>([
    [K.StringKeyword, "string"],
    [K.NumberKeyword, "number"],
    [K.BooleanKeyword, "boolean"],
    [K.AnyKeyword, "any"],
    [K.UnknownKeyword, "unknown"],
    [K.VoidKeyword, "void"],
    [K.UndefinedKeyword, "undefined"],
    [K.ObjectKeyword, "object"],
    [K.NeverKeyword, "never"],
    [K.BigIntKeyword, "bigint"],
    [K.SymbolKeyword, "symbol"],
  ]);

  const entity = (n: TS.EntityName): string =>
    ts.isIdentifier(n) ? n.text : `${entity(n.left)}.${n.right.text}`;
  const dotted = (n: TS.Expression): string =>
    ts.isIdentifier(n)
      ? n.text
      : ts.isPropertyAccessExpression(n)
        ? `${dotted(n.expression)}.${n.name.text}`
        : "";

  const named = (n: string, a?: readonly TS.TypeNode[]): Type => ({
    k: "tref",
    n,
    ...(a && { a: a.map(type) }),
  });

  function literal(n: TS.LiteralTypeNode): Type {
    const l = n.literal;
    if (ts.isStringLiteralLike(l)) return { k: "tlit", v: l.text };
    if (ts.isNumericLiteral(l)) return { k: "tlit", v: Number(l.text) };
    if (l.kind === K.TrueKeyword) return { k: "tlit", v: true };
    if (l.kind === K.FalseKeyword) return { k: "tlit", v: false };
    if (l.kind === K.NullKeyword) return { k: "tlit", v: null };
    return other;
  }

  function type(n: TS.TypeNode): Type {
    const keyword = keywords.get(n.kind);
    if (keyword !== undefined) return { k: "tkw", n: keyword };
    if (ts.isTypeReferenceNode(n)) return named(entity(n.typeName), n.typeArguments);
    if (ts.isExpressionWithTypeArguments(n)) return heritage(n);
    if (ts.isArrayTypeNode(n)) return { k: "tarr", of: type(n.elementType) };
    if (ts.isUnionTypeNode(n)) return { k: "tunion", of: n.types.map(type) };
    if (ts.isIntersectionTypeNode(n)) return { k: "tinter", of: n.types.map(type) };
    if (ts.isParenthesizedTypeNode(n)) return type(n.type);
    if (ts.isTypeOperatorNode(n)) return n.operator === K.ReadonlyKeyword ? type(n.type) : other;
    if (ts.isLiteralTypeNode(n)) return literal(n);
    if (ts.isTypeLiteralNode(n)) return { k: "tobj", m: members(n.members) };
    if (ts.isMappedTypeNode(n)) return { k: "tobj", m: [{ n: "[]", t: n.type ? type(n.type) : other }] };
    if (ts.isFunctionTypeNode(n)) return { k: "tfn", ret: type(n.type) };
    if (ts.isTypeQueryNode(n)) return { k: "ttypeof", n: entity(n.exprName) };
    if (ts.isIndexedAccessTypeNode(n)) return { k: "tidx", o: type(n.objectType), i: type(n.indexType) };
    if (ts.isTupleTypeNode(n))
      return {
        k: "tarr",
        of: { k: "tunion", of: n.elements.map((e) => type(ts.isNamedTupleMember(e) ? e.type : e)) },
      };
    if (ts.isImportTypeNode(n)) return n.qualifier ? named(entity(n.qualifier), n.typeArguments) : other;
    return other;
  }

  const heritage = (n: TS.ExpressionWithTypeArguments): Type => named(dotted(n.expression), n.typeArguments);

  function members(list: readonly TS.TypeElement[]): readonly TypeMember[] {
    const found: TypeMember[] = [];
    for (const m of list) {
      if (ts.isIndexSignatureDeclaration(m)) found.push({ n: "[]", t: type(m.type) });
      if (!m.name || !(ts.isIdentifier(m.name) || ts.isStringLiteralLike(m.name))) continue;
      const n = m.name.text;
      const optional = m.questionToken ? { optional: true as const } : {};
      if (ts.isPropertySignature(m)) found.push({ n, t: m.type ? type(m.type) : other, ...optional });
      if (ts.isMethodSignature(m))
        found.push({ n, t: { k: "tfn", ret: m.type ? type(m.type) : other }, method: true, ...optional });
    }
    return found;
  }

  return { type, heritage, members };
}
