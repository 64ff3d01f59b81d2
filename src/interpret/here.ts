import { posix } from "node:path";

/** Stands for the project's folder in absolute paths: what a machine calls it tells nothing. */
const ROOT = "/~";

/** The absolute path of a file or folder of the project. */
export const absolute = (path: string): string => posix.join(ROOT, path);

/** The specifier by which a file reaches what an absolute path names; other specifiers as they are. */
export function specifierFrom(file: string, specifier: string): string {
  if (specifier !== ROOT && !specifier.startsWith(`${ROOT}/`)) return specifier;
  const path = posix.relative(posix.dirname(absolute(file)), specifier);
  return path.startsWith(".") ? path : `./${path}`;
}
