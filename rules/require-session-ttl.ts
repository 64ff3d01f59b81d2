import type { Index, Model, ModelPath } from "../src/catalog/types.js";
import { showKeys } from "../src/planner/index.js";
import {
  defineRule,
  homeOf,
  isExpiryDate,
  isOwn,
  isSessionLike,
  isTtl,
  mayExpire,
  speaksOfTtl,
  type Suggestion,
} from "../src/verdict/index.js";

export default defineRule({
  name: "require-session-ttl",
  description: "require a TTL index on documents that are meant to expire",
  set: "recommended",
  level: "warn",
  type: "suggestion",
  sees: "queries",
  messages: {
    session:
      "`{{model}}` has its own expiry date, `{{path}}`, but no TTL index: nothing deletes what has expired. Add `{{index}}` with `expireAfterSeconds: 0`.",
    called:
      "`{{index}}` of `{{model}}` is called a TTL index but has no `expireAfterSeconds`: it never deletes a document. Add `expireAfterSeconds: 0`.",
    named:
      "`{{model}}` sounds like documents that expire, but has neither an expiry date nor a TTL index. Add one if they should disappear.",
    path: "`{{model}}` has an expiry date, `{{path}}`, but no TTL index. Add one if its documents should disappear then.",
    plain:
      "`{{index}}` of `{{model}}` indexes an expiry date without `expireAfterSeconds`. Add it if the documents should disappear then.",
  },
  *check(file, catalog, _, facts) {
    // What tests and scripts declare for themselves is no concern of the collection in use.
    if (facts.cold(file.file)) return;
    for (const view of file.indexes) {
      const { index, model, collection, sharing } = view;
      const path = model.paths.find((each) => each.path === index.keys[0]?.[0]);
      if (sharing[0] !== view || !index.at || !path || !isPlain(index) || !isExpiryDate(path)) continue;
      const called = speaksOfTtl(index);
      if (!called && (!isOwn(path, model) || isSessionLike(model))) continue;
      if (mayExpire(model, collection, path.path, catalog)) continue;
      yield {
        messageId: called ? "called" : "plain",
        data: { index: showKeys(index.keys), model: model.name },
        at: index.at,
        model: model.id,
        index: index.name,
        certainty: called && model.complete ? index.certainty : "assumed",
        suggest: addTtl(model, path),
      };
    }
    const told = new Set<string>();
    for (const { model, collection } of file.models) {
      const home = homeOf(model);
      if (!home || model.base !== undefined || told.has(`${home.line}:${home.column}`)) continue;
      const own = model.paths.filter((each) => isExpiryDate(each) && isOwn(each, model));
      // An index that says TTL, or is all there is to say, was told above.
      if (model.indexes.some((index) => isPlain(index) && speaksOfTtl(index))) continue;
      const path = own[0];
      const session = isSessionLike(model);
      if (!session && (!path || model.indexes.some((index) => isPlain(index, path)))) continue;
      if (mayExpire(model, collection, path?.path ?? null, catalog)) continue;
      told.add(`${home.line}:${home.column}`);
      const at = path?.at?.file === home.file ? path.at : home;
      const data = { model: model.name, path: path?.path ?? "", index: showKeys([[path?.path ?? "", 1]]) };
      const common = { at, model: model.id, shape: data.path };
      if (!path) yield { ...common, messageId: "named", data, certainty: "assumed" };
      else if (!session)
        yield { ...common, messageId: "path", data, certainty: "assumed", suggest: addTtl(model, path) };
      else
        yield {
          ...common,
          messageId: "session",
          data,
          certainty: model.complete && !keepsState(model) ? "proven" : "assumed",
          suggest: addTtl(model, path),
        };
    }
  },
});

/** A document that tells what became of it may be meant to stay. */
const keepsState = ({ paths }: Model): boolean => paths.some(({ path }) => /^(status|state)$/i.test(path));

/** A single-field index, on this path if one is given, that expires nothing. */
const isPlain = (index: Index, path?: ModelPath): boolean =>
  index.keys.length === 1 &&
  typeof index.keys[0]?.[1] === "number" &&
  (path === undefined || index.keys[0][0] === path.path) &&
  !isTtl(index);

function addTtl(model: Model, { path }: ModelPath): Suggestion[] {
  const title = `Add a TTL index on \`${path}\`: MongoDB will then delete documents once that time has passed.`;
  const plain = model.indexes.find((index) => isPlain(index) && index.keys[0]?.[0] === path);
  if (plain?.at)
    return [
      { title, changes: [{ kind: "setOption", at: plain.at, option: "expireAfterSeconds", value: 0 }] },
    ];
  if (!model.schemaAt) return [];
  const [keys, options] = [[[path, 1]] as const, { expireAfterSeconds: 0 }];
  return [{ title, changes: [{ kind: "addIndex", schemaAt: model.schemaAt, keys, options }] }];
}
