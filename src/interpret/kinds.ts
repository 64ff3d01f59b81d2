import type { Machine } from "./machine.js";
import { kindsOf } from "./types.js";
import type { Unk } from "./values.js";

/** What an unknown still is: from its origin, else its annotation. */
export const alternativeKinds = (m: Machine, u: Unk): readonly string[] =>
  u.kind ?? (u.type ? kindsOf(m, u.type) : []);
