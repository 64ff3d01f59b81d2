// Measures the command line and the plugin against a floor: to list, read and gate all source files, and to parse the
// gated ones with TypeScript and walk them once, in one thread. On trees given by path, or generated ones given by size:
//
//   npm run bench -- [<tree> | <number of files>]… [--lint <folder>]… [--only cli,eslint,typing] [--rounds 5]
//
// Without trees: 1000 and 10000 generated files, the slope (100000 takes an hour and some gigabytes of disk). All runs of a
// table alternate, so that what else the machine does weighs on all alike; ratios are medians of the ratios of one round.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { analyze, commandLine, startUp } from "./support/command-line.mjs";
import { eslintRuns } from "./support/lint.mjs";
import { row } from "./support/show.mjs";
import { nameOf, neutral, prepare, subjects } from "./support/tree.mjs";
import { typing } from "./support/typing.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lint: { type: "string", multiple: true, default: [] },
    only: { type: "string", default: "cli,eslint,typing" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "60" },
    dist: { type: "string", default: join(here, "../../dist") },
    output: { type: "string", default: join(here, "RESULTS.md") },
  },
});
const dist = resolve(values.dist);
const rounds = Number(values.rounds);
const asked = new Set(values.only.split(","));
const trees = positionals.length > 0 ? positionals : ["1000", "10000"];
if (!existsSync(join(dist, "src/cli/main.js"))) throw new Error("there is no build: npm run build");

const sections = [];
const slope = [];
for (const tree of trees) {
  const project = prepare(tree);
  try {
    const say = (what) => process.stderr.write(`${nameOf(tree)}: ${what}\n`);
    say("reading");
    const { catalog } = JSON.parse(analyze(project.root, dist, "--catalog").stdout);
    const found = { ...subjects(project.root, catalog), other: neutral(project.root, catalog) };
    const parts = [];
    if (asked.has("cli")) {
      say("command line");
      const { lines, ...figures } = commandLine(project, dist, rounds, found);
      slope.push({ tree, ...figures });
      parts.push(
        `${figures.files.toLocaleString("en")} source files, ${figures.gated.toLocaleString("en")} of them gated; ` +
          `${catalog.models.length} models, ${catalog.queries.length.toLocaleString("en")} queries.`,
        lines.join("\n"),
      );
    }
    if (asked.has("eslint")) {
      say("eslint");
      const folders = values.lint.filter((folder) => existsSync(join(project.root, folder)));
      parts.push(eslintRuns(project, dist, rounds, folders.length > 0 ? folders : ["."], found).join("\n"));
    }
    if (asked.has("typing")) {
      say("typing");
      parts.push(typing(project, dist, Number(values.seconds), found).join("\n"));
    }
    sections.push(`## ${nameOf(tree)}`, ...parts);
  } finally {
    rmSync(project.place, { recursive: true, force: true });
  }
}

const generated = slope.filter(({ tree }) => /^\d+$/.test(tree));
if (generated.length > 1)
  sections.push(
    "## Slope",
    [
      row("generated files", "cold, processor time per file", "peak memory"),
      row("---:", "---:", "---:"),
      ...generated.map(({ files, perFile, memory }) =>
        row(files.toLocaleString("en"), `${perFile.toFixed(2)} ms`, `${Math.round(memory)} MB`),
      ),
    ].join("\n"),
  );

const { version } = JSON.parse(readFileSync(join(here, "../../package.json"), "utf8"));
const head = [
  "# Measured",
  `By \`npm run bench\`: version ${version}, node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ` +
    `${rounds} rounds. The *floor* lists, reads and gates all source files, then parses the gated ones with TypeScript and walks ` +
    "them once, in one process and thread, start included. Times are medians by the clock; a ratio is the median of the ratios of one round.",
  startUp(dist, rounds),
];
writeFileSync(values.output, `${[...head, ...sections].join("\n\n")}\n`);
process.stderr.write(readFileSync(values.output, "utf8"));
