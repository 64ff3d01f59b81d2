import { statSync } from "node:fs";
import { resolve } from "node:path";
import { whyNot } from "../workspace/disk.js";
import { UserError } from "../workspace/error.js";
import { nearest } from "../workspace/nearest.js";
import type { OpenOptions } from "../workspace/workspace.js";
import type { Invocation } from "./args.js";
import type { Io } from "./io.js";
import { commands } from "./options.js";
import { thrifty } from "./thrift.js";

/** The directory to read: the one named, else where we stand. */
export function rootOf({ command, positionals }: Invocation, io: Io): string {
  const [named, second] = positionals;
  const root = rootNamed(named, io);
  if (second !== undefined) throw new UserError(`"${command}" reads one root; "${second}" is a second one`);
  return root;
}

/** The directory of this name, else where we stand. */
export function rootNamed(named = ".", io: Io): string {
  const root = resolve(io.cwd, named);
  const stat = statOf(root, named);
  if (stat?.isDirectory()) return root;
  if (stat) throw new UserError(`${named} is a file; name the directory of a project`);
  const names = commands.map((each) => each.name);
  const near = named.includes("/") ? null : nearest(named, names);
  throw new UserError(
    `no directory ${named}`,
    near === null ? undefined : `did you mean the command "${near}"?`,
  );
}

function statOf(path: string, named: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UserError(`${named} cannot be read: ${whyNot(error)}`);
  }
}

/** How the workspace shall be opened. `show`: told what is being done. */
export function openOptions(
  { values, flags }: Invocation,
  io: Io,
  show?: OpenOptions["onProgress"],
): OpenOptions {
  const { config, "cache-location": location } = values;
  const cache = location === undefined ? true : resolve(io.cwd, location);
  return {
    ...(config && { config: resolve(io.cwd, config) }),
    cache: flags.has("no-cache") ? false : cache,
    once: true,
    onProgress: thrifty(io.memory, show),
  };
}
