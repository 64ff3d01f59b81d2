import picomatch from "picomatch";

export type Matcher = (path: string) => boolean;

/** Matches what any of the globs names: a file, or everything beneath a folder. No globs: nothing. */
export function matcher(globs: readonly string[]): Matcher {
  if (globs.length === 0) return () => false;
  const patterns = globs.flatMap((glob) => {
    const plain = glob.replace(/^\.?\//, "").replace(/\/+$/, "");
    return [plain, `${plain}/**`];
  });
  return picomatch(patterns, { dot: true });
}

/** Matches what the globs name and nothing beneath it. */
export function exactly(globs: readonly string[]): Matcher {
  return globs.length === 0 ? () => false : picomatch([...globs], { dot: true });
}
