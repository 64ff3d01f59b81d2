/** The paths a projection needs; null: it needs the whole document (P41). */
export function projectedPaths(
  projection: { readonly [path: string]: unknown } | null | undefined,
): readonly string[] | null {
  if (!projection) return null;
  const paths = new Set<string>();
  let withId = true;
  let inclusive = false;
  for (const [path, value] of flatten(projection, "")) {
    if (path.endsWith(".$")) return null;
    const kind = kindOf(value);
    if (kind === "document" || (kind === "out" && path !== "_id")) return null;
    if (kind === "out") withId = false;
    else {
      inclusive ||= path !== "_id" || kind === "in";
      for (const needed of kind === "in" ? [path] : pathsIn(value)) paths.add(needed);
    }
  }
  if (!inclusive) return null;
  if (withId) paths.add("_id");
  return [...paths];
}

type Kind = "in" | "out" | "computed" | "document";

const DOCUMENT_OPERATORS = ["$slice", "$elemMatch", "$meta"];

function kindOf(value: unknown): Kind {
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return value ? "in" : "out";
  if (typeof value === "string" || value === null) return needsDocument(value) ? "document" : "computed";
  return needsDocument(value) ? "document" : "computed";
}

function needsDocument(value: unknown): boolean {
  if (typeof value === "string") return value.startsWith("$$");
  if (typeof value !== "object" || value === null) return false;
  if ("$literal" in value) return false;
  return Object.entries(value).some(
    ([key, inner]) => DOCUMENT_OPERATORS.includes(key) || needsDocument(inner),
  );
}

function pathsIn(value: unknown): string[] {
  if (typeof value === "string") return /^\$[^$]/.test(value) ? [value.slice(1)] : [];
  if (typeof value !== "object" || value === null || "$literal" in value) return [];
  return Object.values(value).flatMap(pathsIn);
}

function flatten(projection: object, prefix: string): [string, unknown][] {
  return Object.entries(projection).flatMap(([key, value]): [string, unknown][] => {
    const nested =
      typeof value === "object" && value !== null && !Array.isArray(value) && !hasOperator(value);
    return nested ? flatten(value, `${prefix}${key}.`) : [[prefix + key, value]];
  });
}

const hasOperator = (value: object): boolean => Object.keys(value).some((key) => key.startsWith("$"));
