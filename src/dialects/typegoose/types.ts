import type { Machine } from "../../interpret/machine.js";
import { findType } from "../../interpret/types.js";
import type { TypeIn, Value } from "../../interpret/values.js";
import type { Type } from "../../syntax/tree.js";
import { mongoose } from "../mongoose/index.js";

const models = new Set(["ReturnModelType", "ModelType"]);
const documents = new Set(["DocumentType", "InstanceType", "HydratedDocument"]);

/** `ReturnModelType<typeof User>` and `DocumentType<User>` are Mongoose's `Model<User>` and `HydratedDocument<User>`. */
export function typeOfLibrary(
  m: Machine,
  name: string,
  args: readonly Type[],
  where: TypeIn,
): Value | undefined {
  const plain = name.split(".").at(-1) ?? name;
  const as = models.has(plain) ? "Model" : documents.has(plain) ? "HydratedDocument" : null;
  const [first] = args;
  if (as === null || !first) return undefined;
  const { node, ...rest } = instanceType(m, { ...where, node: first });
  return mongoose.annotation?.(m, "mongoose", as, [node], { ...rest, node });
}

/** `typeof User`, or a parameter that stands for it, as the class's own type. */
function instanceType(m: Machine, type: TypeIn, hops = 0): TypeIn {
  const { node } = type;
  if (node.k === "ttypeof") return { ...type, node: { k: "tref", n: node.n } };
  if (node.k !== "tref" || hops > 4) return type;
  const [inner] = node.a ?? [];
  if (inner && /(^|\.)(AnyParamConstructor|Constructor|ClassType|Type)$/.test(node.n))
    return instanceType(m, { ...type, node: inner }, hops + 1);
  const named = findType(m, type, node.n);
  return named?.is === "parameter" ? instanceType(m, named.type, hops + 1) : type;
}
