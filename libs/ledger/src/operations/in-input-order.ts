/** Puts the rows of a set-returning function back in the order of its inputs, by the position each row carries. */
export function inInputOrder<Row extends { item: number }>(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => a.item - b.item);
}
