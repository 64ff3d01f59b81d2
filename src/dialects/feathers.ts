import type { Dialect } from "../interpret/dialect.js";
import { text } from "../interpret/values.js";
import { connectionOf } from "./mongoose/connection.js";

/** Feathers and the like, whose application keeps the Mongoose it connected: `app.get("mongooseClient")`. */
export const feathers: Dialect = {
  name: "feathers",
  call(m, callee, site) {
    const name = text(site.args[0]);
    if (callee.key !== "get" || site.args.length !== 1 || name === null) return undefined;
    return /^mongoose(?:Client)?$/.test(name) ? connectionOf(m, null) : undefined;
  },
};
