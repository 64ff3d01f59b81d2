import type { Happening, Happenings, SchemaBuilt, SchemaOp, Span } from "./happenings.js";
import { type Edited, isStill, type LineOf, mentions, spansIn, withText } from "./move.js";
import { inverse, movedFact, movedSpan, rewritten, type Shift, shiftOf, type TextEdit } from "./shift.js";

/** What a file did when it was read alone, before and after an edit of it. */
export interface Readings {
  readonly before: readonly Happening[];
  readonly after: readonly Happening[];
}

export interface Amended {
  readonly happenings: Happenings;
  /** Whoever asks for lines and columns is told the same as before. */
  readonly isStill: boolean;
}

export interface Amender {
  amend(edit: TextEdit, now: Edited, read: Readings): Amended;
  /** The places of this file through which others do something. */
  readonly passages: readonly Span[];
}

/**
 * What the whole project did, amended by what an edit changes in its own file's light. A place that reads the same alone
 * keeps what the whole project knows of it; a place that reads differently is what it is alone. What other files do
 * through the edited code stays as it was until the project is read again. `lineOf`: index of the line an offset is in.
 */
export function amender(base: Happenings, file: string, lineOf: LineOf): Amender {
  const { facts, spans } = mentions(base.list, file);
  const passages = [...facts].filter(({ at }) => at.file !== file).flatMap((fact) => spansIn(fact, file));
  let first: { readonly list: readonly Happening[]; readonly sites: SitesRead } | null = null;
  const sitesBefore = (list: readonly Happening[]): SitesRead =>
    (first?.list === list ? first : (first = { list, sites: sitesOf(list, file, null) })).sites;
  let known: Numbered | null = null;
  const numbered = (): Numbered => (known ??= numberedIn(base.list));

  const amend: Amender["amend"] = (edit, now, { before, after }) => {
    const shift = shiftOf(edit);
    const was = sitesBefore(before);
    const is = sitesOf(after, file, shiftOf(inverse(edit)));
    const changed = new Set(
      [...was.keys(), ...is.keys()].filter((site) => was.get(site)?.text !== is.get(site)?.text),
    );
    const isSame = changed.size === 0 && isStill(base, spans, shift, now, lineOf);
    const renumber = renumbering(is.names);
    const told = new Set<string>();
    const tell = (site: string): readonly Happening[] => {
      if (told.has(site)) return [];
      told.add(site);
      return (is.get(site)?.facts ?? []).map(renumber);
    };
    const amended = (fact: Happening): readonly Happening[] => {
      const site = siteOf(fact, numbered().names);
      if (fact.at.file !== file) {
        const moved = movedFact(shift, fact);
        if (moved.type !== "schema" || !changed.has(site)) return [moved];
        return [withOps(moved, file, (is.get(site)?.ops ?? []).map(renumber))];
      }
      if (changed.has(site)) return tell(site).map((now) => withLater(now, fact, was.get(site)?.facts));
      return movedSpan(shift, fact.at) ? [movedFact(shift, fact)] : [];
    };
    const list: Happening[] = [];
    for (const fact of base.list) {
      if (facts.has(fact)) list.push(...amended(fact));
      else list.push(fact);
    }
    const added = [...changed].filter((site) => is.get(site)?.isOwn).flatMap(tell);
    return { happenings: withText({ ...base, list: [...list, ...added] }, file, now), isStill: isSame };
  };
  return { amend, passages };

  /** Ids of a reading of the file alone, as ids of the whole project. */
  function renumbering(alone: Names): <T>(fact: T) => T {
    const { ids, fresh } = numbered();
    return (fact) =>
      withIds(fact, (kind, id) => ids.get(`${kind}${alone.get(`${kind}${id}`) ?? ""}`) ?? fresh + id);
  }
}

type Kind = "schema:" | "model:";
/** By kind and id: where it was made, and the how-manieth there. */
type Names = ReadonlyMap<string, string>;

/** The names of the whole project, and the ids they stand for. */
interface Numbered {
  readonly names: Names;
  /** By kind and name. */
  readonly ids: ReadonlyMap<string, number>;
  /** No id is as high. */
  readonly fresh: number;
}

function numberedIn(list: readonly Happening[]): Numbered {
  const names = namesOf(list);
  return {
    names,
    ids: new Map([...names].map(([key, name]) => [`${kindOf(key)}${name}`, idOf(key)])),
    fresh: [...names.keys()].reduce((highest, key) => Math.max(highest, idOf(key)), 0) + 1,
  };
}

