import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes a file whole or not at all: readers see the old text or the new one. Makes its folder when there is none. */
export function writeAtomic(file: string, content: string): void {
  draft(file, (descriptor) => {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  });
}

/** The same for what may be lost when power fails, part by part: what never is in memory at once. */
export function writeParts(file: string, parts: Iterable<string | Uint8Array>): void {
  draft(file, (descriptor) => {
    for (const part of parts) writeFileSync(descriptor, part);
  });
}

function draft(file: string, write: (descriptor: number) => void): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `.${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(unfinished, "wx");
    try {
      write(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
