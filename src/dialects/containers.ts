import type { Dialect } from "../interpret/dialect.js";
import type { Machine, Site } from "../interpret/machine.js";
import {
  builtin,
  type Dom,
  type DomKind,
  record,
  text,
  type Unk,
  undef,
  unknown,
  type Value,
} from "../interpret/values.js";
import { inject } from "./injection/inject.js";
import { provide, providedBy } from "./injection/providers.js";

/** Inversify, TSyringe, TypeDI: what a container was told under a token or a class is what is injected for it. */
export const containers: Dialect = {
  name: "containers",
  external(_m, pkg, name) {
    if (!packages.has(pkg)) return undefined;
    if (name === "inject" || name === "Inject") return inject;
    return name === "default" && pkg === "inversify-inject-decorators" ? getDecorators : undefined;
  },
  call(m, callee, site) {
    const { key, of: holder } = callee;
    const isOurs = packages.has(packageOf(callee) ?? "");
    if (key === "bind" || key === "rebind") return isOurs || isToken(site) ? bindingOf(site) : undefined;
    if (!isOurs || holder === undefined) return undefined;
    if (key === "get" || key === "resolve") return providedBy(m, site.args[0], site.at.file) ?? undefined;
    return key !== undefined && tellers.has(key) ? told(m, key, site) : undefined;
  },
};

const packages: ReadonlySet<string> = new Set([
  "inversify",
  "inversify-inject-decorators",
  "tsyringe",
  "typedi",
]);

const packageOf = ({ external, of }: Unk): string | undefined =>
  external ?? (of?.t === "unk" ? of.external : undefined);

/** `bind<UserService>(TYPES.UserService)` inside a module that is handed the function: no other `bind` is given a symbol or a type. */
const isToken = ({ args: [token], typeArgs }: Site): boolean =>
  typeArgs !== undefined || (text(token)?.startsWith("Symbol(") ?? false);

const getDecorators = builtin("getDecorators", () =>
  record({ lazyInject: inject, lazyInjectNamed: inject, lazyMultiInject: inject }),
);

/** `container.bind(token)`, before it is said to what. */
const bindingKind: DomKind = {
  name: "binding",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a binding" }),
  get(_m, self, key) {
    const provider = providers[key];
    const token = self.data as Value;
    return provider
      ? builtin(key, (m, site) => {
          provide(m, record({ provide: token, ...provider(site.args[0] ?? token) }), site.at.file);
          return unknown("a binding");
        })
      : unknown(`a binding's ${key}`, { of: self, key });
  },
};

const bindingOf = ({ args: [token = undef] }: Site): Dom => ({ t: "dom", kind: bindingKind, data: token });

type Provider = Readonly<Record<string, Value>>;

const providers: Readonly<Record<string, ((v: Value) => Provider) | undefined>> = {
  to: (v) => ({ useClass: v }),
  toSelf: (v) => ({ useClass: v }),
  toConstantValue: (v) => ({ useValue: v }),
  toDynamicValue: (v) => ({ useFactory: v }),
  toService: (v) => ({ useExisting: v }),
};

const tellers: ReadonlySet<string> = new Set([
  "set",
  "register",
  "registerInstance",
  "registerSingleton",
  "registerType",
]);

/** `Container.set(token, value)`, `container.register(token, { useClass })`. */
function told(m: Machine, key: string, { args: [token = undef, v], at }: Site): Value {
  const say = (provider: Provider): void => provide(m, record({ provide: token, ...provider }), at.file);
  if (key === "set" && token.t === "obj") provide(m, described(token), at.file);
  else if (key === "set" || key === "registerInstance") say({ useValue: v ?? undef });
  else if (v?.t === "obj")
    provide(m, { ...v, props: new Map([...v.props, ["provide", { v: token }]]) }, at.file);
  else say({ useClass: v ?? token });
  return unknown("a container");
}

/** TypeDI's `{ id, value }`, `{ id, type }`, `{ id, factory }`. */
function described({ props }: Extract<Value, { t: "obj" }>): Value {
  const named = { id: "provide", value: "useValue", type: "useClass", factory: "useFactory" };
  return record(
    Object.fromEntries(
      Object.entries(named).flatMap(([theirs, ours]) => {
        const v = props.get(theirs)?.v;
        return v ? [[ours, v]] : [];
      }),
    ),
  );
}
