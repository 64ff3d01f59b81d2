import type { Io } from "./io.js";

const patience = 500;
const interval = 80;

export interface Progress {
  show(what: string, done?: number, total?: number): void;
  clear(): void;
}

/** One line on the terminal that tells how far a run is; appears only when it takes over half a second. */
export function progressLine({ stderr, now }: Io): Progress {
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const started = now();
  let drawn = -Infinity;
  return {
    show(what, done, total) {
      const time = now();
      if (time - started < patience || time - drawn < interval) return;
      drawn = time;
      const figures = done === undefined ? "" : ` ${done}${total === undefined ? "" : `/${total}`}`;
      stderr.write(`\r\u001b[K${what}${figures}`);
    },
    clear() {
      if (drawn > -Infinity) stderr.write("\r\u001b[K");
    },
  };
}
