import { type Builtin, array, builtin, prim, unknown, type Value } from "../values.js";

const known = (v: Value | undefined): string | number | undefined =>
  v?.t === "prim" && (typeof v.v === "string" || typeof v.v === "number") ? v.v : undefined;

const text = (
  name: string,
  kind: string,
  run: (s: string, args: readonly (string | number)[]) => string | number | boolean,
): Builtin =>
  builtin(`String.${name}`, (_m, site) => {
    const { self } = site;
    const args = site.args.map(known);
    if (self.t !== "prim" || args.some((a) => a === undefined))
      return unknown("text of an unknown", { kind: [kind] });
    return prim(run(String(self.v), args as (string | number)[]));
  });

const same =
  (name: "toLowerCase" | "toUpperCase" | "trim" | "trimStart" | "trimEnd") =>
  (s: string): string =>
    s[name]();

const methods: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["toLowerCase", text("toLowerCase", "string", same("toLowerCase"))],
  ["toUpperCase", text("toUpperCase", "string", same("toUpperCase"))],
  ["trim", text("trim", "string", same("trim"))],
  ["toString", text("toString", "string", (s) => s)],
  ["valueOf", text("valueOf", "string", (s) => s)],
  ["concat", text("concat", "string", (s, a) => s.concat(...a.map(String)))],
  [
    "slice",
    text("slice", "string", (s, [a, b]) => s.slice(Number(a), b === undefined ? undefined : Number(b))),
  ],
  [
    "substring",
    text("substring", "string", (s, [a, b]) =>
      s.substring(Number(a), b === undefined ? undefined : Number(b)),
    ),
  ],
  [
    "substr",
    text("substr", "string", (s, [a, b]) =>
      s.slice(Number(a), b === undefined ? undefined : Number(a) + Number(b)),
    ),
  ],
  ["charAt", text("charAt", "string", (s, [a]) => s.charAt(Number(a)))],
  ["repeat", text("repeat", "string", (s, [n]) => s.repeat(Math.min(Number(n), 100)))],
  [
    "padStart",
    text("padStart", "string", (s, [n, by]) =>
      s.padStart(Number(n), by === undefined ? undefined : String(by)),
    ),
  ],
  ["startsWith", text("startsWith", "boolean", (s, [a]) => s.startsWith(String(a)))],
  ["endsWith", text("endsWith", "boolean", (s, [a]) => s.endsWith(String(a)))],
  ["includes", text("includes", "boolean", (s, [a]) => s.includes(String(a)))],
  ["indexOf", text("indexOf", "number", (s, [a]) => s.indexOf(String(a)))],
  [
    "replace",
    builtin("String.replace", (_m, site) => {
      const [from, to] = site.args;
      const by = known(to);
      if (site.self.t !== "prim" || by === undefined || !from)
        return unknown("replaced text", { kind: ["string"] });
      const s = String(site.self.v);
      if (from.t === "prim") return prim(s.replace(String(from.v), String(by)));
      if (from.t !== "regex" || from.source === null) return unknown("replaced text", { kind: ["string"] });
      return prim(s.replace(new RegExp(from.source, from.flags), String(by)));
    }),
  ],
  [
    "split",
    builtin("String.split", (_m, site) => {
      const by = known(site.args[0]);
      if (site.self.t !== "prim" || by === undefined)
        return array([], null, unknown("a part of text", { kind: ["string"] }));
      return array(String(site.self.v).split(String(by)).map(prim));
    }),
  ],
]);

export function stringMember(s: string, key: string): Value {
  if (key === "length") return prim(s.length);
  if (/^\d+$/.test(key)) return prim(s[Number(key)]);
  return methods.get(key) ?? unknown(`the string method ${key}`, { kind: ["string"] });
}

export function numberMember(n: number, key: string): Value {
  if (key === "toString" || key === "toFixed") return builtin(`Number.${key}`, () => prim(String(n)));
  return unknown(`the number method ${key}`);
}

/** `/\.js$/.test(file)`, of a short text that is known. */
export const regexTest: Builtin = builtin("RegExp.test", (_m, site) => {
  const of = known(site.args[0]);
  const { self } = site;
  if (of === undefined || String(of).length > 200 || self.t !== "regex" || self.source === null)
    return unknown("whether a text matches", { kind: ["boolean"] });
  return prim(new RegExp(self.source, self.flags).test(String(of)));
});
