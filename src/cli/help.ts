import { commands, options, type CommandName, type OptionSpec } from "./options.js";

const specs: { readonly [name: string]: OptionSpec } = options;

/** The text of `--help`: all commands, or one. */
export function help(name?: CommandName): string {
  const [main, ...others] = commands;
  const command = commands.find((each) => each.name === name) ?? main;
  const isMain = command === main;
  const called = isMain ? "analyze-indexes" : `analyze-indexes ${command.name}`;
  const lines = [`usage: ${called} ${command.usage} [options]`];
  if (isMain)
    for (const other of others) lines.push(`       analyze-indexes ${other.name} ${other.usage} [options]`);
  lines.push("", `${sentence(command.help)}.`);
  if (isMain) lines.push("", "commands:", ...columns(others.map((other) => [other.name, other.help])));
  lines.push(
    "",
    "options:",
    ...columns(command.options.map((option) => [written(option), described(option)])),
  );
  if (isMain) lines.push("", "exit codes:", ...columns(exitCodes));
  return `${lines.join("\n")}\n`;
}

const exitCodes: [string, string][] = [
  ["0", "clean"],
  ["1", "findings at error level, or more warnings than allowed"],
  ["2", "could not run"],
];

function written(option: string): string {
  const { short, value } = specs[option] ?? {};
  return `${short ? `-${short}, ` : "    "}--${option}${value ? ` ${value}` : ""}`;
}

function described(option: string): string {
  const { help: text = "", choices } = specs[option] ?? {};
  return choices ? `${text}\n${choices.join(", ")}` : text;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  const gutter = `\n${" ".repeat(width + 4)}`;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right.replaceAll("\n", gutter)}`);
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
