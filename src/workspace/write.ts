import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: readers see the old text or the new one. Makes its folder when there is none. What may be
 * lost when power fails is not waited for.
 */
export function writeAtomic(
  file: string,
  content: string | Uint8Array,
  care: "kept" | "lost when power fails" = "kept",
): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${randomUUID()}.tmp`);
  try {
    const open = openSync(draft, "wx");
    try {
      writeFileSync(open, content);
      if (care === "kept") fsyncSync(open);
    } finally {
      closeSync(open);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
