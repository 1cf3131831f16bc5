/**
 * Rows a few at a time, each batch read after the last row of the one before. `first` is the first batch where it was read already, so
 * that a database that is away is told before the first byte of an answer.
 */
export async function* readInBatches<Row>(
  read: (last: Row | undefined) => Promise<Row[]>,
  batchRows: number,
  first?: Row[],
): AsyncGenerator<Row> {
  for (let batch = first ?? (await read(undefined)); ;) {
    yield* batch;
    const last = batch.at(-1);
    if (batch.length < batchRows || last === undefined) return;
    batch = await read(last);
  }
}
