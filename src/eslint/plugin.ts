import { createRequire } from "node:module";
import type { ESLint, Linter, Rule } from "eslint";
import { rules } from "../../rules/index.js";
import { isIn, type RuleSet } from "../verdict/index.js";
import { configurationRule, validConfiguration } from "./configuration.js";
import { toRuleModule } from "./bridge.js";

const namespace = "mongoose-indexes";
const { name, version } = createRequire(import.meta.url)("eslint-plugin-mongoose-indexes/package.json") as {
  readonly name: string;
  readonly version: string;
};

/** The ESLint plugin. */
const plugin = {
  meta: { name, version, namespace },
  rules: {
    [configurationRule]: validConfiguration,
    ...Object.fromEntries(rules.map((rule) => [rule.name, toRuleModule(rule)])),
  } as { readonly [name: string]: Rule.RuleModule },
  configs: {} as { readonly [set in RuleSet]: Linter.Config },
} satisfies ESLint.Plugin;

Object.assign(plugin.configs, {
  recommended: configOf("recommended"),
  strict: configOf("strict"),
  all: configOf("all"),
});

/** A rule set as a config object; without `files`, it holds wherever the user puts it. */
function configOf(set: RuleSet): Linter.Config {
  const on = rules.filter((rule) => isIn(rule, set));
  return {
    name: `${namespace}/${set}`,
    plugins: { [namespace]: plugin },
    rules: {
      [`${namespace}/${configurationRule}`]: "error",
      ...Object.fromEntries(
        on.map((rule) => [`${namespace}/${rule.name}`, rule.level === "error" ? "error" : "warn"]),
      ),
    },
  };
}

export default plugin;
// For CommonJS configs: `require()` gives the plugin itself.
export { plugin as "module.exports" };
