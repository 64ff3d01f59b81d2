import type { Datum } from "../../interpret/happenings.js";
import type { Machine } from "../../interpret/machine.js";
import { object, type Obj, type Value } from "../../interpret/values.js";
import { registry, type SchemaData } from "./registry.js";

/** A path's name, and what `eachPath` tells of it. */
export type KnownPath = readonly [path: string, type: Value];

/** The paths of a definition, nested ones by their whole names; null: there may be others. */
export function pathsIn(definition: Value | null, prefix = ""): readonly KnownPath[] | null {
  if (definition?.t !== "obj" || definition.open) return null;
  const found: KnownPath[] = [];
  for (const [key, { v, maybe }] of definition.props) {
    if (maybe) return null;
    if (!isNested(v)) {
      found.push([prefix + key, typeOf(v)]);
      continue;
    }
    const inside = pathsIn(v, `${prefix}${key}.`);
    if (!inside) return null;
    found.push(...inside);
  }
  return found;
}

const isNested = (v: Value): v is Obj => v.t === "obj" && v.props.size > 0 && !v.props.has("type");

function typeOf(v: Value): Value {
  const options = v.t === "obj" && v.props.size > 0 ? v : object();
  if (options !== v) options.props.set("type", { v });
  const type = object();
  type.props.set("options", { v: options });
  return Object.assign(type, { open: true });
}

/** Does a schema have a path? undefined: it cannot be told. */
export function hasPath(
  m: Machine,
  schema: SchemaData,
  path: string,
  seen = new Set<number>(),
): boolean | undefined {
  const [first = ""] = path.split(".");
  if (seen.has(schema.id) || /^(_?id|__v|(crea|upda)ted_?at)$/i.test(first)) return undefined;
  seen.add(schema.id);
  const has = (definition: Datum | undefined): boolean | undefined => {
    if (definition === undefined) return false;
    if (definition.t === "schema") {
      const other = registry(m).schemas.get(definition.id);
      return other && hasPath(m, other, path, seen);
    }
    if (definition.t !== "object") return undefined;
    const entry = definition.entries.find(({ key }) => key.split(".")[0] === first);
    if (entry) return entry.maybe || first !== path ? undefined : true;
    return definition.open ? undefined : false;
  };
  const answers = schema.ops.map(({ op, args, plugin, maybe }) => {
    if (op === "new" || op === "add") {
      const answer = args.length > 1 && op === "add" ? undefined : has(args[0]);
      return answer && maybe ? undefined : answer;
    }
    return plugin !== undefined || changesPaths.has(op) ? undefined : false;
  });
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** Operations after which a schema may have other paths. */
const changesPaths = new Set(["from", "plugin", "remove", "path", "set", "discriminator"]);
