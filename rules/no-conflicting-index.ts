import type { Index } from "../src/catalog/types.js";
import { conflicts, showKeys, type Conflict } from "../src/planner/index.js";
import {
  defineRule,
  enumerate,
  isLeftToOthers,
  isOlder,
  type CatalogView,
  type IndexView,
  type Suggestion,
} from "../src/verdict/index.js";

export default defineRule({
  name: "no-conflicting-index",
  description: "disallow indexes the server refuses because of another index of the collection",
  set: "recommended",
  level: "error",
  type: "problem",
  sees: "models",
  messages: {
    lost: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. So {{lost}} never {{take}} effect. Declare the index once.",
    both: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. So {{lost}} never {{take}} effect. Declare the index once, or give each a name of its own.",
    family:
      "`{{index}}` of `{{model}}` is refused with error {{code}}: Mongoose limits a discriminator's index to its own documents, and `{{name}}` exists with another limit. Declare the index once, on `{{base}}`, or give each a name of its own.",
    refused: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. Declare the index once.",
    named: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. Give it another name.",
    text: "`{{index}}` of `{{model}}` is refused with error {{code}}: {{why}}. Put all text fields into one index.",
  },
  *check(file, catalog, _, facts) {
    // Before 5.0 the signature is smaller (I18): more conflicts, none fewer.
    if (isOlder(facts, "4.2")) return;
    for (const view of file.indexes) {
      const { index, model } = view;
      // Mongoose sends none of its indexes: nothing is refused.
      if (model.options.autoIndex === false) continue;
      const found = index.at && refusal(view, catalog);
      if (!found) continue;
      const { existing, conflict } = found;
      const data = {
        index: showKeys(index.keys),
        model: model.name,
        code: String(conflict.code),
        why: conflict.why,
      };
      const common = {
        at: index.at,
        model: model.id,
        index: index.name,
        certainty: existing.certainty === "proven" ? index.certainty : "assumed",
        see: existing.at
          ? [{ at: existing.at, message: `\`${showKeys(existing.keys)}\` is declared here.` }]
          : [],
        suggest: remedies(index, existing, conflict),
      } as const;
      if (conflict.reason === "text") yield { ...common, messageId: "text", data };
      else if (conflict.reason === "keys") yield { ...common, messageId: "named", data };
      else if (isLimitOnly(view, conflict)) {
        const base = catalog.model(model.base ?? "")?.name ?? "the base";
        yield { ...common, suggest: [], messageId: "family", data: { ...data, name: existing.name, base } };
      } else if (conflict.lost.length === 0) yield { ...common, messageId: "refused", data };
      else
        yield {
          ...common,
          messageId: conflict.reason === "signature" && !gains(index, existing) ? "both" : "lost",
          data: { ...data, lost: enumerate(conflict.lost), take: take(conflict.lost) },
        };
    }
  },
});

/** Is all that differs the filter Mongoose gives a discriminator's indexes (M37)? */
const isLimitOnly = ({ index, model }: IndexView, { lost }: Conflict): boolean => {
  const { discriminatorKey = "__t" } = model.options;
  const limited = Object.keys(index.options.partialFilterExpression ?? {});
  const own = limited.every((path) => path === discriminatorKey);
  return model.base !== undefined && lost.length === 1 && lost[0] === "partialFilterExpression" && own;
};

interface Refusal {
  readonly existing: Index;
  readonly conflict: Conflict;
}

/** The index of the collection, declared earlier or made by code, that makes the server refuse this one. */
function refusal({ effective, collection }: IndexView, view: CatalogView): Refusal | null {
  if (!effective) return null;
  const { catalog } = view;
  const mine = collection.indexes.indexOf(effective);
  const migrations = new Set(catalog.operations.filter((each) => each.migration).map((each) => each.at.file));
  const existing = collection.indexes.filter(
    // A migration's index is the business of no-conflicting-migration; what `autoIndex: false` declares is sent by nobody.
    (each, n) =>
      (n < mine && each.via !== "operation" && !isLeftToOthers(each, collection, view)) ||
      (each.via === "operation" && !migrations.has(each.at?.file ?? "")),
  );
  for (const one of existing) {
    const answer = samePlace(one, effective) ? null : conflicts(one, effective);
    if (answer && !("noop" in answer)) return { existing: one, conflict: answer };
  }
  return null;
}

const samePlace = (a: Index, b: Index): boolean =>
  a.at !== null &&
  b.at !== null &&
  a.at.file === b.at.file &&
  a.at.line === b.at.line &&
  a.at.column === b.at.column;

const take = (options: readonly string[]): string => (options.length > 1 ? "take" : "takes");

function remedies(index: Index, existing: Index, { reason, lost }: Conflict): Suggestion[] {
  if (reason === "text" || reason === "keys") return [];
  const shown = showKeys(index.keys);
  if (lost.length > 0 && gains(index, existing) && existing.at)
    return [
      {
        title: `Remove the other declaration, so that ${enumerate(lost)} ${take(lost)} effect.`,
        changes: [{ kind: "removeIndex", at: existing.at }],
      },
    ];
  if (lost.length > 0 || !index.at) return [];
  return [
    { title: `Remove this declaration of \`${shown}\`.`, changes: [{ kind: "removeIndex", at: index.at }] },
  ];
}

/** Does this index do all the other one does, and more? */
const gains = (index: Index, other: Index): boolean =>
  Object.keys(other.options).every((option) => option === "name" || option in index.options);
