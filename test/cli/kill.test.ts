import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "killed-"));
const writer = join(folder, "write.mjs");
const target = join(folder, "report.txt");
const size = 4_000_000;

/** Every output, edit and cache entry goes through this one function; compiled alone, it can run in a process of its own. */
const source = readFileSync(fileURLToPath(new URL("../../src/workspace/write.ts", import.meta.url)), "utf8");
writeFileSync(
  writer,
  ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  }).outputText,
);
const program = `
  import { writeAtomic } from ${JSON.stringify(pathToFileURL(writer).href)};
  for (let n = 0; ; n++) {
    writeAtomic(${JSON.stringify(target)}, String(n % 10).repeat(${size}));
    if (n === 0) console.log("writing");
  }
`;

test("killed in the middle of writing, fifty times: the file is the old one or the new one, never half of either", async () => {
  writeFileSync(target, "-".repeat(size));
  for (let round = 0; round < 50; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
    child.kill("SIGKILL");
    await once(child, "exit");
    const text = readFileSync(target, "latin1");
    expect(text.length).toBe(size);
    expect(text).toBe((text[0] ?? "").repeat(size));
  }
}, 60_000);
