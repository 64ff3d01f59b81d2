import {
  builtin,
  type Builtin,
  type DomKind,
  truth,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";

interface Passed {
  readonly raw: Value;
  /** Takes the place of the whole definition. */
  readonly direct: boolean;
}

const passthroughKind: DomKind = {
  name: "passthrough",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a raw definition" }),
  get: (_m, self, key) =>
    key === "raw" ? passed(self).raw : unknown(`a raw definition's ${key}`, { of: self, key }),
};

/** `new Passthrough({…})`: a definition of Mongoose's own as a type. */
export const passthrough: Builtin = builtin("Passthrough", () => unknown("Passthrough"), {
  construct: (_m, { args: [raw = undef, direct = undef] }) => ({
    t: "dom",
    kind: passthroughKind,
    data: { raw, direct: truth(direct) === true } satisfies Passed,
  }),
});

export const isPassthrough = (v: Value): boolean => v.t === "dom" && v.kind === passthroughKind;
export const passed = (v: Value): Passed =>
  v.t === "dom" && v.kind === passthroughKind ? (v.data as Passed) : { raw: undef, direct: false };
