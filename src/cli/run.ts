import { UserError } from "../workspace/error.js";
import { parse, type Invocation } from "./args.js";
import { help } from "./help.js";
import type { Io } from "./io.js";
import type { CommandName } from "./options.js";
import { tool } from "./tool.js";

/** Runs one command; returns its exit code. */
export type Command = (invocation: Invocation, io: Io) => number | Promise<number>;

/** Each command's code, loaded only when it runs. */
const load: { readonly [name in CommandName]: () => Promise<Command> } = {
  analyze: async () => (await import("./commands/analyze.js")).analyzeCommand,
  explain: async () => (await import("./commands/explain.js")).explainCommand,
  advise: async () => (await import("./commands/advise.js")).adviseCommand,
  migrate: async () => (await import("./commands/migrate.js")).migrateCommand,
  compare: async () => (await import("./commands/compare.js")).compareCommand,
  plan: async () => (await import("./commands/plan.js")).planCommand,
  merge: async () => (await import("./commands/merge.js")).mergeCommand,
  catalog: async () => (await import("./commands/catalog.js")).catalogCommand,
};

/** Runs the command line: 0 clean, 1 findings, 2 could not run. */
export async function run(argv: readonly string[], io: Io): Promise<{ readonly exitCode: number }> {
  try {
    const invocation = parse(argv);
    if (invocation.flags.has("help")) {
      io.stdout.write(help(invocation.command));
      return { exitCode: 0 };
    }
    if (invocation.flags.has("version")) {
      io.stdout.write(`${tool().version}\n`);
      return { exitCode: 0 };
    }
    const command = await load[invocation.command]();
    return { exitCode: await command(invocation, io) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.stderr.write(`analyze-indexes: ${error.message}${error.hint ? ` (${error.hint})` : ""}\n`);
    return { exitCode: 2 };
  }
}
