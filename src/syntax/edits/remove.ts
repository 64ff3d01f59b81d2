import type TS from "typescript";
import { indexKeys, type Declaration } from "./find.js";
import { bare, propertyOf, type Edit, type Page } from "./page.js";

/** Takes the declaration away with what belongs to it alone. */
export function removeIndex(page: Page, found: Declaration): readonly Edit[] | null {
  if (found.by === "decorator")
    return [removeLines(page, found.decorator.getStart(page.source), found.decorator.getEnd())];
  if (found.by === "call") return removeCall(page, found.call);
  const { field } = found;
  const declared = indexKeys.filter((key) => propertyOf(page, field, key));
  const own = propertyOf(page, field, "index");
  // `unique: true` beside it would keep the index, and `expires` would make it another one.
  if (!own || declared.length > 1 || bare(page, own.initializer).kind === page.ts.SyntaxKind.FalseKeyword)
    return null;
  return [removeProperty(page, own)];
}

/** Takes an option away wherever the declaration holds it. */
export function removeOption(page: Page, found: Declaration, option: string): readonly Edit[] | null {
  const { ts } = page;
  if (found.by === "field") {
    const index = propertyOf(page, found.field, "index");
    const inner = index && bare(page, index.initializer);
    const nested = inner && ts.isObjectLiteralExpression(inner) ? inner : null;
    const property = (nested && propertyOf(page, nested, option)) ?? propertyOf(page, found.field, option);
    if (!property) return null;
    if (index && nested?.properties.length === 1 && property.parent === nested)
      return [
        { start: index.initializer.getStart(page.source), end: index.initializer.getEnd(), text: "true" },
      ];
    return [removeProperty(page, property)];
  }
  const [keys, given] = found.call.arguments;
  const options = given && bare(page, given);
  if (!keys || !given || !options || !ts.isObjectLiteralExpression(options)) return null;
  const property = propertyOf(page, options, option);
  if (!property) return null;
  const last = options.properties.length === 1 && found.call.arguments.length === 2;
  return [last ? { start: keys.getEnd(), end: given.getEnd(), text: "" } : removeProperty(page, property)];
}

function removeCall(page: Page, call: TS.CallExpression): readonly Edit[] | null {
  const { ts, source } = page;
  const callee = call.expression as TS.PropertyAccessExpression;
  // What code does to a database stays: it may have been done.
  if (callee.name.text !== "index") return null;
  const statement = call.parent;
  if (ts.isExpressionStatement(statement) && !ts.isCallExpression(callee.expression)) {
    const block = statement.parent;
    if (!ts.isSourceFile(block) && !ts.isBlock(block) && !ts.isModuleBlock(block)) return null;
    return [removeLines(page, statement.getStart(source), statement.getEnd())];
  }
  // A link of a chain: what stands before it remains.
  if (!ts.isCallExpression(callee.expression) && !ts.isNewExpression(callee.expression)) return null;
  return [{ start: callee.expression.getEnd(), end: call.getEnd(), text: "" }];
}

/** [start, end) with its whole lines when it is alone on them, the comment above it and the one behind it. */
function removeLines({ text }: Page, start: number, end: number): Edit {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end) + 1;
  const before = text.slice(lineStart, start);
  const behind = text.slice(end, lineEnd).trim();
  if (before.trim() !== "" || (behind !== "" && !behind.startsWith("//"))) return { start, end, text: "" };
  const from = commentAbove(text, lineStart);
  // No two blank lines where there was one on either side.
  const blankAbove = /(^|\n)[ \t]*\r?\n$/.test(text.slice(0, from)) || from === 0;
  const blankBelow = /^[ \t]*\r?\n/.exec(text.slice(lineEnd));
  const to = blankAbove && blankBelow ? lineEnd + blankBelow[0].length : lineEnd;
  return { start: from, end: to, text: "" };
}

/** Where the comment directly above a line starts: one `//` line, or one block. */
function commentAbove(text: string, lineStart: number): number {
  if (lineStart === 0) return 0;
  const previousStart = text.lastIndexOf("\n", lineStart - 2) + 1;
  const previous = text.slice(previousStart, lineStart).trim();
  if (previous.startsWith("//")) return isDirective(previous) ? lineStart : previousStart;
  if (!previous.endsWith("*/")) return lineStart;
  const opening = text.lastIndexOf("/*", lineStart);
  const openingLine = text.lastIndexOf("\n", opening - 1) + 1;
  return opening >= 0 && text.slice(openingLine, opening).trim() === "" ? openingLine : lineStart;
}

/** `// eslint-enable` and the like, or a `#region`, belong to more than one line. */
const isDirective = (comment: string): boolean =>
  /^\/\/\s*(#(end)?region|eslint-(enable|disable)(?!-next-line))/.test(comment);

/** A property with its comma, and its line when it is alone on it. */
function removeProperty(page: Page, property: TS.PropertyAssignment): Edit {
  const { text, source } = page;
  const object = property.parent as TS.ObjectLiteralExpression;
  const at = object.properties.indexOf(property);
  const [previous, next] = [object.properties[at - 1], object.properties[at + 1]];
  const start = property.getStart(source);
  if (!previous && !next) return { start: object.getStart(source), end: object.getEnd(), text: "{}" };
  const comma = /^\s*,/.exec(text.slice(property.getEnd()));
  const end = property.getEnd() + (comma?.[0].length ?? 0);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const restOfLine = /^[ \t]*(\/\/[^\n]*)?\r?\n/.exec(text.slice(end));
  if (text.slice(lineStart, start).trim() === "" && restOfLine)
    return { start: lineStart, end: end + restOfLine[0].length, text: "" };
  if (next) return { start, end: next.getStart(source), text: "" };
  return { start: previous?.getEnd() ?? start, end: comma ? end - 1 : end, text: "" };
}
