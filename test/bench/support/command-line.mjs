import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alternate, median, ratio, run } from "./measure.mjs";
import { ms, row, times } from "./show.mjs";

const support = (name) => fileURLToPath(new URL(name, import.meta.url));

export const floor = (root, dist) => run(support("./floor.mjs"), [root, dist]);
export const analyze = (root, dist, ...options) =>
  run(join(dist, "src/cli/main.js"), ["analyze", root, "--format", "json", ...options]);

/** What it takes to start at all. */
export function startUp(dist, rounds) {
  const runs = alternate(Math.max(rounds, 9), {
    node: () => run(support("./report-usage.mjs")),
    help: () => run(join(dist, "src/cli/main.js"), ["--help"]),
  });
  const over = median(runs.help.map(({ time }, at) => time - runs.node[at].time));
  return `\`analyze-indexes --help\` takes ${ms(over)} more than node alone, which takes ${ms(median(runs.node.map(({ time }) => time)))}.`;
}

/** The analyzer over the floor: cold, warm, after one edit of each kind. */
export function commandLine({ root, forget }, dist, rounds, { service, other }) {
  const unconcerned = readFileSync(join(root, other), "utf8");
  const after = (file, edited, text) => {
    writeFileSync(join(root, file), edited);
    const run = analyze(root, dist);
    writeFileSync(join(root, file), text);
    return run;
  };
  const runs = alternate(rounds, {
    floor: () => floor(root, dist),
    bare: () => analyze(root, dist, "--no-cache"),
    cold: () => {
      forget();
      return analyze(root, dist);
    },
    warm: () => analyze(root, dist),
    elsewhere: (round) => after(other, `${unconcerned}\nconst edited = ${round};\n`, unconcerned),
    moved: (round) => after(service.file, `// edited ${round}\n${service.text}`, service.text),
    fact: (round) => after(service.file, service.edited(round), service.text),
  });
  for (const name of ["bare", "cold"])
    if (runs[name].some(({ stdout }) => stdout !== runs.warm[0].stdout))
      throw new Error(`a ${name} run says another thing`);

  const { files, gated } = JSON.parse(runs.floor[0].stdout);
  const line = (title, name) =>
    row(
      title,
      ms(median(runs[name].map(({ time }) => time))),
      times(ratio(runs[name], runs.floor)),
      times(ratio(runs[name], runs.floor, "cpu")),
      `${Math.round(Math.max(...runs[name].map(({ memory }) => memory)))} MB`,
    );
  return {
    files,
    gated,
    perFile: median(runs.cold.map(({ cpu }) => cpu)) / files,
    memory: Math.max(...runs.cold.map(({ memory }) => memory)),
    lines: [
      row("command line", "time", "to the floor", "processor time", "peak memory"),
      row("---", "---:", "---:", "---:", "---:"),
      line("floor", "floor"),
      line("cold", "cold"),
      line("without a cache", "bare"),
      line("warm: nothing changed", "warm"),
      line("after an edit of a file that is none of our business", "elsewhere"),
      line("after an edit that moves all queries of a file by a line", "moved"),
      line("after an edit that changes a query", "fact"),
    ],
  };
}
