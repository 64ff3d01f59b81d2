import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { analyze, floor } from "./command-line.mjs";
import { alternate, median, run } from "./measure.mjs";
import { ms, percent, row, times } from "./show.mjs";

const require = createRequire(import.meta.url);
const eslint = join(dirname(require.resolve("eslint/package.json")), "bin/eslint.js");
const url = (path) => JSON.stringify(pathToFileURL(path).href);

/** Writes the configurations that are compared: the parser alone, with a rule that does nothing, and with our recommended rules. */
function configs(place, dist) {
  const parse = `import parser from ${url(require.resolve("@typescript-eslint/parser"))};
const files = ["**/*.{js,jsx,cjs,mjs,ts,tsx,cts,mts}"];
const parse = { files, languageOptions: { parser }, linterOptions: { reportUnusedDisableDirectives: "off" } };
`;
  const ours = `import indexes from ${url(join(dist, "src/eslint/plugin.js"))};
export default [parse, { ...indexes.configs.recommended, files }];
`;
  const idle = `const plugins = { idle: { rules: { nothing: { create: () => ({}) } } } };
export default [parse, { files, plugins, rules: { "idle/nothing": "warn" } }];
`;
  const write = (name, text) => {
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  return {
    bare: write("bare.config.mjs", `${parse}export default [parse];\n`),
    idle: write("idle.config.mjs", parse + idle),
    ours: write("ours.config.mjs", parse + ours),
  };
}

/** ESLint with our recommended rules over ESLint with the same parser and no rules, on folders of a tree. */
export function eslintRuns({ root, place, forget }, dist, rounds, folders, { model }) {
  const { bare, idle, ours } = configs(place, dist);
  const lint = (config, paths, ...options) =>
    run(eslint, ["--config", config, "--no-ignore", "--format", "json", ...options, ...paths], {
      cwd: root,
      codes: [0, 1, 2],
    });
  const two = ["--concurrency", "2"];
  const cold = (...options) => {
    forget();
    return lint(ours, folders, ...options);
  };
  forget();
  analyze(root, dist);
  const runs = alternate(rounds, {
    floor: () => floor(root, dist),
    bare: () => lint(bare, folders),
    idle: () => lint(idle, folders),
    warm: () => lint(ours, folders),
    bareTwo: () => lint(bare, folders, ...two),
    warmTwo: () => lint(ours, folders, ...two),
    oneBare: () => lint(bare, [model.file]),
    oneWarm: () => lint(ours, [model.file]),
    cold: () => cold(),
    coldTwo: () => cold(...two),
    oneCold: () => {
      forget();
      return lint(ours, [model.file]);
    },
  });
  const each = (name, over, what = "time") => runs[name].map((one, at) => one[what] - runs[over][at][what]);
  const overhead = (name, over, what) =>
    median(each(name, over, what).map((more, at) => more / runs[over][at][what ?? "time"]));
  const floors = (name, over, what = "time") =>
    median(each(name, over, what).map((more, at) => more / runs.floor[at][what]));
  const time = (name) => ms(median(runs[name].map((one) => one.time)));
  const line = (title, name, over) =>
    row(
      title,
      time(over),
      time(name),
      percent(overhead(name, over)),
      percent(overhead(name, over, "cpu")),
      times(floors(name, over)),
    );
  const linted = JSON.parse(runs.bare[0].stdout).length;
  return [
    `ESLint on ${linted.toLocaleString("en")} files (${folders.map((folder) => `\`${folder}\``).join(", ")}):`,
    "",
    row("ESLint", "parser only", "recommended", "overhead", "processor time", "overhead in floors"),
    row("---", "---:", "---:", "---:", "---:", "---:"),
    line("without any cache", "cold", "bare"),
    line("with the command line's cache", "warm", "bare"),
    line("instead, one rule that does nothing", "idle", "bare"),
    line("without any cache, `--concurrency 2`", "coldTwo", "bareTwo"),
    line("with the cache, `--concurrency 2`", "warmTwo", "bareTwo"),
    line("one model file in a fresh process, without any cache", "oneCold", "oneBare"),
    line("one model file in a fresh process, with the cache", "oneWarm", "oneBare"),
  ];
}
