import type { Datum, Entry } from "../../interpret/happenings.js";
import { addOperator } from "./chain.js";
import type { Chain } from "./chain.js";
import { setEntry } from "./conditions.js";

const GEO = new Set(
  "near nearSphere maxDistance minDistance within intersects box circle center centerSphere polygon geometry".split(
    " ",
  ),
);

/** Is this one of the geo helpers of a query (M68)? */
export const isGeoStep = (method: string): boolean => GEO.has(method);

const undefinedDatum: Datum = { t: "undefined" };

/** Applies `near`, `within().box()`, `intersects().geometry()` and their kin. */
export function applyGeo(chain: Chain, method: string, args: readonly Datum[], maybe: boolean): void {
  const { conditions } = chain.shape;
  const first = args[0];
  const named = first?.t === "prim" && typeof first.v === "string" && args.length > 1 ? first.v : null;
  const path = named ?? chain.path;
  const value = (named === null ? first : args[1]) ?? undefinedDatum;
  if (path === null) {
    conditions.open = true;
    return;
  }
  switch (method) {
    case "within":
    case "intersects":
      chain.geo = method === "within" ? "$geoWithin" : "$geoIntersects";
      if (named !== null || first !== undefined) setGeo(chain, path, shapeOperand(value), maybe);
      return;
    case "near":
    case "nearSphere":
      return setNear(chain, path, method, value, maybe);
    case "maxDistance":
    case "minDistance":
      return addOperator(conditions, path, `$${method}`, value, maybe);
    case "geometry":
      return setGeo(chain, path, object([{ key: "$geometry", value }]), maybe);
    case "circle":
    case "center":
    case "centerSphere":
      return setGeo(chain, path, object([circle(value, method === "centerSphere")]), maybe);
    default: {
      const corners = named === null ? args : args.slice(1);
      const operand: Datum =
        corners.length === 1 ? value : { t: "array", items: corners.map((each) => ({ value: each })) };
      return setGeo(chain, path, object([{ key: `$${method}`, value: operand }]), maybe);
    }
  }
}

function setGeo(chain: Chain, path: string, operand: Datum, maybe: boolean): void {
  const value = object([{ key: chain.geo ?? "$geoWithin", value: operand }]);
  setEntry(chain.shape.conditions, { key: path, value }, maybe);
}

/** `near({ center, spherical, maxDistance })` becomes `$near` or `$nearSphere` beside its distances. */
function setNear(chain: Chain, path: string, method: string, value: Datum, maybe: boolean): void {
  const option = (key: string) =>
    value.t === "object" ? value.entries.find((entry) => entry.key === key)?.value : undefined;
  const spherical = method === "nearSphere" || isTrue(option("spherical"));
  const center = option("center") ?? value;
  const operand = center.t === "object" ? object([{ key: "$geometry", value: center }]) : center;
  const entries: Entry[] = [{ key: spherical ? "$nearSphere" : "$near", value: operand }];
  for (const key of ["maxDistance", "minDistance"]) {
    const distance = option(key);
    if (distance) entries.push({ key: `$${key}`, value: distance });
  }
  setEntry(chain.shape.conditions, { key: path, value: object(entries) }, maybe);
}

/** The argument of `within({ center, radius })`, `within({ type, coordinates })` and the like. */
function shapeOperand(value: Datum): Datum {
  if (value.t !== "object") return value;
  const has = (key: string) => value.entries.some((entry) => entry.key === key);
  if (has("center")) return object([circle(value, false)]);
  if (has("polygon") || has("box")) {
    return object(value.entries.map((entry) => ({ key: `$${entry.key}`, value: entry.value })));
  }
  return object([{ key: "$geometry", value }]);
}

function circle(value: Datum, spherical: boolean): Entry {
  const option = (key: string): Datum =>
    (value.t === "object" && value.entries.find((entry) => entry.key === key)?.value) || undefinedDatum;
  const key = spherical || isTrue(option("spherical")) ? "$centerSphere" : "$center";
  return { key, value: { t: "array", items: [{ value: option("center") }, { value: option("radius") }] } };
}

const isTrue = (datum: Datum | undefined) => datum?.t === "prim" && datum.v === true;
const object = (entries: readonly Entry[]): Datum => ({ t: "object", entries, open: false });
