// Lets node run the sources as they are: `node --import ./test/support/typescript-hooks.mjs src/cli/main.ts`.
import { existsSync, readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

let ts;

/** `./x.js` in a source means `./x.ts` when that is what lies there. */
export async function resolve(specifier, context, next) {
  const from = context.parentURL;
  if (/^\.\.?\/.*\.js$/.test(specifier) && from?.endsWith(".ts")) {
    const source = new URL(specifier.replace(/\.js$/, ".ts"), from);
    if (existsSync(source)) return { url: source.href, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  ts ??= (await import("typescript")).default;
  const { target, module, verbatimModuleSyntax } = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), "utf8"), {
    compilerOptions: { target, module, verbatimModuleSyntax },
  });
  return { format: "module", source: outputText, shortCircuit: true };
}

if (!import.meta.url.includes("?hooks")) register(`${import.meta.url}?hooks`);
