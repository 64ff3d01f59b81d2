import { disk as realDisk, whyNot, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { JsonError, parseJsonc } from "./json.js";

interface Reading {
  /** What errors call the file; its path when not said. */
  readonly name?: string;
  readonly disk?: Disk;
  /** What an error says beside. */
  readonly hint?: string;
}

/** The JSON of a file. Throws a `UserError` that says why not, and where in it. */
export function readJsonFile(file: string, { name = file, disk = realDisk, hint }: Reading = {}): unknown {
  let text: string;
  try {
    text = disk.read(file).replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UserError(`${name} cannot be read: ${whyNot(error)}`, hint);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${name}${whereWrong(text)}`, hint);
  }
}

/** `:line:column: what is wrong` with a text that is not JSON. */
function whereWrong(text: string): string {
  try {
    parseJsonc(text);
    return ": comments and trailing commas are not allowed in JSON";
  } catch (error) {
    if (!(error instanceof JsonError)) return ": not JSON";
    const before = text.slice(0, error.offset).split("\n");
    return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${error.message}`;
  }
}
