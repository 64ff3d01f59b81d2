import { chmodSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/analyze.js";
import { disk as realDisk } from "../../src/workspace/disk.js";
import { formats } from "../../src/report/formats.js";
import { at, folderWith } from "./terminal.js";

const marketplace = fileURLToPath(new URL("../../fixtures/creator-marketplace", import.meta.url));

const model = `
import mongoose from "mongoose";
const loanSchema = new mongoose.Schema({ memberId: String, dueAt: Date, note: String });
loanSchema.index({ memberId: 1 });
loanSchema.index({ memberId: 1, dueAt: -1 });
export const Loan = mongoose.model("Loan", loanSchema);
`;
const service = `
import { Loan } from "./loan.js";
export const ofMember = (memberId) => Loan.find({ memberId: String(memberId) }).sort({ dueAt: -1 });
`;
const manifest = JSON.stringify({ name: "library", type: "module", dependencies: { mongoose: "^9.0.0" } });
const library = { "package.json": manifest, "src/loan.js": model, "src/service.js": service };

describe("analyze", () => {
  test("tells a project's indexes, the queries they serve, findings and totals", async () => {
    const { stdout, stderr } = await at(folderWith(library), []);
    expect(stderr).toBe("");
    expect(stdout).toContain("Loan  loans  src/loan.js:3\n");
    expect(stdout).toMatch(
      /✓ \{ memberId: 1, dueAt: -1 \} +:5\n +find \{ memberId \} sort \{ dueAt: -1 \} +src\/service\.js:3/,
    );
    expect(stdout).toMatch(/4:1 +warning .*no-redundant-index/);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      "0 errors, 1 warning · 1 model, 2 indexes · 1 query site read",
    );
  });

  test("exits 0 with warnings, 1 with more of them than allowed or with an error", async () => {
    const folder = folderWith(library);
    expect((await at(folder, [])).exitCode).toBe(0);
    expect((await at(folder, ["--max-warnings", "1"])).exitCode).toBe(0);
    expect((await at(folder, ["--max-warnings", "0"])).exitCode).toBe(1);
    const rules = { rules: { "no-redundant-index": "error" } };
    writeFileSync(join(folder, "mongoose-indexes.config.json"), JSON.stringify(rules));
    expect((await at(folder, [])).exitCode).toBe(1);
  });

  test("writes several formats in one run, each to its own place", async () => {
    const folder = folderWith(library);
    const argv = formats
      .filter((each) => each !== "stylish")
      .flatMap((each) => ["-f", each, "-o", `out/${each}.txt`]);
    const { stdout } = await at(folder, [...argv, "--format", "stylish"]);
    expect(stdout).toContain("1 warning");
    expect(readdirSync(join(folder, "out")).sort()).toEqual(
      argv
        .filter((each) => each.endsWith(".txt"))
        .map((each) => each.slice(4))
        .sort(),
    );
    expect(readFileSync(join(folder, "out/sarif.txt"), "utf8")).toContain('"ruleId": "no-redundant-index"');
  });

  test("--catalog puts the catalog into the json report", async () => {
    const folder = folderWith(library);
    const plain = JSON.parse((await at(folder, ["--format", "json"])).stdout);
    const full = JSON.parse((await at(folder, ["--format", "json", "--catalog"])).stdout);
    expect(plain.catalog).toBeUndefined();
    expect(full.catalog).toEqual(JSON.parse((await at(folder, ["catalog"])).stdout));
    expect({ ...full, catalog: undefined }).toEqual(plain);
  });

  test("colours are for terminals, and NO_COLOR has the last word", async () => {
    const folder = folderWith(library);
    expect((await at(folder, [], { tty: true })).stdout).toContain("\u001b[");
    expect((await at(folder, [], { tty: true, env: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b[");
    expect((await at(folder, [])).stdout).not.toContain("\u001b[");
  });

  test("a progress line appears on a terminal after half a second, and goes away", async () => {
    let time = 0;
    const { stderr } = await at(marketplace, ["--no-cache"], { tty: true, now: () => (time += 200) });
    expect(stderr).toMatch(/^\r\u001b\[K[^\r]+/);
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
    expect((await at(marketplace, ["--no-cache"], { tty: true, now: () => 0 })).stderr).toBe("");
  });
});

describe("the cache", () => {
  test("is kept where --cache-location says; with it and without it the catalog is the same", async () => {
    const folder = folderWith(library);
    const run = async (...argv: string[]) => (await at(folder, ["catalog", ...argv])).stdout;
    const first = await run("--cache-location", ".kept");
    expect(readdirSync(join(folder, ".kept")).length).toBeGreaterThan(0);
    expect(await run("--cache-location", ".kept")).toBe(first);
    expect(await run("--no-cache")).toBe(first);
  });

  test("--no-cache writes nothing", async () => {
    const folder = folderWith(library);
    mkdirSync(join(folder, "node_modules"));
    await at(folder, ["--no-cache"]);
    expect(readdirSync(join(folder, "node_modules"))).toEqual([]);
    await at(folder, []);
    expect(readdirSync(join(folder, "node_modules"))).toEqual([".cache"]);
  });

  test("an edit is seen by the next run", async () => {
    const folder = folderWith(library);
    expect((await at(folder, [])).stdout).toContain("no-redundant-index");
    writeFileSync(join(folder, "src/loan.js"), model.replace("loanSchema.index({ memberId: 1 });\n", ""));
    expect((await at(folder, [])).stdout).not.toContain("no-redundant-index");
  });
});

describe("memory", () => {
  const shelf = Object.fromEntries(
    Array.from({ length: 80 }, (_, n) => [`src/loan${n}.js`, model.replaceAll("Loan", `Loan${n}`)]),
  );
  const spared = async (heap: number): Promise<number> => {
    let times = 0;
    const memory = { heap: () => heap, spare: () => void times++ };
    await at(folderWith({ ...library, ...shelf }), ["catalog", "--no-cache"], { memory });
    return times;
  };

  test("is spared, once, of a project that needs much of it", async () => {
    expect(await spared(1e9)).toBe(1);
    expect(await spared(1e8)).toBe(0);
  });
});

describe("a run when nothing has changed", () => {
  const config = (rules: object): string => JSON.stringify({ rules });
  const folder = folderWith({ ...library, "mongoose-indexes.config.json": config({}) });
  const asked: readonly (readonly string[])[] = [
    [],
    ["--full"],
    ["--format", "json"],
    ["--format", "json", "--catalog"],
    ["--format", "github", "--format", "stylish"],
    ["--rule-set", "all"],
    ["--max-warnings", "0"],
  ];
  const tell = (argv: readonly string[], io = {}) =>
    at(folder, [...argv, "--cache-location", join(folder, ".cache")], io);
  const tellAnew = (argv: readonly string[], io = {}) => at(folder, [...argv, "--no-cache"], io);

  test.each(asked)("tells the same again, and what else it is asked for: %s %s %s %s", async (...argv) => {
    const told = await tell(argv);
    expect(told).toEqual(await tellAnew(argv));
    expect(await tell(argv)).toEqual(told);
    expect(await tell(argv, { tty: true })).toEqual(await tellAnew(argv, { tty: true }));
  });

  test("tells what the files and the configuration say by now", async () => {
    const before = await tell([]);
    writeFileSync(join(folder, "mongoose-indexes.config.json"), config({ "no-redundant-index": "error" }));
    expect(await tell([])).toEqual(await tellAnew([]));
    expect((await tell([])).exitCode).toBe(1);
    writeFileSync(
      join(folder, "src/loan.js"),
      model.replace("loanSchema.index({ memberId: 1 })", "$& // eslint-disable-line"),
    );
    expect(await tell([])).toEqual(await tellAnew([]));
    expect(await tell([])).not.toEqual(before);
  });

  test("writes the files it is asked for once more", async () => {
    const file = join(folder, "report.json");
    for (const text of ["", "lost"]) {
      writeFileSync(file, text);
      await tell(["--format", "json", "--output", file]);
      expect(JSON.parse(readFileSync(file, "utf8"))).toHaveProperty("summary");
    }
  });
});

describe("catalog", () => {
  test("is written whole to a file, and exits 0 whatever was found", async () => {
    const folder = folderWith(library);
    expect(await at(folder, ["catalog", ".", "--output", "out/catalog.json"])).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
    const catalog = JSON.parse(readFileSync(join(folder, "out/catalog.json"), "utf8"));
    expect(catalog).toMatchObject({ version: 1, source: "static", models: [{ name: "Loan" }] });
  });

  test("the same sources give the same bytes", async () => {
    const [first, second] = [await at(marketplace, ["catalog"]), await at("/", ["catalog", marketplace])];
    expect(second.stdout).toBe(first.stdout);
  });
});

describe("explain", () => {
  test("tells how a query was read, its plan, and what each index does for it", async () => {
    const { stdout, exitCode } = await at(folderWith(library), ["explain", "src/service.js:3"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("src/service.js:3  Loan  ofMember");
    expect(stdout).toContain("read as  find { memberId } sort { dueAt: -1 }");
    expect(stdout).toContain("plan     index scan of memberId_1_dueAt_-1; in the order of the sort");
    expect(stdout).toContain(
      "served in full by  memberId_1_dueAt_-1  (equality on memberId; order of dueAt)",
    );
  });

  test("tells what would serve a query that nothing serves, and why the rest does not", async () => {
    const scan = `import { Loan } from "./loan.js";\nexport const withNote = (note) => Loan.find({ note: String(note) }).sort({ dueAt: 1 });\n`;
    const { stdout } = await at(folderWith({ ...library, "src/notes.js": scan }), [
      "explain",
      "src/notes.js:2",
    ]);
    expect(stdout).toMatch(/plan +collection scan, then a sort in memory/);
    expect(stdout).toMatch(/✗ \{ memberId: 1 \} .*\n +first key `memberId` has no predicate/);
    expect(stdout).toContain("would serve it  { note: 1, dueAt: 1 }  (equality on note; order of dueAt)");
  });

  test("takes a place as the report of another root prints it", async () => {
    const folder = folderWith(library);
    const { stdout } = await at(join(folder, ".."), ["explain", "src/service.js:3", folder]);
    expect(stdout).toContain("src/service.js:3  Loan  ofMember");
  });

  test("names the queries nearby when there is none", async () => {
    const { stderr, exitCode } = await at(folderWith(library), ["explain", "src/service.js:1"]);
    expect(stderr).toBe(
      "analyze-indexes: no query was read at src/service.js:1 (this file has some at line 3)\n",
    );
    expect(exitCode).toBe(2);
  });
});

describe("what cannot run is told in one line, with exit code 2", () => {
  const refused = async (argv: readonly string[], cwd = folderWith(library)): Promise<string> => {
    const { exitCode, stdout, stderr } = await at(cwd, argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.trimEnd()).not.toContain("\n");
    return stderr;
  };

  test("a root that is not there", async () => {
    expect(await refused(["nowhere"])).toBe("analyze-indexes: no directory nowhere\n");
  });

  test("a misspelt command", async () => {
    expect(await refused(["catlog"])).toBe(
      'analyze-indexes: no directory catlog (did you mean the command "catalog"?)\n',
    );
    expect(await refused(["explan", "src/service.js:3"])).toContain('did you mean the command "explain"?');
  });

  test("a file for a root", async () => {
    expect(await refused(["src/loan.js"])).toContain("src/loan.js is a file");
  });

  test("two roots", async () => {
    expect(await refused(["src", "lib"])).toContain('"lib" is a second one');
  });

  test("a folder without sources", async () => {
    expect(await refused([], folderWith({ "README.md": "nothing here" }))).toMatch(
      /no JavaScript or TypeScript/,
    );
  });

  test("an `include` that matches nothing, with what it was", async () => {
    const config = `{ "include": ["srv/**"] }`;
    const folder = folderWith({ ...library, "mongoose-indexes.config.json": config });
    const stderr = await refused([], folder);
    expect(stderr).toMatch(/mongoose-indexes\.config\.json: "include" matches no JavaScript.*"srv\/\*\*"/);
  });

  test("a root that cannot be read", () => {
    const disk = {
      ...realDisk,
      items: () => {
        throw Object.assign(new Error(), { code: "EACCES" });
      },
    };
    const root = folderWith(library);
    expect(() => analyze(root, { disk })).toThrow(`${root}: folder cannot be read: `);
  });

  test("a root beneath a file", async () => {
    expect(await refused(["src/loan.js/x"])).toMatch(/src\/loan\.js\/x/);
  });

  test.each([
    [
      { smallCollections: ["Laon"] },
      '"smallCollections" names "Laon", and there is no such model or collection',
    ],
    [{ hotModels: ["Laon"] }, '"hotModels" names "Laon", and there is no such model'],
    [{ knownIndexes: [{ model: "Laon", keys: { a: 1 } }] }, '"knownIndexes" names "Laon"'],
    [{ knownIndexes: [{ collection: "laons", keys: { a: 1 } }] }, '"knownIndexes" names "laons"'],
  ])("a name in the configuration that nothing has: %j", async (config, message) => {
    const folder = folderWith({ ...library, "mongoose-indexes.config.json": JSON.stringify(config) });
    const stderr = await refused([], folder);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/did you mean "[Ll]oans?"\?/);
  });

  test("an unknown key in the configuration, with the nearest one", async () => {
    const folder = folderWith({ ...library, "mongoose-indexes.config.json": `{ "exclud": [] }` });
    expect(await refused([], folder)).toMatch(/mongoose-indexes\.config\.json.*exclud.*exclude/);
  });

  test("an unknown rule in the configuration, with the nearest one", async () => {
    const folder = folderWith({
      ...library,
      "mongoose-indexes.config.json": `{ "rules": { "no-redundant-indx": "off" } }`,
    });
    expect(await refused([], folder)).toMatch(
      /no rule "no-redundant-indx" \(did you mean "no-redundant-index"\?\)/,
    );
  });

  test("a config file that is not there", async () => {
    expect(await refused(["--config", "other.json"])).toContain("other.json cannot be read: no such file");
  });

  test("--max-warnings without a number", async () => {
    expect(await refused(["--max-warnings", "many"])).toContain('--max-warnings "many" is not a number');
  });

  test("two formats for one terminal", async () => {
    expect(await refused(["-f", "json", "-f", "sarif"])).toContain("--format sarif needs an --output");
  });

  test("an output that cannot be written", async () => {
    expect(await refused(["-f", "json", "-o", "package.json/report.json"])).toContain(
      "cannot write package.json/report.json: a file stands where a directory should",
    );
    expect(await refused(["-o", "src"])).toBe("analyze-indexes: cannot write src: a directory\n");
  });
});

describe("odd input is a counted gap, never a stack trace and never a hang", () => {
  const rest = "1 query site read";

  test("a file with syntax errors, a binary named .ts, a circular import and a circular link", async () => {
    const folder = folderWith({
      ...library,
      "src/broken.ts": `import mongoose from "mongoose"; const s = new mongoose.Schema({ a: { ; }`,
      "src/binary.ts": new Uint8Array([0, 1, 2, 255, 254, 0, 200, 109, 111, 110, 103, 111, 111, 115, 101, 0]),
      "src/a.ts": `import { b } from "./b.js"; import mongoose from "mongoose"; export const a = b; mongoose.set("strict", a);`,
      "src/b.ts": `import { a } from "./a.js"; import mongoose from "mongoose"; export const b = a; mongoose.set("strict", b);`,
    });
    symlinkSync(folder, join(folder, "src/again"));
    const { exitCode, stdout, stderr } = await at(folder, ["--gaps"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("1 model, 2 indexes");
    expect(stdout).toContain(rest);
    expect(stdout).toMatch(/src\/broken\.ts:\d+ +module: /);
  });

  test("a generated file of 5 MB", async () => {
    const line = `export const row = { mongoose: "not really", values: [1, 2, 3] };\n`;
    const text =
      line.replace("row", "row0") +
      Array.from({ length: 75_000 }, (_, n) => line.replace("row", `row${n + 1}`)).join("");
    const { exitCode, stdout } = await at(folderWith({ ...library, "src/generated.js": text }), []);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(rest);
  });

  test("a file and a folder that may not be read", async () => {
    const folder = folderWith({ ...library, "src/secret.ts": "const mongoose = 1;" });
    chmodSync(join(folder, "src/secret.ts"), 0);
    mkdirSync(join(folder, "src/closed"), { mode: 0 });
    const { exitCode, stdout } = await at(folder, []);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("1 query site read");
  });
});
