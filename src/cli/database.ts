import { databaseCatalog, type ListedIndex } from "../catalog/database.js";
import type { Catalog } from "../catalog/types.js";
import type { Usage } from "../report/differences.js";
import { UserError } from "../workspace/error.js";

/** What of a driver's database is asked. */
export interface Database {
  listCollections(
    filter?: object,
    options?: object,
  ): { toArray(): Promise<{ name: string; type?: string }[]> };
  collection(name: string): {
    listIndexes(): { toArray(): Promise<object[]> };
    aggregate(pipeline: object[]): { toArray(): Promise<object[]> };
  };
}

export interface DatabaseReading {
  readonly catalog: Catalog;
  /** By collection and index name; empty where the server does not let us see it. */
  readonly usage: ReadonlyMap<string, Usage>;
}

export const usageKey = (collection: string, index: string): string => `${collection}\0${index}`;

/** Reads the indexes of the database at a URI, and how often they are used. Never writes. */
export async function readDatabase(uri: string, now: () => number): Promise<DatabaseReading> {
  const { default: mongoose } = await import("mongoose");
  const client = await connect(uri, mongoose.mongo.MongoClient);
  try {
    return await readIndexes(client.db() as unknown as Database, now);
  } catch (error) {
    throw refusal(error, uri);
  } finally {
    await client.close();
  }
}

/** Reads what a connected database tells of its indexes. */
export async function readIndexes(database: Database, now: () => number): Promise<DatabaseReading> {
  const listed: { [collection: string]: ListedIndex[] } = {};
  const usage = new Map<string, Usage>();
  for (const { name, type } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith("system.") || (type !== undefined && type !== "collection")) continue;
    const collection = database.collection(name);
    listed[name] = (await collection.listIndexes().toArray()) as ListedIndex[];
    for (const stats of await statsOf(collection))
      usage.set(usageKey(name, stats.name), usageOf(stats, now()));
  }
  return { catalog: databaseCatalog(listed), usage };
}

interface Stats {
  readonly name: string;
  readonly accesses: { readonly ops: unknown; readonly since: Date };
}

/** `$indexStats` needs a right that a read-only user may lack; then nothing is said of use. */
async function statsOf(collection: ReturnType<Database["collection"]>): Promise<Stats[]> {
  try {
    return (await collection.aggregate([{ $indexStats: {} }]).toArray()) as Stats[];
  } catch {
    return [];
  }
}

const day = 86_400_000;
const patience = 5000;

const usageOf = ({ accesses }: Stats, now: number): Usage => ({
  operations: Number(accesses.ops),
  days: Math.max(0, Math.floor((now - accesses.since.getTime()) / day)),
});

interface Client {
  connect(): Promise<unknown>;
  db(): unknown;
  close(): Promise<void>;
}

async function connect(
  uri: string,
  MongoClient: new (uri: string, options: object) => Client,
): Promise<Client> {
  try {
    const client = new MongoClient(uri, {
      readPreference: "secondaryPreferred",
      ...(uri.includes("serverSelectionTimeoutMS=") ? {} : { serverSelectionTimeoutMS: patience }),
    });
    await client.connect();
    return client;
  } catch (error) {
    throw refusal(error, uri);
  }
}

/** The driver's complaint in one line, without anything a URI may hold in secret. */
export function refusal(error: unknown, uri: string): UserError {
  const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  const told = secretsOf(uri)
    .flatMap((secret) => [secret, decoded(secret)])
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "***"), said);
  return new UserError(`the database cannot be read: ${told}`);
}

/** The URI itself, its password, and the values of its parameters (they may hold tokens). */
function secretsOf(uri: string): string[] {
  const [, credentials = ""] = /^[^:]+:\/\/([^/]*)@/.exec(uri) ?? [];
  const parameters = (uri.split("?")[1] ?? "")
    .split("&")
    .map((parameter) => parameter.split("=").slice(1).join("="));
  return [uri, credentials, credentials.split(":").slice(1).join(":"), ...parameters];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
