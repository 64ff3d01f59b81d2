import { Workspace } from "../../workspace/workspace.js";
import { readDatabase } from "../database.js";
import { openOptions, rootOf } from "../open.js";
import type { Command } from "../run.js";
import { deliver } from "../write.js";

/** `analyze-indexes catalog [root]`: what was read, of source or of a database; 0 whenever it wrote one. */
export const catalogCommand: Command = async (invocation, io) => {
  const { uri, output = null } = invocation.values;
  const catalog = uri
    ? (await readDatabase(uri, io.date)).catalog
    : Workspace.open(rootOf(invocation, io), openOptions(invocation, io)).catalog();
  deliver(`${JSON.stringify(catalog, null, 2)}\n`, output, io);
  return 0;
};
