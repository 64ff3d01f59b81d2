import type TS from "typescript";
import type { Declaration } from "./find.js";
import { bare, propertyOf, type Edit, type Page } from "./page.js";
import { printObject, printProperty, type Pairs } from "./print.js";

/** Gives the declaration an option, or another value for it. */
export function setOption(
  page: Page,
  found: Declaration,
  option: string,
  value: unknown,
): readonly Edit[] | null {
  if (found.by === "field") return setOnField(page, found.field, option, value);
  const { ts } = page;
  const [keys, given] = found.call.arguments;
  if (!keys || ts.isSpreadElement(keys)) return null;
  if (!given)
    return [{ start: keys.getEnd(), end: keys.getEnd(), text: `, ${printObject(page, [[option, value]])}` }];
  const options = bare(page, given);
  return ts.isObjectLiteralExpression(options) ? setIn(page, options, option, value) : null;
}

/** Gives the declaration other keys; a field has none of its own. */
export function setKeys(page: Page, found: Declaration, keys: Pairs): readonly Edit[] | null {
  if (found.by === "field") return null;
  const [given] = found.call.arguments;
  if (!given || !page.ts.isObjectLiteralExpression(bare(page, given))) return null;
  return [{ start: given.getStart(page.source), end: given.getEnd(), text: printObject(page, keys) }];
}

function setOnField(
  page: Page,
  field: TS.ObjectLiteralExpression,
  option: string,
  value: unknown,
): readonly Edit[] | null {
  const { ts, source } = page;
  const index = propertyOf(page, field, "index");
  if (!index) return null;
  const inner = bare(page, index.initializer);
  if (ts.isObjectLiteralExpression(inner)) return setIn(page, inner, option, value);
  const plain =
    inner.kind === ts.SyntaxKind.TrueKeyword || (ts.isNumericLiteral(inner) && inner.text === "1");
  if (!plain) return null;
  return [{ start: inner.getStart(source), end: inner.getEnd(), text: printObject(page, [[option, value]]) }];
}

function setIn(
  page: Page,
  object: TS.ObjectLiteralExpression,
  option: string,
  value: unknown,
): readonly Edit[] | null {
  const { ts, source } = page;
  if (object.properties.some((each) => ts.isSpreadAssignment(each))) return null;
  const text = printProperty(page, option, value);
  const known = propertyOf(page, object, option);
  if (known) return [{ start: known.getStart(source), end: known.getEnd(), text }];
  const last = object.properties.at(-1);
  if (!last) return [{ start: object.getStart(source), end: object.getEnd(), text: `{ ${text} }` }];
  return [{ start: last.getEnd(), end: last.getEnd(), text: `, ${text}` }];
}
