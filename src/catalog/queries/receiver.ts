import type { ModelRef, QueryIssued } from "../../interpret/happenings.js";
import type { Model } from "../types.js";
import type { QueryContext } from "./context.js";

/** Whose query it is, as far as that is known. */
export interface Receiver {
  readonly model: Model | null;
  readonly name: string | null;
  readonly collection: string | null;
  /** Is its collection's name a default that may be another's? */
  readonly assumed: boolean;
  /** Does Mongoose add the model's discriminator key? */
  readonly adds: boolean;
  /** Why the model is not known. */
  readonly why: string | null;
}

/** Finds the model a query was issued on. */
export function receiverOf(issued: QueryIssued, context: QueryContext): Receiver {
  const model = context.model(issued.model);
  const { model: ref } = issued;
  return {
    model,
    name: model?.name ?? (ref.by === "name" ? ref.name : null),
    collection: model?.collection ?? (ref.by === "collection" ? ref.name : null),
    assumed: ref.by === "collection" && ref.assumed === true,
    adds: !issued.native,
    why: model === null ? whyUnknown(ref) : null,
  };
}

function whyUnknown(ref: ModelRef): string | null {
  switch (ref.by) {
    case "unknown":
      return ref.why;
    case "name":
      return `no model is registered as "${ref.name}"`;
    case "document":
      return `no model of ${ref.name} was found`;
    case "collection":
      return ref.name === null ? "the collection's name is not known" : null;
    case "registration":
      return "its registration was not found";
  }
}
