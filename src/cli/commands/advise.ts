import { adviceFor } from "../../catalog/advice.js";
import { renderAdvice } from "../../report/advice.js";
import { paintFor } from "../../report/paint.js";
import { coldBy } from "../../verdict/index.js";
import { Workspace } from "../../workspace/workspace.js";
import { makeChanges, plannedChanges, type Planned } from "../edits.js";
import { wantsColour } from "../io.js";
import { openOptions, rootOf } from "../open.js";
import type { Command } from "../run.js";

/** `analyze-indexes advise [root]`: the indexes to add and to drop; `--write` makes the edits. */
export const adviseCommand: Command = (invocation, io) => {
  const { flags } = invocation;
  const workspace = Workspace.open(rootOf(invocation, io), openOptions(invocation, io));
  const { cold = coldBy((file) => workspace.text(file)) } = workspace.config.facts;
  const advice = adviceFor(workspace.catalog(), {
    counts: (query) => !cold(query.at.file),
    whole: flags.has("whole"),
  });
  if (flags.has("json")) {
    io.stdout.write(`${JSON.stringify(advice, null, 2)}\n`);
    return 0;
  }
  const planned = plannedChanges(advice, (file) => workspace.text(file));
  io.stdout.write(renderAdvice(advice, paintFor(wantsColour(io.stdout, io.env))));
  const changed = flags.has("write") ? makeChanges(workspace.root, planned) : null;
  io.stdout.write(told(planned, changed));
  return 0;
};

function told(planned: readonly Planned[], changed: readonly string[] | null): string {
  const byHand = planned.filter(({ isClear }) => !isClear).map(({ file, title }) => `  ${file}  ${title}`);
  const able = planned.filter(({ isClear }) => isClear).length;
  return [
    ...(byHand.length > 0
      ? ["", "To be done by hand, for the code there is not understood:", ...byHand]
      : []),
    ...(changed && changed.length > 0 ? ["", "Written:", ...changed.map((file) => `  ${file}`)] : []),
    ...(!changed && able > 0 ? ["", "Nothing was written; --write edits the schema files."] : []),
    "",
  ]
    .join("\n")
    .replace(/^\n$/, "");
}
