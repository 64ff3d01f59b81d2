import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { readModule } from "../../../src/syntax/read.js";
import { disk } from "../../../src/workspace/disk.js";
import { Workspace } from "../../../src/workspace/workspace.js";
import { plant, write } from "../plant.js";
import { apple, cached, filesIn, orchard, ripe, visit, type Visit } from "./project.js";

vi.mock("../../../src/syntax/read.js", { spy: true });

const more = `${apple}Apple.collection("x");\n`;

describe("a second run", () => {
  test("answers from the disk when nothing changed, in the same words", () => {
    const { visit } = cached(orchard);
    const first = visit();
    expect(first.read).toBe(true);
    expect(visit()).toEqual({ catalog: first.catalog, read: false });
    expect(JSON.stringify(visit().catalog)).toBe(JSON.stringify(first.catalog));
  });

  test.each<[string, (path: (file: string) => string) => void]>([
    ["a file's text changed", (path) => write(path("src/apple.ts"), more)],
    ["a file came", (path) => write(path("src/pear.ts"), apple)],
    ["a file came in a new folder", (path) => write(path("src/deep/pear.ts"), apple)],
    ["a file went", (path) => rmSync(path("src/ripe.ts"))],
    ["a file was renamed", (path) => renameSync(path("src/ripe.ts"), path("src/ripen.ts"))],
    ["a package.json changed", (path) => write(path("package.json"), { name: "garden" })],
    ["a package.json came", (path) => write(path("src/package.json"), { name: "src" })],
    [
      "a tsconfig.json changed",
      (path) => write(path("tsconfig.json"), { compilerOptions: { baseUrl: "src" } }),
    ],
    ["a .gitignore changed", (path) => write(path(".gitignore"), "ripe.ts")],
    ["a .gitignore came", (path) => write(path("src/.gitignore"), "ripe.ts")],
    ["a workspace was declared", (path) => write(path("pnpm-workspace.yaml"), "packages: [src]")],
    ["a link came", (path) => symlinkSync(path("src/apple.ts"), path("src/linked.ts"))],
    ["the configuration changed", (path) => write(path("mongoose-indexes.config.json"), { exclude: ["x"] })],
  ])("reads again when %s", (_, change) => {
    const { visit, path } = cached(orchard);
    visit();
    change(path);
    expect(visit().read).toBe(true);
    expect(visit().read).toBe(false);
  });

  test("reads again when the catalog of the database changed, or another is named", () => {
    const database = { collections: [] };
    const config = { databaseCatalog: "db.json" };
    const tree = { ...orchard, "db.json": database, "mongoose-indexes.config.json": config };
    const { root, path, cache } = cached(tree);
    const isRead = (): boolean => {
      const told: string[] = [];
      Workspace.open(root, { cache, onProgress: (what) => told.push(what) }).catalog();
      return told.length > 0;
    };
    expect([isRead(), isRead()]).toEqual([true, false]);
    write(path("db.json"), { collections: [], version: 1 });
    expect([isRead(), isRead()]).toEqual([true, false]);
    write(path("other.json"), { collections: [], version: 1 });
    write(path("mongoose-indexes.config.json"), { databaseCatalog: "other.json" });
    expect([isRead(), isRead()]).toEqual([true, false]);
  });

  test("does not read again for a rule's level, nor for a file that is none of ours", () => {
    const { visit, path } = cached(orchard);
    visit();
    write(path("mongoose-indexes.config.json"), { rules: { "no-redundant-index": "off" } });
    write(path("notes.txt"), "apples");
    expect(visit().read).toBe(false);
  });

  test("looks at the content of a file that was only touched, and believes the clock from then on", () => {
    const { visit, path } = cached(orchard);
    const hourAgo = new Date(Date.now() - 3_600_000);
    const touch = (time: Date): void =>
      Object.keys(orchard).forEach((file) => utimesSync(path(file), time, time));
    touch(hourAgo);
    visit();
    const reads = vi.spyOn(disk, "read");
    const readBy = (act: () => Visit): string[] => {
      reads.mockClear();
      expect(act().read).toBe(false);
      return reads.mock.calls.map(([file]) => file).filter((file) => file.endsWith(".ts"));
    };
    expect(readBy(visit)).toEqual([]);
    utimesSync(path("src/apple.ts"), new Date(hourAgo.getTime() - 1000), hourAgo);
    expect(readBy(visit)).toEqual([]);
    touch(new Date(hourAgo.getTime() - 1000));
    expect(readBy(visit).length).toBe(3);
    expect(readBy(visit)).toEqual([]);
    reads.mockRestore();
  });

  test("does not believe the clock of a file that was just written", () => {
    const { visit, path } = cached(orchard);
    const { mtime, size } = statSync(path("src/apple.ts"));
    visit();
    writeFileSync(path("src/apple.ts"), apple.replace('"Apple"', '"Pears"'));
    utimesSync(path("src/apple.ts"), mtime, mtime);
    expect(statSync(path("src/apple.ts")).size).toBe(size);
    expect(visit().read).toBe(true);
  });

  test("knows a state it was in before: a branch and back", () => {
    const { visit, path } = cached(orchard);
    const first = visit();
    write(path("src/apple.ts"), more);
    const second = visit();
    write(path("src/apple.ts"), apple);
    expect(visit()).toEqual({ catalog: first.catalog, read: false });
    write(path("src/apple.ts"), more);
    expect(visit()).toEqual({ catalog: second.catalog, read: false });
  });

  test("holds in another place, when project and cache are moved together", () => {
    const { visit: here, root } = cached(orchard);
    const first = here();
    const elsewhere = join(plant({}), "moved");
    renameSync(join(root, ".."), elsewhere);
    expect(visit(join(elsewhere, "app"), join(elsewhere, "cache"))).toEqual({
      catalog: first.catalog,
      read: false,
    });
  });

  test("keeps two projects in one location apart", () => {
    const place = plant({ "a/src/apple.ts": apple, "b/src/apple.ts": more });
    const [a, b] = ["a", "b"].map((name) => visit(join(place, name), join(place, "cache")));
    expect(visit(join(place, "a"), join(place, "cache"))).toEqual({ catalog: a!.catalog, read: false });
    expect(visit(join(place, "b"), join(place, "cache"))).toEqual({ catalog: b!.catalog, read: false });
  });
});

