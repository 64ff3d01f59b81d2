import { apply } from "../../interpret/call.js";
import { evaluate } from "../../interpret/evaluate.js";
import { frameIn } from "../../interpret/frame.js";
import type { Span } from "../../interpret/happenings.js";
import { type Frame, limits, type Machine, OutOfFuel, spanOf } from "../../interpret/machine.js";
import { aside } from "../../interpret/aside.js";
import { getMember } from "../../interpret/members.js";
import { tell } from "../../interpret/tell.js";
import {
  alternatives,
  type Builtin,
  builtin,
  type ClassV,
  type Dom,
  type DomKind,
  prim,
  undef,
  unknown,
  type Value,
} from "../../interpret/values.js";
import type { Decorator, Member } from "../../syntax/tree.js";

/** One use of a decorator that a dialect knows. */
export interface Mark {
  readonly name: string;
  readonly args: readonly Value[];
  readonly at: Span;
}

export interface MemberMarks {
  readonly key: string;
  readonly node: Member;
  readonly cls: ClassV;
  /** As applied: the one nearest to the member first. */
  readonly marks: Mark[];
}

/** What decorators left on a class itself and on its fields. */
export interface ClassMarks {
  readonly marks: Mark[];
  readonly members: MemberMarks[];
}

const decoratorKind: DomKind = {
  name: "decorator",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a decorator" }),
  get: (_m, self, key) => unknown(`a decorator's ${key}`, { of: self, key }),
  call: (_m, self, site) => {
    const target = site.args[0];
    if (target?.t === "dom" && target.kind === targetKind)
      (target.data as Target).marks.push(...(self.data as readonly Mark[]));
    return undef;
  },
};

interface Target {
  readonly cls: ClassV;
  readonly isMember: boolean;
  readonly marks: Mark[];
}

/** What a decorator is called with: it stands for the class or its prototype. */
const targetKind: DomKind = {
  name: "decorator target",
  truthy: true,
  freeze: (_m, self) => ({
    t: "class",
    name: (self.data as Target).cls.name,
    id: (self.data as Target).cls.mod.file,
  }),
  // What a decorator sets on the class is there before anybody can ask.
  set: (_m, self, key, v) => {
    const { cls, isMember } = self.data as Target;
    if (!isMember) cls.statics.set(key, { v });
  },
  get: (m, self, key, at) => {
    const { cls, isMember } = self.data as Target;
    if (!isMember && key === "constructor") return cls;
    return isMember && key === "constructor" ? cls : getMember(m, cls, key, at);
  },
};

/** A decorator factory: what is called with options and gives the decorator. */
export const decorator = (name: string): Builtin =>
  builtin(name, (_m, site): Dom => ({
    t: "dom",
    kind: decoratorKind,
    data: [{ name, args: site.args, at: site.at }],
  }));

/** Several decorators as one; those that are not known are left out. */
export const applyDecorators: Builtin = builtin("applyDecorators", (_m, site): Dom => ({
  t: "dom",
  kind: decoratorKind,
  data: site.args.flatMap((a) => alternatives(a).flatMap(marksIn)),
}));

const marksIn = (v: Value): readonly Mark[] =>
  v.t === "dom" && v.kind === decoratorKind ? (v.data as readonly Mark[]) : [];

/** A frame in which a class's own expressions are evaluated. */
export const classFrame = (cls: ClassV): Frame => frameIn(cls.mod, { home: cls });

const known = new WeakMap<ClassV, ClassMarks>();

/** What decorators left on a class: read once, with fuel of its own. */
export function marksOf(m: Machine, cls: ClassV): ClassMarks {
  const before = known.get(cls);
  if (before) return before;
  const found: ClassMarks = { marks: [], members: [] };
  known.set(cls, found);
  aside(m, limits.moduleFuel, () => {
    const frame = classFrame(cls);
    m.frames.push(frame);
    try {
      for (const x of cls.node.members) readMember(m, frame, cls, x, found);
      decorate(m, frame, cls, cls.node.dec, { cls, isMember: false, marks: found.marks }, null);
    } catch (error) {
      if (!(error instanceof OutOfFuel)) throw error;
      tell(m, {
        type: "gap",
        what: "schema",
        why: "the decorators were too long to follow to their end",
        at: placeOf(cls),
      });
    }
  });
  return found;
}

function readMember(m: Machine, f: Frame, cls: ClassV, x: Member, found: ClassMarks): void {
  if (!x.dec || x.static || (x.k !== "field" && x.k !== "get")) return;
  const key = typeof x.key === "string" ? prim(x.key) : evaluate(m, f, cls.scope, x.key);
  if (key.t !== "prim") return;
  const marks: Mark[] = [];
  decorate(m, f, cls, x.dec, { cls, isMember: true, marks }, String(key.v));
  if (marks.length > 0) found.members.push({ key: String(key.v), node: x, cls, marks });
}

/** Applies decorators as the language does: the last one written first. */
function decorate(
  m: Machine,
  f: Frame,
  cls: ClassV,
  list: readonly Decorator[] | undefined,
  target: Target,
  key: string | null,
): void {
  const value: Dom = { t: "dom", kind: targetKind, data: target };
  const args = key === null ? [value] : [value, prim(key), undef];
  for (const d of [...(list ?? [])].reverse())
    for (const v of alternatives(evaluate(m, f, cls.scope, d.x))) {
      if (v.t !== "fn" && !(v.t === "dom" && v.kind === decoratorKind)) continue;
      const at = spanOf(cls.mod, d);
      apply(m, v, { self: undef, args, at, name: at, frame: f });
    }
}

/** The declaration of a class, decorators included. */
export const placeOf = (cls: ClassV): Span => spanOf(cls.mod, cls.node);

/** How annotations name the class. */
export const keyOf = (cls: ClassV): string => `${cls.mod.file}#${cls.name ?? cls.node.s}`;

/** The class and those it extends, nearest first, and what the last of them extends that is no class we have. */
export function lineage(cls: ClassV): { readonly classes: readonly ClassV[]; readonly root: Value | null } {
  const classes: ClassV[] = [];
  let c: Value | null = cls;
  while (c?.t === "cls" && !classes.includes(c)) {
    classes.push(c);
    c = c.base;
  }
  return { classes, root: c?.t === "cls" ? null : c };
}

/** The arguments of a list-like option: an array's known elements, and one for all further ones. */
export const elements = (v: Value | undefined): readonly Value[] =>
  v === undefined
    ? []
    : alternatives(v).flatMap((a) =>
        a.t === "arr" ? [...a.items.map((c) => c.v), ...(a.rest ? [a.rest] : [])].flatMap(alternatives) : [],
      );
