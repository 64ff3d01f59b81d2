import type { Page } from "./page.js";

export type Pairs = readonly (readonly [key: string, value: unknown])[];

const identifier = /^[A-Za-z_$][\w$]*$/;

/** `{ a: 1, "b.c": -1 }`, in the quotes of the page. */
export function printObject(page: Page, pairs: Pairs): string {
  if (pairs.length === 0) return "{}";
  return `{ ${pairs.map(([key, value]) => printProperty(page, key, value)).join(", ")} }`;
}

/** `key: value`. */
export const printProperty = (page: Page, key: string, value: unknown): string =>
  `${identifier.test(key) ? key : printString(page, key)}: ${printValue(page, value)}`;

function printValue(page: Page, value: unknown): string {
  if (typeof value === "string") return printString(page, value);
  if (Array.isArray(value)) return `[${value.map((item) => printValue(page, item)).join(", ")}]`;
  if (typeof value === "object" && value !== null) return printObject(page, Object.entries(value));
  return JSON.stringify(value) ?? "undefined";
}

function printString({ quote }: Page, text: string): string {
  const doubled = JSON.stringify(text);
  return quote === '"' ? doubled : `'${doubled.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
