import type { ReadOperation } from "./operations.js";
import { compareText } from "./places.js";
import { toIndex } from "./normalise.js";
import type { Index, IndexKeys, Operation } from "./types.js";

/**
 * The indexes of a collection after its operations: what is declared, then the migrations in the order of their file
 * names, then what start-up code creates. What a migration drops but the schema declares, Mongoose creates again.
 */
export function endState(declared: readonly Index[], operations: readonly ReadOperation[]): Index[] {
  const lasting = operations.filter(({ operation }) => !isTest(operation.at.file));
  const migrations = lasting.filter(({ operation }) => operation.migration && operation.direction !== "down");
  const startUp = lasting.filter(({ operation }) => !operation.migration && creates(operation));
  let state: State = { declared, made: [] };
  for (const each of [...migrations.toSorted(byFileName), ...startUp]) state = after(state, each);
  return [...state.declared, ...state.made];
}

interface State {
  readonly declared: readonly Index[];
  readonly made: readonly Index[];
}

function after({ declared, made }: State, { operation, certainty }: ReadOperation): State {
  const { keys, name, options = {} } = operation;
  const meant = (index: Index): boolean =>
    (name !== undefined && index.name === name) || (keys !== undefined && sameKeys(index.keys, keys));
  if (creates(operation)) {
    if (!keys) return { declared, made };
    const index = toIndex(Object.fromEntries(keys), options, "operation", operation.at, certainty);
    const exists = [...declared, ...made].some((other) => isSame(other, { ...index, keys }));
    return { declared, made: exists ? made : [...made, { ...index, keys }] };
  }
  if (operation.kind === "dropIndex" || operation.kind === "dropIndexes") {
    const every = keys === undefined && (name === undefined || name === "*");
    if (every && operation.kind === "dropIndex") return { declared, made };
    return { declared, made: every ? [] : made.filter((index) => !meant(index)) };
  }
  if (operation.kind === "drop" || operation.kind === "dropCollection") return { declared, made: [] };
  if (operation.kind === "collMod" && operation.options) {
    // Only says that no new duplicate shall come in, on the way to `unique` (I25).
    const { prepareUnique: _, ...lasting } = options;
    const change = (index: Index): Index =>
      meant(index) ? { ...index, options: { ...index.options, ...lasting } } : index;
    return { declared: declared.map(change), made: made.map(change) };
  }
  return { declared, made };
}

/** Does this operation make an index of its own? */
export const creates = ({ kind }: Operation): boolean => /^(create|ensure)Index(es)?$/.test(kind);

/** Creating the same index again is no operation (I19). */
const isSame = (a: Index, b: Index): boolean =>
  sameKeys(a.keys, b.keys) && a.name === b.name && signature(a) === signature(b);

const sameKeys = (a: IndexKeys, b: IndexKeys): boolean => JSON.stringify(a) === JSON.stringify(b);

function signature({ options }: Index): string {
  const counted = Object.entries(options).filter(
    ([option, value]) => !["background", "name", "v"].includes(option) && value !== false,
  );
  return JSON.stringify(counted.sort(([a], [b]) => compareText(a, b)));
}

/** Is it a file of tests? What only they do is no part of the program. */
export const isTest = (file: string): boolean =>
  /(^|\/)(tests?|__tests__|e2e|specs?)\/|[._-](tests?|specs?|e2e)\.[cm]?[jt]sx?$/i.test(file);

function byFileName(
  { operation: { at: a } }: ReadOperation,
  { operation: { at: b } }: ReadOperation,
): number {
  const base = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
  return compareText(base(a.file), base(b.file)) || compareText(a.file, b.file);
}
