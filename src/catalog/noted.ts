import type { Happenings } from "../interpret/happenings.js";
import { placesOf, type PlaceOf } from "./places.js";

/** Lines and comments of the files that were asked for a place. */
export type Texts = ReadonlyMap<string, Text>;

interface Text {
  readonly lines: unknown;
  readonly comments: unknown;
}

/** Places, with a note of the texts they stand in. */
export interface Noted {
  readonly place: PlaceOf;
  readonly texts: Texts;
  /** Notes texts that something remembered stands in. */
  note(texts: Texts): void;
}

export function notingPlaces({ lines, comments }: Happenings): Noted {
  const texts = new Map<string, Text>();
  const place = placesOf(lines);
  return {
    texts,
    place: (span) => {
      const { file } = span;
      if (!texts.has(file)) texts.set(file, { lines: lines[file], comments: comments[file] });
      return place(span);
    },
    note: (others) => others.forEach((text, file) => texts.set(file, text)),
  };
}

/** Are these texts what they were? */
export function areAsTheyWere(texts: Texts, { lines, comments }: Happenings): boolean {
  for (const [file, text] of texts)
    if (lines[file] !== text.lines || comments[file] !== text.comments) return false;
  return true;
}
