import type { Facts } from "../facts.js";
import { fields, strings } from "../json.js";
import { fromJson, type Store } from "./store.js";

const name = "facts";
const flags = ["gated", "calls", "mayQuery", "forwards"] as const;

/** What texts tell without being parsed, by their hashes. */
export interface FactStore {
  get(hash: string): Facts | null;
  keep(hash: string, facts: Facts): void;
  /** Writes what is new, without texts that are not among the living when they are the most; reads it again when asked. */
  save(living: ReadonlySet<string>): void;
}

const packed = (facts: Facts): readonly unknown[] => [
  flags
    .filter((flag) => facts[flag])
    .map((flag) => flag[0])
    .join(""),
  facts.why,
  facts.outlines.join(),
  facts.heritage.join(),
  ...facts.imports,
];

const unpacked = (row: unknown): Facts | null => {
  if (!Array.isArray(row) || typeof row[0] !== "string") return null;
  const [letters, why, outlines, heritage, ...imports] = row as [string, string | null, ...unknown[]];
  const named = (names: unknown): readonly string[] =>
    typeof names === "string" && names !== "" ? names.split(",") : [];
  const is = (letter: string): boolean => letters.includes(letter);
  return {
    why,
    gated: is("g"),
    calls: is("c"),
    mayQuery: is("m"),
    forwards: is("f"),
    outlines: named(outlines),
    heritage: named(heritage),
    imports: strings(imports),
  };
};

/** Opens the facts of a store, which are read when the first is asked for. */
export function openFacts(store: Store): FactStore {
  let rows: Map<string, unknown> | null = null;
  let isNew = false;
  const all = (): Map<string, unknown> =>
    (rows ??= new Map(Object.entries(fields(fromJson(store.read(name)?.[0])))));
  return {
    get: (hash) => unpacked(all().get(hash)),
    keep(hash, facts) {
      all().set(hash, packed(facts));
      isNew = true;
    },
    save(living) {
      if (!isNew) return;
      const crowded = all().size > 2 * living.size;
      const kept = crowded ? [...all()].filter(([hash]) => living.has(hash)) : [...all()];
      store.write(name, [JSON.stringify(Object.fromEntries(kept))]);
      isNew = false;
      rows = null;
    },
  };
}
