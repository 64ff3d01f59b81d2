import type { Source } from "./sources.js";
import type { Resolve } from "./resolve.js";

/**
 * Files from which interpretation starts: gated ones, those that import one, and those that seem to query something
 * that reaches them through barrels.
 */
export function findRoots(sources: readonly Source[], resolve: Resolve): readonly string[] {
  const roots = new Set(sources.filter((source) => source.gated).map((source) => source.file));
  const importers = new Map<string, Source[]>();
  for (const source of sources) {
    for (const specifier of source.imports) {
      const target = resolve(source.file, specifier);
      if (target.to !== "file") continue;
      const list = importers.get(target.file) ?? [];
      list.push(source);
      importers.set(target.file, list);
    }
  }
  const carriers = new Set(roots);
  for (const gated of [...roots]) for (const importer of importers.get(gated) ?? []) roots.add(importer.file);
  for (const carrier of carriers) {
    for (const importer of importers.get(carrier) ?? []) {
      if (importer.mayQuery) roots.add(importer.file);
      if (importer.forwards) carriers.add(importer.file);
    }
  }
  return [...roots].sort();
}
