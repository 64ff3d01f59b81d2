import type { Rule as ESLintRule } from "eslint";
import { editsFor, type Edit } from "../syntax/edits.js";
import { silencedIn } from "../verdict/directives.js";
import { checkFile, type Change, type Rule, type See, type Verdict } from "../verdict/index.js";
import type { Place } from "../catalog/types.js";
import { UserError } from "../workspace/error.js";
import { complain, problem } from "./configuration.js";
import { concerns, open, type Opened } from "./open.js";

const docs = "https://www.npmjs.com/package/eslint-plugin-mongoose-indexes";

/** Presents a rule of ours as a rule of ESLint. */
export function toRuleModule(rule: Rule): ESLintRule.RuleModule {
  return {
    meta: {
      type: rule.type,
      docs: {
        description: rule.description,
        recommended: rule.set === "recommended",
        url: `${docs}#${rule.name}`,
      },
      hasSuggestions: true,
      ...(rule.fixable ? { fixable: "code" as const } : {}),
      schema: [{ type: "object", properties: rule.schema, additionalProperties: false }],
      defaultOptions: [{ ...rule.defaults }],
      messages: messagesOf(rule),
    },
    create: (context) => (concerns(context) ? { Program: () => judge(context, rule) } : {}),
  };
}

function judge(context: ESLintRule.RuleContext, rule: Rule): void {
  const opened = open(context);
  if (opened === null) return;
  // Where valid-configuration is off, the first rule tells.
  if (opened instanceof UserError) return complain(context, opened);
  const options = (context.options[0] ?? {}) as Rule["defaults"];
  const how = { level: "warn", options, facts: opened.facts } as const;
  const verdicts = checkFile(opened.view, opened.file, rule, how);
  if (verdicts.length === 0) return;
  const silenced = silencedIn(context.sourceCode.text, "ours");
  for (const verdict of verdicts) {
    const { at } = verdict.finding;
    if (at.file === opened.file && !silenced(rule.name, at.line)) report(context, verdict, opened);
  }
}

const messagesOf = ({ messages }: Rule): { [id: string]: string } => ({
  ...Object.fromEntries(Object.entries(messages).map(([id, text]) => [id, `${text}{{see}}`])),
  configuration: problem,
});

function report(context: ESLintRule.RuleContext, verdict: Verdict, { file }: Opened): void {
  const { finding, messageId, suggest, fix } = verdict;
  const editing = editsIn(file, context.sourceCode.text);
  const fixes = fix && editing(fix);
  context.report({
    loc: locationOf(finding.at),
    messageId,
    data: { ...finding.data, see: finding.see.map(showSee).join("") },
    suggest: suggest.flatMap(({ title, changes }) => {
      const edits = changes.map(editing);
      const all = edits.flatMap((each) => each ?? []);
      return edits.includes(null) ? [] : [{ desc: title, fix: (fixer) => all.map(toFix(fixer)) }];
    }),
    ...(fixes ? { fix: (fixer) => fixes.map(toFix(fixer)) } : {}),
  });
}

/** Edits of changes in the file under lint; null for those elsewhere and those not understood. */
const editsIn =
  (file: string, text: string) =>
  (change: Change): readonly Edit[] | null => {
    const at = change.kind === "addIndex" ? change.schemaAt : change.at;
    return at.file === file ? editsFor(file, text, change) : null;
  };

const toFix =
  (fixer: ESLintRule.RuleFixer) =>
  ({ start, end, text }: Edit) =>
    fixer.replaceTextRange([start, end], text);

const showSee = ({ at, message }: See): string => ` ${at.file}:${at.line}: ${message}`;

const locationOf = ({ line, column, endLine, endColumn }: Place) => ({
  start: { line, column: column - 1 },
  end: { line: endLine ?? line, column: (endColumn ?? column) - 1 },
});
