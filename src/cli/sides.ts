import { statSync } from "node:fs";
import { resolve } from "node:path";
import { endState } from "../catalog/end-state.js";
import type { Catalog, Collection, Index, Operation } from "../catalog/types.js";
import type { Usage } from "../report/differences.js";
import { UserError } from "../workspace/error.js";
import { readJsonFile } from "../workspace/json-file.js";
import { Workspace } from "../workspace/workspace.js";
import type { Invocation } from "./args.js";
import { readDatabase } from "./database.js";
import type { Io } from "./io.js";
import { diskAt } from "./git.js";
import { openOptions, rootNamed } from "./open.js";

/** One side of a comparison: its catalog and what to call it. */
export interface Side {
  readonly name: string;
  readonly catalog: Catalog;
  readonly usage?: ReadonlyMap<string, Usage>;
}

/** The catalogs a comparison may be of: "source", "migrations", "database", or a file that holds one. */
export async function sideOf(
  spec: string,
  rootName: string | undefined,
  invocation: Invocation,
  io: Io,
): Promise<Side> {
  if (spec === "database") return { name: "the database", ...(await databaseSide(invocation, io)) };
  if (statSync(resolve(io.cwd, spec), { throwIfNoEntry: false })?.isFile()) {
    return { name: spec, catalog: catalogFrom(resolve(io.cwd, spec), spec) };
  }
  const revision = /^git:(.+)$/.exec(spec)?.[1];
  if (spec !== "source" && spec !== "migrations" && revision === undefined) {
    throw new UserError(
      `"${spec}" is no side`,
      "source, migrations, database, git:<revision>, or a file that holds a catalog",
    );
  }
  const root = rootNamed(rootName, io);
  const disk = revision === undefined ? {} : { disk: diskAt(root, revision) };
  const catalog = Workspace.open(root, { ...openOptions(invocation, io), ...disk }).catalog();
  if (spec === "migrations") return { name: "the migrations' end state", catalog: migrationsOnly(catalog) };
  return { name: revision ?? "the source", catalog: withoutMigrations(catalog) };
}

function databaseSide({ values }: Invocation, io: Io) {
  if (!values.uri)
    throw new UserError('"database" needs --uri', "for example --uri mongodb://127.0.0.1:27017/shop");
  return readDatabase(values.uri, io.date);
}

/** A catalog written by `catalog --output`, or by the runtime's `exportCatalog`. */
export function catalogFrom(path: string, name: string): Catalog {
  const value = readJsonFile(path, { name });
  const catalog = value as Partial<Catalog> | null;
  if (catalog?.version !== 1 || !Array.isArray(catalog.collections))
    throw new UserError(`${name} holds no catalog`);
  return catalog as Catalog;
}

/** What schemas and start-up code declare: everything no migration made. */
function withoutMigrations(catalog: Catalog): Catalog {
  const places = new Set(
    catalog.operations
      .filter(({ migration }) => migration)
      .map(({ at }) => `${at.file}:${at.line}:${at.column}`),
  );
  const isMigrated = ({ via, at }: Index): boolean =>
    via === "operation" && at !== null && places.has(`${at.file}:${at.line}:${at.column}`);
  const collections = catalog.collections
    .filter(({ models }) => models.length > 0)
    .map((collection) => ({
      ...collection,
      indexes: collection.indexes.filter((index) => !isMigrated(index)),
    }));
  return { ...catalog, collections };
}

/** What the migrations alone leave behind. */
function migrationsOnly(catalog: Catalog): Catalog {
  const migrations = catalog.operations.filter(
    ({ migration, collection }) => migration && collection !== null,
  );
  const names = [...new Set(migrations.map(({ collection }) => collection))];
  const collections = names.map((name): Collection => ({
    name,
    connection: null,
    models: [],
    indexes: endState([], migrations.filter(({ collection }) => collection === name).map(certain)),
  }));
  return { ...catalog, models: [], queries: [], collections };
}

const certain = (operation: Operation) => ({ operation, certainty: "proven" as const, doubt: null });
