import { isUnknown } from "./unknown.js";

/** What kind of region or point a geo operator names; decides which geo index can serve it (I49). */
export interface GeoRegion {
  readonly operator: "within" | "intersects" | "near";
  /** Has a covering on the sphere… */
  readonly sphere: boolean;
  /** …or on the plane. */
  readonly flat: boolean;
  readonly text: string;
}

const OPERATORS = ["$geoWithin", "$within", "$geoIntersects", "$near", "$nearSphere", "$geoNear"];

/** Is this one of the geo operators? */
export const isGeoOperator = (operator: string): boolean => OPERATORS.includes(operator);

/** Reads the operand of a geo operator; undefined when it has none of the known shapes. */
export function readGeo(operator: string, operand: unknown): GeoRegion | undefined {
  const text = JSON.stringify(operand) ?? "";
  const open = isUnknown(operand);
  if (operator === "$near" || operator === "$nearSphere" || operator === "$geoNear") {
    const geometry =
      typeof operand === "object" && operand !== null && !Array.isArray(operand) && isGeoJson(operand);
    const sphere = geometry || open || operator === "$nearSphere";
    return { operator: "near", sphere, flat: !geometry, text };
  }
  if (typeof operand !== "object" || operand === null) return undefined;
  const name = operator === "$geoIntersects" ? "intersects" : "within";
  if (open) return { operator: name, sphere: true, flat: name === "within", text };
  if ("$geometry" in operand) return { operator: name, sphere: true, flat: false, text };
  if (name === "intersects") return undefined;
  if ("$centerSphere" in operand)
    return { operator: name, sphere: true, flat: staysOnThePlane(operand.$centerSphere), text };
  if ("$center" in operand || "$box" in operand || "$polygon" in operand)
    return { operator: name, sphere: false, flat: true, text };
  return undefined;
}

const isGeoJson = (operand: object): boolean =>
  "$geometry" in operand || ("type" in operand && "coordinates" in operand);

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const radians = (angle: number): number => (angle * Math.PI) / 180;

/** A 2d index serves a spherical cap unless it wraps around the edge of the world. */
function staysOnThePlane(cap: unknown): boolean {
  if (!Array.isArray(cap) || !Array.isArray(cap[0])) return true;
  const [x, y, radius] = [Number(cap[0][0]), Number(cap[0][1]), Number(cap[1])];
  if (![x, y, radius].every(Number.isFinite)) return true;
  const high = degrees(radius);
  const narrowest = Math.min(
    Math.cos(radians(Math.min(89, y + high))),
    Math.cos(radians(Math.max(-89, y - high))),
  );
  const wide = high / narrowest;
  return x + wide < 180 && x - wide > -180 && y + high < 90 && y - high > -90;
}
