import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/** Builds the tool into a folder without checking its types: what node runs, in a second. */
export function transpile(repository: string, folder: string): void {
  for (const room of ["src", "rules"]) {
    for (const entry of readdirSync(join(repository, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const source = join(entry.parentPath, entry.name);
      const target = join(folder, relative(repository, source));
      mkdirSync(dirname(target), { recursive: true });
      if (!source.endsWith(".ts")) cpSync(source, target);
      else {
        const { outputText } = ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions });
        writeFileSync(target.replace(/ts$/, "js"), outputText);
      }
    }
  }
  cpSync(join(repository, "package.json"), join(folder, "package.json"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
}
