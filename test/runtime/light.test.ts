import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** Everything a module imports at run time, ours followed. */
function imports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:import|export) (?!type\b)(?:[^;]*? from )?"([^"]+)"/gm,
  );
  for (const [, specifier = ""] of statements) {
    if (specifier.startsWith(".")) imports(resolve(dirname(file), specifier.replace(/\.js$/, ".ts")), seen);
    else seen.add(specifier);
  }
  return seen;
}

it("loads neither Mongoose nor TypeScript", () => {
  const loaded = [...imports(fileURLToPath(new URL("../../src/runtime/index.ts", import.meta.url)))];
  expect(loaded.length).toBeGreaterThan(4);
  expect(loaded.filter((name) => !name.endsWith(".ts"))).toEqual([]);
});
