import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonError, parseJsonc } from "../../src/workspace/json.js";

describe("parseJsonc", () => {
  test("reads whatever JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(parseJsonc(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  test("reads comments and trailing commas, and leaves texts that look like them alone", () => {
    const text = `// settings
    { /* the // source */ "baseUrl": "./src", // here
      "paths": { "@/*": ["./*"], }, "url": "http://orchard.example/*", }`;
    expect(parseJsonc(text)).toEqual({
      baseUrl: "./src",
      paths: { "@/*": ["./*"] },
      url: "http://orchard.example/*",
    });
  });

  test.each([
    ["", 0],
    ["{", 1],
    ['{"a" 1}', 5],
    ["[1 2]", 3],
    ['"open', 0],
    ["nul", 0],
    ["{} x", 3],
    ["[,]", 1],
  ])("tells where %j goes wrong", (text, offset) => {
    expect(() => parseJsonc(text)).toThrow(JsonError);
    try {
      parseJsonc(text);
    } catch (error) {
      expect((error as JsonError).offset).toBe(offset);
    }
  });
});
