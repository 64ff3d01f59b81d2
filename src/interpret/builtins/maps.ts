import { assign, type Machine, type Site } from "../machine.js";
import { runCallback } from "../unknown-call.js";
import {
  array,
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  join,
  type Props,
  tick,
  undef,
  unknown,
  type Value,
} from "../values.js";

interface MapData {
  /** By key; what was put in under keys that are not known is kept together. */
  readonly props: Props;
  readonly born: number;
}

const dataOf = (v: Value): MapData | null =>
  v.t === "dom" && v.kind === mapKind ? (v.data as MapData) : null;

const anyKey = "?";
const keyOf = (key: Value): string => (key.t === "prim" ? `${typeof key.v}:${String(key.v)}` : anyKey);
const stranger = (why: string): Value => unknown(why, { external: "the JavaScript library", key: "Map" });

function put(m: Machine, data: MapData, key: Value, v: Value): void {
  const name = keyOf(key);
  const old = name === anyKey ? data.props.get(name) : undefined;
  assign(m, data, data.props, name, { v: old ? join([old.v, v]) : v });
}

/** What is kept under a key, as far as it was seen to be put in; it may be missing. */
function get({ props }: MapData, key: Value): Value {
  const name = keyOf(key);
  const cells = name === anyKey ? [...props.values()] : [props.get(name), props.get(anyKey)];
  const found = cells.flatMap((cell) => (cell ? [cell.v] : []));
  return found.length === 0 ? stranger("a value of a Map") : join([...found, undef]);
}

const valuesIn = ({ props }: MapData): readonly Value[] => [...props.values()].map(({ v }) => v);

const method = (name: string, run: (m: Machine, data: MapData, site: Site) => Value): Builtin =>
  builtin(`Map.${name}`, (m, site) => {
    const data = dataOf(site.self);
    return data ? run(m, data, site) : stranger(`Map.${name}`);
  });

const methods: Readonly<Record<string, Builtin>> = {
  get: method("get", (_m, data, { args: [key] }) => get(data, key ?? undef)),
  set: method("set", (m, data, { args: [key, value], self }) => {
    put(m, data, key ?? undef, value ?? undef);
    return self;
  }),
  has: method("has", () => unknown("whether a Map has it", { kind: ["boolean"] })),
  values: method("values", (_m, data) => array(valuesIn(data), null, stranger("a value of a Map"))),
  forEach: method("forEach", (m, data, { args: [fn] }) => {
    if (fn?.t === "fn") runCallback(m, fn, [join([...valuesIn(data), stranger("a value of a Map")])]);
    return undef;
  }),
};

const mapKind: DomKind = {
  name: "Map",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a Map", kind: ["object"] }),
  element: (_m, self) => {
    const data = dataOf(self);
    const value = join([...(data ? valuesIn(data) : []), stranger("a value of a Map")]);
    return array([stranger("a key of a Map"), value]);
  },
  get: (_m, self, key) =>
    methods[key] ?? unknown(`a Map's ${key}`, { of: self, key, external: "the JavaScript library" }),
};

const construct = (m: Machine, { args: [given] }: Site): Value => {
  const data: MapData = { props: new Map(), born: tick() };
  for (const { v } of given?.t === "arr" ? given.items : []) {
    const [key, value] = v.t === "arr" ? v.items : [];
    put(m, data, key?.v ?? stranger("a key of a Map"), value?.v ?? stranger("a value of a Map"));
  }
  return { t: "dom", kind: mapKind, data } satisfies Dom;
};

/** `new Map()`: what was put in is what comes out. */
export const mapConstructor: Builtin = builtin("Map", () => stranger("a map"), { construct });
