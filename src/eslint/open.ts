import { isAbsolute, resolve } from "node:path";
import type { Rule } from "eslint";
import { mayQuery, mentionsOurs } from "../syntax/gate.js";
import { coldBy, noFacts, viewOf, type CatalogView, type Facts } from "../verdict/index.js";
import { UserError } from "../workspace/error.js";
import { rootFinder } from "../workspace/root.js";
import { Workspace } from "../workspace/workspace.js";

/** A file under lint, in the light of its project with this very text in place. */
export interface Opened {
  /** Relative to the root, as the catalog names it. */
  readonly file: string;
  readonly view: CatalogView;
  readonly facts: Facts;
}

/** `settings["mongoose-indexes"]`. */
interface Settings {
  readonly root?: string;
  readonly config?: string;
  readonly certainty?: Facts["certainty"];
  /** Let errors of our own through instead of staying silent. */
  readonly debug?: boolean;
}

const opened = new WeakMap<object, Opened | UserError | null>();

/** The file under lint, read once for all rules; null where we have nothing to say; an error the user can mend. */
export function open(context: Rule.RuleContext): Opened | UserError | null {
  const { sourceCode } = context;
  const known = opened.get(sourceCode);
  if (known !== undefined) return known;
  const found = tryRead(context);
  opened.set(sourceCode, found);
  return found;
}

function tryRead(context: Rule.RuleContext): Opened | UserError | null {
  const settings = (context.settings["mongoose-indexes"] ?? {}) as Settings;
  try {
    return isOurs(context) ? read(context, settings) : null;
  } catch (error) {
    if (error instanceof UserError) return error;
    if (settings.debug) throw error;
    return null;
  }
}

/** A real file of JavaScript or TypeScript whose text may concern us: not a processor's block, not `<input>`. */
function isOurs({ filename, physicalFilename, sourceCode }: Rule.RuleContext): boolean {
  if (filename !== physicalFilename || !/\.[cm]?[jt]sx?$/.test(filename)) return false;
  return mentionsOurs(sourceCode.text) || mayQuery(sourceCode.text);
}

function read(context: Rule.RuleContext, settings: Settings): Opened | null {
  const path = isAbsolute(context.filename) ? context.filename : resolve(context.cwd, context.filename);
  const workspace = workspaceOf(path, context.cwd, settings);
  const file = workspace.relative(path);
  if (file === null) return null;
  const { facts } = workspace.config;
  const { text } = context.sourceCode;
  const certainty = settings.certainty ?? facts.certainty;
  return {
    file,
    view: viewOf(workspace.catalogWith(file, text)),
    facts: { ...noFacts, cold: coldBy((other) => (other === file ? text : null)), ...facts, certainty },
  };
}

const rootOf = rootFinder();
const roots = new Map<string, string>();
const workspaces = new Map<string, Workspace>();

/** One workspace per root and process. */
function workspaceOf(path: string, cwd: string, { root, config }: Settings): Workspace {
  const at = root === undefined ? rootAbove(path) : resolve(cwd, root);
  const file = config === undefined ? undefined : resolve(cwd, config);
  const key = `${at}\0${file ?? ""}`;
  const known = workspaces.get(key);
  if (known) return known;
  const workspace = Workspace.open(at, { cache: true, ...(file !== undefined && { config: file }) });
  workspaces.set(key, workspace);
  return workspace;
}

function rootAbove(path: string): string {
  const folder = resolve(path, "..");
  const root = roots.get(folder) ?? rootOf(path);
  roots.set(folder, root);
  return root;
}
