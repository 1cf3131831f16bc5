import type { Pool } from 'pg';
import type { AdmitInput, AdmitResult } from '../ledger-types.ts';
import { callLedger } from './call-ledger.ts';

type Row = {
  item: number;
  outcome: AdmitResult['outcome'];
  runId: string;
  balanceMicros: string;
  availableMicros: string;
  budgetId: string | null;
};

/** Micro-credits go as decimal text, since a JSON number loses digits beyond 2^53. */
const encode = (input: AdmitInput) => ({
  ...input,
  holdMicros: input.holdMicros.toString(),
  capMicros: input.capMicros?.toString(),
});

function toResult(row: Row): AdmitResult {
  switch (row.outcome) {
    case 'admitted':
      return { outcome: 'admitted', runId: row.runId, availableMicros: BigInt(row.availableMicros) };
    case 'replay':
    case 'conflict':
      return { outcome: row.outcome, runId: row.runId };
    case 'insufficient':
      return {
        outcome: 'insufficient',
        balanceMicros: BigInt(row.balanceMicros),
        availableMicros: BigInt(row.availableMicros),
      };
    case 'in_debt':
      return { outcome: 'in_debt', debtMicros: BigInt(row.availableMicros) };
    case 'over_budget':
      return { outcome: 'over_budget', budgetId: row.budgetId ?? '' };
    default:
      return { outcome: row.outcome };
  }
}

export const admitRuns =
  (pool: Pool) =>
  async (inputs: AdmitInput[]): Promise<AdmitResult[]> =>
    (await callLedger<Row>(pool, { together: 'admit_runs', alone: 'admit_one' }, inputs.map(encode))).map(toResult);
