/** A live Mongoose as a catalog, and assertions on any catalog. Loads in milliseconds: no Mongoose, no TypeScript. */
export { exportCatalog, type ExportOptions } from "./export.js";
export { assertIndexes, type Expectation } from "./expect.js";
export type { LiveConnection, LiveMongoose } from "./live.js";
export type * from "../catalog/types.js";
