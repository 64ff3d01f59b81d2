import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../../src/workspace/cache/store.js";
import { inTurn } from "../../../src/workspace/cache/turns.js";
import { plant } from "../plant.js";

const storeIn = (folder: string) => ({ store: openStore(folder), file: join(folder, "reading") });
const unasked = (): null => {
  throw new Error("asked for what was kept");
};

/** Claimed by somebody, some milliseconds ago. */
function claimed(file: string, by: number, since = 0): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, String(by));
  const then = new Date(Date.now() - since);
  utimesSync(file, then, then);
}

test("the first reads, while others can see that it does, and leaves nothing behind", () => {
  const { store, file } = storeIn(join(plant({}), "cache"));
  const read = (): string => {
    expect(existsSync(file)).toBe(true);
    return "read";
  };
  expect(inTurn(store, "reading", unasked, read)).toBe("read");
  expect(existsSync(file)).toBe(false);
});

test("an error while reading ends the turn", () => {
  const { store, file } = storeIn(plant({}));
  const fail = (): never => {
    throw new Error("unreadable");
  };
  expect(() => inTurn(store, "reading", unasked, fail)).toThrow("unreadable");
  expect(existsSync(file)).toBe(false);
});

const nobody = 2 ** 22 + 1;

test.each([
  ["that has died", nobody, 0],
  ["that lives, but is not at work any more", process.pid, 300_000],
])("nobody waits for a process %s", (_, by, since) => {
  const { store, file } = storeIn(plant({}));
  claimed(file, by, since);
  expect(
    inTurn(
      store,
      "reading",
      () => null,
      () => "read",
    ),
  ).toBe("read");
  expect(existsSync(file)).toBe(false);
});

test("what another kept meanwhile is not read again", () => {
  const { store, file } = storeIn(plant({}));
  claimed(file, nobody);
  expect(
    inTurn(
      store,
      "reading",
      () => "kept",
      () => "read",
    ),
  ).toBe("kept");
});

test("where nothing can be written, everybody reads", () => {
  const root = plant({ file: "" });
  expect(
    inTurn(
      openStore(join(root, "file/cache")),
      "reading",
      () => null,
      () => "read",
    ),
  ).toBe("read");
});
