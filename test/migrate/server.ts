import { conflicts } from "../../src/planner/index.js";
import type { Index } from "../../src/catalog/types.js";
import type { Step } from "../../src/migrate/steps.js";

/** Collections as a server holds them, refusing what a server refuses (I17–I25). */
export type Server = Map<string, Index[]>;

export function perform(server: Server, step: Step): void {
  const indexes = server.get(step.collection) ?? [];
  server.set(step.collection, indexes);
  if (step.do === "create") {
    const { name, ...options } = step.options;
    const index: Index = {
      keys: step.keys,
      options,
      name: String(name),
      via: "live",
      at: null,
      certainty: "proven",
    };
    for (const existing of indexes) {
      const answer = conflicts(existing, index);
      if (answer && "code" in answer) throw new Error(`${answer.code}: ${answer.why}`);
      if (answer) return;
    }
    indexes.push(index);
    return;
  }
  const at = indexes.findIndex(({ name }) => name === step.name);
  const found = indexes[at];
  if (!found) throw new Error(`27: index not found with name [${step.name}]`);
  if (step.do === "drop") indexes.splice(at, 1);
  else indexes[at] = { ...found, options: modified(found, step.change) };
}

function modified({ options }: Index, change: Extract<Step, { do: "modify" }>["change"]): Index["options"] {
  if (change["unique"] === true) {
    const { prepareUnique, ...rest } = options;
    if (prepareUnique !== true) throw new Error("cannot make an index unique that is not prepared for it");
    return { ...rest, unique: true };
  }
  return { ...options, ...change };
}
