import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, percentile, run } from "./measure.mjs";
import { ms, row } from "./show.mjs";

const keystroke = fileURLToPath(new URL("./keystroke.mjs", import.meta.url));

/** Re-lints of unsaved files in one process: every second keystroke changes a fact, the others a comment. */
export function typing({ root, place }, dist, seconds, { model, service, other }) {
  const strokes = Array.from({ length: 400 }, (_, n) => n);
  const subject = ({ file, edited, commented }) => ({
    file,
    keystrokes: strokes.map((n) => (n % 2 === 0 ? commented(n) : edited(n))),
  });
  const plain = readFileSync(join(root, other), "utf8");
  const list = join(place, "subjects.json");
  writeFileSync(
    list,
    JSON.stringify({
      "a model file": subject(model),
      "a service file": subject(service),
      "a file that is none of our business": {
        file: other,
        keystrokes: strokes.map((n) => `${plain}\n// ${n}\n`),
      },
    }),
  );
  const { stdout, memory } = run(keystroke, [root, dist, list, String(seconds * 1000)]);
  const lines = Object.entries(JSON.parse(stdout)).map(([name, { strokes }]) => {
    const of = (what) => strokes.map((stroke) => stroke[what]);
    const ours = of("ours");
    return row(
      name,
      strokes.length,
      ms(median(of("parse"))),
      ms(median(ours)),
      ms(percentile(ours, 0.95)),
      ms(Math.max(...ours)),
    );
  });
  return [
    row("keystroke in", "keystrokes", "parse alone, p50", "our rules, p50", "p95", "slowest"),
    row("---", "---:", "---:", "---:", "---:", "---:"),
    ...lines,
    "",
    `The process peaked at ${Math.round(memory)} MB.`,
  ];
}
