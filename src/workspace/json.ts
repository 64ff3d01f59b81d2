/** Where a JSON text goes wrong: an offset into it. */
export class JsonError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const string = /"(?:[^"\\\n]|\\.)*"/y;
const scalar = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads JSON with comments and trailing commas, as tsconfig.json is written. Throws `JsonError`. */
export function parseJsonc(text: string): unknown {
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found) at += found.length;
    return found;
  };
  const fail = (wanted: string): never => {
    const seen = at < text.length ? `"${text[at]}"` : "the end";
    throw new JsonError(`expected ${wanted}, found ${seen}`, at);
  };
  const next = (): string | undefined => {
    take(blank);
    return text[at];
  };
  const name = (): string => JSON.parse(take(string) ?? fail("a name in double quotes")) as string;

  /** The members between brackets; `read` reads one. */
  const members = (close: string, read: () => void): void => {
    at++;
    while (next() !== close) {
      read();
      if (next() === close) break;
      if (text[at] !== ",") fail(`"," or "${close}"`);
      at++;
    }
    at++;
  };
  const value = (): unknown => {
    const first = next();
    if (first === "{") {
      const entries: [string, unknown][] = [];
      members("}", () => {
        const key = name();
        if (next() !== ":") fail('":"');
        at++;
        entries.push([key, value()]);
      });
      return Object.fromEntries(entries);
    }
    if (first === "[") {
      const items: unknown[] = [];
      members("]", () => items.push(value()));
      return items;
    }
    return first === '"' ? name() : (JSON.parse(take(scalar) ?? fail("a value")) as unknown);
  };

  const result = value();
  if (next() !== undefined) fail("the end");
  return result;
}

export type Fields = { readonly [name: string]: unknown };

/** The value when it is a plain object, else an empty one. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The strings of an array; nothing else. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
