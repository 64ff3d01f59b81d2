import type { Certainty, Place } from "../catalog/types.js";
import type { Change, Suggestion } from "./change.js";
import type { Facts } from "./facts.js";
import type { MessageData, Messages } from "./messages.js";
import type { Level, RuleSet, See } from "./types.js";
import type { CatalogView, FileView } from "./view.js";

/** What a rule yields: a message by its id with exactly the data its text asks for, and where it applies. */
export type Problem<M extends Messages = Messages> = {
  [Id in keyof M & string]: { readonly messageId: Id } & MessageData<M[Id]> & ProblemBase;
}[keyof M & string];

export interface ProblemBase {
  readonly at: Place;
  /** Id of the model it is about; null when it is about none or an unknown one. */
  readonly model: string | null;
  /** Name of the index it is about. */
  readonly index?: string;
  /** The normalised query shape it is about: what tells findings of one file apart when there is no index. */
  readonly shape?: string;
  /** `proven` unless said otherwise. */
  readonly certainty?: Certainty;
  readonly see?: readonly See[];
  readonly suggest?: readonly Suggestion[];
  /** A change that is safe without asking. */
  readonly fix?: Change;
}

/** A problem whatever its rule, as the presenters see it. */
export type AnyProblem = ProblemBase & {
  readonly messageId: string;
  readonly data?: { readonly [name: string]: string } | undefined;
};

export type RuleOptions = { readonly [option: string]: unknown };

/** One rule: what it looks for and how it says so. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  readonly set: RuleSet;
  readonly level: Level;
  readonly type: "problem" | "suggestion";
  /** "queries": judges call sites, or needs all of them. */
  readonly sees: "models" | "queries" | "operations";
  readonly messages: Messages;
  /** JSON Schema of each option. */
  readonly schema: { readonly [option: string]: object };
  readonly defaults: RuleOptions;
  readonly fixable: boolean;
  readonly check: (
    file: FileView,
    catalog: CatalogView,
    options: RuleOptions,
    facts: Facts,
  ) => Iterable<AnyProblem>;
}

interface RuleDefinition<M extends Messages, O extends RuleOptions> {
  readonly name: string;
  readonly description: string;
  readonly set: RuleSet;
  readonly level: Level;
  readonly type: Rule["type"];
  readonly sees: Rule["sees"];
  readonly messages: M;
  readonly schema?: { readonly [option in keyof O]: object };
  readonly defaults?: O;
  readonly fixable?: true;
  readonly check: (file: FileView, catalog: CatalogView, options: O, facts: Facts) => Iterable<Problem<M>>;
}

/** A rule whose messages, data and options are checked by the compiler. */
export function defineRule<const M extends Messages, O extends RuleOptions = Record<never, never>>(
  definition: RuleDefinition<M, O>,
): Rule {
  const { schema = {}, defaults = {}, fixable = false, check } = definition;
  return { ...definition, schema, defaults, fixable, check: check as unknown as Rule["check"] };
}
