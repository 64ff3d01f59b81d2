import type { ModelRef } from "../../interpret/happenings.js";
import type { Machine, Site } from "../../interpret/machine.js";
import { builtin, object, undef, unknown, type Value } from "../../interpret/values.js";
import { issue } from "./query.js";

interface Modification {
  readonly filter: Value;
  readonly sort: Value | undefined;
  readonly update: Value;
  readonly removes: boolean;
}

/** `findAndModify(filter, sort, update, options)` of older drivers, and `findAndModify({ query, sort, update })` as in the shell. */
export const findAndModify = builtin("Collection.findAndModify", (m, site) => {
  const [first, sort, update = undef, options] = site.args;
  const whole = first?.t === "obj" && first.props.has("query") ? first.props : null;
  const removes = (whole ?? (options?.t === "obj" ? options.props : null))?.has("remove") ?? false;
  return modify(
    m,
    site,
    whole
      ? {
          filter: whole.get("query")?.v ?? undef,
          sort: whole.get("sort")?.v,
          update: whole.get("update")?.v ?? undef,
          removes,
        }
      : { filter: first ?? undef, sort, update, removes },
  );
});

/** `findAndRemove(filter, sort)` of older drivers. */
export const findAndRemove = builtin("Collection.findAndRemove", (m, site) => {
  const [filter = undef, second] = site.args;
  // `findAndRemove(filter, next)`: these drivers' last argument is their callback.
  const sort = site.args.length === 2 && second?.t === "unk" ? undefined : second;
  return modify(m, site, { filter, sort, update: undef, removes: true });
});

function modify(m: Machine, site: Site, { filter, sort, update, removes }: Modification): Value {
  const { self } = site;
  if (self.t !== "dom") return unknown("a collection");
  const options = object();
  if (sort && sort.t !== "fn") options.props.set("sort", { v: sort });
  const callback = site.args.at(-1);
  const args = [filter, ...(removes ? [] : [update]), options, ...(callback?.t === "fn" ? [callback] : [])];
  const operation = removes ? "findOneAndDelete" : "findOneAndUpdate";
  const ref = self.data as ModelRef;
  return issue(
    m,
    { operation, gives: "one", model: null, ref, native: true, receiver: "collection" },
    { ...site, args },
  );
}
