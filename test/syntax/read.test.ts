import { expect, test } from "vitest";
import { readModule } from "../../src/syntax/read.js";

test("a template of a source file, whose imports name no module, is read", () => {
  const tree = readModule(
    "service.ts",
    `import { A } from {{name}};\nexport { B } from {{name}};\nimport c from "c";`,
  );
  expect(tree.specifiers).toEqual(["c"]);
});
