import type { Fn, Module } from "./tree.js";

/** The outermost function of a module that holds these offsets; null: they are not all in one. */
export function outermostFunction(module: Module, start: number, end: number): Fn | null {
  const find = (node: unknown): Fn | null => {
    if (typeof node !== "object" || node === null) return null;
    if (isFunction(node)) return node.s <= start && end <= node.e ? node : null;
    for (const each of Object.values(node)) {
      const found = find(each);
      if (found) return found;
    }
    return null;
  };
  return find(module.body);
}

const isFunction = (node: object): node is Fn => "k" in node && node.k === "fn";