describe("after an edit", () => {
  test("only the edited file is parsed", () => {
    const { visit, path } = cached(orchard);
    visit();
    write(path("src/apple.ts"), more);
    vi.mocked(readModule).mockClear();
    expect(visit().read).toBe(true);
    expect(vi.mocked(readModule).mock.calls.map(([file]) => file)).toEqual(["src/apple.ts"]);
  });

  test("a file that was only moved is not parsed, and goes by its new name", () => {
    const { visit, path } = cached(orchard);
    visit();
    renameSync(path("src/ripe.ts"), path("src/ripen.ts"));
    vi.mocked(readModule).mockClear();
    expect(visit().catalog.gaps.map(({ at }) => at.file)).toEqual(["src/apple.ts", "src/ripen.ts"]);
    expect(readModule).not.toHaveBeenCalled();
  });

  test("one text in two languages is two modules", () => {
    const { visit, path } = cached(orchard);
    visit();
    renameSync(path("src/ripe.ts"), path("src/ripe.js"));
    vi.mocked(readModule).mockClear();
    visit();
    expect(vi.mocked(readModule).mock.calls.map(([file]) => file)).toEqual(["src/ripe.js"]);
  });
});

describe("one process", () => {
  const open = (root: string, cache: string) => {
    let time = 0;
    let reads = 0;
    const workspace = Workspace.open(root, {
      cache,
      clock: () => time,
      read: ({ roots }) => (reads++, { models: [], gaps: roots.map((file) => ({ at: { file } })) }) as never,
    });
    return { workspace, wait: () => (time += 10_000), reads: () => reads };
  };

  test("sees changes after it recalled a catalog", () => {
    const { visit, root, cache, path } = cached(orchard);
    visit();
    const { workspace, wait, reads } = open(root, cache);
    const recalled = workspace.catalog();
    wait();
    expect(workspace.catalog()).toBe(recalled);
    expect(reads()).toBe(0);
    write(path("src/pear.ts"), apple);
    wait();
    expect(workspace.catalog().gaps.map(({ at }) => at.file)).toContain("src/pear.ts");
    expect(reads()).toBe(1);
  });

  test("sees at once what was saved of the file it is asked about", () => {
    const { visit, root, cache, path } = cached(orchard);
    visit();
    const { workspace, reads } = open(root, cache);
    const recalled = workspace.catalogWith("src/ripe.ts", ripe);
    expect(reads()).toBe(0);
    write(path("src/ripe.ts"), `${ripe}// more\n`);
    expect(workspace.catalogWith("src/ripe.ts", `${ripe}// more\n`)).not.toBe(recalled);
  });

  test("keeps what it read after a change for the next", () => {
    const { visit, root, cache, path } = cached(orchard);
    const { workspace, wait } = open(root, cache);
    workspace.catalog();
    write(path("src/pear.ts"), apple);
    wait();
    workspace.catalog();
    expect(visit().read).toBe(false);
  });

  test("holds what was read, for a file that is typed then", () => {
    const models = Array.from({ length: 9 }, (_, n) => [
      `src/m${n}.ts`,
      apple.replace("schema", "new mongoose.Schema({ a: String })").replaceAll("Apple", `Apple${n}`),
    ]);
    const { root, cache } = cached(Object.fromEntries(models));
    const asked = `import { Apple1 } from "./m1.js";\nexport const ripe = () => Apple1.find({ a: "b" });\n`;
    write(join(root, "src/ripe.ts"), asked);
    const typed = asked.replace("find", "findOne");
    const first = Workspace.open(root, { cache });
    first.catalog();
    vi.mocked(readModule).mockClear();
    const second = Workspace.open(root, { cache });
    const catalog = second.catalogWith("src/ripe.ts", typed);
    expect(catalog).toEqual(JSON.parse(JSON.stringify(first.catalogWith("src/ripe.ts", typed))));
    expect(catalog.queries.map(({ operation, model }) => [operation, model])).toEqual([
      ["findOne", "Apple1"],
    ]);
    const read = vi.mocked(readModule).mock.calls.map(([file]) => file);
    expect(read).toEqual(["src/ripe.ts", "src/ripe.ts"]);
  });

  test("never keeps what is not saved", () => {
    const { root, cache, visit } = cached(orchard);
    const { workspace } = open(root, cache);
    workspace.catalogWith("src/view.ts", apple);
    const { catalog } = visit();
    expect(catalog.gaps.map(({ at }) => at.file)).toEqual(["src/apple.ts", "src/ripe.ts"]);
  });
});

