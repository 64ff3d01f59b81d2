/** Which argument of an operation is what; positions count from 0. */
export interface Signature {
  readonly filter?: number;
  /** The argument is an `_id`. */
  readonly id?: number;
  readonly projection?: number;
  readonly options?: number;
  /** Reads or changes at most one document, in sort order. */
  readonly one?: true;
  /** Its result has no order: a sort is irrelevant. */
  readonly unsorted?: true;
}

const FIND: Signature = { filter: 0, projection: 1, options: 2 };
const FIND_ONE: Signature = { ...FIND, one: true };
const FIND_ONE_AND_UPDATE: Signature = { filter: 0, options: 2, one: true };
const FIND_ONE_AND_DELETE: Signature = { filter: 0, options: 1, one: true };
const BY_ID_AND_UPDATE: Signature = { id: 0, options: 2, one: true };
const BY_ID_AND_DELETE: Signature = { id: 0, options: 1, one: true };
const UPDATE_ONE: Signature = { filter: 0, options: 2 };
const UPDATE_MANY: Signature = { filter: 0, options: 2, unsorted: true };
const DELETE_ONE: Signature = { filter: 0, options: 1 };
const DELETE_MANY: Signature = { filter: 0, options: 1, unsorted: true };
const COUNT: Signature = { filter: 0, options: 1, unsorted: true };

/** Operations on a model (M71), those of older majors included. */
const OPERATIONS = new Map<string, Signature>(
  Object.entries({
    find: FIND,
    findOne: FIND_ONE,
    findById: { id: 0, projection: 1, options: 2, one: true },
    findOneAndUpdate: FIND_ONE_AND_UPDATE,
    findOneAndReplace: FIND_ONE_AND_UPDATE,
    findOneAndDelete: FIND_ONE_AND_DELETE,
    findOneAndRemove: FIND_ONE_AND_DELETE,
    findByIdAndUpdate: BY_ID_AND_UPDATE,
    findByIdAndDelete: BY_ID_AND_DELETE,
    findByIdAndRemove: BY_ID_AND_DELETE,
    findAndModify: { filter: 0, options: 3, one: true },
    exists: { filter: 0, options: 1, one: true },
    countDocuments: COUNT,
    count: COUNT,
    estimatedDocumentCount: { unsorted: true },
    distinct: { filter: 1, options: 2, unsorted: true },
    updateOne: UPDATE_ONE,
    replaceOne: UPDATE_ONE,
    updateMany: UPDATE_MANY,
    update: UPDATE_MANY,
    deleteOne: DELETE_ONE,
    deleteMany: DELETE_MANY,
    remove: DELETE_MANY,
    paginate: { filter: 0, options: 1 },
    delete: { filter: 0, unsorted: true },
    deleteById: { id: 0, one: true },
    restore: { filter: 0, unsorted: true },
    where: {},
    $where: {},
  } satisfies { [operation: string]: Signature }),
);

/** With the driver, options follow the filter at once. */
const NATIVE = new Map<string, Signature>([
  ["find", { filter: 0, options: 1 }],
  ["findOne", { filter: 0, options: 1, one: true }],
]);

const SOFT_DELETED = /(With)?Deleted$/;

/** How an operation's arguments are to be read; an operation nobody knows takes a filter first. */
export function signatureOf(operation: string, native: boolean): Signature {
  const known = (native ? NATIVE.get(operation) : undefined) ?? OPERATIONS.get(operation);
  if (known) return known;
  return OPERATIONS.get(operation.replace(SOFT_DELETED, "")) ?? { filter: 0 };
}

/** Is this mongoose-delete's variant of an operation that reads only what is deleted? */
export const readsDeletedOnly = (operation: string): boolean =>
  operation.endsWith("Deleted") && !operation.endsWith("WithDeleted") && operation !== "Deleted";

/** Calls that write new documents or listen: no filter, no index. */
const NO_QUERY = new Set(
  "create insertMany insertOne insert save $save watch init ensureIndexes createIndexes syncIndexes createCollection hydrate bulkSave validate".split(
    " ",
  ),
);

export const isNoQuery = (operation: string): boolean => NO_QUERY.has(operation);

/** Operations that also stand at the end of a chain and turn it into themselves. */
export const isTerminal = (method: string): boolean => TERMINALS.has(method);

const TERMINALS = new Set(
  [...OPERATIONS.keys()].filter(
    (name) => !["exists", "where", "$where", "paginate", "delete", "deleteById", "restore"].includes(name),
  ),
);
