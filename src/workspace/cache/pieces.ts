import { openPack, packed } from "./pack.js";
import { fromJson } from "./store.js";

/** Elements a piece: a long list as one text would take as much room again as it does. */
const most = 1000;
/** The name of a piece of a list. */
const numbered = /^(.*) \d+$/;

type Text = readonly [name: string, json: string];

/** An object as texts of JSON: one for each of its parts, several for a long list. */
function* textsOf(whole: object): Generator<Text> {
  for (const [name, part] of Object.entries(whole)) {
    if (part === undefined) continue;
    if (!Array.isArray(part) || part.length <= most) yield [name, JSON.stringify(part)];
    else
      for (let at = 0; at < part.length; at += most)
        yield [`${name} ${at / most}`, JSON.stringify(part.slice(at, at + most))];
  }
}

/** What the texts are of; null: one of them is lost. */
function wholeOf(texts: Iterable<readonly [name: string, json: string | undefined]>): object | null {
  const whole: Record<string, unknown> = {};
  for (const [name, json] of texts) {
    const part = fromJson(json);
    if (part === null && json !== "null") return null;
    const [, list] = numbered.exec(name) ?? [];
    if (list === undefined) whole[name] = part;
    else ((whole[list] ??= []) as unknown[]).push(...(part as unknown[]));
  }
  return whole;
}

/** A plain object for a file, piece by piece. */
export const pieces = (whole: object): Generator<Uint8Array> => packed(textsOf(whole));

/** A plain object as it reads once it was written. */
export const asWritten = <T extends object>(whole: T): T => wholeOf(textsOf(whole)) as T;

/** An object that was written; null: it is not there, or damaged. */
export function readWhole(path: string): object | null {
  return inPack(path, (text, names) => wholeOf(names.map((name) => [name, text(name)])));
}

/** One short part of an object that was written; the others are not read. */
export function readPart(path: string, part: string): unknown {
  return inPack(path, (text) => fromJson(text(part)));
}

function inPack<T>(
  path: string,
  read: (text: (name: string) => string | undefined, names: readonly string[]) => T,
): T | null {
  const pack = openPack(path);
  if (pack === null) return null;
  try {
    return read((name) => pack.get(name)?.toString(), pack.keys);
  } finally {
    pack.close();
  }
}
