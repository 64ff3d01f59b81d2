import { createRequire } from "node:module";
import type TS from "typescript";

const require = createRequire(import.meta.url);

/** Where something stands: 1-based line and column, as places of the catalog are. */
export interface Spot {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Replaces [start, end) by `text`; offsets in UTF-16 units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with its tree, open for editing. */
export interface Page {
  readonly ts: typeof TS;
  readonly source: TS.SourceFile;
  readonly text: string;
  readonly newline: string;
  readonly quote: '"' | "'";
}

/** Opens a text with the TypeScript that ESLint's parser has loaded already: that of ts-morph would cost each run 0.2 s more. */
export function openPage(file: string, text: string): Page {
  if (last?.source.fileName === file && last.text === text) return last;
  return (last = parse(file, text));
}

/** The findings of one file are told one after the other. */
let last: Page | undefined;

function parse(file: string, text: string): Page {
  const ts = require("typescript") as typeof TS;
  const kind = /\.[cm]?ts$/.test(file) ? ts.ScriptKind.TS : ts.ScriptKind.TSX;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const quote = (text.match(/'/g)?.length ?? 0) > (text.match(/"/g)?.length ?? 0) ? "'" : '"';
  return { ts, source, text, newline: text.includes("\r\n") ? "\r\n" : "\n", quote };
}

/** The offset of a 1-based line and column; -1 when the text has no such line. */
export function offsetOf({ source }: Page, line: number, column: number): number {
  const start = source.getLineStarts()[line - 1];
  return start === undefined ? -1 : start + column - 1;
}

/** The innermost node that holds this offset. */
export function nodeAt({ ts, source }: Page, offset: number): TS.Node {
  let found: TS.Node = source;
  const visit = (node: TS.Node): void => {
    if (offset < node.getStart(source) || offset >= node.getEnd()) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

/** The node without parentheses, `as`, `satisfies` and `!` around it. */
export function bare({ ts }: Page, node: TS.Expression): TS.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** The property of this name, when the object writes it plainly and nothing is spread after it. */
export function propertyOf(
  { ts, source }: Page,
  object: TS.ObjectLiteralExpression,
  name: string,
): TS.PropertyAssignment | undefined {
  return object.properties.findLast(
    (each): each is TS.PropertyAssignment =>
      ts.isPropertyAssignment(each) && nameOf(ts, each.name, source) === name,
  );
}

const nameOf = (ts: typeof TS, name: TS.PropertyName, source: TS.SourceFile): string =>
  ts.isStringLiteralLike(name) ? name.text : name.getText(source);
