import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { html } from "../../src/report/html/page.js";
import type { Subject } from "../../src/report/types.js";
import { library, plain } from "../report/library.js";
import { crowd } from "./crowd.js";

const folder = process.env["SCREENSHOTS"] ?? mkdtempSync(join(tmpdir(), "report-"));
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"]!, args: ["--no-sandbox"] });
});

afterAll(() => browser.close());

interface Opened {
  readonly page: Page;
  /** Whatever went wrong or went out: console errors, exceptions, requests beyond the page itself. */
  readonly trouble: string[];
}

async function open(subject: Subject, name: string): Promise<Opened> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html(subject, plain));
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, trouble };
}

describe("the HTML report of a small project", () => {
  test("opens without errors and without the network, and shows what was found", async () => {
    const { page, trouble } = await open(library, "library");
    expect(await page.locator(".finding").count()).toBe(3);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Index report");
    expect(await page.locator("#shown").textContent()).toBe("3 of 3 findings, 2 of 2 collections");
    expect(await page.locator(".finding").first().textContent()).toContain('{ note: /<100%|"a & b">/ }');
    await page.screenshot({ path: join(folder, "library.png"), fullPage: true });
    expect(trouble).toEqual([]);
  });

  test("says of each query how each index serves it", async () => {
    const { page } = await open(library, "matrix");
    const rows = page.locator("#collection-0 .matrix tbody tr");
    const told = await rows.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("td .unseen")].map((cell) => cell.textContent)),
    );
    const partly = "serves partly: some of the filter is tested on fetched documents";
    expect(told[0]).toEqual([
      "does not serve",
      "serves the filter, sorts in memory",
      "serves fully, chosen",
      "does not serve",
    ]);
    expect(told[2]).toEqual(["does not serve", "does not serve", "does not serve", "does not serve"]);
    expect(told.flat()).not.toContain(partly);
  });

  test("a finding's link leads to its collection, opened", async () => {
    const { page } = await open(library, "link");
    await page.locator("#collection-0").evaluate((item) => item.removeAttribute("open"));
    await page.locator(".finding a").first().click();
    expect(await page.locator("#collection-0").getAttribute("open")).not.toBeNull();
  });

  test("switches between dark and light", async () => {
    const { page, trouble } = await open(library, "theme");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    await page.getByRole("button", { name: "Dark or light" }).click();
    expect(await ground()).not.toBe(before);
    await page.screenshot({ path: join(folder, "dark.png"), fullPage: true });
    expect(trouble).toEqual([]);
  });
});

describe("with 300 models", () => {
  let page: Page;
  let trouble: string[];
  const shown = () => page.locator("#shown").textContent();
  const visible = (selector: string) => page.locator(`${selector}:visible`).count();

  beforeAll(async () => {
    ({ page, trouble } = await open(crowd(300), "crowd"));
  });

  test("the page answers within a second", async () => {
    const started = performance.now();
    await page.getByLabel("Search").fill("ledger299");
    await page.waitForFunction(() =>
      document.querySelector("#shown")?.textContent?.includes(" 1 of 300 collections"),
    );
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await visible("details.collection")).toBe(1);
    await page.getByRole("button", { name: "Clear" }).click();
    expect(await shown()).toBe("200 of 200 findings, 300 of 300 collections");
  });

  test("filters by model, rule and severity, together", async () => {
    await page.getByLabel("Model").selectOption("Ledger3");
    expect(await visible(".finding")).toBe(2);
    await page.getByLabel("Severity").selectOption("error");
    expect(await visible(".finding")).toBe(1);
    await page.getByLabel("Rule").selectOption("no-redundant-index");
    expect(await visible(".finding")).toBe(0);
    await page.keyboard.press("Escape");
    expect(await visible(".finding")).toBe(200);
  });

  test("can be used from the keyboard", async () => {
    await page.locator("h1").click();
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("search");
    await page.keyboard.type("ledger30");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("model");
    await page.keyboard.press("Escape");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await page.evaluate(() => document.activeElement?.classList.contains("finding"))).toBe(true);
  });

  test("everything is open on paper, and folded again after", async () => {
    expect(await page.locator("details.collection[open]").count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("details.collection[open]").count()).toBe(300);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await page.locator("details.collection[open]").count()).toBe(0);
  });

  test("every control and every table column has a name", async () => {
    const nameless = await page.evaluate(() =>
      [
        ...[...document.querySelectorAll<HTMLInputElement>("input, select")].filter(
          (item) => !item.labels?.length,
        ),
        ...[...document.querySelectorAll("button, summary, a")].filter((item) => !item.textContent?.trim()),
        ...[...document.querySelectorAll("th[scope=col]")].filter((item) => !item.textContent?.trim()),
      ].map((item) => item.outerHTML),
    );
    expect(nameless).toEqual([]);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((item) => item.id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("nothing went wrong", async () => {
    await page.screenshot({ path: join(folder, "crowd.png") });
    expect(trouble).toEqual([]);
  });
});
