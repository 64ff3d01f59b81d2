import type { Frame, ModuleState } from "./machine.js";
import { undef } from "./values.js";

/** A frame in a module, outside all of its functions, but for what is given. */
export const frameIn = (mod: ModuleState, given: Partial<Frame> = {}): Frame => ({
  fn: null,
  mod,
  self: undef,
  args: [],
  call: null,
  callee: null,
  home: null,
  returns: [],
  yields: [],
  newTarget: null,
  barrier: false,
  state: { carried: false },
  exits: null,
  ...given,
});
