import { namesIn } from "./names.js";
import { partFormat, partVersion, type Part } from "./types.js";

/** A part and what to call it. */
export interface Given {
  readonly name: string;
  readonly part: Part;
}

export interface Complaint {
  readonly message: string;
  readonly hint?: string;
}

const shape = {
  tool: "string",
  sum: "string",
  package: "string",
  directory: "string",
  settings: "string",
  files: "object",
  rests: "object",
  packages: "list",
  facts: "list",
  visits: "object",
  sites: "list",
  lines: "object",
  comments: "object",
} as const satisfies Partial<Record<keyof Part, string>>;

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "list" : value === null ? "null" : typeof value;

/** What is wrong with what should be a part written by this version; null: nothing. */
export function complaintOf(value: unknown, name: string, tool: string): Complaint | null {
  const given = (kindOf(value) === "object" ? value : {}) as { readonly [field: string]: unknown };
  if (given["format"] !== partFormat) {
    return Array.isArray(given["collections"])
      ? {
          message: `${name} holds a whole catalog, not the part of one`,
          hint: "catalog --package <folder> writes parts",
        }
      : { message: `${name} holds no part of a catalog`, hint: "catalog --package <folder> writes parts" };
  }
  if (given["version"] !== partVersion || given["tool"] !== tool)
    return {
      message: `${name} was written by analyze-indexes ${String(given["tool"])}, and this is ${tool}`,
      hint: "write all parts with the same version",
    };
  const wrong = Object.entries(shape).find(([field, kind]) => kindOf(given[field]) !== kind);
  return wrong ? { message: `${name} is damaged: "${wrong[0]}" is no ${wrong[1]}` } : null;
}

/** Why parts do not belong together; null: they do. */
export function conflictIn(all: readonly Given[]): Complaint | null {
  const [first] = all;
  const packages = new Map<string, Given>();
  const owners = new Map<string, Given>();
  for (const given of all) {
    const { directory, settings, files } = given.part;
    const twin = packages.get(directory);
    if (twin) return { message: `${twin.name} and ${given.name} both tell of ${directory || "the root"}` };
    packages.set(directory, given);
    if (first && settings !== first.part.settings)
      return {
        message: `${first.name} and ${given.name} were read under different configurations`,
        hint: "write them again",
      };
    for (const file of Object.keys(files)) {
      const other = owners.get(file);
      if (other)
        return {
          message: `${other.name} and ${given.name} both tell of ${file}`,
          hint: "the folder of one lies in that of the other, and is no package of the workspace",
        };
      owners.set(file, given);
    }
  }
  return staleIn(all, owners) ?? missingIn(all, owners);
}

/** A part that was read when a file of another was not what it is in that one. */
function staleIn(all: readonly Given[], owners: ReadonlyMap<string, Given>): Complaint | null {
  for (const { name, part } of all)
    for (const [file, hash] of Object.entries(part.rests)) {
      const owner = owners.get(file);
      if (owner && owner.part.files[file] !== hash)
        return {
          message: `${name} and ${owner.name} have read different versions of ${file}`,
          hint: "write the older one again; its task must depend on the other's",
        };
    }
  return null;
}

/** A part whose facts build on what no part tells. */
function missingIn(all: readonly Given[], owners: ReadonlyMap<string, Given>): Complaint | null {
  for (const { name, part } of all)
    for (const told of part.facts)
      for (const made of namesIn("schema" in told ? told.ops : told.fact)) {
        const file = made.split(/[#>]/)[0] ?? "";
        if (file !== "" && !file.startsWith("?") && !owners.has(file))
          return { message: `${name} rests on ${file}, and no file given tells of that` };
      }
  return null;
}
