import type { IndexKeys, IndexOptions, Json, Place } from "../catalog/types.js";

/** An edit as intention: what shall change where. `src/syntax/edits.ts` finds the text it means. */
export type Change =
  /** Take the declaration of an index away. */
  | { readonly kind: "removeIndex"; readonly at: Place }
  /** Declare one more index of the schema that stands at `schemaAt`. */
  | {
      readonly kind: "addIndex";
      readonly schemaAt: Place;
      readonly keys: IndexKeys;
      readonly options: IndexOptions;
    }
  /** Give the index declared by a call or decorator at `at` other keys. */
  | { readonly kind: "setKeys"; readonly at: Place; readonly keys: IndexKeys }
  /** Take an option away from the index or field declared at `at`. */
  | { readonly kind: "removeOption"; readonly at: Place; readonly option: string }
  /** Give the index declared at `at` an option, or another value for it. */
  | { readonly kind: "setOption"; readonly at: Place; readonly option: string; readonly value: Json };

/** Changes offered to the reader under an imperative title: made together or not at all. */
export interface Suggestion {
  readonly title: string;
  readonly changes: readonly Change[];
}
