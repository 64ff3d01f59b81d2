import type { Dialect } from "../interpret/dialect.js";
import { keepNamed, keptNamed } from "../interpret/handed.js";
import { text } from "../interpret/values.js";

/** What web frameworks keep for all who have the application: Express's `app.set("models", …)`, Fastify's `decorate("users", …)`. */
export const applications: Dialect = {
  name: "applications",
  call(m, callee, { args: [first, v] }) {
    const name = text(first);
    if (name === null) return undefined;
    if (callee.key === "get" && v === undefined) return keptNamed(m, "set", name);
    if (v !== undefined && (callee.key === "set" || callee.key === "decorate"))
      keepNamed(m, callee.key, name, v);
    return undefined;
  },
};
