import type { ModelPrice } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import type { ClaimInput, ClaimResult } from '../ledger-types.ts';
import { inInputOrder } from './in-input-order.ts';

type Claimed = {
  item: number;
  outcome: 'claimed';
  fence: number;
  attempt: number;
  accountId: string;
  price: ModelPrice;
};
type Row = Claimed | { item: number; outcome: 'ended' | 'unknown' };

/** `ended` without its run: the caller reads it, since it is rare. */
export type ClaimAnswer = Exclude<ClaimResult, { outcome: 'ended' }> | { outcome: 'ended' };

function toAnswer(row: Row): ClaimAnswer {
  if (row.outcome !== 'claimed') return { outcome: row.outcome };
  const { fence, attempt, accountId, price } = row;
  return { outcome: 'claimed', fence, attempt, previousState: fence === 1 ? 'queued' : 'running', price, accountId };
}

export const claimRuns =
  (pool: Pool) =>
  async (inputs: ClaimInput[]): Promise<ClaimAnswer[]> => {
    const { rows } = await pool.query<Row>({
      name: 'ledger-claim-runs',
      text: 'SELECT * FROM core.claim_runs($1::jsonb)',
      values: [JSON.stringify(inputs)],
    });
    return inInputOrder(rows).map(toAnswer);
  };
