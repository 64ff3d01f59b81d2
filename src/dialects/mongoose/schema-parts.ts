import type { Datum } from "../../interpret/happenings.js";
import { builtin, type DomKind, unknown } from "../../interpret/values.js";
import { pushCall, type SchemaData } from "./registry.js";
import { ownerOf, ownPathFunctions } from "./schema-functions.js";

/** `schema.virtual("a")`: its getter runs on a document. */
export const virtualKind: DomKind = {
  name: "virtual",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a virtual" }),
  get: (_m, self) =>
    builtin("virtual", (_machine, site) => {
      const { schema } = self.data as { schema: SchemaData };
      const fn = site.args[0];
      if (fn?.t === "fn" && !fn.node.arrow) fn.owner = ownerOf(schema, "methods");
      return self;
    }),
};

interface PathData {
  readonly schema: SchemaData;
  readonly path: Datum;
}

const pathCalls = new Set([
  "index",
  "unique",
  "sparse",
  "text",
  "expires",
  "discriminator",
  "required",
  "options",
]);

/** `schema.path("a")`: its index calls count (M12). */
export const pathKind: DomKind = {
  name: "schema path",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a schema path" }),
  get: (_m, self, key) => {
    if (!pathCalls.has(key))
      return key === "validate" || key === "get" || key === "set"
        ? builtin(`path.${key}`, (_machine, site) => {
            for (const given of site.args) ownPathFunctions((self.data as PathData).schema, given);
            return self;
          })
        : unknown(`a path's ${key}`, { of: self, key });
    return builtin(`path.${key}`, (m, site) => {
      const { schema, path: at } = self.data as PathData;
      pushCall(m, schema, "pathCall", site, [at, { t: "prim", v: key }]);
      return self;
    });
  },
};

/** A path the schema may lack. */
export const perhapsPathKind: DomKind = { ...pathKind, truthy: undefined };
