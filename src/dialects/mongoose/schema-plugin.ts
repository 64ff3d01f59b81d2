import { apply } from "../../interpret/call.js";
import { freeze } from "../../interpret/freeze.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { type Unk, undef, type Value } from "../../interpret/values.js";
import { pushOp, registry, type SchemaData } from "./registry.js";

/** Runs a plugin on a schema; one whose code we do not have is named. */
export function applyPlugin(m: Machine, schema: SchemaData, fn: Value, options: Value, site: Site): void {
  const target = fn.t === "obj" && fn.props.has("default") ? (fn.props.get("default")?.v ?? fn) : fn;
  if (target.t === "fn") {
    const r = registry(m);
    const { via } = r;
    r.via = "plugin";
    try {
      apply(m, target, {
        ...site,
        self: undef,
        args: options === undef ? [schema.dom] : [schema.dom, options],
      });
    } finally {
      r.via = via;
    }
    return;
  }
  const name = pluginName(target, site);
  schema.plugins.add(name);
  pushOp(m, schema, "plugin", [{ t: "function", name }, freeze(m, options)], site.at, name);
}

function pluginName(v: Value, site: Site): string {
  for (let u: Value | undefined = v; u; u = u.t === "unk" ? u.of : undefined) {
    if (u.t === "unk" && u.external !== undefined) return u.external;
    if (u.t === "builtin") return u.name;
  }
  const u = v as Unk;
  return u.key ?? `the plugin at ${site.at.file}`;
}
