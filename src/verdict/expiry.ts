import type { Collection, Filter, Index, Model, ModelPath, Operation, Query } from "../catalog/types.js";
import type { CatalogView } from "./view.js";
import { words } from "./words.js";

const expiryWords = /^(expire[sd]?|expiry|expiration|expiring|exp)$/;
const timeWords = /^(at|on|date|time|datetime|timestamp|ts|utc|until|is|in|when)$/;

/** Is this a single Date that tells when something expires? */
export function isExpiryDate({ path, type, array }: ModelPath): boolean {
  const said = words(path.slice(path.lastIndexOf(".") + 1));
  return (
    type === "Date" &&
    !array &&
    (said.some((word) => expiryWords.test(word)) || /valid (un)?till?/.test(said.join(" ")))
  );
}

/** Does the expiry date speak of the document itself, not of a part (`resetPasswordExpires` of a user)? */
export function isOwn({ path }: ModelPath, model: Model): boolean {
  if (path.includes(".")) return false;
  const own = words(model.name).map(stem);
  const rest = words(path).filter(
    (word) => !expiryWords.test(word) && !timeWords.test(word) && !/^valid|till?$/.test(word),
  );
  return rest.every((word) => own.includes(stem(word)));
}

/** Invite, invites and invitation are one word. */
const stem = (word: string): string => word.slice(0, 5).replace(/s$/, "");

const tails = /^(models?|schemas?|documents?|docs?|entity|entities|v?\d+)$/;
const heads = /^(session|token|otp|nonce|invite|invitation|totp)$/;
const phrases =
  /\b(magic|login|reset|invite|invitation|verification|confirmation|activation|signup|auth) (link|code|request|challenge|key|pin)$|\b(otp|one time|verify|passwordless|recovery|pairing|device) (code|password|link|pass|passcode)$|\b(password|email|account|phone) (reset|verification|confirmation|recovery|activation)( request)?$|\b(forgot|reset) password$|\btoken (blacklist|denylist|blocklist)$/;
const otherSense =
  /\b(training|class|course|lesson|therapy|study|chat|game|gaming|workshop|coaching|tutoring|mentoring|exam|quiz|yoga|workout|conference|meeting|recording|poker|nft|crypto|erc20|coin|device|push|design)\b.* (session|token)$/;

/** Is this a session, token, one-time code, reset, invitation or magic link, going by the model's name? */
export function isSessionLike(model: Model): boolean {
  const said = words(model.name);
  while (said.length > 1 && tails.test(said.at(-1) ?? "")) said.pop();
  const head = singular(said.at(-1) ?? "");
  const phrase = [...said.slice(0, -1), head].join(" ");
  return (heads.test(head) || phrases.test(phrase)) && !otherSense.test(phrase);
}

const singular = (word: string): string => word.replace(/s$/, "");

const denied =
  /\b(no|not|non|never|without|avoid|instead of|isn'?t|disabled?|removed?)\W+(\w+\W+){0,2}ttl|ttl\W+(\w+\W+){0,3}(disabled|removed|handled|elsewhere|manual(ly)?|cron|job|worker|not)\b/i;

/** Do an index's name or the comment beside it promise that it deletes documents? */
export function speaksOfTtl({ options, comment = "" }: Index): boolean {
  if (words(options.name ?? "").includes("ttl")) return true;
  const promise =
    /\bttl\b|\bauto(matic(ally)?)?[\s-]*(delet|expir|remov|purg|clean)|\b(delet|expir|remov|purg)\w*\s+(\w+\s+){0,3}automatically/i;
  return promise.test(comment) && !denied.test(comment);
}

export const isTtl = ({ options }: Index): boolean =>
  options.expireAfterSeconds !== undefined || options["expires"] !== undefined;

/** Is something known to delete the documents of a model over time, or could something unread do it? */
export function mayExpire(
  model: Model,
  collection: Collection,
  path: string | null,
  catalog: CatalogView,
): boolean {
  const { capped, timeseries } = model.options;
  if (capped || timeseries) return true;
  if ([...collection.indexes, ...catalog.modelsOf(collection).flatMap((each) => each.indexes)].some(isTtl))
    return true;
  const named = collection.name === null ? [] : catalog.operationsOn(collection.name);
  if (
    named.some(makesTtl) ||
    catalog.operationsOn(null).some((each) => makesTtl(each) && leadsWith(each, path))
  )
    return true;
  const { gaps } = catalog.catalog;
  if (
    gaps.some(
      ({ what, model: of }) =>
        (of === model.name || of === model.id) && (what === "index" || what === "operation"),
    )
  )
    return true;
  return deletesBy(
    catalog.queriesOf(collection).map(({ query }) => query),
    path,
  );
}

const makesTtl = ({ kind, keys, options }: Operation): boolean => {
  if (options?.expireAfterSeconds !== undefined) return true;
  return kind === "collMod" ? options === undefined : /^(create|ensure)Ind/.test(kind) && keys === undefined;
};

const leadsWith = ({ keys }: Operation, path: string | null): boolean => !keys || keys[0]?.[0] === path;

const deletes = /delete|remove/i;

function deletesBy(queries: readonly Query[], path: string | null): boolean {
  const deleting = queries.filter(({ operation }) => deletes.test(operation));
  if (deleting.some(({ certainty, filter }) => certainty === "unknown" || filter.open)) return true;
  if (path === null) return deleting.some(({ filter }) => hasRange(filter));
  if (deleting.some(({ filter }) => tests(filter, path))) return true;
  // Found by the path and deleted one by one, in one function.
  return queries.some(
    ({ in: within, filter }) =>
      within !== null && tests(filter, path) && deleting.some((each) => each.in === within),
  );
}

const hasRange = (filter: Filter): boolean =>
  filter.all.some(({ op }) => op === "range") || filter.any.flat().some(hasRange);

const tests = (filter: Filter, path: string): boolean =>
  filter.all.some((predicate) => predicate.path === path) ||
  filter.any.flat().some((branch) => tests(branch, path));
