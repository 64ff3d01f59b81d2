import { freeze } from "../../interpret/freeze.js";
import type { Datum, ModelRef, SchemaOp, Span } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { noteCause } from "../../interpret/part.js";
import { perRun } from "../../interpret/per-run.js";
import { isTest } from "../../interpret/tests.js";
import type { Dom, Props, Value } from "../../interpret/values.js";
import { doOnce } from "./repeated.js";

/** A schema while it is built. Its ops are facts: never undone. */
export interface SchemaData {
  readonly id: number;
  readonly ops: SchemaOp[];
  readonly statics: Props;
  readonly methods: Props;
  readonly query: Props;
  readonly virtuals: Set<string>;
  /** Plugins by package name. */
  readonly plugins: Set<string>;
  readonly documentTypes: string[];
  /** `schema.obj`: the definition it was made of. */
  obj: Value | null;
  /** Branch level it was made at, when, and in which file. */
  readonly level: number;
  readonly born: number;
  readonly file: string;
  readonly dom: Dom;
}

/** A model as registered, or as named. */
export interface ModelData {
  readonly ref: ModelRef;
  readonly name: string | null;
  readonly schema: SchemaData | null;
  readonly base: ModelData | null;
}

interface Registry {
  readonly schemas: Map<number, SchemaData>;
  readonly models: Map<number, ModelData>;
  readonly byName: Map<string, ModelData[]>;
  readonly byType: Map<string, ModelData>;
  readonly bySchema: Map<number, ModelData>;
  /** References by document type, with every declaration that may name it, most telling first. */
  readonly typeRefs: Map<ModelRef, readonly string[]>;
  /** Packages whose code turns `autoIndex` off for all their models, and where; null: one place does, another turns it on. */
  readonly autoIndexOff: Map<string, Span | null>;
  /** Names looked for before a model had them: registering one is no condition, only laziness. */
  readonly lookedUp: Set<string>;
  readonly registrations: Map<string, Dom>;
  readonly doms: Map<string, Dom>;
  /** Set while a plugin's function runs on a schema. */
  via: SchemaOp["via"];
}

/** The schemas and models a run has met. */
export const registry = perRun((): Registry => ({
  schemas: new Map(),
  models: new Map(),
  byName: new Map(),
  byType: new Map(),
  bySchema: new Map(),
  typeRefs: new Map(),
  autoIndexOff: new Map(),
  lookedUp: new Set(),
  registrations: new Map(),
  doms: new Map(),
  via: "call",
}));

/** Records what is done to a schema. */
export function pushOp(
  m: Machine,
  schema: SchemaData,
  op: string,
  args: readonly Datum[],
  at: Span,
  plugin?: string,
): void {
  const maybe = m.branch > schema.level;
  const { via } = registry(m);
  const done: SchemaOp = {
    op,
    args,
    at,
    via,
    ...(maybe && { maybe: true as const }),
    ...(plugin !== undefined && { plugin }),
  };
  if (doOnce(m, schema.ops, done)) noteCause(m, done);
}

/** Records a call on a schema as it stands, behind what it is known to be of. */
export const pushCall = (
  m: Machine,
  schema: SchemaData,
  op: string,
  site: Site,
  first: readonly Datum[] = [],
): void => pushOp(m, schema, op, [...first, ...site.args.map((a) => freeze(m, a))], site.at);

/** What a test says goes for its own database. */
export function noteAutoIndex(m: Machine, at: Span, says: boolean | null): void {
  if (says === null || isTest(at.file)) return;
  const { autoIndexOff } = registry(m);
  const { directory } = m.project.packageOf(at.file);
  if (says) autoIndexOff.set(directory, null);
  else if (m.branch === 0 && !autoIndexOff.has(directory)) autoIndexOff.set(directory, at);
}

const saysAutoIndex = ({ ops }: SchemaData): boolean =>
  ops.some(({ args: [first, second] }) => {
    const isSet = first?.t === "prim" && first.v === "autoIndex";
    return isSet || (second?.t === "object" && second.entries.some((e) => e.key === "autoIndex"));
  });

/** What a package says of all its models, said of each schema that does not say otherwise. */
export function settleAutoIndex(m: Machine): void {
  const { autoIndexOff, models } = registry(m);
  for (const { schema } of models.values()) {
    const at = schema && autoIndexOff.get(m.project.packageOf(schema.file).directory);
    if (!schema || !at || saysAutoIndex(schema)) continue;
    const args: readonly Datum[] = [
      { t: "prim", v: "autoIndex" },
      { t: "prim", v: false },
    ];
    schema.ops.splice(1, 0, { op: "set", args, at, via: "call" });
  }
}

/** The registered model a reference means, as far as can be told now. */
export function registered(m: Machine, ref: ModelRef): ModelData | null {
  const r = registry(m);
  switch (ref.by) {
    case "registration":
      return r.models.get(ref.id) ?? null;
    case "name": {
      const list = r.byName.get(ref.name) ?? [];
      if (list.length < 2) return list[0] ?? null;
      const pkg = m.project.packageOf(ref.from).directory;
      const own = list.filter((d) => fileOf(d) === ref.from);
      const near = list.filter(
        (d) => d.ref.by === "registration" && m.project.packageOf(fileOf(d)).directory === pkg,
      );
      const found = own.length > 0 ? own : near;
      return found.length === 1 ? (found[0] ?? null) : null;
    }
    case "document": {
      const keys = r.typeRefs.get(ref) ?? [ref.type];
      for (const k of keys) {
        const hit = r.byType.get(k);
        if (hit) return hit;
      }
      return null;
    }
    default:
      return null;
  }
}

const files = new WeakMap<ModelData, string>();
export const rememberFile = (d: ModelData, file: string): void => void files.set(d, file);
/** Where a model was registered; "" for one that is only named. */
export const fileOf = (d: ModelData): string => files.get(d) ?? "";
