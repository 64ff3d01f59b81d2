import type { Rule } from "eslint";
import { UserError } from "../workspace/error.js";
import { concerns, open } from "./open.js";

/** The name under which a configuration that cannot be used is told. */
export const configurationRule = "valid-configuration";

export const problem = "{{problem}} Until it is mended, no rule of mongoose-indexes judges this file.";

const complained = new WeakSet<object>();

/** Tells what is wrong with our own configuration, once per file, by whichever rule is asked first. */
export function complain(context: Rule.RuleContext, { message, hint }: UserError): void {
  if (complained.has(context.sourceCode)) return;
  complained.add(context.sourceCode);
  context.report({
    loc: { line: 1, column: 0 },
    messageId: "configuration",
    data: { problem: `${message}${hint ? ` (${hint})` : ""}.` },
  });
}

/** First in each set, so that no rule about something else has to tell of the configuration. */
export const validConfiguration: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: { description: "require a configuration of mongoose-indexes that can be used", recommended: true },
    schema: [],
    messages: { configuration: problem },
  },
  create: (context) => (concerns(context) ? { Program: () => tell(context) } : {}),
};

function tell(context: Rule.RuleContext): void {
  const opened = open(context);
  if (opened instanceof UserError) complain(context, opened);
}
