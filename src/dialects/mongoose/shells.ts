import type { Machine, Site } from "../../interpret/machine.js";
import {
  type Builtin,
  builtin,
  type Dom,
  type DomKind,
  unknown,
  type Value,
} from "../../interpret/values.js";
import { collectionNamed, collectionOf } from "./native.js";

/** Libraries over the driver whose database is told its collections by name, or has them as members as in the shell. */
export function shellLibrary(pkg: string, name: string): Value | undefined {
  const whole = name === "*" || name === "=" || name === "default";
  if (pkg === "mongoskin") return whole ? namespaceOf(pkg, "db") : name === "db" ? opener(pkg) : undefined;
  if (!openers.has(pkg)) return undefined;
  return whole ? opener(pkg) : unknown(`${pkg}'s ${name}`, { external: pkg, key: name });
}

const openers = new Set(["monk", "mongojs", "pmongo", "promised-mongo", "mongoist"]);

const opener = (pkg: string): Builtin => {
  const open = () => (pkg === "monk" ? monk : shell);
  return builtin(pkg, open, { construct: open });
};

const namespaceOf = (pkg: string, member: string): Value => ({
  ...unknown(pkg, { external: pkg, key: "*" }),
  props: new Map([[member, { v: opener(pkg) }]]),
});

const named = (m: Machine, site: Site): Value => collectionNamed(m, { ...site, args: site.args.slice(0, 1) });

/** `db.get("users")` */
const monkKind: DomKind = {
  name: "monk",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a database" }),
  get: (_m, _self, key) =>
    key === "get" || key === "create" || key === "collection"
      ? builtin(`monk.${key}`, named)
      : unknown(`a database's ${key}`, { external: "monk", key }),
};

/** What the shell's database has beside its collections. */
const own = new Set(
  (
    "on once off emit close open toString then catch runCommand command createCollection dropDatabase stats getCollectionNames " +
    "listCollections getLastError adminCommand createUser dropUser eval"
  ).split(" "),
);

/** `db.users`, `db.collection("users")`, `db.bind("users")` */
const shellKind: DomKind = {
  name: "shell",
  truthy: true,
  freeze: () => ({ t: "unknown", why: "a database" }),
  get: (m, _self, key, at) => {
    if (key === "collection" || key === "bind") return builtin(`Db.${key}`, named);
    if (own.has(key)) return unknown(`a database's ${key}`, { external: "mongodb", key });
    return collectionOf(m, { by: "collection", name: key, from: at?.file ?? "" });
  },
};

const monk: Dom = { t: "dom", kind: monkKind, data: {} };
const shell: Dom = { t: "dom", kind: shellKind, data: {} };
