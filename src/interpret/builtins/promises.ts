import { runCallback } from "../unknown-call.js";
import { type Builtin, builtin, type Value } from "../values.js";

/** `then`, `catch` and `finally` of what is, or may be, the promise of a value; null for any other name. */
export const thenable = (v: Value, name: string): Builtin | null => {
  if (name !== "then" && name !== "catch" && name !== "finally") return null;
  return builtin(name, (m, site) => {
    const fn = site.args[0];
    if (fn?.t === "fn") {
      const result = runCallback(m, fn, name === "then" ? [v] : []);
      return name === "then" ? result : v;
    }
    return v;
  });
};
