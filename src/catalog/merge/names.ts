/** What stands in a file for a number that JSON does not know. */
const odd = "$double";
const isOdd = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

/**
 * Replaces what schemas and registrations are called, wherever a fact speaks of one; and numbers that JSON does not know by
 * what stands for them, or back.
 */
export function renamed<To>(fact: unknown, rename: (from: never) => To): unknown {
  const walk = (value: unknown): unknown => {
    if (typeof value === "number")
      return isOdd(value) ? { [odd]: Object.is(value, -0) ? "-0" : String(value) } : value;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    if (odd in value) return Number(value[odd]);
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) copy[key] = walk(inner);
    const field = namedBy(copy);
    if (field !== null) copy[field] = rename(copy[field] as never);
    return copy;
  };
  return walk(fact);
}

/** Every schema and registration that a fact speaks of. */
export function namesIn(fact: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  renamed(fact, (name: string) => names.add(name));
  return names;
}

/** The field of a fact, or of a part of one, that holds such a name. */
function namedBy(value: { readonly [key: string]: unknown }): "id" | "schema" | null {
  if (value["t"] === "schema" || value["by"] === "registration") return "id";
  if (value["type"] === "schema" || value["type"] === "model") return "id";
  return value["type"] === "globalPlugin" && value["schema"] !== null ? "schema" : null;
}
