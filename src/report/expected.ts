import { showKeys } from "../planner/index.js";
import type { Answer } from "../verdict/index.js";
import { showPlace } from "./shape.js";
import type { Subject } from "./types.js";

/** What became of one expectation. */
export interface ExpectedLine {
  /** null: not known. */
  readonly met: boolean | null;
  readonly text: string;
}

/** The expectations of the configuration, counted and one by one; null when there are none. */
export function expectedLines({
  expected,
}: Pick<Subject, "expected">): { readonly title: string; readonly lines: readonly ExpectedLine[] } | null {
  if (!expected) return null;
  const { answers, unknownModels } = expected;
  const lines = [
    ...answers.map((answer): ExpectedLine => ({ met: answer.met !== null, text: textOf(answer) })),
    ...unknownModels.map((name): ExpectedLine => ({
      met: null,
      text: `${name}: no model of this name was read`,
    })),
  ];
  if (lines.length === 0) return null;
  const met = lines.filter((line) => line.met).length;
  return { title: `Expectations: ${met} of ${lines.length} met`, lines };
}

function textOf({ expectation, model, keys, met, near }: Answer): string {
  const why = expectation.why ? ` (${expectation.why})` : "";
  return `${model.name} ${showKeys(keys)}${why}: ${outcome(keys, met, near)}`;
}

function outcome(keys: Answer["keys"], met: Answer["met"], near: Answer["near"]): string {
  if (!met) return near ? `the index ${near.lacks}` : "there is no such index";
  const place = met.at ? ` ${showPlace(met.at)}` : "";
  return met.keys.length > keys.length ? `by ${showKeys(met.keys)}${place}` : `declared${place}`;
}
