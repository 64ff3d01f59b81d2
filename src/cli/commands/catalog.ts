import type { Part } from "../../catalog/merge/types.js";
import { UserError } from "../../workspace/error.js";
import { Workspace } from "../../workspace/workspace.js";
import type { Invocation } from "../args.js";
import { readDatabase } from "../database.js";
import type { Io } from "../io.js";
import { openOptions, rootNamed, rootOf } from "../open.js";
import type { Command } from "../run.js";
import { tool } from "../tool.js";
import { deliver } from "../write.js";

/** `analyze-indexes catalog [root]`: what was read, of source or of a database; 0 whenever it wrote one. */
export const catalogCommand: Command = async (invocation, io) => {
  const { uri, output = null, package: folder } = invocation.values;
  if (uri !== undefined && folder !== undefined)
    throw new UserError("--uri reads a database, --package source: only one of them");
  if (folder !== undefined) {
    deliver(`${JSON.stringify(await partOf(folder, invocation, io))}\n`, output, io);
    return 0;
  }
  const catalog = uri
    ? (await readDatabase(uri, io.date)).catalog
    : Workspace.open(rootOf(invocation, io), openOptions(invocation, io)).catalog();
  deliver(`${JSON.stringify(catalog, null, 2)}\n`, output, io);
  return 0;
};

/** What one package of a workspace does. */
async function partOf(folder: string, invocation: Invocation, io: Io): Promise<Part> {
  const root = rootOf(invocation, io);
  const { readPart } = await import("../../workspace/part.js");
  return readPart(root, rootNamed(folder, io), { ...openOptions(invocation, io), tool: tool().version });
}
