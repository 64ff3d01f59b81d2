import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { slashed } from "../../src/workspace/disk.js";

export type Tree = { readonly [file: string]: string | Uint8Array | object };

const planted: string[] = [];

afterAll(() => {
  for (const root of planted.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** Writes a tree of files into a folder of its own, gone after the tests of the file. Objects become JSON. */
export function plant(tree: Tree): string {
  const root = realpathSync.native(mkdtempSync(join(tmpdir(), "orchard-")));
  planted.push(root);
  for (const [file, content] of Object.entries(tree)) write(join(root, file), content);
  return slashed(root);
}

export function write(path: string, content: Tree[string]): void {
  mkdirSync(dirname(path), { recursive: true });
  const isText = typeof content === "string" || content instanceof Uint8Array;
  writeFileSync(path, isText ? content : JSON.stringify(content));
}
