import { format } from "prettier";
import type { Rule } from "../../src/verdict/index.js";

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** rules/index.ts, as it must read for these rule files. */
export function indexSource(names: readonly string[]): Promise<string> {
  const sorted = [...names].sort();
  const source = [
    'import type { Rule } from "../src/verdict/index.js";',
    ...sorted.map((name) => `import ${camel(name)} from "./${name}.js";`),
    "",
    "/** Every rule, by name. */",
    `export const rules: readonly Rule[] = [${sorted.map(camel).join(", ")}];`,
  ].join("\n");
  return format(source, { parser: "typescript", printWidth: 110 });
}

/** The top of a rule's page: its name, and what its definition says. */
export function pageHeader({ name, description, set, level, fixable }: Rule): string {
  const mends = fixable ? " 🔧 Fixable." : "";
  const sentence = `${description[0]?.toUpperCase() ?? ""}${description.slice(1)}.`;
  return `# ${name}\n\n> ${sentence}\n>\n> Set: \`${set}\` · level: \`${level}\`.${mends}\n\n`;
}

/** A page without its header. */
export const pageBody = (page: string): string => page.replace(/^# .*\n\n(?:>.*\n)*\n?/, "");
