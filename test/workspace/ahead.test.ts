import { join } from "node:path";
import { pathToFileURL, fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { readModule } from "../../src/syntax/read.js";
import type * as Reading from "../../src/workspace/ahead.js";
import { digest } from "../../src/workspace/facts.js";
import { transpile } from "../support/transpile.js";
import { plant } from "./plant.js";

/** Built: a thread starts from a file. */
const tool = plant({});
transpile(fileURLToPath(new URL("../..", import.meta.url)), tool);
const { readAhead } = (await import(
  pathToFileURL(join(tool, "src/workspace/ahead.js")).href
)) as typeof Reading;

const textOf = (number: number): string =>
  `export const orchard${number} = { trees: [${number}], ripe: true };`;
const fileOf = (number: number): string => `src/orchard${number}.ts`;
const numbers = [...Array(150).keys()];
const tree = Object.fromEntries(numbers.map((number) => [fileOf(number), textOf(number)]));

let ahead: Reading.Ahead | null = null;
afterEach(() => ahead?.close());

const wanting = (root: string, count: number): Reading.Ahead => {
  ahead = readAhead(root);
  for (const number of numbers.slice(0, count)) ahead.want(fileOf(number));
  return ahead;
};
const plain = (module: unknown): unknown => JSON.parse(JSON.stringify(module));

const taken = (ahead: Reading.Ahead, number: number): unknown =>
  ahead.take(fileOf(number), digest(textOf(number)));

/** The first module the other thread had ready, which takes a while to start; it reads in the order of what is wanted. */
async function firstTaken(
  ahead: Reading.Ahead,
): Promise<{ readonly number: number; readonly module: unknown }> {
  for (const number of numbers) {
    const module = taken(ahead, number);
    if (module !== null) return { number, module };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the other thread reads nothing");
}

describe("reading ahead", () => {
  test("gives the modules that would be read here", async () => {
    const ahead = wanting(plant(tree), 150);
    expect(ahead.isReading).toBe(true);
    const { number, module } = await firstTaken(ahead);
    expect(module).toEqual(plain(readModule(fileOf(number), textOf(number))));
  });

  test("does not start for a few files", () => {
    const ahead = wanting(plant(tree), 50);
    expect(ahead.isReading).toBe(false);
    expect(taken(ahead, 0)).toBeNull();
  });

  test("gives nothing of another text, of a file that is not there, or of one that nobody wanted", async () => {
    const ahead = readAhead(plant({ ...tree, "src/changed.ts": "export const now = 1;" }));
    ahead.want("src/changed.ts");
    ahead.want("src/gone.ts");
    for (const number of numbers.slice(1)) ahead.want(fileOf(number));
    await firstTaken(ahead);
    expect(ahead.take("src/changed.ts", digest("export const before = 1;"))).toBeNull();
    expect(ahead.take("src/gone.ts", digest(""))).toBeNull();
    expect(taken(ahead, 0)).toBeNull();
    ahead.close();
  });

  test("gives nothing once it is closed", async () => {
    const ahead = wanting(plant(tree), 150);
    const { number } = await firstTaken(ahead);
    ahead.close();
    expect(numbers.slice(number + 1).filter((other) => taken(ahead, other) !== null)).toEqual([]);
  });
});
