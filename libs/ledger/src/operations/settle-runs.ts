import type { Pool } from 'pg';
import type { SettleInput, SettleResult } from '../ledger-types.ts';
import { callLedger } from './call-ledger.ts';

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
const encode = ({ parts, ...input }: SettleInput) => ({
  ...input,
  costMicros: input.costMicros.toString(),
  ...(parts && { parts: parts.map((part) => ({ ...part, costMicros: part.costMicros.toString() })) }),
});

function toAnswer(row: Row): SettleAnswer {
  if (row.outcome !== 'settled') return { outcome: row.outcome };
  return {
    outcome: 'settled',
    chargedMicros: BigInt(row.chargedMicros),
    lossMicros: BigInt(row.lossMicros),
    balanceMicros: BigInt(row.balanceMicros),
  };
}

export const settleRuns =
  (pool: Pool) =>
  async (inputs: SettleInput[]): Promise<SettleAnswer[]> =>
    (await callLedger<Row>(pool, { together: 'settle_runs', alone: 'settle_one' }, inputs.map(encode))).map(toAnswer);

/** Ends runs that no worker has claimed, whatever cost the input names: all that a gateway's role may do. */
export const voidQueuedRuns =
  (pool: Pool) =>
  async (inputs: SettleInput[]): Promise<SettleAnswer[]> =>
    (await callLedger<Row>(pool, { together: 'void_queued_runs' }, inputs.map(encode))).map(toAnswer);
