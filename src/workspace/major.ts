import type { Disk } from "./disk.js";
import { fields } from "./json.js";
import { readPnpmWorkspace, type Manifest } from "./manifest.js";

/** Highest major version a range asks for: `^7 || ^8` → 8; null when it names none. */
export function majorOf(range: string): number | null {
  const majors = range
    .replace(/^npm:.*@/, "")
    .split("||")
    .map((part) => /^[\s^~=v<>]*(\d+)/.exec(part)?.[1])
    .filter((major) => major !== undefined);
  return majors.length > 0 ? Math.max(...majors.map(Number)) : null;
}

/** Tells the major version of Mongoose a package.json declares, pnpm's catalogs included. */
export function majorsAt(disk: Disk, root: string): (manifest: Manifest) => number | null {
  let workspace: ReturnType<typeof readPnpmWorkspace> | undefined;
  const inCatalog = (name: string): string => {
    workspace ??= readPnpmWorkspace(disk, root);
    const catalogs = fields(workspace["catalogs"]);
    const entries =
      name === "" || name === "default" ? (workspace["catalog"] ?? catalogs["default"]) : catalogs[name];
    return String(fields(entries)["mongoose"] ?? "");
  };
  return (manifest) => {
    const range = manifest.dependencies.get("mongoose");
    if (range === undefined) return null;
    return majorOf(range.startsWith("catalog:") ? inCatalog(range.slice("catalog:".length)) : range);
  };
}
