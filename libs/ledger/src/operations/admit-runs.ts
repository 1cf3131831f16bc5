import type { Pool } from 'pg';
import type { AdmitInput, AdmitResult } from '../ledger-types.ts';
import { encodeBatch, inInputOrder } from './encode-batch.ts';

type Row = {
  item: number;
  outcome: AdmitResult['outcome'];
  runId: string;
  balanceMicros: string;
  availableMicros: string;
};

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
    default:
      return { outcome: row.outcome };
  }
}

export const admitRuns =
  (pool: Pool) =>
  async (inputs: AdmitInput[]): Promise<AdmitResult[]> => {
    const { rows } = await pool.query<Row>({
      name: 'ledger-admit-runs',
      text: 'SELECT * FROM core.admit_runs($1::jsonb)',
      values: [encodeBatch(inputs)],
    });
    return inInputOrder(rows).map(toResult);
  };
