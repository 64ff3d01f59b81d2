import type {
  Catalog,
  Collection,
  Gap,
  IgnoredOption,
  Index,
  Model,
  Operation,
  Place,
  Query,
} from "../catalog/types.js";

/** An index where it is declared, with what became of it. */
export interface IndexView {
  /** As declared. */
  readonly index: Index;
  /** As the server gets it; null when the server never gets it (another declaration took its name). */
  readonly effective: Index | null;
  readonly model: Model;
  readonly collection: Collection;
  /** All indexes declared at this very place, this one included: of a shared field, a sub-schema used twice, a loop. */
  readonly sharing: readonly IndexView[];
}

export interface QueryView {
  readonly query: Query;
  readonly model: Model | null;
  readonly collection: Collection | null;
  /** Asked in a file that changes indexes as a migration. */
  readonly migrates: boolean;
}

/** An index option that Mongoose drops. */
export interface IgnoredView {
  readonly ignored: IgnoredOption;
  readonly model: Model;
}

export interface ModelView {
  readonly model: Model;
  readonly collection: Collection;
}

/** What one file declares and asks. */
export interface FileView {
  readonly file: string;
  readonly indexes: readonly IndexView[];
  readonly queries: readonly QueryView[];
  readonly operations: readonly Operation[];
  /** Operations of other files that pass an option which is written here. */
  readonly helped: readonly Operation[];
  /** Models whose schema stands here (registered here, when their schema's place is not known). */
  readonly models: readonly ModelView[];
  /** Each once, told of the first model it belongs to. */
  readonly ignored: readonly IgnoredView[];
  readonly gaps: readonly Gap[];
}

/** The whole catalog, with the questions rules ask of it. */
export interface CatalogView {
  readonly catalog: Catalog;
  /** Every file something is declared or asked in, in order. */
  readonly files: readonly string[];
  file(file: string): FileView;
  model(id: string): Model | undefined;
  modelsNamed(name: string): readonly Model[];
  collectionOf(model: Model): Collection;
  /** All models of a collection. */
  modelsOf(collection: Collection): readonly Model[];
  queriesOf(collection: Collection): readonly QueryView[];
  /** null: operations whose collection is not known. */
  operationsOn(collection: string | null): readonly Operation[];
}

const views = new WeakMap<Catalog, CatalogView>();

/** The view of a catalog, made once. */
export function viewOf(catalog: Catalog): CatalogView {
  const known = views.get(catalog);
  if (known) return known;
  const view = makeView(catalog);
  views.set(catalog, view);
  return view;
}

function makeView(catalog: Catalog): CatalogView {
  const land = landOf(catalog);
  const { models, collectionOf } = land;
  const homeOfQuery = ({ modelId }: Query): ModelView | null => {
    const model = modelId === null ? undefined : models.get(modelId);
    return model ? { model, collection: collectionOf(model) } : null;
  };
  const seen = new Map<Query, QueryView>();
  const toView = (query: Query): QueryView => {
    const known = seen.get(query);
    if (known) return known;
    const { model = null, collection = null } = homeOfQuery(query) ?? {};
    const view = { query, model, collection, migrates: land.migrations.has(query.at.file) };
    seen.set(query, view);
    return view;
  };
  const queriesBy = lazy(() => groupBy(catalog.queries, (query) => homeOfQuery(query)?.collection ?? null));
  const queriesIn = lazy(() => groupBy(catalog.queries, (query) => query.at.file));
  const gapsIn = lazy(() => groupBy(catalog.gaps, (gap) => gap.at.file));
  const makeFile = (file: string): FileView => ({
    ...land.file(file),
    queries: (queriesIn().get(file) ?? []).map(toView),
    gaps: gapsIn().get(file) ?? [],
  });
  const fileViews = new Map<string, FileView>();

  return {
    catalog,
    get files() {
      const all = new Set([...land.files, ...queriesIn().keys(), ...gapsIn().keys()]);
      all.delete("");
      return [...all].sort();
    },
    file(file) {
      const known = fileViews.get(file);
      if (known) return known;
      const made = makeFile(file);
      fileViews.set(file, made);
      return made;
    },
    model: (id) => models.get(id),
    modelsNamed: (name) => land.byName().get(name) ?? [],
    collectionOf,
    modelsOf: (collection) => collection.models.flatMap((id) => models.get(id) ?? []),
    queriesOf: (collection) => (queriesBy().get(collection) ?? []).map(toView),
    operationsOn: (collection) => land.operations.get(collection) ?? [],
  };
}

/** What does not depend on who asks what: models and collections, and what is declared in each file. */
interface Land {
  readonly models: ReadonlyMap<string, Model>;
  readonly byName: () => ReadonlyMap<string, readonly Model[]>;
  readonly operations: ReadonlyMap<string | null, readonly Operation[]>;
  /** Files that change indexes as migrations. */
  readonly migrations: ReadonlySet<string>;
  readonly files: readonly string[];
  collectionOf(model: Model): Collection;
  file(file: string): Omit<FileView, "queries" | "gaps">;
}

