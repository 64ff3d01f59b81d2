/** Lists code as one reads it out, each once: "`a`", "`a` and `b`", "`a`, `b` and `c`". */
export function enumerate(texts: readonly string[], word: "and" | "or" = "and"): string {
  const quoted = [...new Set(texts)].map((text) => `\`${text}\``);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} ${word} ${last}`;
}
