import type { MessagePort } from "node:worker_threads";

/** Whose turn a file is, in an array both threads see: who reads it says so first. */
export const turn = { free: 0, ours: 1, theirs: 2, done: 3 } as const;

/** How many files can be asked for. */
export const most = 1 << 17;

/** What the other thread is started with. */
export interface Start {
  /** Absolute. */
  readonly root: string;
  readonly turns: Int32Array;
  readonly port: MessagePort;
}

/** A file to read; `at` is its place in the turns. */
export interface Wanted {
  readonly at: number;
  readonly file: string;
}

/** A module that was read, as JSON, and the hash of its text; null when it could not be. */
export interface Reading {
  readonly at: number;
  readonly module: { readonly hash: string; readonly json: string } | null;
}
