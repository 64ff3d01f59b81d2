import { mkdirSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { digest } from "../facts.js";
import { attempt } from "./store.js";

const name = "eslint-plugin-mongoose-indexes";

const isFolder = (path: string): boolean => attempt(() => statSync(path).isDirectory()) ?? false;

/** The folder caches are kept in when none is named: beside what is installed for the project; else a private one among temporary files. */
export function defaultLocation(root: string): string | null {
  for (let directory = root; ; directory = dirname(directory)) {
    if (isFolder(join(directory, "node_modules"))) return join(directory, "node_modules/.cache", name);
    if (directory === dirname(directory)) return temporary();
  }
}

/** Nobody else's folder; null when somebody else has made it. */
function temporary(): string | null {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `${name}-${uid}`);
  attempt(() => mkdirSync(folder, { mode: 0o700 }));
  const isOurs = attempt(() => {
    const stat = statSync(folder);
    return stat.isDirectory() && (uid < 0 || (stat.uid === uid && (stat.mode & 0o077) === 0));
  });
  return isOurs ? folder : null;
}

/** The folder of one project in a location: the same when both are moved together. */
export function projectFolder(location: string, root: string): string {
  return join(location, `${basename(root)}-${digest(relative(resolve(location), root)).slice(0, 8)}`);
}
