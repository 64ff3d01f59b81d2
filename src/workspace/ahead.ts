import { availableParallelism } from "node:os";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Module } from "../syntax/tree.js";
import { most, turn, type Reading, type Start, type Wanted } from "./turns.js";

/** Reads modules on another thread before they are asked for. */
export interface Ahead {
  /** Is the other thread at work? */
  readonly isReading: boolean;
  /** The module of this file will be asked for. */
  want(file: string): void;
  /** The module of the text with this hash, if the other thread has it or is at it; null: it is to be read here. */
  take(file: string, hash: string): Module | null;
  /** No more will be asked for. */
  close(): void;
}

/** For fewer files a thread costs more than it saves: it takes 0.3 s to start, in which this one reads as many. */
const worthwhile = 100;

/** Milliseconds to wait for a module that is being read; a thread that takes longer has died. */
const patience = 5000;

/** All is read here. */
export const alone: Ahead = {
  isReading: false,
  want: () => undefined,
  take: () => null,
  close: () => undefined,
};

/** Opens a reader for the files of a root, which starts when enough is wanted. */
export function readAhead(root: string): Ahead {
  if (availableParallelism() < 2) return alone;
  const wanted = new Map<string, number>();
  let other: Other | null = null;
  let isClosed = false;
  return {
    get isReading() {
      return other !== null;
    },
    want(file) {
      if (isClosed || wanted.has(file) || wanted.size >= most) return;
      const at = wanted.size;
      wanted.set(file, at);
      if (other) other.ask({ at, file });
      else if (wanted.size >= worthwhile) {
        other = startOther(root);
        for (const [file, at] of wanted) other.ask({ at, file });
      }
    },
    take(file, hash) {
      const at = wanted.get(file);
      const read = at === undefined ? undefined : other?.take(at);
      return read?.hash === hash ? (JSON.parse(read.json) as Module) : null;
    },
    close() {
      isClosed = true;
      other?.stop();
      other = null;
    },
  };
}

interface Other {
  ask(wanted: Wanted): void;
  take(at: number): Reading["module"];
  stop(): void;
}

function startOther(root: string): Other {
  const turns = new Int32Array(new SharedArrayBuffer(most * Int32Array.BYTES_PER_ELEMENT));
  const { port1: ours, port2: port } = new MessageChannel();
  const worker = new Worker(new URL("./reader.js", import.meta.url), {
    workerData: { root, turns, port } satisfies Start,
    transferList: [port],
  });
  // Who cannot read for us must not end the process.
  worker.on("error", () => undefined);
  worker.unref();
  const arrived = new Map<number, Reading["module"]>();
  let isAlive = true;

  const receive = (): void => {
    for (let next = receiveMessageOnPort(ours); next; next = receiveMessageOnPort(ours)) {
      const { at, module } = next.message as Reading;
      arrived.set(at, module);
    }
  };
  return {
    ask: (wanted) => ours.postMessage(wanted),
    take(at) {
      if (!isAlive || Atomics.compareExchange(turns, at, turn.free, turn.ours) === turn.free) return null;
      isAlive = Atomics.wait(turns, at, turn.theirs, patience) !== "timed-out";
      receive();
      const module = arrived.get(at) ?? null;
      arrived.delete(at);
      return module;
    },
    stop() {
      ours.close();
      void worker.terminate();
    },
  };
}
