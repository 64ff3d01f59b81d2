import type { Dialect } from "../interpret/dialect.js";
import { text } from "../interpret/values.js";
import { noteService, serviceMaker, serviceNamed } from "./feathers-services.js";
import { connectionOf } from "./mongoose/connection.js";

/** Feathers and the like, whose application keeps the Mongoose it connected, `app.get("mongooseClient")`, and its services. */
export const feathers: Dialect = {
  name: "feathers",
  external: (_m, pkg) => serviceMaker(pkg),
  call(m, callee, site) {
    if (callee.key === "use") noteService(m, site);
    if (callee.key === "service") return serviceNamed(m, site);
    const name = text(site.args[0]);
    if (callee.key !== "get" || site.args.length !== 1 || name === null) return undefined;
    return /^mongoose(?:Client)?$/.test(name) ? connectionOf(m, null) : undefined;
  },
};