type LandIn = Pick<Catalog, "models" | "collections" | "operations">;

const lands = new WeakMap<LandIn["models"], LandIn & { readonly land: Land }>();

/** Made once for the catalogs of a file that is being typed: most keystrokes change queries only. */
function landOf({ models, collections, operations }: Catalog): Land {
  const known = lands.get(models);
  if (known?.collections === collections && known.operations === operations) return known.land;
  const land = makeLand({ models, collections, operations });
  lands.set(models, { models, collections, operations, land });
  return land;
}

function makeLand(catalog: LandIn): Land {
  const collections = new Map<string, Collection>();
  for (const collection of catalog.collections)
    for (const id of collection.models) collections.set(id, collection);
  const collectionOf = (model: Model): Collection => collections.get(model.id) ?? ownCollection(model);

  const modelViews = catalog.models.map((model) => ({ model, collection: collectionOf(model) }));
  const modelsIn = groupBy(modelViews, ({ model }) => homeOf(model)?.file ?? "");
  const indexViews = indexViewsOf(catalog.models, collectionOf);
  const indexesIn = groupBy(indexViews, (view) => view.index.at?.file ?? "");
  const ignoredIn = groupBy(ignoredOf(catalog.models), ({ ignored }) => ignored.at?.file ?? "");
  const operationsIn = groupBy(catalog.operations, (operation) => operation.at.file);
  const helped = catalog.operations.flatMap((operation) =>
    [...new Set(Object.values(operation.optionsAt ?? {}).map(({ file }) => file))].map((file) => ({
      file,
      operation,
    })),
  );
  const helpedIn = groupBy(helped, ({ file }) => file);

  return {
    models: new Map(catalog.models.map((model) => [model.id, model])),
    byName: lazy(() => groupBy(catalog.models, (model) => model.name)),
    operations: groupBy(catalog.operations, (operation) => operation.collection),
    migrations: new Set(catalog.operations.filter((o) => o.migration).map((o) => o.at.file)),
    files: [indexesIn, operationsIn, helpedIn, modelsIn, ignoredIn].flatMap((map) => [...map.keys()]),
    collectionOf,
    file: (file) => ({
      file,
      indexes: indexesIn.get(file) ?? [],
      operations: operationsIn.get(file) ?? [],
      helped: (helpedIn.get(file) ?? []).map(({ operation }) => operation),
      models: modelsIn.get(file) ?? [],
      ignored: ignoredIn.get(file) ?? [],
    }),
  };
}

function indexViewsOf(models: readonly Model[], collectionOf: (model: Model) => Collection): IndexView[] {
  const sharing = new Map<string, IndexView[]>();
  return models.flatMap((model) =>
    model.indexes.flatMap((index): IndexView[] => {
      if (!index.at) return [];
      const group = sharing.get(spot(index.at)) ?? [];
      sharing.set(spot(index.at), group);
      const collection = collectionOf(model);
      const view = { index, effective: effectiveOf(index, collection), model, collection, sharing: group };
      group.push(view);
      return [view];
    }),
  );
}

/** A schema that several models contain drops an option once. */
function ignoredOf(models: readonly Model[]): IgnoredView[] {
  const once = new Map<string, IgnoredView>();
  for (const model of models)
    for (const ignored of model.ignored ?? []) {
      const key = `${ignored.at ? spot(ignored.at) : `${model.id}:${ignored.path}`}:${ignored.option}`;
      if (!once.has(key)) once.set(key, { ignored, model });
    }
  return [...once.values()];
}

/** Where a model's schema stands, else where it is registered: the place its findings are told at. */
export const homeOf = (model: Model): Place | null => model.schemaAt ?? model.at;

/** A model the catalog put into no collection: its own indexes are all that is known. */
function ownCollection(model: Model): Collection {
  return { name: model.collection, connection: model.connection, models: [model.id], indexes: model.indexes };
}

const effectives = new WeakMap<Collection, ReadonlyMap<string, Index>>();

function effectiveOf(index: Index, collection: Collection): Index | null {
  let known = effectives.get(collection);
  if (!known) {
    known = new Map(collection.indexes.toReversed().map((each) => [placeKey(each), each]));
    effectives.set(collection, known);
  }
  return known.get(placeKey(index)) ?? null;
}

const spot = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** The same declaration: place and keys (one place may declare several). */
const placeKey = ({ at, keys }: Index): string => (at ? `${spot(at)}:${JSON.stringify(keys)}` : "");

/** Made when it is first asked for. */
function lazy<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

function groupBy<T, K>(list: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const at = key(item);
    const group = groups.get(at);
    if (group) group.push(item);
    else groups.set(at, [item]);
  }
  return groups;
}
