import { resolve } from "node:path";
import { whyNot } from "../workspace/disk.js";
import { UserError } from "../workspace/error.js";
import { writeAtomic } from "../workspace/write.js";
import type { Io } from "./io.js";

/** Writes text to a file, whole or not at all, or to the terminal when no file is named. */
export function deliver(text: string, file: string | null, io: Io): void {
  if (file === null) return io.stdout.write(text);
  try {
    writeAtomic(resolve(io.cwd, file), text);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${whyNot(error)}`);
  }
}
