import { resolve } from "node:path";
import { complaintOf, conflictIn, type Complaint } from "../../catalog/merge/check.js";
import type { Part } from "../../catalog/merge/types.js";
import { readConfig, readConfigFile } from "../../workspace/config.js";
import { disk } from "../../workspace/disk.js";
import { UserError } from "../../workspace/error.js";
import { readJsonFile } from "../../workspace/json-file.js";
import { knownIndexes } from "../../workspace/known.js";
import { mergeParts } from "../../workspace/merging.js";
import { isIntact } from "../../workspace/seal.js";
import { untold } from "../../workspace/untold.js";
import { filesNamed } from "../named.js";
import type { Io } from "../io.js";
import type { Command } from "../run.js";
import { tool } from "../tool.js";
import { deliver } from "../write.js";

/** `analyze-indexes merge <files or globs…>`: the catalog of a workspace from those of its packages. */
export const mergeCommand: Command = ({ positionals, values }, io) => {
  if (positionals.length === 0)
    throw new UserError('"merge" needs files', 'for example merge "packages/*/indexes.json"');
  const given = filesNamed(positionals, io).map((name) => ({ name, part: partFrom(name, io) }));
  refuse(conflictIn(given));
  const config = values.config ? readConfigFile(resolve(io.cwd, values.config)) : readConfig(io.cwd);
  const parts = given.map(({ part }) => part);
  const catalog = mergeParts(parts, knownIndexes(config, disk));
  deliver(`${JSON.stringify(catalog, null, 2)}\n`, values.output ?? null, io);
  noteUntold(untold(disk, io.cwd, config, parts), io);
  return 0;
};

/** A package without a task is easily forgotten; where there is no source, nothing is said. */
function noteUntold(files: readonly string[], { stderr }: Io): void {
  if (files.length === 0) return;
  const more = files.length > 3 ? `, … (${files.length} files)` : "";
  stderr.write(`no part tells of ${files.slice(0, 3).join(", ")}${more}\n`);
}

function partFrom(name: string, io: Io): Part {
  const value = readJsonFile(resolve(io.cwd, name), { name });
  refuse(complaintOf(value, name, tool().version));
  const part = value as Part;
  if (!isIntact(part)) throw new UserError(`${name} is damaged`, "write it again");
  return part;
}

function refuse(complaint: Complaint | null): void {
  if (complaint) throw new UserError(complaint.message, complaint.hint);
}
