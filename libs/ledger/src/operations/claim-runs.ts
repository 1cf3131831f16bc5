import type { ModelPrice } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import type { ClaimInput, ClaimResult, RunCandidate } from '../ledger-types.ts';
import { callLedger } from './call-ledger.ts';

type Claimed = {
  item: number;
  outcome: 'claimed';
  fence: number;
  attempt: number;
  accountId: string;
  price: ModelPrice;
  model: string;
  provider: string;
  candidates: RunCandidate[] | null;
};
type Row = Claimed | { item: number; outcome: 'ended' | 'stale' | 'unknown' };

/** `ended` without its run: the caller reads it, since it is rare. */
export type ClaimAnswer = Exclude<ClaimResult, { outcome: 'ended' }> | { outcome: 'ended' };

function toAnswer(row: Row): ClaimAnswer {
  if (row.outcome !== 'claimed') return { outcome: row.outcome };
  const { fence, attempt, accountId } = row;
  const previousState = fence === 1 ? 'queued' : 'running';
  return { outcome: 'claimed', fence, attempt, previousState, candidates: candidatesOf(row), accountId };
}

/** A run that names no candidates has the one it was admitted for. */
function candidatesOf({ model, provider, price, candidates }: Claimed): [RunCandidate, ...RunCandidate[]] {
  const [first, ...rest] = candidates ?? [];
  return [first ?? { model, provider, price }, ...rest];
}

export const claimRuns =
  (pool: Pool) =>
  async (inputs: ClaimInput[]): Promise<ClaimAnswer[]> =>
    (await callLedger<Row>(pool, { together: 'claim_runs' }, inputs)).map(toAnswer);
