import type { Command } from "../run.js";
import { openWorkspace } from "../open.js";
import { deliver } from "../write.js";

/** `analyze-indexes catalog [root]`: what was read, as the contract says; 0 whenever it wrote one. */
export const catalogCommand: Command = (invocation, io) => {
  const workspace = openWorkspace(invocation, io);
  const catalog = workspace.catalog();
  for (const { file } of invocation.outputs.length > 0 ? invocation.outputs : [{ file: null }]) {
    deliver(`${JSON.stringify(catalog, null, 2)}\n`, file, io);
  }
  return 0;
};
