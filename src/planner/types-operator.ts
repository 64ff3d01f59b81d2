import { Rank } from "./value.js";

const byName: Readonly<Record<string, number>> = {
  double: Rank.number,
  int: Rank.number,
  long: Rank.number,
  decimal: Rank.number,
  string: Rank.string,
  symbol: Rank.string,
  object: Rank.object,
  array: Rank.array,
  binData: Rank.binary,
  undefined: Rank.undefined,
  objectId: Rank.objectId,
  bool: Rank.boolean,
  date: Rank.date,
  null: Rank.null,
  regex: Rank.regex,
  dbPointer: 55,
  javascript: Rank.code,
  javascriptWithScope: 65,
  timestamp: Rank.timestamp,
  minKey: Rank.minKey,
  maxKey: Rank.maxKey,
};

const byCode = new Map<number, string>([
  ...Object.entries([
    ...[
      "",
      "double",
      "string",
      "object",
      "array",
      "binData",
      "undefined",
      "objectId",
      "bool",
      "date",
      "null",
      "regex",
    ],
    ...["dbPointer", "javascript", "symbol", "javascriptWithScope", "int", "timestamp", "long", "decimal"],
  ]).map(([code, name]) => [Number(code), name] as const),
  [-1, "minKey"],
  [127, "maxKey"],
]);

export interface Types {
  readonly ranks: readonly number[];
  /** Exactly `"number"`: all numeric types. */
  readonly numbers: boolean;
}

/** Reads the operand of `$type`; undefined when it names a type that does not exist. */
export function readTypes(operand: unknown): Types | undefined {
  const list = Array.isArray(operand) ? operand : [operand];
  const ranks: number[] = [];
  for (const item of list) {
    const name = typeof item === "number" ? byCode.get(item) : item;
    if (name === "number") ranks.push(Rank.number);
    else if (typeof name === "string" && byName[name] !== undefined) ranks.push(byName[name]);
    else return undefined;
  }
  return { ranks, numbers: list.length === 1 && list[0] === "number" };
}
