import { resolve } from "node:path";
import { UserError } from "../workspace/error.js";
import type { Invocation } from "./args.js";
import type { Io } from "./io.js";
import { nearest } from "./nearest.js";
import { commands } from "./options.js";
