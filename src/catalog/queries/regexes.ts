import type { Datum } from "../../interpret/happenings.js";

const METACHARACTER = /[$.[\](){}+*?\\|]/;

/** How the planner treats a regular expression: as bounds on a prefix (P6), or as a scan of all strings (P7). */
function regexOp(source: string, flags: string): "regex-prefix" | "regex" {
  return literalPrefix(source, flags) === "" ? "regex" : "regex-prefix";
}

/** The same for a pattern known only by how it starts: `new RegExp("^" + text)`. */
function regexOpOfStart(start: string | undefined, flags: string): "regex-prefix" | "regex" {
  if (start === undefined || !anchored(start) || hasFlag(flags, "imx")) return "regex";
  const rest = start.slice(anchorLength(start));
  return rest === "" || literalPrefix(start, flags) !== "" ? "regex-prefix" : "regex";
}

/** The op of any datum that stands for a pattern: a RegExp, or the string given to `$regex`. */
export function patternOp(datum: Datum, options: string): "regex-prefix" | "regex" {
  switch (datum.t) {
    case "regex":
      return datum.source === null
        ? regexOpOfStart(datum.prefix, datum.flags + options)
        : regexOp(datum.source, datum.flags + options);
    case "prim":
      return typeof datum.v === "string" ? regexOp(datum.v, options) : "regex";
    case "unknown":
      return regexOpOfStart(datum.prefix, options);
    case "union":
      return datum.of.every((each) => patternOp(each, options) === "regex-prefix") ? "regex-prefix" : "regex";
    default:
      return "regex";
  }
}

const hasFlag = (flags: string, any: string) => [...any].some((flag) => flags.includes(flag));
const anchored = (source: string) => source.startsWith("^") || source.startsWith("\\A");
const anchorLength = (source: string) => (source.startsWith("^") ? 1 : 2);

/** The literal text every match starts with; any `|` defeats it, as does case-insensitivity. */
function literalPrefix(source: string, flags: string): string {
  if (!anchored(source) || hasFlag(flags, "imx") || source.includes("|")) return "";
  let prefix = "";
  for (let i = anchorLength(source); i < source.length; i++) {
    const char = source[i] ?? "";
    if (char === "\\") {
      const escaped = source[++i] ?? "";
      if (escaped === "" || /[A-Za-z0-9]/.test(escaped)) return prefix;
      prefix += escaped;
    } else if (char === "*" || char === "?" || char === "{") {
      return prefix.slice(0, -1);
    } else if (METACHARACTER.test(char)) {
      return prefix;
    } else {
      prefix += char;
    }
  }
  return prefix;
}
