import { Workspace } from "../../workspace/workspace.js";
import { openOptions, rootOf } from "../open.js";
import type { Command } from "../run.js";
import { deliver } from "../write.js";

/** `analyze-indexes catalog [root]`: what was read, as the contract says; 0 whenever it wrote one. */
export const catalogCommand: Command = (invocation, io) => {
  const catalog = Workspace.open(rootOf(invocation, io), openOptions(invocation, io)).catalog();
  deliver(`${JSON.stringify(catalog, null, 2)}\n`, invocation.values.output ?? null, io);
  return 0;
};
