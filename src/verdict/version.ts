import type { Facts } from "./facts.js";

/** Is the server known to be older than this version? */
export const isOlder = ({ serverVersion }: Facts, than: string): boolean =>
  serverVersion !== null && compare(serverVersion, than) < 0;

function compare(a: string, b: string): number {
  const [mine, theirs] = [a.split("."), b.split(".")];
  const difference = mine.map((part, n) => Number(part) - Number(theirs[n] ?? 0));
  return difference.find((each) => each !== 0) ?? 0;
}
