import type { Dialect } from "../../interpret/dialect.js";
import type { Machine } from "../../interpret/machine.js";
import { perRun } from "../../interpret/per-run.js";
import { type ClassV, record, type Value } from "../../interpret/values.js";
import { decorator, placeOf } from "../decorators/marks.js";
import { mongoose } from "../mongoose/index.js";
import { registerModel } from "../mongoose/register.js";
import { inject } from "../injection/inject.js";
import { provide } from "../injection/providers.js";
import { nameOf, optionsOf, schemaOfClass } from "./schema.js";

/** Ts.ED: classes that are models, and are injected as such: `@Inject(User) users: MongooseModel<User>`. */
export const tsed: Dialect = {
  name: "tsed",
  external(_m, pkg, name) {
    if (!pkg.startsWith("@tsed/")) return undefined;
    return name === "Inject" ? inject : decorators.get(name);
  },
  annotation: (m, pkg, name, args, where) =>
    pkg === "@tsed/mongoose" && name === "MongooseModel"
      ? mongoose.annotation?.(m, "mongoose", "Model", args, where)
      : undefined,
  classDeclared(m, cls) {
    if (isModel(cls)) waiting(m).push(cls);
  },
  // Other modules may be part of a circle that is closed only now.
  moduleDone(m, mod) {
    for (const cls of waiting(m)) if (cls.mod === mod) register(m, cls);
  },
};

const decorators: ReadonlyMap<string, Value> = new Map(
  (
    "Model Schema MongooseIndex MongooseIndexes MongoosePlugin ObjectID Ref VirtualRef VirtualRefs SchemaIgnore Indexed Unique " +
    "Sparse Select Property Required Default Enum CollectionOf ArrayOf MapOf Name Email Format DateTime MinLength MaxLength " +
    "Min Max Pattern Description Example Groups ReadOnly Ignore IgnoreProperty Nullable Any Trim Lowercase Uppercase Integer"
  )
    .split(" ")
    .map((name) => [name, decorator(`tsed.${name}`)] as const),
);

const waiting = perRun((): ClassV[] => []);

const isModel = ({ node, mod }: ClassV): boolean =>
  (node.dec ?? []).some(
    ({ x }) =>
      x.k === "call" &&
      x.f.k === "id" &&
      mod.scope.imports?.get(x.f.n)?.name === "Model" &&
      mod.scope.imports.get(x.f.n)?.from === "@tsed/mongoose",
  );

function register(m: Machine, cls: ClassV): void {
  const options = optionsOf(m, cls, "Model");
  const collection = options?.t === "obj" ? options.props.get("collection")?.v : undefined;
  const model = registerModel(m, {
    name: nameOf(m, cls),
    schema: schemaOfClass(m, cls).dom,
    collection: collection ?? null,
    connection: null,
    at: placeOf(cls),
    dialect: "mongoose",
    documentTypes: [],
  });
  provide(m, record({ provide: cls, useValue: model }), cls.mod.file);
}
