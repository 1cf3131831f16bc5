/** A batch as the SQL functions read it: micro-credits as decimal text, since a JSON number loses digits beyond 2^53. */
export function encodeBatch(inputs: readonly object[]): string {
  return JSON.stringify(inputs, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** Puts the rows of a set-returning function back in the order of its inputs, by the position each row carries. */
export function inInputOrder<Row extends { item: number }>(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => a.item - b.item);
}
