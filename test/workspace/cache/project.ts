import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "../../../src/catalog/types.js";
import type { Snapshot } from "../../../src/workspace/snapshot.js";
import { Workspace, type OpenOptions } from "../../../src/workspace/workspace.js";
import { plant, type Tree } from "../plant.js";

/** A catalog whose gaps are the texts of the project's modules: enough to tell two apart. */
const readTexts = ({ roots, module }: Snapshot): Catalog =>
  ({
    models: [],
    gaps: roots.map((file) => ({ why: JSON.stringify(module(file)?.body), at: { file } })),
  }) as unknown as Catalog;

export const apple = `import mongoose from "mongoose";\nexport const Apple = mongoose.model("Apple", schema);\n`;
export const ripe = `import { Apple } from "./apple.js";\nexport const ripe = () => Apple.find({ ripe: true });\n`;
export const orchard = {
  "package.json": { name: "orchard" },
  "tsconfig.json": { compilerOptions: {} },
  ".gitignore": "generated\n",
  "src/apple.ts": apple,
  "src/ripe.ts": ripe,
  "src/view.ts": `export const view = () => "apples";\n`,
};

export interface Visit {
  readonly catalog: Catalog;
  /** Was it read, or recalled? */
  readonly read: boolean;
}

/** A project whose cache is kept in a folder beside it. */
export function cached(tree: Tree) {
  const place = plant(Object.fromEntries(Object.entries(tree).map(([file, text]) => [`app/${file}`, text])));
  return {
    root: join(place, "app"),
    cache: join(place, "cache"),
    path: (file: string) => join(place, "app", file),
    /** What another process would get. */
    visit: (options: OpenOptions = {}): Visit => visit(join(place, "app"), join(place, "cache"), options),
  };
}

export function visit(root: string, cache: string | boolean, options: OpenOptions = {}): Visit {
  let read = false;
  const workspace = Workspace.open(root, {
    cache,
    read: (snapshot) => ((read = true), readTexts(snapshot)),
    ...options,
  });
  return { catalog: workspace.catalog(), read };
}

/** Every file beneath a folder, with its path. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
