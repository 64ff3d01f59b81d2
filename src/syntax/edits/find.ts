import type TS from "typescript";
import { bare, nodeAt, offsetOf, propertyOf, type Page, type Spot } from "./page.js";

/** How an index is declared: by a call, a class decorator, or keys of a field's definition. */
export type Declaration =
  | { readonly by: "call"; readonly call: TS.CallExpression }
  | { readonly by: "decorator"; readonly decorator: TS.Decorator; readonly call: TS.CallExpression }
  | { readonly by: "field"; readonly field: TS.ObjectLiteralExpression };

/** The declaration of the index that stands here. */
export function declarationAt(page: Page, at: Spot): Declaration | null {
  const start = offsetOf(page, at.line, at.column);
  if (start < 0) return null;
  const end = at.endLine && at.endColumn ? offsetOf(page, at.endLine, at.endColumn) : null;
  const { ts } = page;
  for (let node = nodeAt(page, start); node !== page.source; node = node.parent) {
    if (ts.isDecorator(node)) return decorated(page, node);
    if (ts.isPropertyDeclaration(node)) return property(page, node);
    if (ts.isPropertyAssignment(node)) {
      const field = fieldOf(page, node);
      if (field) return { by: "field", field };
    }
    if (ts.isCallExpression(node) && isIndexCall(page, node, start, end)) return { by: "call", call: node };
    if (ts.isStatement(node)) return null;
  }
  return null;
}

/** Calls that declare or create one index, whose second argument are its options. */
const indexCalls = ["index", "createIndex", "ensureIndex"];

/** `x.index(…)`, told at its start, its name or its arguments; of a chain the link that ends where the place ends. */
function isIndexCall(
  { ts, source }: Page,
  call: TS.CallExpression,
  start: number,
  end: number | null,
): boolean {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !indexCalls.includes(callee.name.text)) return false;
  if (start >= callee.name.getStart(source)) return true;
  if (start !== call.getStart(source)) return false;
  return end === null
    ? !isChained(ts, callee.expression) && !ts.isPropertyAccessExpression(call.parent)
    : end === call.getEnd();
}

const isChained = (ts: typeof TS, object: TS.Expression): boolean => ts.isCallExpression(object);

/** The definition a field is given: `{ type: String, index: true }`, perhaps as the element of an array. */
function fieldOf(page: Page, node: TS.PropertyAssignment): TS.ObjectLiteralExpression | null {
  const { ts } = page;
  const owner = node.parent;
  if (
    isIndexKey(node.name.getText(page.source)) &&
    ts.isObjectLiteralExpression(owner) &&
    !isCallArgument(page, owner)
  )
    return owner;
  const value = bare(page, node.initializer);
  const inner =
    ts.isArrayLiteralExpression(value) && value.elements[0] ? bare(page, value.elements[0]) : value;
  return ts.isObjectLiteralExpression(inner) && declaresIndex(page, inner) ? inner : null;
}

/** The second argument of `.index(…)` is no field. */
const isCallArgument = ({ ts }: Page, object: TS.ObjectLiteralExpression): boolean =>
  ts.isCallExpression(object.parent) &&
  ts.isPropertyAccessExpression(object.parent.expression) &&
  indexCalls.includes(object.parent.expression.name.text);

export const indexKeys = ["index", "unique", "sparse", "text", "expires"];
const isIndexKey = (name: string): boolean => indexKeys.includes(name);

const declaresIndex = (page: Page, object: TS.ObjectLiteralExpression): boolean =>
  indexKeys.some((key) => propertyOf(page, object, key) !== undefined);

function decorated(page: Page, decorator: TS.Decorator): Declaration | null {
  const { ts } = page;
  const call = decorator.expression;
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return null;
  if (call.expression.text === "index") return { by: "decorator", decorator, call };
  const given = call.arguments.findLast((argument) => ts.isObjectLiteralExpression(bare(page, argument)));
  const field = given && bare(page, given);
  return field && ts.isObjectLiteralExpression(field) && declaresIndex(page, field)
    ? { by: "field", field }
    : null;
}

function property(page: Page, node: TS.PropertyDeclaration): Declaration | null {
  const decorators = page.ts.getDecorators(node) ?? [];
  const found = decorators.flatMap((each) => decorated(page, each) ?? []).filter(({ by }) => by === "field");
  return found.length === 1 ? (found[0] ?? null) : null;
}
