/** A number with its noun: `1 index`, `2 indexes`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
