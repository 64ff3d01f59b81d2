import { join } from "node:path/posix";
import { workerData } from "node:worker_threads";
import { readModule } from "../syntax/read.js";
import { disk } from "./disk.js";
import { digest } from "./facts.js";
import { withoutBom } from "./sources.js";
import { turn, type Reading, type Start, type Wanted } from "./turns.js";

// The other thread: reads the modules it is asked for, in that order, but for those whose turn has passed.
const { root, turns, port } = workerData as Start;

function read(file: string): Reading["module"] {
  try {
    const text = withoutBom(disk.read(join(root, file)));
    return { hash: digest(text), json: JSON.stringify(readModule(file, text)) };
  } catch {
    return null;
  }
}

port.on("message", ({ at, file }: Wanted) => {
  if (Atomics.compareExchange(turns, at, turn.free, turn.theirs) !== turn.free) return;
  port.postMessage({ at, module: read(file) } satisfies Reading);
  Atomics.store(turns, at, turn.done);
  Atomics.notify(turns, at);
});
