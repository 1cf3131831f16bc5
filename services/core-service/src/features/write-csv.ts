import { microsToDecimal } from '@smart-ai-hub/contracts';
import { type Options, stringify } from 'csv-stringify';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A cell; a bigint is micro-credits, and is written in credits with 6 decimals. */
export type CsvRow = Record<string, string | number | bigint | null>;

/**
 * OWASP, "CSV injection": texts that begin like a formula are run by spreadsheets, hence `escape_formulas`. Amounts are none.
 * RFC 4180 ends lines as Windows does.
 */
export const csvOptions: Options = {
  header: true,
  record_delimiter: 'windows',
  escape_formulas: true,
  cast: { bigint: (micros) => ({ value: microsToDecimal(micros), escape_formulas: false }) },
};

/** Answers with rows as a file, as fast as they are read: a long history fills no memory. */
export async function writeCsv(
  res: Response,
  file: { name: string; columns: readonly string[]; rows: AsyncIterable<CsvRow> },
): Promise<void> {
  res.type('text/csv').attachment(file.name);
  try {
    await pipeline(Readable.from(file.rows), stringify({ ...csvOptions, columns: [...file.columns] }), res);
  } catch (thrown) {
    // A reader that left is not a fault; a file that ends too early must not look whole.
    if (!res.destroyed) res.destroy();
    if (!isPrematureClose(thrown)) throw thrown;
  }
}

const isPrematureClose = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_STREAM_PREMATURE_CLOSE';
