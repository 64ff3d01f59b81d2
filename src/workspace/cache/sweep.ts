import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "./store.js";

const day = 24 * 60 * 60 * 1000;
/** Versions of this tool that may use one cache side by side: an editor's, a terminal's. */
const versions = 3;

interface Found {
  readonly path: string;
  readonly used: number;
}

/** What lies in a folder, the most recently used first. */
const inside = (folder: string): Found[] =>
  (attempt(() => readdirSync(folder)) ?? [])
    .map((name) => join(folder, name))
    .map((path) => ({ path, used: attempt(() => statSync(path).mtimeMs) ?? 0 }))
    .sort((a, b) => b.used - a.used);

const remove = ({ path }: Found): void => void attempt(() => rmSync(path, { recursive: true, force: true }));

/** Marks folders as used now. */
export function markUsed(folders: readonly string[], now: number): void {
  for (const folder of folders) attempt(() => utimesSync(folder, now / 1000, now / 1000));
}

/** Removes what no one will ask for again: projects unused for a month, old versions, half-written files. */
export function sweep(location: string, project: string, store: string, now: number): void {
  for (const found of inside(location)) if (found.used < now - 30 * day) remove(found);
  inside(project).slice(versions).forEach(remove);
  for (const found of inside(store)) if (found.path.endsWith(".tmp") && found.used < now - day) remove(found);
}
