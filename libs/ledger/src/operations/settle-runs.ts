import type { Pool } from 'pg';
import type { SettleInput, SettleResult } from '../ledger-types.ts';
import { inInputOrder } from './in-input-order.ts';

type Row = {
  item: number;
  outcome: SettleResult['outcome'];
  chargedMicros: string;
  lossMicros: string;
  balanceMicros: string;
};

/** `already` without its run: the caller reads it, since it is rare. */
export type SettleAnswer = Exclude<SettleResult, { outcome: 'already' }> | { outcome: 'already' };

/** Micro-credits go as decimal text, since a JSON number loses digits beyond 2^53. */
const encode = (inputs: SettleInput[]): string =>
  JSON.stringify(
    inputs.map(({ parts, ...input }) => ({
      ...input,
      costMicros: input.costMicros.toString(),
      ...(parts && { parts: parts.map((part) => ({ ...part, costMicros: part.costMicros.toString() })) }),
    })),
  );

function toAnswer(row: Row): SettleAnswer {
  if (row.outcome !== 'settled') return { outcome: row.outcome };
  return {
    outcome: 'settled',
    chargedMicros: BigInt(row.chargedMicros),
    lossMicros: BigInt(row.lossMicros),
    balanceMicros: BigInt(row.balanceMicros),
  };
}

const settleThrough =
  (sqlFunction: 'settle_runs' | 'void_queued_runs') =>
  (pool: Pool) =>
  async (inputs: SettleInput[]): Promise<SettleAnswer[]> => {
    const { rows } = await pool.query<Row>({
      name: `ledger-${sqlFunction}`,
      text: `SELECT * FROM core.${sqlFunction}($1::jsonb)`,
      values: [encode(inputs)],
    });
    return inInputOrder(rows).map(toAnswer);
  };

export const settleRuns = settleThrough('settle_runs');

/** Ends runs that no worker has claimed, whatever cost the input names: all that a gateway's role may do. */
export const voidQueuedRuns = settleThrough('void_queued_runs');
