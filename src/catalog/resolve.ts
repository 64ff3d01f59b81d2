import type { ModelRef, PackageInfo } from "../interpret/happenings.js";
import { groupBy, groupByEach } from "./group.js";
import { isTrial, standsAlone } from "./maintenance.js";

/** What a model can be found by. */
export interface Findable {
  /** Ids of the registrations that made it. */
  readonly ids: readonly number[];
  readonly name: string;
  readonly file: string;
  readonly collection: string | null;
  /** Declarations (`file#Name`) of its document types. */
  readonly documentTypes: ReadonlySet<string>;
}

/** Finds what a reference means; null when it is nothing known, or several things alike. */
export type Resolver<T extends Findable> = (ref: ModelRef) => T | null;

/** A resolver over these models. Names and collections are looked for near the asker first. */
export function resolverOf<T extends Findable>(
  all: readonly T[],
  packageOf: (file: string) => PackageInfo,
): Resolver<T> {
  const byId = new Map(all.flatMap((each) => each.ids.map((id) => [id, each] as const)));
  const byName = groupBy(all, ({ name }) => name);
  const byDocument = groupByEach(all, ({ documentTypes }) => [...documentTypes]);
  const byCollection = groupByEach(all, ({ collection }) => (collection === null ? [] : [collection]));
  const known = new Map<string, T | null>();

  return (ref) => {
    if (ref.by === "registration") return byId.get(ref.id) ?? null;
    if (ref.by === "unknown") return null;
    const key = [ref.by, ref.name, ref.from, ...(ref.by === "document" ? typesOf(ref) : [])].join("\n");
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = find(ref);
    known.set(key, answer);
    return answer;
  };

  function find(ref: Exclude<ModelRef, { by: "registration" | "unknown" }>): T | null {
    switch (ref.by) {
      case "name":
        return nearest(byName.get(ref.name), ref.from);
      case "document":
        return (
          first(typesOf(ref), (type) => nearest(byDocument.get(type), ref.from)) ??
          first([ref.name, ...(ref.others ?? []).map(nameOf)], (name) => byDocumentName(name, ref.from))
        );
      case "collection":
        return ref.name === null ? null : reachable(oneOfEach(lastingOf(ref.name)), ref.from);
    }
  }

  /** The models of a collection; tests' own only where there are no others. */
  function lastingOf(collection: string): readonly T[] {
    const all = byCollection.get(collection) ?? [];
    const lasting = all.filter(({ file }) => !isTrial(file));
    return lasting.length > 0 ? lasting : all;
  }

  /** A document type nobody registered by declaration: `IUser`, `UserDocument` and the like name the model `User`. */
  function byDocumentName(type: string, from: string): T | null {
    return first(documentNames(type), (name) => nearest(byName.get(name), from));
  }

  function nearest(candidates: readonly T[] | undefined, from: string): T | null {
    if (!candidates || candidates.length === 0) return null;
    if (candidates.length === 1) return candidates[0] ?? null;
    const lasting = candidates.filter(({ file }) => !standsAlone(file));
    return (
      only(candidates, ({ file }) => file === from) ??
      reachable(candidates, from) ??
      (lasting.length < candidates.length ? nearest(lasting, from) : null) ??
      reachable(oneOfEach(candidates), from)
    );
  }

  /** Of models that share a collection in one package, any stands for it: its indexes are the same. */
  function oneOfEach(candidates: readonly T[]): T[] {
    const home = ({ file, collection }: T): string => JSON.stringify([packageOf(file).directory, collection]);
    const [unnamed, named] = [true, false].map((is) =>
      candidates.filter((each) => (each.collection === null) === is),
    );
    return [
      ...(unnamed ?? []),
      ...new Map((named ?? []).toReversed().map((each) => [home(each), each])).values(),
    ];
  }

  /** In the asker's package, else in one it depends on. */
  function reachable(candidates: readonly T[] | undefined, from: string): T | null {
    if (!candidates) return null;
    const own = packageOf(from);
    const depends = new Set(own.dependsOn);
    return (
      only(candidates, ({ file }) => packageOf(file).directory === own.directory) ??
      only(candidates, ({ file }) => depends.has(packageOf(file).name))
    );
  }
}

/** The one that meets the test; null when none or several do. */
function only<T extends Findable>(candidates: readonly T[], test: (candidate: T) => boolean): T | null {
  const met = candidates.filter(test);
  return met.length === 1 ? (met[0] ?? null) : null;
}

type DocumentRef = Extract<ModelRef, { by: "document" }>;

/** The declarations that may name the document, the one it is known by first. */
const typesOf = ({ type, others = [] }: DocumentRef): readonly string[] => [type, ...others];

const nameOf = (declaration: string): string => declaration.slice(declaration.indexOf("#") + 1);

/** The first answer. */
function first<In, Out>(list: readonly In[], answer: (each: In) => Out | null): Out | null {
  for (const each of list) {
    const found = answer(each);
    if (found !== null) return found;
  }
  return null;
}

/** Names a model may have, given the name of its document type. */
function documentNames(type: string): string[] {
  const bare = type.replace(/(?:Document|Doc|Entity|Schema|Model|DBModel|Class)$/, "");
  const plain = (name: string): string => (/^[IT][A-Z]/.test(name) ? name.slice(1) : name);
  return [...new Set([type, plain(type), bare, plain(bare)])].filter((name) => name !== "");
}
