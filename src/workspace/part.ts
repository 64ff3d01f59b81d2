import { relative } from "node:path/posix";
import { partFormat, partVersion, type Part } from "../catalog/merge/types.js";
import { factsOf } from "../catalog/merge/write.js";
import { dialects } from "../dialects/index.js";
import { observe } from "../interpret/observe.js";
import { readConfig, readConfigFile, type Config } from "./config.js";
import { disk as realDisk, identity, type Disk } from "./disk.js";
import { UserError } from "./error.js";
import { digest } from "./facts.js";
import { sealed } from "./seal.js";
import { findRoots } from "./reach.js";
import { layOut, unreadable, type Layout } from "./snapshot.js";
import { createSources, type Source } from "./sources.js";
import type { Project } from "./types.js";
import type { OpenOptions } from "./workspace.js";

export interface PartOptions extends Pick<OpenOptions, "config" | "disk"> {
  /** Version of the package that reads. */
  readonly tool: string;
}

/** Reads what the files of one package of a workspace do, and of other packages what those rest on. */
export function readPart(root: string, folder: string, options: PartOptions): Part {
  const { disk = realDisk, tool } = options;
  const top = identity(disk, root);
  const config = configOf(top, options, disk);
  const layout = layOut(disk, top, config);
  const directory = directoryOf(layout, identity(disk, folder), folder);
  const sources = createSources(disk, top);
  const { packages } = layout;
  const member = packages.member(`${directory}/`);
  const own = new Set(
    layout.listing.files.filter(
      (file) => packages.member(file) === member && (directory === "" || file.startsWith(`${directory}/`)),
    ),
  );
  const considered = [...own].filter((file) => packages.considered(file)).map((file) => sources.get(file));
  const reached = reach(considered, layout, (file) => sources.get(file));
  const project: Project = {
    root: top,
    own,
    gated: reached.filter((source) => source.gated).map(({ file }) => file),
    roots: findRoots(reached, layout.resolve).filter((file) => own.has(file)),
    module: (file) => (layout.files.has(file) ? sources.get(file).module() : null),
    resolve: layout.resolve,
    packageOf: (file) => packages.info(file),
    isMigration: layout.isMigration,
  };
  const observed = observe(project, dialects);
  const facts = factsOf(observed, own);
  const gaps = unreadable(
    layout.listing.problems.filter(({ file }) => own.has(file)),
    considered,
  );
  const rests = [...new Set([...reached.map(({ file }) => file), ...observed.read])]
    .filter((file) => !own.has(file))
    .sort();
  const hashes = (files: readonly string[]) =>
    Object.fromEntries(files.map((file) => [file, sources.get(file).hash]));
  const info = [...new Set([...own, ...rests].map((file) => packages.info(file)))];
  return sealed({
    format: partFormat,
    version: partVersion,
    tool,
    package: info.find((each) => each.directory === directory)?.name ?? directory,
    directory,
    settings: settingsOf(config),
    files: hashes([...own]),
    rests: hashes(rests),
    packages: info,
    facts: [...facts, ...gaps.map((fact) => ({ by: null, fact: { ...fact } }))],
    visits: observed.visits,
    sites: observed.sites,
    lines: observed.lines,
    comments: Object.fromEntries(
      Object.entries(observed.comments).filter(([file]) => own.has(file) || file in observed.lines),
    ),
  });
}

const configOf = (root: string, { config }: PartOptions, disk: Disk): Config =>
  typeof config === "string" ? readConfigFile(config, disk) : (config ?? readConfig(root, disk));

/** What the facts of a part rest on in the configuration. */
function settingsOf({ include, exclude, migrations }: Config): string {
  return digest(JSON.stringify([include, exclude, migrations]));
}

function directoryOf({ root }: Layout, folder: string, named: string): string {
  const directory = relative(root, folder);
  if (directory.startsWith("..")) throw new UserError(`${named} does not lie in ${root}`);
  return directory;
}

/** These files and all that their imports lead to. */
function reach(
  from: readonly Source[],
  { resolve, packages }: Layout,
  get: (file: string) => Source,
): Source[] {
  const found = new Map(from.map((source) => [source.file, source]));
  for (const [file, source] of found) {
    for (const specifier of source.imports) {
      const to = resolve(file, specifier);
      if (to.to === "file" && !found.has(to.file) && packages.considered(to.file))
        found.set(to.file, get(to.file));
    }
  }
  return [...found.values()];
}
