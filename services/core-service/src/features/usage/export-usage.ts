import { AppError, usageMeasures } from '@smart-ai-hub/contracts';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { csvOptions } from '../write-csv.ts';
import { type AskedUsage, presentGroups, toQuery } from './read-usage.ts';
import type { UsageRepository } from './usage.repository.ts';

const MAX_ROWS = 50_000;

type File = { asked: AskedUsage; amounts: readonly ('cost' | 'loss' | 'revenue')[] };

/** What an account paid. @throws AppError validation_failed when the file would be longer than a spreadsheet is good for */
export const exportUsage = (usage: UsageRepository, asked: AskedUsage, res: Response): Promise<void> =>
  writeUsage(usage, { asked, amounts: ['cost'] }, res);

/** With what calls cost beyond the means of their account. @throws AppError as `exportUsage` */
export const exportAllUsage = (usage: UsageRepository, asked: AskedUsage, res: Response): Promise<void> =>
  writeUsage(usage, { asked, amounts: ['cost', 'loss', 'revenue'] }, res);

async function writeUsage(usage: UsageRepository, { asked, amounts }: File, res: Response): Promise<void> {
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
      loss: row.lossMicros,
      revenue: row.costMicros + row.lossMicros,
    })),
    { ...csvOptions, columns: [...columns, ...usageMeasures, ...amounts] },
  );
  res.type('text/csv').attachment('usage.csv').send(csv);
}
