import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../../src/cli/io.js";
import { run } from "../../src/cli/run.js";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a directory as a terminal would, without a process. */
export async function at(
  cwd: string,
  argv: readonly string[],
  io: Partial<Io> & { tty?: boolean } = {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const writer = (name: "stdout" | "stderr") => ({
    write: (text: string) => void (written[name] += text),
    isTTY: io.tty ?? false,
  });
  const { exitCode } = await run(argv, {
    stdout: writer("stdout"),
    stderr: writer("stderr"),
    cwd,
    env: io.env ?? {},
    ...(io.memory && { memory: io.memory }),
    now: io.now ?? (() => performance.now()),
    date: io.date ?? (() => Date.now()),
  });
  return { exitCode, ...written };
}

/** A new folder with these files in it. */
export function folderWith(files: { readonly [path: string]: string | Uint8Array }): string {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
