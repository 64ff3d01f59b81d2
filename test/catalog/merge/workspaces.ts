import { join } from "node:path";
import type { Part } from "../../../src/catalog/merge/types.js";
import type { Catalog } from "../../../src/catalog/types.js";
import { mergeParts } from "../../../src/workspace/merging.js";
import { readPart } from "../../../src/workspace/part.js";
import { Workspace } from "../../../src/workspace/workspace.js";
import { plant } from "../../workspace/plant.js";

export const tool = "1.0.0";

/** Sources by package, each with the packages it depends on: `"api < models"`. The root's own stand under "". */
export type Packages = { readonly [name: string]: { readonly [file: string]: string } };

/** A new workspace of these packages. */
export function workspaceOf(packages: Packages): string {
  const files: Record<string, string> = {
    "package.json": JSON.stringify({
      name: "works",
      workspaces: ["packages/*"],
      dependencies: { mongoose: "^9.0.0" },
    }),
  };
  for (const [declared, sources] of Object.entries(packages)) {
    const [name = "", on = ""] = declared.split(" < ");
    const folder = name === "" ? "" : `packages/${name}/`;
    if (name !== "")
      files[`${folder}package.json`] = JSON.stringify({
        name: `@works/${name}`,
        version: "1.0.0",
        dependencies: {
          mongoose: "^9.0.0",
          ...Object.fromEntries(on.split(" ").flatMap((each) => (each ? [[`@works/${each}`, "1.0.0"]] : []))),
        },
      });
    for (const [file, text] of Object.entries(sources)) files[`${folder}${file}`] = text;
  }
  return plant(files);
}

/** The folders of the packages of such a workspace, relative to it. */
export const foldersOf = (packages: Packages): string[] =>
  Object.keys(packages).map((declared) => {
    const [name = ""] = declared.split(" < ");
    return name === "" ? "." : `packages/${name}`;
  });

/** What a build would keep of each package, as it comes back from a file. */
export const partsOf = (root: string, folders: readonly string[]): Part[] =>
  folders.map((folder) => JSON.parse(JSON.stringify(readPart(root, join(root, folder), { tool }))) as Part);

export interface Both {
  readonly whole: Catalog;
  readonly merged: Catalog;
}

/** A workspace read at once, and put together from its packages. */
export function bothOf(packages: Packages): Both {
  const root = workspaceOf(packages);
  return {
    whole: Workspace.open(root).catalog(),
    merged: mergeParts(partsOf(root, foldersOf(packages)), []),
  };
}
