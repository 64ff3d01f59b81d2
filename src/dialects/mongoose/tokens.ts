import { builtin, type Dom, type DomKind, type Props, unknown, type Value } from "../../interpret/values.js";

/** Types a schema definition may name; `new ObjectId()` makes a value of one. */
const names = new Map<string, string>([
  ...[
    "ObjectId",
    "Mixed",
    "Map",
    "Decimal128",
    "UUID",
    "BigInt",
    "Double",
    "Int32",
    "Buffer",
    "String",
    "Number",
    "Boolean",
    "Date",
    "Array",
    "Union",
  ].map((n) => [n, n] as const),
  ["Oid", "ObjectId"],
  ["ObjectID", "ObjectId"],
  ["Object", "Mixed"],
  ["Bool", "Boolean"],
  ["Long", "BigInt"],
  ["Embedded", "Embedded"],
  ["Subdocument", "Embedded"],
  ["DocumentArray", "DocumentArray"],
]);

const kinds: Readonly<Record<string, string>> = {
  ObjectId: "objectId",
  Date: "date",
  String: "string",
  Number: "number",
};

const tokenKind: DomKind = {
  name: "schema type",
  truthy: true,
  freeze: (_m, self) => ({ t: "type", name: self.data as string }),
  call: (_m, self) => instance(self),
  construct: (_m, self) => instance(self),
  get: (_m, self, key) => {
    if (key === "createFromHexString" || key === "createFromTime" || key === "fromString")
      return builtin(`ObjectId.${key}`, () => instance(self));
    if (key === "schemaName" || key === "name") return { t: "prim", v: self.data as string };
    return unknown(`${self.data as string}.${key}`, { external: "mongoose", key });
  },
};

const instance = (self: Dom): Value => {
  const kind = kinds[self.data as string];
  return unknown(`a new ${self.data as string}`, kind === undefined ? {} : { kind: [kind] });
};

const tokens = new Map<string, Dom>();
export function typeToken(name: string): Dom | null {
  const plain = names.get(name);
  if (plain === undefined) return null;
  let dom = tokens.get(plain);
  if (!dom) tokens.set(plain, (dom = { t: "dom", kind: tokenKind, data: plain }));
  return dom;
}

const valueClasses = new Map<string, Dom>();
/** The class of values of a type: `Types.ObjectId`, the driver's `ObjectId`. As a type it stands for the type itself. */
export function valueClass(name: string): Dom | null {
  const token = typeToken(name);
  if (!token) return null;
  const plain = token.data as string;
  let dom = valueClasses.get(plain);
  if (!dom) valueClasses.set(plain, (dom = { ...token }));
  return dom;
}

/** Is this the class of values, not the schema type? Only decorators that look at classes tell them apart. */
export const isValueClass = (v: Dom): boolean =>
  v.kind === tokenKind && valueClasses.get(v.data as string) === v;
export const isTypeToken = (v: Dom): boolean => v.kind === tokenKind;

const namespaceKind: DomKind = {
  name: "types",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a namespace of types" }),
  get: (_m, self, key) =>
    (self.data === "Types" ? valueClass(key) : typeToken(key)) ??
    unknown(`${self.data as string}.${key}`, { external: "mongoose", key }),
};

export const typesNamespace = (name: string): Dom => ({ t: "dom", kind: namespaceKind, data: name });

/** `Schema.Types`, `Schema.ObjectId` … */
export function schemaStatics(): Props {
  const props: Props = new Map([["Types", { v: typesNamespace("Schema.Types") }]]);
  for (const n of names.keys()) {
    const token = typeToken(n);
    if (token) props.set(n, { v: token });
  }
  return props;
}
