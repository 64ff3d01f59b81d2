import { createRequire } from "node:module";
import type Picomatch from "picomatch";

const require = createRequire(import.meta.url);

export type Matcher = (path: string) => boolean;

/** Few projects have globs: what compiles them is loaded when the first is met. */
const compile = (globs: string[]): Matcher =>
  (require("picomatch") as typeof Picomatch)(globs, { dot: true });

/** Matches what any of the globs names: a file, or everything beneath a folder. No globs: nothing. */
export function matcher(globs: readonly string[]): Matcher {
  if (globs.length === 0) return () => false;
  const patterns = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.?\//, "").replace(/\/+$/, "");
    return [plain, `${plain}/**`];
  });
  return compile(patterns);
}

/** Matches what the globs name and nothing beneath it. */
export function exactly(globs: readonly string[]): Matcher {
  return globs.length === 0 ? () => false : compile([...globs]);
}
