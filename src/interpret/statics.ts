import { lateStatic } from "./late.js";
import type { Machine } from "./machine.js";
import { isOfLibrary, typed } from "./types.js";
import type { ClassV, Value } from "./values.js";

/** What some other function gives a static that holds nothing yet; else what a library's type says it will hold. */
export function unsetStatic(m: Machine, cls: ClassV, owner: ClassV, key: string): Value | undefined {
  const late = lateStatic(m, cls, key);
  if (late || m.entry === 0) return late;
  const node = owner.node.members.find((x) => x.k === "field" && x.static && x.key === key)?.t;
  const v = node && typed(m, { node, mod: owner.mod }, `the static ${key}`);
  return v?.t === "unk" && v.type && isOfLibrary(m, v.type) ? v : undefined;
}
