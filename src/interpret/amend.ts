import type { Happening, Happenings, SchemaBuilt, SchemaOp, Span } from "./happenings.js";
import { inverse, movedFact, movedSpan, placeInName, type TextEdit } from "./shift.js";

/** The edited file as it reads now. */
export interface Edited {
  readonly lines: readonly number[];
  readonly comments: Happenings["comments"][string];
}

/** What a file did when it was read alone, before and after an edit of it. */
export interface Readings {
  readonly before: readonly Happening[];
  readonly after: readonly Happening[];
}

export interface Amender {
  amend(edit: TextEdit, now: Edited, read: Readings): Happenings;
  /** The places of this file through which others do something. */
  readonly passages: readonly Span[];
}

/**
 * What the whole project did, amended by what an edit changes in its own file's light. A place that reads the same alone
 * keeps what the whole project knows of it; a place that reads differently is what it is alone. What other files do
 * through the edited code stays as it was until the project is read again. `lineOf`: index of the line an offset is in.
 */
export function amender(
  base: Happenings,
  file: string,
  lineOf: (starts: readonly number[], offset: number) => number,
): Amender {
  const spans: Span[] = [];
  const passages: Span[] = [];
  const mentioning = new Set(
    base.list.filter((fact) => {
      const here = spansOf(fact).get(file);
      if (!here) return false;
      spans.push(...here);
      if (fact.at.file !== file) passages.push(...here);
      return true;
    }),
  );
  const names = namesOf(base.list);
  const samePlace = (a: readonly number[], x: number, b: readonly number[], y: number): boolean => {
    const line = lineOf(a, x);
    return line === lineOf(b, y) && x - (a[line] ?? 0) === y - (b[line] ?? 0);
  };
  const ids = new Map([...names].map(([key, name]) => [`${kindOf(key)}${name}`, idOf(key)]));
  const fresh = Math.max(0, ...[...names.keys()].map(idOf)) + 1;

  const amend: Amender["amend"] = (edit, now, { before, after }) => {
    const was = sitesOf(before, file, null);
    const is = sitesOf(after, file, inverse(edit));
    const changed = new Set(
      [...was.keys(), ...is.keys()].filter((site) => was.get(site)?.text !== is.get(site)?.text),
    );
    if (changed.size === 0 && isStill(edit, now)) return base;
    const renumber = renumbering(is.names);
    const told = new Set<string>();
    const tell = (site: string): readonly Happening[] => {
      if (told.has(site)) return [];
      told.add(site);
      return (is.get(site)?.facts ?? []).map(renumber);
    };
    const list = base.list.flatMap((fact): readonly Happening[] => {
      if (!mentioning.has(fact)) return [fact];
      const site = siteOf(fact, names);
      if (fact.at.file !== file) {
        const moved = movedFact(edit, fact);
        if (moved.type !== "schema" || !changed.has(site)) return [moved];
        return [withOps(moved, file, (is.get(site)?.ops ?? []).map(renumber))];
      }
      if (changed.has(site)) return tell(site).map((now) => withLater(now, fact, was.get(site)?.facts));
      return movedSpan(edit, fact.at) ? [movedFact(edit, fact)] : [];
    });
    const added = [...changed].filter((site) => is.get(site)?.isOwn).flatMap(tell);
    return {
      ...base,
      list: [...list, ...added],
      lines: { ...base.lines, [file]: now.lines },
      comments: { ...base.comments, [file]: now.comments },
    };
  };
  return { amend, passages };

  /** Nothing that is known stands elsewhere, or beside another comment. */
  function isStill(edit: TextEdit, now: Edited): boolean {
    const lines = base.lines[file] ?? now.lines;
    const stays = (span: Span): boolean => {
      const moved = movedSpan(edit, span);
      return (
        moved !== null &&
        (moved.start === span.start || !isName(span)) &&
        samePlace(lines, span.start, now.lines, moved.start) &&
        samePlace(lines, span.end, now.lines, moved.end)
      );
    };
    const comments = base.comments[file] ?? [];
    return (
      spans.every(stays) &&
      comments.length === now.comments.length &&
      comments.every((comment, i) => {
        const other = now.comments[i];
        return comment.text === other?.text && lineOf(lines, comment.end) === lineOf(now.lines, other.end);
      })
    );
  }

  /** Ids of a reading of the file alone, as ids of the whole project. */
  function renumbering(alone: Names): <T>(fact: T) => T {
    return (fact) =>
      withIds(fact, (kind, id) => ids.get(`${kind}${alone.get(`${kind}${id}`) ?? ""}`) ?? fresh + id);
  }
}

type Kind = "schema:" | "model:";
/** By kind and id: where it was made, and the how-manieth there. */
type Names = ReadonlyMap<string, string>;

const kindOf = (key: string): string => key.slice(0, key.indexOf(":") + 1);
const idOf = (key: string): number => Number(key.slice(key.indexOf(":") + 1));

function namesOf(list: readonly Happening[], edit: TextEdit | null = null): Names {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const fact of list) {
    if (fact.type !== "schema" && fact.type !== "model") continue;
    const at = (edit && movedSpan(edit, fact.at)) ?? fact.at;
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

function sitesOf(list: readonly Happening[], file: string, back: TextEdit | null): SitesRead {
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

/** A copy with other ids for schemas and models. */
function withIds<T>(fact: T, name: (kind: Kind, id: number) => number | string): T {
  const walk = (v: unknown): unknown => {
    if (typeof v !== "object" || v === null) return v;
    if (Array.isArray(v)) return v.map(walk);
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(v)) copy[key] = walk(value);
    const { type, t, by, id, schema } = v as Record<string, unknown>;
    if (typeof id === "number") {
      if (type === "schema" || t === "schema") copy["id"] = name("schema:", id);
      else if (type === "model" || by === "registration") copy["id"] = name("model:", id);
    }
    if (type === "globalPlugin" && typeof schema === "number") copy["schema"] = name("schema:", schema);
    return copy;
  };
  return walk(fact) as T;
}

type SpansByFile = ReadonlyMap<string, readonly Span[]>;
const known = new WeakMap<Happening, SpansByFile>();

/** A name holds an offset, whatever line that is in. */
const isName = ({ start, end }: Span): boolean => start === end;

/** The spans and names of a fact by the files they are in: the same facts are asked for each file that is edited. */
function spansOf(fact: Happening): SpansByFile {
  const before = known.get(fact);
  if (before) return before;
  const spans = new Map<string, Span[]>();
  const collect = (v: unknown): void => {
    const name = typeof v === "string" ? placeInName(v) : null;
    if (name) add({ file: name.file, start: name.offset, end: name.offset });
    if (typeof v !== "object" || v === null) return;
    if ("file" in v && "start" in v && "end" in v) add(v as Span);
    else Object.values(v).forEach(collect);
  };
  const add = (span: Span): void => {
    const here = spans.get(span.file);
    if (here) here.push(span);
    else spans.set(span.file, [span]);
  };
  collect(fact);
  known.set(fact, spans);
  return spans;
}
