import { parseArgs } from "node:util";
import { UserError } from "../workspace/error.js";
import { nearest } from "../workspace/nearest.js";
import {
  commands,
  options,
  type CommandName,
  type CommandSpec,
  type OptionName,
  type OptionSpec,
} from "./options.js";

/** One report to write: where null means the terminal. */
export interface Output<Format extends string = string> {
  readonly format: Format | null;
  readonly file: string | null;
}

/** What the user asked for. */
export interface Invocation {
  readonly command: CommandName;
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<OptionName>;
  readonly values: { readonly [option in OptionName]?: string };
  /** `--format` and `--output` in pairs, in the order written. */
  readonly outputs: readonly Output[];
}

const specs: { readonly [name: string]: OptionSpec } = options;

/** Reads the command line; anything it does not know is a UserError with the nearest name. */
export function parse(argv: readonly string[]): Invocation {
  const named = commands.find((command) => command.name === argv[0]);
  const command: CommandSpec & { name: CommandName } = named ?? commands[0];
  const { tokens } = parseArgs({
    args: named ? argv.slice(1) : [...argv],
    options: parseArgsOptions(),
    strict: false,
    tokens: true,
  });

  const positionals: string[] = [];
  const flags = new Set<OptionName>();
  const values: { [option in OptionName]?: string } = {};
  const outputs: { format: string | null; file: string | null }[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const name = knownOption(token.name, token.rawName, command);
    const value = checkValue(name, token.value);
    if (value === undefined) flags.add(name);
    else values[name] = value;
    if (name === "format") addFormat(outputs, value ?? "");
    if (name === "output") addOutput(outputs, value ?? "");
  }
  return { command: command.name, positionals, flags, values, outputs };
}

function parseArgsOptions() {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { value, short }]) => [
      name,
      { type: value ? ("string" as const) : ("boolean" as const), ...(short && { short }) },
    ]),
  );
}

function knownOption(name: string, raw: string, command: CommandSpec): OptionName {
  if (Object.hasOwn(options, name) && command.options.includes(name as OptionName)) return name as OptionName;
  const others = commands.filter((other) => (other.options as readonly string[]).includes(name));
  if (others.length > 0) {
    const owners = others.map((other) => `"${other.name}"`).join(", ");
    throw new UserError(`"${command.name}" has no option ${raw} (it belongs to ${owners})`);
  }
  const near = nearest(name, command.options);
  throw new UserError(`unknown option ${raw}`, near ? `did you mean --${near}?` : undefined);
}

function checkValue(name: OptionName, value: string | undefined): string | undefined {
  const spec = specs[name];
  if (!spec?.value) {
    if (value !== undefined) throw new UserError(`--${name} takes no value`);
    return undefined;
  }
  if (value === undefined || value === "" || value.startsWith("--")) {
    throw new UserError(`--${name} needs a value: ${spec.choices?.join(", ") ?? spec.value}`);
  }
  if (spec.choices && !spec.choices.includes(value)) {
    const near = nearest(value, spec.choices);
    throw new UserError(
      `--${name} "${value}" is not one of ${spec.choices.join(", ")}`,
      near ? `did you mean ${near}?` : undefined,
    );
  }
  return value;
}

function addFormat(outputs: { format: string | null; file: string | null }[], format: string): void {
  const waiting = outputs.find((output) => output.format === null);
  if (waiting) waiting.format = format;
  else outputs.push({ format, file: null });
}

function addOutput(outputs: { format: string | null; file: string | null }[], file: string): void {
  const last = outputs.at(-1);
  if (last && last.file === null) last.file = file;
  else outputs.push({ format: null, file });
}
