import { isTest } from "../interpret/tests.js";
import type { Source } from "./sources.js";
import type { Resolve } from "./resolve.js";

/** What hands each file what the others are: none imports another. */
const loading = ["egg", "consign", "express-load"];
const isLoaded = ({ imports }: Source): boolean => loading.some((each) => imports.includes(each));

/**
 * Files from which interpretation starts: gated ones, those that import one (or what it implements, or are handed what it is)
 * and call something, and those that seem to query something that reaches them through barrels. Of tests, those that seem to
 * query something.
 */
export function findRoots(sources: readonly Source[], resolve: Resolve): readonly string[] {
  const gated = new Set(sources.filter((source) => source.gated).map((source) => source.file));
  const importers = new Map<string, Source[]>();
  for (const source of sources) {
    for (const specifier of source.imports) {
      const target = resolve(source.file, specifier);
      if (target.to !== "file") continue;
      const known = importers.get(target.file);
      if (known) known.push(source);
      else importers.set(target.file, [source]);
    }
  }
  const handed = sources.filter((source) => source.calls && isLoaded(source) && !isTest(source.file));
  const roots = new Set([...gated, ...handed.map(({ file }) => file)]);
  const outlined = outliningThem(sources);
  const carriers = new Set([...gated, ...outlined]);
  for (const carrier of carriers) {
    for (const importer of importers.get(carrier) ?? []) {
      const isNear = (gated.has(carrier) || outlined.has(carrier)) && !isTest(importer.file);
      if (isNear ? importer.calls : importer.mayQuery) roots.add(importer.file);
      if (importer.forwards) carriers.add(importer.file);
      if (importer.forwards && !importer.calls && outlined.has(carrier)) outlined.add(importer.file);
    }
  }
  return [...roots].sort();
}

/** Files that outline what classes of gated ones extend or implement. */
function outliningThem(sources: readonly Source[]): Set<string> {
  const heritage = new Set(sources.flatMap((source) => (source.gated ? source.heritage : [])));
  const outlining = sources.filter(
    ({ gated, outlines }) => !gated && outlines.some((name) => heritage.has(name)),
  );
  return new Set(outlining.map(({ file }) => file));
}