describe("a cache that is no good", () => {
  const harm: [string, (text: Buffer) => Buffer | string][] = [
    ["emptied", () => ""],
    ["cut in half", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["other JSON", () => "{}"],
    ["binary", () => Buffer.from([0, 255, 1, 254])],
    ["different in one byte", (bytes) => flipped(bytes, bytes.length - 9)],
    ["different in its head", (bytes) => flipped(bytes, 3)],
    ["different in the middle", (bytes) => flipped(bytes, Math.floor(bytes.length / 2))],
  ];
  const flipped = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = copy[at]! ^ 1;
    return copy;
  };

  test.each(harm)("is as if it were not there: %s", (_, harmed) => {
    const { visit, cache, path } = cached(orchard);
    const first = visit();
    const files = filesIn(cache);
    expect(files.length).toBe(4);
    for (const file of files) writeFileSync(file, harmed(readFileSync(file)));
    expect(visit()).toEqual({ catalog: first.catalog, read: true });
    expect(visit()).toEqual({ catalog: first.catalog, read: false });
    for (const file of filesIn(cache)) writeFileSync(file, harmed(readFileSync(file)));
    write(path("src/apple.ts"), more);
    const uncached = Workspace.open(path("."), { read: () => ({}) as never });
    expect(visit().catalog.gaps[0]!.why).toBe(JSON.stringify(uncached.module("src/apple.ts")!.body));
  });

  test.each(["catalog-", "result-", "modules-", "facts"])("one that has lost its %s", (start) => {
    const { visit, cache } = cached(orchard);
    const first = visit();
    const lost = filesIn(cache).filter((file) => file.split("/").at(-1)!.startsWith(start));
    expect(lost.length).toBe(1);
    lost.forEach((file) => rmSync(file));
    expect(visit().catalog).toEqual(first.catalog);
    expect(visit()).toEqual({ catalog: first.catalog, read: false });
  });

  test("a place where nothing can be written", () => {
    const { root, path } = cached(orchard);
    const first = visit(root, path("src/apple.ts/cache"));
    expect(first.read).toBe(true);
    expect(visit(root, path("src/apple.ts/cache"))).toEqual(first);
  });

  test("another disk than the machine's own has none", () => {
    const { cache, visit } = cached(orchard);
    expect(visit({ disk: { ...disk } }).read).toBe(true);
    expect(existsSync(cache)).toBe(false);
  });
});

describe("the cache stays small", () => {
  test("with a few states of a project, and the living modules", () => {
    const { visit, cache, path } = cached(orchard);
    for (let at = 0; at < 20; at++) {
      write(path("src/apple.ts"), `${apple}// ${at}\n`);
      visit();
    }
    const names = filesIn(cache).map((file) => file.split("/").at(-1)!);
    expect(names.filter((name) => name.startsWith("result-")).length).toBe(4);
    expect(names.filter((name) => name.startsWith("modules-")).length).toBeLessThan(8);
    expect(names.length).toBeLessThan(13);
  });

  test("without versions, projects and drafts nobody uses any more", () => {
    const { visit, cache, path } = cached(orchard);
    visit();
    const current = join(filesIn(cache)[0]!, "..");
    const project = join(current, "..");
    const old = new Date(Date.now() - 40 * 24 * 3_600_000);
    const aged = (file: string): string => {
      write(file, "x");
      for (const each of [file, join(file, "..")]) utimesSync(each, old, old);
      return file;
    };
    const gone = [
      ...[1, 2, 3].map((version) => aged(join(project, `0.0.${version}`, "facts"))),
      aged(join(cache, "other-project", "facts")),
    ];
    const draft = join(current, ".abc.tmp");
    write(draft, "x");
    utimesSync(draft, old, old);
    write(path("src/apple.ts"), more);
    visit();
    const left = filesIn(cache);
    expect(left).not.toContain(draft);
    expect(gone.filter((file) => left.includes(file)).length).toBe(2);
    expect(left).not.toContain(gone.at(-1));
  });
});
