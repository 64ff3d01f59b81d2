import { createRequire } from "node:module";
import type { ts as TS } from "ts-morph";
import { compact } from "./compact.js";
import { lower } from "./lower.js";
import type { Module } from "./tree.js";

const require = createRequire(import.meta.url);
let loaded: typeof TS | undefined;

/** TypeScript as ts-morph bundles it; loaded on first use (0.4 s). */
function typescript(): typeof TS {
  return (loaded ??= (require("ts-morph") as { ts: typeof TS }).ts);
}

const scriptKind = (ts: typeof TS, file: string): TS.ScriptKind => {
  if (file.endsWith(".tsx")) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(file)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
};

/** Reads one file's text (without BOM) into a program tree. Never throws on odd code: `error` tells the first syntax error. */
export function readModule(file: string, text: string): Module {
  const ts = typescript();
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, scriptKind(ts, file));
  return compact(lower(ts, source, file, text));
}
