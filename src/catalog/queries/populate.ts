import type { Datum, Entry } from "../../interpret/happenings.js";
import type { Model } from "../types.js";
import { mergeInto, setEntry } from "./conditions.js";
import type { QueryContext } from "./context.js";
import { applyOptions } from "./options.js";
import { pathFact } from "./paths.js";
import { readProjection } from "./projection.js";
import { newShape } from "./shape.js";
import type { Shape } from "./shape.js";

/** A query that `populate` makes on the foreign model (M82, M83). */
export interface Population {
  /** The foreign model's name as the schema or the call gives it. */
  readonly name: string | null;
  readonly model: Model | null;
  readonly shape: Shape;
}

interface Ask {
  readonly path: string;
  readonly model?: Datum | undefined;
  readonly match?: Datum | undefined;
  readonly select?: Datum | undefined;
  readonly options?: Datum | undefined;
  readonly nested?: Datum | undefined;
}

/** What populating asks of foreign models: paths by string, list or options, nested ones included. */
export function populations(
  args: readonly Datum[],
  model: Model | null,
  context: QueryContext,
  gap: (why: string) => void,
): Population[] {
  return asksOf(args).flatMap((ask) => {
    const shape = shapeOf(ask, model);
    return foreignersOf(ask, model, context, gap).flatMap((foreign) => [
      { ...foreign, shape },
      ...(ask.nested === undefined ? [] : populations([ask.nested], foreign.model, context, gap)),
    ]);
  });
}

type Foreign = Omit<Population, "shape">;

/** The models a path refers to: several where a path of the document names one (`refPath`, M82). */
function foreignersOf(
  { path, model: given }: Ask,
  model: Model | null,
  context: QueryContext,
  gap: (why: string) => void,
): Foreign[] {
  const explicit = given === undefined || given.t === "undefined" ? null : foreignOf(given, model, context);
  if (explicit) return [explicit];
  const fact = pathFact(model, path);
  const virtual = virtualsAt(path, model)[0];
  const { ref, refs }: { ref?: string; refs?: readonly string[] } =
    virtual ?? (typeof fact === "object" ? fact : {});
  if (ref === undefined && refs?.length === 0) gap(`the models \`${path}\` can refer to are not known`);
  return (ref === undefined ? (refs ?? []) : [ref]).map((name) => ({
    name,
    model: context.modelsNamed(name, model),
  }));
}

const virtualsAt = (path: string, model: Model | null) =>
  model?.virtuals.filter((each) => each.path === path) ?? [];

function shapeOf(ask: Ask, model: Model | null): Shape {
  const shape = newShape("populate", false);
  const virtuals = virtualsAt(ask.path, model);
  const keys: Datum = { t: "unknown", why: "the populated documents' keys", kind: ["array"] };
  const members: Datum = { t: "object", entries: [{ key: "$in", value: keys }], open: false };
  const fields = virtuals.length === 0 ? ["_id"] : virtuals.map(({ foreignField }) => foreignField);
  const joined = fields.map((key) => ({ key, value: members }));
  const [only] = joined;
  // Several foreign fields are alternatives (M83).
  if (only && joined.length === 1) setEntry(shape.conditions, only);
  else setEntry(shape.conditions, { key: "$or", value: anyOf(joined) });
  if (ask.match) mergeInto(shape.conditions, ask.match, false);
  if (ask.select) shape.projection = readProjection(ask.select);
  applyOptions(shape, ask.options);
  return shape;
}

const anyOf = (branches: readonly Entry[]): Datum => ({
  t: "array",
  items: branches.map((entry) => ({ value: { t: "object", entries: [entry], open: false } })),
});

/** `model:` of a populate option: a model, or its name. */
function foreignOf(
  datum: Datum,
  from: Model | null,
  context: QueryContext,
): { name: string | null; model: Model | null } | null {
  if (datum.t === "model") {
    const model = context.model(datum.ref);
    return { name: model?.name ?? (datum.ref.by === "name" ? datum.ref.name : null), model };
  }
  if (datum.t === "prim" && typeof datum.v === "string") {
    return { name: datum.v, model: context.modelsNamed(datum.v, from) };
  }
  return null;
}

function asksOf(args: readonly Datum[]): Ask[] {
  const [first, select, model, match, options] = args;
  switch (first?.t) {
    case "prim":
      if (typeof first.v !== "string") return [];
      return words(first.v).map((path) => ({ path, select, model, match, options }));
    case "array":
      return first.items.flatMap((item) => asksOf([item.value]));
    case "union":
      return first.of.flatMap((each) => asksOf([each]));
    case "object":
      return asksOfOptions(first);
    default:
      return [];
  }
}

function asksOfOptions(datum: Datum & { t: "object" }): Ask[] {
  const option = (key: string) => datum.entries.find((entry) => entry.key === key)?.value;
  const path = option("path");
  if (path?.t !== "prim" || typeof path.v !== "string") return [];
  const rest = {
    model: option("model"),
    match: option("match"),
    select: option("select"),
    options: option("options"),
    nested: option("populate"),
  };
  return words(path.v).map((each) => ({ path: each, ...rest }));
}

const words = (text: string) => text.split(" ").filter((word) => word !== "");
