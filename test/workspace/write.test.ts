import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomic } from "../../src/workspace/write.js";
import { plant } from "./plant.js";

test("writes a file, over an old one too, in folders made for it", () => {
  const root = plant({ "report.txt": "old" });
  writeAtomic(join(root, "report.txt"), "new");
  writeAtomic(join(root, "deep/er/report.txt"), "päar");
  expect(readFileSync(join(root, "report.txt"), "utf8")).toBe("new");
  expect(readFileSync(join(root, "deep/er/report.txt"), "utf8")).toBe("päar");
  expect(readdirSync(root).sort()).toEqual(["deep", "report.txt"]);
});

test("leaves nothing behind when it cannot", () => {
  const root = plant({});
  mkdirSync(join(root, "taken/inside"), { recursive: true });
  expect(() => writeAtomic(join(root, "taken"), "text")).toThrow();
  expect(readdirSync(root)).toEqual(["taken"]);
});
