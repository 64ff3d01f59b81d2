import { schemaClass } from "./mongoose.js";

/** JavaScript's own constructors; every other type is one of Mongoose's. */
const BUILT_IN: { readonly [name: string]: unknown } = {
  String,
  Number,
  Boolean,
  Date,
  Map,
  Buffer,
  Array,
  Object,
  BigInt,
};

const mongooseTypes = (): { readonly [name: string]: unknown } =>
  schemaClass().Types as unknown as { readonly [name: string]: unknown };

/** The constructor that a type's name stands for; undefined when Mongoose has no such type. */
export function typeNamed(name: string): unknown {
  if (Object.hasOwn(BUILT_IN, name)) return BUILT_IN[name];
  return Object.hasOwn(mongooseTypes(), name) ? mongooseTypes()[name] : undefined;
}

/** Does Mongoose take this string as a type: "string", "ObjectId", "oid"? */
export const isTypeName = (text: string): boolean =>
  Object.hasOwn(mongooseTypes(), text.charAt(0).toUpperCase() + text.slice(1));
