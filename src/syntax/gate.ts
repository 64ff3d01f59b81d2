/**
 * Words that only code about MongoDB uses: libraries, declarations, and operation names (M71) that no array has.
 * A shorter name counts when it is given an object literal: `.find({` is a query, `.find(` alone is any array's.
 */
const ours = new RegExp(
  [
    "(?<![iI]s)[mM]ongo(?!l)",
    "[tT]ypegoose",
    "@(?:Schema|Prop|ModelOptions)\\b",
    "\\bSchema(?:Factory|\\.Types)\\b",
    "new (?:\\w+\\.)?Schema\\b",
    "\\bSchema\\(\\{",
    "InjectModel|\\bgetModel",
    "\\bModel<[\\w{]",
    "\\bObjectId\\b",
    "\\b(?:model|discriminator|collection)\\(",
    "(?:create|ensure|drop|sync)Index",
    "\\bindex\\(\\s*\\{",
    "expireAfterSeconds",
    "\\.(?:findOne|findById|findAndModify|findWithDeleted|(?:update|delete)(?:One|Many)\\b|replaceOne|bulkWrite|insertMany)",
    "\\.(?:countDocuments|estimatedDocumentCount|aggregate|populate|paginate|aggregatePaginate)\\b",
    "\\.(?:find|update|remove|count|exists|distinct|where)\\(\\s*\\{",
    "\\.service\\([\"'][\\w/-]+[\"']\\)",
  ].join("|"),
);

/** Does a file's text mention anything of ours? False only when parsing it would be of no use. */
export function mentionsOurs(text: string): boolean {
  return ours.test(text);
}

/** Not followed by a callback, a text or nothing, which arrays, maps and hashes are given. */
const queryLike =
  /\.(?:find|update|remove|count|exists|distinct|where|delete)(?:<[^>()]*>)?\(\s*(?![("'`)]|async\b|function\b|\w+\s*=>)/;

/** May the text query something it was handed: `repository.find(filter)`? */
export function mayQuery(text: string): boolean {
  return queryLike.test(text);
}

const specifier =
  /\b(?:from|import|require)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?(?:"([^"\n]+)"|'([^'\n]+)'|`([^`$\n]+)`)/g;

/** Every specifier the text seems to import, without parsing it: a few too many, none too few. */
export function importsOf(text: string): string[] {
  const found = new Set<string>();
  for (const [, double, single, template] of text.matchAll(specifier))
    found.add(double ?? single ?? template ?? "");
  return [...found];
}

const outline =
  /\b(?:abstract\s+class|interface)\s+(\w*(?:Repository|Repositories|Dao|Store|Gateway|DataServices?|Port|Adapter))\b/g;

/** The abstract classes and interfaces of stores that the text outlines for others to implement: their names. */
export const outlinesOf = (text: string): string[] =>
  [...text.matchAll(outline)].map(([, name = ""]) => name);

const clause = /\bclass\b[^{]*?\b(?:extends|implements)\s([^{]+)\{/g;

/** The names in what the text's classes extend and implement. */
export const heritageOf = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(clause)].flatMap(([, names = ""]) => names.match(/\b(?!implements\b)\w+/g) ?? []),
  ),
];

/** Does the text call anything? A barrel or a file of types does not. */
export function calls(text: string): boolean {
  return text.includes("(");
}

const forwarding = /\bexport\s*(?:type\s*)?[*{]|\bexport\s+default\s*\{|\bexports\b/;

/** May the text hand on what it imports: a barrel, an index of models? */
export function forwards(text: string): boolean {
  return forwarding.test(text);
}
