import type TS from "typescript";
import { bare, nodeAt, offsetOf, type Edit, type Page, type Spot } from "./page.js";
import { printObject, type Pairs } from "./print.js";

export interface Addition {
  readonly schemaAt: Spot;
  readonly keys: Pairs;
  readonly options: object;
}

/** Declares one more index behind the last one of the schema. */
export function addIndex(page: Page, { schemaAt, keys, options }: Addition): readonly Edit[] | null {
  const start = offsetOf(page, schemaAt.line, schemaAt.column);
  if (start < 0) return null;
  const given = Object.entries(options);
  const args = [printObject(page, keys), ...(given.length > 0 ? [printObject(page, given)] : [])].join(", ");
  const named = variableAt(page, start) ?? schemaOfClass(page, start);
  if (named) return [afterLast(page, named, `${named.name}.index(${args})`)];
  return decorate(page, start, args);
}

interface Named {
  readonly name: string;
  readonly statement: TS.Statement;
}

/** `const userSchema = new Schema(…)`: the variable that holds the schema. */
function variableAt(page: Page, start: number): Named | null {
  const { ts, source } = page;
  for (let node = nodeAt(page, start); node !== source; node = node.parent) {
    if (ts.isClassLike(node) || ts.isFunctionLike(node)) return null;
    if (!ts.isVariableDeclaration(node)) continue;
    const value = node.initializer && bare(page, node.initializer);
    const isSchema = value && (ts.isNewExpression(value) || isCreation(page, value));
    const told = [value, node.name, node.parent.parent].some((each) => each?.getStart(source) === start);
    return isSchema && told ? namedOf(page, node) : null;
  }
  return null;
}

const isCreation = ({ ts }: Page, value: TS.Expression): boolean =>
  ts.isCallExpression(value) &&
  ts.isPropertyAccessExpression(value.expression) &&
  value.expression.name.text === "createForClass";

function namedOf({ ts }: Page, declaration: TS.VariableDeclaration): Named | null {
  const statement = declaration.parent.parent;
  if (!ts.isIdentifier(declaration.name) || !ts.isVariableStatement(statement)) return null;
  return { name: declaration.name.text, statement };
}

/** NestJS: the variable that holds `SchemaFactory.createForClass(Cat)` for the class that stands here. */
function schemaOfClass(page: Page, start: number): Named | null {
  const { ts, source } = page;
  const wanted = classAt(page, start)?.name?.text;
  if (!wanted) return null;
  let found: Named | null = null;
  const visit = (node: TS.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const value = bare(page, node.initializer);
      if (
        ts.isCallExpression(value) &&
        isCreation(page, value) &&
        value.arguments[0]?.getText(source) === wanted
      )
        found ??= namedOf(page, node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function classAt(page: Page, start: number): TS.ClassDeclaration | null {
  const { ts, source } = page;
  for (let node = nodeAt(page, start); node !== source; node = node.parent)
    if (ts.isClassDeclaration(node)) return node;
  return null;
}

/** Typegoose: one more `@index(…)` on a class, where the file already imports it. */
function decorate(page: Page, start: number, args: string): readonly Edit[] | null {
  const { ts, source, text, newline } = page;
  const owner = classAt(page, start);
  const imports = source.statements.filter((each) => ts.isImportDeclaration(each));
  const imported = imports.some(
    (each) => /[{,]\s*index\s*[,}]/.test(each.getText(source)) && /typegoose/.test(each.getText(source)),
  );
  if (!owner || !imported) return null;
  const at = owner.getStart(source);
  const indent = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return indent.trim() === "" ? [{ start: at, end: at, text: `@index(${args})${newline}${indent}` }] : null;
}

/** Behind the schema's last `.index(…)` statement, else behind its declaration. */
function afterLast({ ts, source, text, newline }: Page, { name, statement }: Named, call: string): Edit {
  const siblings = (statement.parent as TS.Block | TS.SourceFile).statements;
  const last = siblings.findLast(
    (each) => ts.isExpressionStatement(each) && isIndexOf(ts, each.expression, name),
  );
  const after = last ?? statement;
  const lineStart = text.lastIndexOf("\n", after.getStart(source) - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const semicolon = after.getText(source).endsWith(";") ? ";" : "";
  // A comment behind the statement stays with it.
  const rest = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(after.getEnd()))?.[0].length ?? 0;
  const at = after.getEnd() + rest;
  const gap = last ? newline : newline + newline;
  return { start: at, end: at, text: `${gap}${indent}${call}${semicolon}` };
}

function isIndexOf(ts: typeof TS, expression: TS.Expression, name: string): boolean {
  let call: TS.Expression = expression;
  while (ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression)) {
    const { expression: object, name: method } = call.expression;
    if (method.text !== "index") return false;
    if (ts.isIdentifier(object)) return object.text === name;
    call = object;
  }
  return false;
}
