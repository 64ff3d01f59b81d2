import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Catalog, Model, Query } from "../../catalog/types.js";
import { advise, specOf } from "../../planner/index.js";
import { plannedOf } from "../../planner/stated.js";
import { renderCertificate, renderResult } from "../../report/explain.js";
import { showOptions } from "../../report/indexes.js";
import { paintFor, type Paint } from "../../report/paint.js";
import { arraysOf, indexesFor, planQuery } from "../../report/planned.js";
import { showPlace, showQuery } from "../../report/shape.js";
import { viewOf } from "../../verdict/index.js";
import { UserError } from "../../workspace/error.js";
import { Workspace } from "../../workspace/workspace.js";
import type { Invocation } from "../args.js";
import { wantsColour } from "../io.js";
import { openOptions, rootNamed } from "../open.js";
import type { Command } from "../run.js";

/** `analyze-indexes explain <file:line> [root]`: how a query was read, and how each index serves it. */
export const explainCommand: Command = (invocation, io) => {
  const { file: named, line } = placeOf(invocation);
  const root = rootNamed(invocation.positionals[1], io);
  const file = existsSync(resolve(io.cwd, named)) ? resolve(io.cwd, named) : resolve(root, named);
  const catalog = Workspace.open(root, openOptions(invocation, io)).catalog();
  const found = queriesAt(catalog, relative(root, file).replaceAll("\\", "/"), line);
  const paint = paintFor(wantsColour(io.stdout, io.env));
  const texts = found.map((query) => explain(query, catalog, paint));
  io.stdout.write(
    invocation.flags.has("json") ? `${JSON.stringify(found, null, 2)}\n` : `${texts.join("\n\n")}\n`,
  );
  return 0;
};

function placeOf({ positionals }: Invocation): { file: string; line: number } {
  const named = positionals[0] ?? "";
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(named) ?? [];
  if (!file || !line) throw new UserError(`"explain" needs a place`, "for example src/services/audit.ts:42");
  return { file, line: Number(line) };
}

function queriesAt({ queries }: Catalog, file: string, line: number): Query[] {
  const inFile = queries.filter(({ at }) => at.file === file);
  const found = inFile.filter(({ at }) => at.line <= line && line <= (at.endLine ?? at.line));
  if (found.length > 0) return found;
  const lines = [...new Set(inFile.map(({ at }) => at.line))].sort(
    (a, b) => Math.abs(a - line) - Math.abs(b - line),
  );
  const others = lines.slice(0, 5).sort((a, b) => a - b);
  throw new UserError(
    `no query was read at ${file}:${line}`,
    others.length > 0 ? `this file has some at line ${others.join(", ")}` : "none was read in this file",
  );
}

function explain(query: Query, catalog: Catalog, paint: Paint): string {
  const view = viewOf(catalog);
  const model = query.modelId === null ? undefined : view.model(query.modelId);
  return [
    [
      paint("bold", showPlace(query.at)),
      query.model ?? "(model not known)",
      ...(query.in ? [query.in] : []),
    ].join("  "),
    `${paint("bold", "read as")}  ${showQuery(query)}`,
    ...query.through.map((place) => `         through ${showPlace(place)}`),
    ...doubts(query).map((text) => `         ${text}`),
    ...(model ? judged(query, model, catalog, paint) : ["Its indexes are not known, for its model is not."]),
  ].join("\n");
}

function doubts({ filter, added, certainty, plan }: Query): string[] {
  const maybe = filter.all.filter((predicate) => predicate.maybe).map(({ path }) => path);
  return [
    ...(added.length > 0 ? [`added by the library: ${added.map(({ path }) => path).join(", ")}`] : []),
    ...(maybe.length > 0 ? [`only on some paths through the code: ${maybe.join(", ")}`] : []),
    ...(filter.open ? ["it may hold further keys that are not known"] : []),
    ...(certainty === "proven" ? [] : [`certainty: ${certainty}`]),
    ...(plan === null ? ["not known well enough to name a plan"] : []),
  ];
}

function judged(query: Query, model: Model, catalog: Catalog, paint: Paint): string[] {
  const view = viewOf(catalog);
  const collection = view.collectionOf(model);
  const models = view.modelsOf(collection);
  const indexes = indexesFor(collection.indexes, models);
  const known = indexes.map((index) => ({
    ...specOf(index),
    side: [...showOptions(index), index.at ? showPlace(index.at) : index.via].join("  "),
  }));
  const { collation } = model.options;
  const advice = advise([plannedOf(query, collation)], collection.indexes, { arrays: arraysOf(models) });
  return [
    ...renderResult(planQuery(query, indexes, collation), known, paint),
    ...renderCertificate(advice, paint),
  ];
}
