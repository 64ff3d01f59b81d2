import type { Known, Typist } from "./reading.js";
import { sourceOf } from "./sources.js";

/** A file that is being edited, and how to read its next text. */
export interface Typing extends Pick<Typist, "isPassedThrough"> {
  readonly file: string;
  /** The file was saved since: what others do through it is not known yet. */
  isSaved: boolean;
  /** All that is known with this text of the file; null: it cannot be read. */
  read(text: string): Known | null;
}

/** Starts with what is known of the saved text. */
export function typingOf(file: string, saved: string, typist: Typist, known: Known): Typing {
  let last = { text: saved, known };
  return {
    file,
    isSaved: false,
    isPassedThrough: typist.isPassedThrough,
    read(text) {
      if (text === last.text) return last.known;
      const known = typist.read(
        sourceOf(file, text, () => text),
        text,
      );
      if (known !== null) last = { text, known };
      return known;
    },
  };
}
