import type { Model, Predicate } from "../types.js";
import { predicate } from "./predicates.js";
import { readsDeletedOnly } from "./signatures.js";

/** What Mongoose or a plugin adds to a query of this model: the discriminator key of a child (M39), `deleted`. */
export function addedBy(model: Model | null, operation: string): readonly Predicate[] {
  const added: Predicate[] = [];
  const discriminator = model === null ? null : discriminatorOf(model);
  if (discriminator) added.push(discriminator);
  if (readsDeletedOnly(operation)) added.push(predicate("deleted", "ne", { value: false, type: "boolean" }));
  return added;
}

function discriminatorOf(model: Model): Predicate | null {
  if (model.base === undefined || model.dialect === "driver") return null;
  const value = model.options.discriminatorValue ?? model.name;
  const type = typeof value === "object" ? undefined : typeof value;
  return predicate(model.options.discriminatorKey ?? "__t", "eq", { value, type });
}
