import { AppError, usageMeasures } from '@smart-ai-hub/contracts';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { csvOptions } from '../write-csv.ts';
import { type AskedUsage, presentGroups, toQuery } from './read-usage.ts';
import type { UsageRepository } from './usage.repository.ts';

const MAX_ROWS = 50_000;

/** @throws AppError validation_failed when the file would be longer than a spreadsheet is good for */
export async function exportUsage(usage: UsageRepository, asked: AskedUsage, res: Response): Promise<void> {
  const { rows, groups } = await usage.sumUsage({ ...toQuery(asked), order: 'oldest first', limit: MAX_ROWS });
  if (groups > MAX_ROWS) {
    throw new AppError('validation_failed', {
      detail: `These would be ${groups} rows; a file holds ${MAX_ROWS} at most.`,
      errors: [{ path: 'groupBy', message: 'makes too many rows: name fewer of them, or a shorter time' }],
    });
  }
  const columns = asked.groupBy.map((group) => ({ key: 'keyId', account: 'accountId' })[String(group)] ?? group);
  const csv = stringify(
    rows.map((row) => ({
      ...presentGroups(row, asked.groupBy),
      ...Object.fromEntries(usageMeasures.map((measure) => [measure, Number(row[measure])])),
      cost: row.costMicros,
    })),
    { ...csvOptions, columns: [...columns, ...usageMeasures, 'cost'] },
  );
  res.type('text/csv').attachment('usage.csv').send(csv);
}
