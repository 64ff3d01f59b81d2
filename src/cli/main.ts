#!/usr/bin/env node
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { whyNot } from "../workspace/disk.js";
import { run } from "./run.js";

// A reader that closes early, as `| head` does, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  console.error(`analyze-indexes: cannot write the report: ${whyNot(error)}`);
  process.exit(2);
});

const writer = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => void stream.write(text),
  isTTY: stream.isTTY === true,
});

/** How far the heap may grow is settled whenever garbage is collected: what was settled before may be four times as far. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

try {
  const { exitCode } = await run(process.argv.slice(2), {
    stdout: writer(process.stdout),
    stderr: writer(process.stderr),
    cwd: process.cwd(),
    env: process.env,
    memory: {
      heap: () => getHeapStatistics().total_heap_size,
      // V8 of its own lets as much garbage gather as there is alive, and more.
      spare: () => {
        setFlagsFromString("--heap-growing-percent=12");
        collectGarbage();
      },
    },
    now: () => performance.now(),
    date: () => Date.now(),
  });
  process.exitCode = exitCode;
} catch (error) {
  console.error("analyze-indexes: this is a bug of the tool; please report it with the lines below.");
  console.error(error);
  process.exitCode = 2;
}