const kindOf = (key: string): string => key.slice(0, key.indexOf(":") + 1);
const idOf = (key: string): number => Number(key.slice(key.indexOf(":") + 1));

function namesOf(list: readonly Happening[], back: Shift | null = null): Names {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const fact of list) {
    if (fact.type !== "schema" && fact.type !== "model") continue;
    const at = (back && movedSpan(back, fact.at)) ?? fact.at;
    const place = `${fact.type}@${at.file}:${at.start}`;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    names.set(`${fact.type}:${fact.id}`, count === 1 ? place : `${place}#${count}`);
  }
  return names;
}

/** What facts are told apart by. */
function siteOf(fact: Happening, names: Names): string {
  if (fact.type === "schema" || fact.type === "model") return names.get(`${fact.type}:${fact.id}`) ?? "";
  const kind = fact.type === "gap" ? fact.what : fact.type;
  return `${kind}@${fact.at.file}:${fact.at.start}`;
}

interface SiteRead {
  /** All that was seen there, in the offsets of the text before the edit. */
  text: string;
  readonly facts: Happening[];
  /** What the file did to a schema that another file made. */
  readonly ops: SchemaOp[];
  readonly isOwn: boolean;
}

type SitesRead = ReadonlyMap<string, SiteRead> & { readonly names: Names };

function sitesOf(list: readonly Happening[], file: string, back: Shift | null): SitesRead {
  const names = namesOf(list, back);
  const sites = new Map<string, SiteRead>();
  const text = (v: unknown): string => {
    const moved = back ? movedFact(back, v) : v;
    return JSON.stringify(withIds(moved, (kind, id) => names.get(`${kind}${id}`) ?? id));
  };
  for (const fact of list) {
    const isOwn = fact.at.file === file;
    const ops = isOwn || fact.type !== "schema" ? [] : fact.ops.filter(({ at }) => at.file === file);
    if (!isOwn && ops.length === 0) continue;
    const at = back && isOwn ? movedSpan(back, fact.at) : fact.at;
    const known = siteOf(at ? { ...fact, at } : fact, names);
    const site = at ? known : `new ${known}`;
    const found = sites.get(site) ?? { text: "", facts: [], ops, isOwn };
    sites.set(site, found);
    found.facts.push(fact);
    found.text += text(isOwn ? { ...fact, id: fact.type === "query" ? 0 : undefined } : ops);
  }
  return Object.assign(sites, { names });
}

/** What other files did to a schema they import is not seen in the light of its own. */
function withLater(now: Happening, base: Happening, before: readonly Happening[] = []): Happening {
  if (now.type !== "schema" || base.type !== "schema") return now;
  const name = ({ op, at }: SchemaOp): string => `${op}@${at.file}:${at.start}`;
  const seen = new Set(before.flatMap((fact) => (fact.type === "schema" ? fact.ops.map(name) : [])));
  const later = base.ops.filter((op) => !seen.has(name(op)));
  return later.length === 0 ? now : { ...now, ops: [...now.ops, ...later] };
}

const withOps = (schema: SchemaBuilt, file: string, own: readonly SchemaOp[]): SchemaBuilt => {
  const first = schema.ops.findIndex(({ at }) => at.file === file);
  const others = schema.ops.filter(({ at }) => at.file !== file);
  const index = first < 0 ? others.length : first;
  return { ...schema, ops: [...others.slice(0, index), ...own, ...others.slice(index)] };
};

/** With other ids for schemas and models; itself when it has none. */
function withIds<T>(fact: T, name: (kind: Kind, id: number) => number | string): T {
  const now = rewritten(fact, (part) => {
    if (typeof part !== "object" || !("id" in part) || typeof part.id !== "number") return undefined;
    if ("t" in part && part.t === "schema") return { ...part, id: name("schema:", part.id) };
    if ("by" in part && part.by === "registration") return { ...part, id: name("model:", part.id) };
    return undefined;
  });
  const { type, id, schema } = now as { type?: string; id?: unknown; schema?: unknown };
  if (type === "schema" && typeof id === "number") return { ...now, id: name("schema:", id) };
  if (type === "model" && typeof id === "number") return { ...now, id: name("model:", id) };
  if (type === "globalPlugin" && typeof schema === "number")
    return { ...now, schema: name("schema:", schema) };
  return now;
}
