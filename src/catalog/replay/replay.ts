import type { Schema } from "mongoose";
import type { GlobalPlugin, SchemaBuilt, SchemaOp } from "../../interpret/happenings.js";
import { isMaintenance } from "../maintenance.js";
import { schemaClass } from "./mongoose.js";
import { startSchema } from "./add.js";
import { doOperation } from "./operations.js";
import type { Mark, Replay, Replayed } from "./state.js";

/** All schemas a run built, ready to be rebuilt on the real Mongoose when first asked for. */
export function replayOf(
  built: readonly SchemaBuilt[],
  { modelName, major }: Pick<Replay, "modelName" | "major">,
): Replay {
  const byId = new Map(built.map((schema) => [schema.id, schema]));
  const done = new Map<number, Replayed>();
  const marks: Mark[] = [];
  const replay: Replay = { marks, modelName, major, schema };
  return replay;

  function schema(id: number): Replayed | null {
    const known = done.get(id);
    if (known) return known;
    const source = byId.get(id);
    return source ? rebuild(source) : null;
  }

  function rebuild(source: SchemaBuilt): Replayed {
    const [first, ...rest] = source.ops;
    const blank: Schema = new (schemaClass())();
    // A schema that leads back to itself while it is being made is, so far, an empty one.
    const pending: Replayed = { built: source, schema: blank, gaps: [], incomplete: false, uses: new Set() };
    done.set(source.id, pending);
    const starts = first?.op === "new" || first?.op === "from";
    const started = starts ? startSchema(first, pending, replay) : blank;
    const home: Replayed = { ...pending, schema: started, incomplete: pending.incomplete };
    done.set(source.id, home);
    for (const op of starts ? rest : source.ops)
      if (!isMaintenance(op, source)) doOperation(op, home, replay);
    return home;
  }
}

/** Is everything known of this schema and of all it contains? */
export function isComplete(schema: Replayed, seen = new Set<Replayed>()): boolean {
  if (seen.has(schema)) return true;
  seen.add(schema);
  return !schema.incomplete && [...schema.uses].every((used) => isComplete(used, seen));
}

/** Does what a global plugin did to its stand-in schema to a real one. */
export function applyGlobalPlugin(
  plugin: GlobalPlugin,
  ops: readonly SchemaOp[],
  home: Replayed,
  replay: Replay,
): void {
  for (const op of ops) if (op.op !== "new") doOperation({ ...op, via: "plugin" }, home, replay);
  if (plugin.schema !== null) return;
  const args = [{ t: "function" as const, name: plugin.plugin }];
  doOperation(
    { op: "plugin", args, at: plugin.at, via: "plugin", plugin: plugin.plugin ?? "" },
    home,
    replay,
  );
}
