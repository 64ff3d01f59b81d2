import type { IndexKeys, IndexOptions, Operation, Place } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import { defineRule, isOlder, type CatalogView, type Facts, type FileView } from "../src/verdict/index.js";

export default defineRule({
  name: "no-deprecated-index-option",
  description: "disallow index options the server no longer knows",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "models",
  fixable: true,
  messages: {
    ignored: "`{{option}}` of `{{index}}` of `{{model}}` has no effect since MongoDB {{since}}. Remove it.",
    helped:
      "`{{option}}`, set here for {{operations}} on `{{model}}`{{others}}, has no effect since MongoDB {{since}}. Remove it.",
  },
  *check(file, catalog, _, facts) {
    const written = [
      ...file.indexes.flatMap(({ index, model, sharing }): Written[] =>
        sharing[0]?.index === index && index.at && index.via !== "operation"
          ? [
              {
                keys: index.keys,
                options: index.options,
                at: index.at,
                model: model.id,
                owner: model.name,
                name: index.name,
              },
            ]
          : [],
      ),
      ...file.operations.flatMap((operation): Written[] => {
        const { keys, options, optionsAt = {}, at, collection } = operation;
        if (!keys || !options) return [];
        const own = Object.fromEntries(
          Object.entries(options).filter(
            ([option]) => !optionsAt[option] && !isHanded(operation, option, file),
          ),
        );
        return [
          { keys, options: own, at, ...ownerOf(collection, catalog), name: options.name ?? showKeys(keys) },
        ];
      }),
    ];
    const told = new Set<string>();
    // The schema that declares it before those that hold that schema under a path of theirs.
    for (const { keys, options, at, model, owner, name } of written.toSorted(byDepth))
      for (const [option, since] of Object.entries(gone)) {
        if (options[option] === undefined || isOlder(facts, since)) continue;
        // A loop or a helper makes many indexes with one and the same option.
        const place = `${at.line}:${at.column} ${option}`;
        if (told.has(place)) continue;
        told.add(place);
        yield {
          messageId: "ignored",
          data: { option, index: showKeys(keys), model: owner, since },
          at,
          model,
          index: name,
          fix: { kind: "removeOption", at, option },
        };
      }
    yield* helped(file, catalog, facts);
  },
});

const byDepth = (a: Written, b: Written): number => depth(a.keys) - depth(b.keys);
const depth = (keys: IndexKeys): number => keys.join().split(".").length;

/** What a helper passes on for others is told where it is written. */
function* helped(file: FileView, catalog: CatalogView, facts: Facts) {
  for (const [option, since] of Object.entries(gone)) {
    if (isOlder(facts, since)) continue;
    const byPlace = new Map<string, Operation[]>();
    for (const operation of file.helped) {
      const at = operation.optionsAt?.[option];
      if (
        at?.file !== file.file ||
        file.operations.some((own) => isAlike(own, operation, option) && !isShared(own, file))
      )
        continue;
      const key = `${at.line}:${at.column}`;
      byPlace.set(key, [...(byPlace.get(key) ?? []), operation]);
    }
    for (const operations of byPlace.values()) {
      const [first] = operations;
      const at = first?.optionsAt?.[option];
      if (!at) continue;
      const owners = new Set(operations.map(({ collection }) => ownerOf(collection, catalog).owner));
      const [owner = ""] = owners;
      const others = owners.size > 1 ? ` and ${owners.size - 1} other${owners.size > 2 ? "s" : ""}` : "";
      yield {
        messageId: "helped" as const,
        data: { option, since, operations: counted(operations.length), model: owner, others },
        at,
        model: null,
        index: option,
        see: [{ at: first.at, message: "One of them." }],
      };
    }
  }
}

/** The call of the helper tells the same index, with the option. */
const isAlike = (own: Operation, { keys, collection }: Operation, option: string): boolean =>
  own.options?.[option] !== undefined &&
  own.optionsAt?.[option] === undefined &&
  own.collection === collection &&
  JSON.stringify(own.keys) === JSON.stringify(keys);

/** A call that makes several indexes, inside a helper, is told where one of its callers writes the option. */
const isHanded = (own: Operation, option: string, file: FileView): boolean =>
  isShared(own, file) &&
  file.helped.some((other) => other.optionsAt?.[option]?.file === file.file && isAlike(own, other, option));

const isShared = ({ at, keys }: Operation, { operations }: FileView): boolean =>
  operations.some(
    (other) =>
      other.at.line === at.line &&
      other.at.column === at.column &&
      JSON.stringify(other.keys) !== JSON.stringify(keys),
  );

const counted = (n: number): string => (n === 1 ? "one operation" : `${n} operations`);

interface Written {
  readonly keys: IndexKeys;
  readonly options: IndexOptions;
  readonly at: Place;
  readonly model: string | null;
  readonly owner: string;
  readonly name: string;
}

/** Options and the version from which on they do nothing (I32, I39). */
const gone = { background: "4.2", dropDups: "3.0", bucketSize: "5.0" } as const;

function ownerOf(
  collection: string | null,
  { catalog }: CatalogView,
): { model: string | null; owner: string } {
  const model =
    collection === null ? undefined : catalog.models.find((each) => each.collection === collection);
  return { model: model?.id ?? null, owner: model?.name ?? collection ?? "an unknown collection" };
}
