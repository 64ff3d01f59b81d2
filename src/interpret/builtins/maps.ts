import { askAgain } from "../late.js";
import type { Machine, Site } from "../machine.js";
import { assign } from "../trail.js";
import { typed } from "../types.js";
import { runCallback } from "../unknown-call.js";
import {
  type Arr,
  array,
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  join,
  prim,
  type Props,
  tick,
  type TypeIn,
  undef,
  unknown,
  type Value,
} from "../values.js";

interface MapData {
  /** By key; what was put in under keys that are not known is kept together. */
  readonly props: Props;
  /** What functions put in that ran when the map was there already: an entry is undone when it ends, that it does so is a fact. */
  readonly late: Map<string, Value>;
  /** `new Map<string, Collection>()` */
  readonly held: TypeIn | null;
  readonly born: number;
}

const dataOf = (v: Value): MapData | null =>
  v.t === "dom" && v.kind === mapKind ? (v.data as MapData) : null;

const anyKey = "?";
const keyOf = (key: Value): string => {
  if (key.t === "cls") return `class:${key.born}`;
  return key.t === "prim" ? `${typeof key.v}:${String(key.v)}` : anyKey;
};
const keyNamed = (name: string): Value => {
  const [type, text] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  if (type === "string") return prim(text);
  return type === "number" ? prim(Number(text)) : stranger("a key of a Map");
};
const stranger = (why: string): Value => unknown(why, { external: "the JavaScript library", key: "Map" });

function put(m: Machine, data: MapData, key: Value, v: Value): void {
  const name = keyOf(key);
  const old = name === anyKey ? data.props.get(name) : undefined;
  assign(m, data, data.props, name, { v: old ? join([old.v, v]) : v });
  if (data.born >= m.entry) return;
  const before = data.late.get(name);
  data.late.set(name, before ? join([before, v]) : v);
}

/** What is kept under a key, as far as it was seen to be put in; it may be missing. An entry that asks too early asks again. */
function get(m: Machine, { props, late, held, born }: MapData, key: Value): Value {
  const name = keyOf(key);
  const under = <T>(kept: ReadonlyMap<string, T>): readonly T[] =>
    name === anyKey ? [...kept.values()] : [kept.get(name), kept.get(anyKey)].filter((v) => v !== undefined);
  const now = under(props).map(({ v }) => v);
  const found = now.length > 0 ? now : born < m.entry ? under(late) : [];
  if (found.length > 0) return join([...found, undef]);
  if (born < m.entry) askAgain(m, `map ${born}.${name}`, () => under(late).length > 0);
  return held ? typed(m, held, "a value of a Map") : stranger("a value of a Map");
}

/** Its entries in order; others too, where code that is not seen yet, or a key that is not known, may have put some in. */
function listOf(m: Machine, { props, late, born }: MapData): Arr {
  const known = [...props].filter(([name]) => name !== anyKey);
  const isWhole = known.length === props.size && late.size === 0 && born >= m.entry;
  const others = join([...[...props.values()].map(({ v }) => v), stranger("a value of a Map")]);
  return array(
    known.map(([name, { v }]) => array([keyNamed(name), v])),
    null,
    isWhole ? null : array([stranger("a key of a Map"), others]),
  );
}

/** The keys or the values of a list of entries. */
function column({ items, rest }: Arr, n: 0 | 1): Arr {
  const cell = (entry: Value): Value => (entry.t === "arr" ? (entry.items[n]?.v ?? undef) : undef);
  return array(
    items.map(({ v }) => cell(v)),
    null,
    rest && cell(rest),
  );
}

const method = (name: string, run: (m: Machine, data: MapData, site: Site) => Value): Builtin =>
  builtin(`Map.${name}`, (m, site) => {
    const data = dataOf(site.self);
    return data ? run(m, data, site) : stranger(`Map.${name}`);
  });

const methods: Readonly<Record<string, Builtin>> = {
  get: method("get", (m, data, { args: [key] }) => get(m, data, key ?? undef)),
  set: method("set", (m, data, { args: [key, value], self }) => {
    put(m, data, key ?? undef, value ?? undef);
    return self;
  }),
  has: method("has", () => unknown("whether a Map has it", { kind: ["boolean"] })),
  entries: method("entries", listOf),
  keys: method("keys", (m, data) => column(listOf(m, data), 0)),
  values: method("values", (m, data) => column(listOf(m, data), 1)),
  forEach: method("forEach", (m, data, { args: [fn] }) => {
    if (fn?.t !== "fn") return undef;
    const { items, rest } = listOf(m, data);
    for (const { v } of [...items, ...(rest ? [{ v: rest }] : [])]) {
      const [key, value] = v.t === "arr" ? v.items : [];
      runCallback(m, fn, [value?.v ?? undef, key?.v ?? undef]);
    }
    return undef;
  }),
};

const mapKind: DomKind = {
  name: "Map",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a Map", kind: ["object"] }),
  list: (m, self) => listOf(m, self.data as MapData),
  get: (_m, self, key) =>
    methods[key] ?? unknown(`a Map's ${key}`, { of: self, key, external: "the JavaScript library" }),
};

const construct = (m: Machine, { args: [given], typeArgs, frame }: Site): Value => {
  const node = typeArgs?.[1];
  const held = node && node.k !== "tkw" ? { node, mod: frame.mod } : null;
  const data: MapData = { props: new Map(), late: new Map(), held, born: tick() };
  for (const { v } of given?.t === "arr" ? given.items : []) {
    const [key, value] = v.t === "arr" ? v.items : [];
    put(m, data, key?.v ?? stranger("a key of a Map"), value?.v ?? stranger("a value of a Map"));
  }
  return { t: "dom", kind: mapKind, data } satisfies Dom;
};

/** `new Map()`: what was put in is what comes out. */
export const mapConstructor: Builtin = builtin("Map", () => stranger("a map"), { construct });
