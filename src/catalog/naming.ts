import { pluralize } from "./replay/mongoose.js";

/** Where Mongoose 5's rules differ from today's (M54). */
const LEGACY: readonly (readonly [RegExp, string])[] = [
  [/^human$/, "humans"],
  [/human$/, "$$1ens"],
  [/virus$/, "viri"],
  [/(cact|foc|fung|nucle)us$/, "$&"],
  [/^goose$/, "gooses"],
];

/** The collection name Mongoose makes of a model's name (M52–M54). */
export function collectionName(model: string, mongooseMajor: number | null): string {
  if (model === "system.profile" || model === "system.indexes") return model;
  const name = model.toLowerCase();
  const legacy =
    mongooseMajor !== null && mongooseMajor < 6 ? LEGACY.find(([rule]) => rule.test(name)) : undefined;
  return legacy ? name.replace(...legacy) : pluralize(model);
}
