import type { Pool } from 'pg';
import type { SettleInput, SettleResult } from '../ledger-types.ts';
import { encodeBatch, inInputOrder } from './encode-batch.ts';

type Row = {
  item: number;
  outcome: SettleResult['outcome'];
  chargedMicros: string;
  lossMicros: string;
  balanceMicros: string;
};

/** `already` without its run: the caller reads it, since it is rare. */
export type SettleAnswer = Exclude<SettleResult, { outcome: 'already' }> | { outcome: 'already' };

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
      values: [encodeBatch(inputs)],
    });
    return inInputOrder(rows).map(toAnswer);
  };

export const settleRuns = settleThrough('settle_runs');

/** Ends runs that no worker has claimed, whatever cost the input names: all that a gateway's role may do. */
export const voidQueuedRuns = settleThrough('void_queued_runs');
