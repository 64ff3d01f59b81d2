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

/** The file under lint. ESLint lints one after the other; all rules see it before the next. */
interface Current {
  readonly code: object;
  readonly concerns: boolean;
  opened?: Opened | UserError | null;
}

let current: Current | null = null;

function currentOf(context: Rule.RuleContext): Current {
  const { sourceCode: code } = context;
  return current?.code === code ? current : (current = { code, concerns: isOurs(context) });
}

/** Can the file under lint concern us at all? */
export const concerns = (context: Rule.RuleContext): boolean => currentOf(context).concerns;

/** The file under lint, read once for all rules; null where we have nothing to say; an error the user can mend. */
export function open(context: Rule.RuleContext): Opened | UserError | null {
  const file = currentOf(context);
  if (file.opened === undefined) file.opened = file.concerns ? tryRead(context) : null;
  return file.opened;
}

function tryRead(context: Rule.RuleContext): Opened | UserError | null {
  const settings = (context.settings["mongoose-indexes"] ?? {}) as Settings;
  try {
    return read(context, settings);
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
