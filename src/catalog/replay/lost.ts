/** The options of one path that concern its index, in the order written. */
export type Declared = Readonly<Record<string, unknown>>;

/** The index Mongoose made of a path. */
export interface Made {
  readonly kind: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Where the options stand: on the path itself or on the elements of an array. */
export interface Host {
  /** Mongoose's `instance` of what carries the options. */
  readonly type: string;
  /** "documents": sub-documents in an array; "arrays": an array in an array. */
  readonly of: "values" | "documents" | "arrays";
  /** Was the index made of these very options? Those of an array come before those of its elements. */
  readonly own: boolean;
}

export interface Lost {
  readonly option: string;
  readonly why: string;
}

/** Index options Mongoose reads inside `index: { … }` only; beside it, nobody does (M9, §A.1). */
export const NESTED_ONLY: ReadonlySet<string> = new Set([
  "partialFilterExpression",
  "expireAfterSeconds",
  "collation",
  "background",
  "dropDups",
]);
/** Of these, what servers did away with: to move them would help nobody. */
const GONE: ReadonlyMap<string, string> = new Map([
  ["background", "4.2"],
  ["dropDups", "3.0"],
]);
/** The path options Mongoose makes indexes of. */
export const MAKES_INDEX: ReadonlySet<string> = new Set(["index", "unique", "sparse", "text", "expires"]);

/** What a path declares of its index and Mongoose does not do (§A.1, §A.3). */
export function lostOf(declared: Declared, made: Made | null, host: Host): Lost[] {
  return Object.entries(declared).flatMap(([option, value]): Lost[] => {
    if (option === "index" && value === false && made && host.own && isSet("expires", declared["expires"]))
      return [{ option, why: "`expires` makes the index all the same" }];
    if (!isSet(option, value)) return [];
    if (NESTED_ONLY.has(option)) return [{ option, why: whyNotBeside(option) }];
    if (option === "expires" && (host.type !== "Date" || host.of !== "values"))
      return [{ option, why: whyNoExpiry(host) }];
    if (!made) return [{ option, why: whyNoIndex(host) }];
    if (option === "index") return lostOfIndex(value, declared, made, host);
    const instead = isDone(option, made) ? null : replaced(declared, option, host);
    return instead === null ? [] : [{ option, why: instead }];
  });
}

function whyNotBeside(option: string): string {
  const since = GONE.get(option);
  return since
    ? `it reads it only inside \`index: { … }\`, where it has had no effect since MongoDB ${since}; remove it`
    : "Mongoose reads it only inside `index: { … }`; write it there";
}

function isSet(option: string, value: unknown): boolean {
  return option === "expires" ? value !== undefined && value !== null && value !== false : Boolean(value);
}

function isDone(option: string, { kind, options }: Made): boolean {
  if (option === "text") return kind === "text";
  return option === "expires" ? "expireAfterSeconds" in options : Boolean(options[option]);
}

function whyNoExpiry({ type, of }: Host): string {
  if (type === "Array" && of === "values")
    return "on an array Mongoose reads it only beside the `type` of the elements; write it there";
  return `Mongoose reads it only on a \`Date\`, and this is of type \`${type}\``;
}

function whyNoIndex({ of }: Host): string {
  if (of === "documents")
    return "Mongoose makes no index of an array of sub-documents as a whole; index paths inside them";
  if (of === "arrays") return "Mongoose makes no index of an array inside an array; use `schema.index()`";
  return "`index: false` takes the index away";
}

/** What `index: …` asks for and the index that was made is not. */
function lostOfIndex(value: unknown, declared: Declared, made: Made, host: Host): Lost[] {
  const isObject = typeof value === "object" && value !== null;
  const { type, text, ...options } = isObject ? (value as Declared) : { type: value };
  const instead = replaced(declared, "index", host);
  const lost = Object.entries(options).flatMap(([option, given]): Lost[] => {
    if (given === undefined || given === false || instead === null) return [];
    return (option === "expires" ? "expireAfterSeconds" : option) in made.options
      ? []
      : [{ option, why: instead }];
  });
  const wanted = text ? "text" : kindOf(type);
  if (wanted === null || wanted === made.kind) return lost;
  const why =
    wanted === "unknown"
      ? `Mongoose knows no kind \`${String(type)}\` and makes the index ascending`
      : instead;
  return [{ option: isObject ? "type" : "index", why: why ?? OBJECT_DIRECTION }, ...lost];
}

const OBJECT_DIRECTION =
  "beside other options Mongoose takes only special kinds for it and makes the index ascending; use `index: -1` or `schema.index()`";

/** The kind of index a direction means; null: no matter which; "unknown": Mongoose makes it ascending (M2, M3). */
export function kindOf(type: unknown): unknown {
  if (typeof type !== "string") return Number(type) === -1 ? -1 : null;
  if (["desc", "descending", "-1"].includes(type)) return -1;
  if (["2d", "2dsphere", "hashed", "text"].includes(type)) return type;
  return ["asc", "ascending", "1"].includes(type) ? null : "unknown";
}

/** By index name: the path that gave it first, and its index. */
export type Named = Map<string, { readonly path: string; readonly made: Made }>;

/** Indexes of paths that have one name become one, with the options of the first path (M11). */
export function lostToMerge(path: string, made: Made | null, named: Named): Lost[] {
  const name = made?.options["name"];
  if (!made || typeof name !== "string") return [];
  const first = named.get(name);
  if (!first) {
    named.set(name, { path, made });
    return [];
  }
  const why = `paths whose indexes are named \`${name}\` share one, with the options of \`${first.path}\`; write them there`;
  return Object.entries(made.options).flatMap(([option, value]) => {
    const isKind = option === "type" || option === "text" || option === "name" || option.startsWith("~");
    const isLost = value !== undefined && value !== false && !isEqual(value, first.made.options[option]);
    return !isKind && isLost ? [{ option, why }] : [];
  });
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Which other option made the index in place of this one (M6, M7); null: none did. */
function replaced(declared: Declared, option: string, { own }: Host): string | null {
  if (!own) return "the index that the array itself declares takes its place; declare it there";
  const names = Object.keys(declared);
  // Even `unique: false` makes one, where `index` stands beside it.
  const rivals = names.filter((name) => MAKES_INDEX.has(name) && name !== option);
  const before = rivals.find((name) => names.indexOf(name) < names.indexOf(option));
  if (before)
    return `\`${before}\`, written before it, has made the index already; use one \`schema.index()\``;
  const [after] = rivals;
  return after && typeof declared[option] !== "object"
    ? `\`${after}\`, written after it, makes the index anew; use \`schema.index()\``
    : null;
}
