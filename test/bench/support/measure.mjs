import { spawnSync } from "node:child_process";

const usage = new URL("./report-usage.mjs", import.meta.url).href;

/** Runs a program in a node of its own: milliseconds by the clock and of processor time, megabytes at the peak, what it printed. */
export function run(program, args = [], { cwd, codes = [0, 1] } = {}) {
  const started = performance.now();
  const { status, stdout, stderr, output, error } = spawnSync(
    process.execPath,
    ["--import", usage, program, ...args],
    { cwd, stdio: ["ignore", "pipe", "pipe", "pipe"], maxBuffer: 2 ** 30, encoding: "utf8" },
  );
  const time = performance.now() - started;
  if (error) throw error;
  if (!codes.includes(status))
    throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return { time, stdout, ...JSON.parse(output[3]) };
}

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * Runs every measurement once a round, in turn, so that whatever else the machine does weighs on all of them alike.
 * Answers by name the runs in the order of the rounds.
 */
export function alternate(rounds, measurements) {
  const names = Object.keys(measurements);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) runs[name].push(measurements[name](round));
  return runs;
}

/** The median of the ratios of the same rounds. */
export function ratio(runs, to, what = "time") {
  return median(runs.map((each, round) => each[what] / to[round][what]));
}
