import type { Dialect } from "../interpret/dialect.js";
import { applications } from "./applications.js";
import { asyncLibrary } from "./async.js";
import { awilix } from "./awilix.js";
import { consign } from "./consign.js";
import { containers } from "./containers.js";
import { durations } from "./durations.js";
import { egg } from "./egg.js";
import { feathers } from "./feathers.js";
import { folders } from "./folders.js";
import { loaders } from "./loaders.js";
import { lodash } from "./lodash.js";
import { mongoose } from "./mongoose/index.js";
import { nestjs } from "./nestjs/index.js";
import { node } from "./node.js";
import { paths } from "./paths.js";
import { promisify } from "./promisify.js";
import { tsed } from "./tsed/index.js";
import { typegoose } from "./typegoose/index.js";

/** The libraries whose calls mean something, first come first served. */
export const dialects: readonly Dialect[] = [
  mongoose,
  nestjs,
  typegoose,
  tsed,
  lodash,
  asyncLibrary,
  consign,
  containers,
  awilix,
  durations,
  egg,
  feathers,
  folders,
  loaders,
  paths,
  applications,
  node,
  promisify,
];
