import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "../facts.js";
import { fields } from "../json.js";

const require = createRequire(import.meta.url);
/** What the shape of a cache, and what is read, depends on. */
const packages = ["mongoose", "ts-morph"];

const versionOf = (name: string): string => {
  try {
    return String(fields(require(`${name}/package.json`))["version"]);
  } catch {
    return "?";
  }
};

/** The folder of our package that holds this file: its sources, or what was built of them. */
const ownFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "../package.json"))) folder = dirname(folder);
  return folder;
};

/** Our own code, as it stands: under development it changes without a version. */
const codeOf = (folder: string): string => {
  if (/[\\/]node_modules[\\/]/.test(folder)) return "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    })
    .sort()
    .join("\n");
};

let known: string | undefined;

/** Names the version of all that a cached answer depends on besides the project: this tool and what it reads with. */
export function toolVersion(): string {
  if (known !== undefined) return known;
  const own = versionOf("eslint-plugin-mongoose-indexes");
  const code = codeOf(ownFolder());
  return (known = `${own}-${digest([...packages.map(versionOf), code].join("\n")).slice(0, 12)}`);
}
