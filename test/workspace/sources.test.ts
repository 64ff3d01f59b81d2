import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { disk, type Disk } from "../../src/workspace/disk.js";
import { createSources, sourceOf } from "../../src/workspace/sources.js";
import { plant, write } from "./plant.js";

describe("a source", () => {
  test("is told without being parsed", () => {
    const text = `import { Schema } from "mongoose";\nexport * from "./pear";\nrun();`;
    const source = sourceOf("src/apple.ts", text, () => text);
    expect(source).toMatchObject({ why: null, gated: true, calls: true, mayQuery: false, forwards: true });
    expect(source.imports).toEqual(["mongoose", "./pear"]);
  });

  test("keeps carriage returns and loses the byte order mark, so that offsets are ESLint's", () => {
    const root = plant({ "a.ts": "\uFEFFconst a = 1;\r\nconst b = 2;\r\n" });
    const sources = createSources(disk, root);
    expect(sources.text("a.ts")).toBe("const a = 1;\r\nconst b = 2;\r\n");
    expect(sources.get("a.ts").module()?.lines).toEqual([0, 14, 28]);
  });

  test("is parsed once", () => {
    const source = sourceOf("a.ts", "export const a = 1;", () => "export const a = 1;");
    expect(source.module()).toBe(source.module());
    expect(source.module()?.file).toBe("a.ts");
  });
});

/** Bytes of the heap that are in use once all garbage is gone. */
function used(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return getHeapStatistics().used_heap_size;
}

test("what a text tells does not keep the text", () => {
  const root = plant({});
  const files = Array.from({ length: 20 }, (_, n) => `${n}.ts`);
  for (const file of files)
    write(join(root, file), `import { a } from "./a/module/with/a/long/path";\n`.padEnd(1e6));
  const sources = createSources(disk, root);
  const before = used();
  const facts = files.map(sources.get);
  expect(used() - before).toBeLessThan(5e6);
  expect(facts.map(({ imports }) => imports)).toContainEqual(["./a/module/with/a/long/path"]);
});

describe("what cannot be read says why", () => {
  const whyOf = (content: string | Uint8Array | null): string | null => {
    const root = plant(content === null ? {} : { "a.ts": content });
    return createSources(disk, root).get("a.ts").why;
  };

  test("a binary file", () => {
    expect(whyOf(new Uint8Array([0x47, 0x40, 0x00, 0x10, 0x00, 0xff]))).toBe("binary file");
  });

  test("a generated file of five megabytes", () => {
    expect(whyOf("mongoose;".repeat(600_000))).toBe("larger than 2 MB: generated or bundled");
  });

  test("a minified bundle of its own name", () => {
    expect(whyOf("mongoose;" + "var a=function(b){return b=>c};".repeat(100))).toBe(
      "minified: generated or bundled",
    );
  });

  test("but long data and inlined styles are read", () => {
    expect(whyOf(`export const data = [${'{ id: 1, text: "function" }, '.repeat(90)}];`)).toBeNull();
    expect(whyOf(`mongoose; const css = "${"a { color: red; } ".repeat(900)}";`)).toBeNull();
  });

  test("a file that is gone", () => expect(whyOf(null)).toBe("no such file"));

  test("a file that may not be read", () => {
    const root = plant({ "a.ts": "mongoose" });
    const locking: Disk = {
      ...disk,
      read: () => {
        throw Object.assign(new Error("no"), { code: "EACCES" });
      },
    };
    const source = createSources(locking, root).get("a.ts");
    expect(source.why).toBe("file cannot be read: permission denied");
    expect(source.gated).toBe(false);
    expect(source.module()).toBeNull();
  });
});

describe("refresh", () => {
  const later = new Date(Date.now() + 60_000);

  test("tells a new text", () => {
    const root = plant({ "a.ts": "const a = 1;" });
    const sources = createSources(disk, root);
    const before = sources.get("a.ts");
    expect(sources.refresh("a.ts")).toBe(false);
    write(join(root, "a.ts"), "const a = mongoose;");
    expect(sources.refresh("a.ts")).toBe(true);
    expect(sources.get("a.ts")).not.toBe(before);
    expect(sources.get("a.ts").gated).toBe(true);
  });

  test("keeps what it knows of a file that was only touched", () => {
    const root = plant({ "a.ts": "const a = 1;" });
    const sources = createSources(disk, root);
    const before = sources.get("a.ts");
    utimesSync(join(root, "a.ts"), later, later);
    expect(sources.refresh("a.ts")).toBe(false);
    expect(sources.get("a.ts")).toBe(before);
  });

  test("tells a file that went", () => {
    const root = plant({ "a.ts": "const a = 1;" });
    const sources = createSources(disk, root);
    sources.get("a.ts");
    rmSync(join(root, "a.ts"));
    expect(sources.refresh("a.ts")).toBe(true);
    expect(sources.get("a.ts").why).toBe("no such file");
  });

  test("has nothing to say of a file nobody asked for", () => {
    expect(createSources(disk, plant({ "a.ts": "" })).refresh("a.ts")).toBe(false);
  });
});
