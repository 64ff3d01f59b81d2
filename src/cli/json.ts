import { readFileSync } from "node:fs";
import { UserError } from "../workspace/error.js";

/** The JSON of a file, which errors call by this name. */
export function jsonFrom(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UserError(`${name} cannot be read`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${name} is not JSON`);
  }
}
