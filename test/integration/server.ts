import { randomUUID } from "node:crypto";
import type { Mongoose, Connection } from "mongoose";
import { compile, type Runnable } from "../fixtures/fixtures.js";

const uri = process.env["MONGODB_URI"] ?? "";

/** A fixture's models, each connection open on a database of its own. */
export async function connected(fixture: Runnable): Promise<Mongoose> {
  const mongoose = compile(fixture, 9) as unknown as Mongoose;
  await Promise.all(mongoose.connections.map(open));
  return mongoose;
}

const open = (connection: Connection): Promise<Connection> =>
  connection.openUri(uri, {
    dbName: `indexes_${randomUUID().slice(0, 8)}`,
    autoIndex: false,
    autoCreate: false,
  });

/** Drops the databases and hangs up. */
export async function discard(mongoose: Mongoose): Promise<void> {
  for (const connection of mongoose.connections) {
    await connection.dropDatabase();
    await connection.close();
  }
}
