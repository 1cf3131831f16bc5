import type { Pool } from 'pg';
import type { AdmitInput, AdmitResult } from '../ledger-types.ts';
import { inInputOrder } from './in-input-order.ts';

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

async function admitOne(pool: Pool, input: AdmitInput): Promise<Row[]> {
  const { rows } = await pool.query<{ answer: Row }>({
    name: 'ledger-admit-one',
    text: 'CALL core.admit_one($1::jsonb, NULL)',
    values: [JSON.stringify(encode(input))],
  });
  return rows.map(({ answer }) => answer);
}

async function admitTogether(pool: Pool, inputs: AdmitInput[]): Promise<Row[]> {
  const { rows } = await pool.query<Row>({
    name: 'ledger-admit-runs',
    text: 'SELECT * FROM core.admit_runs($1::jsonb)',
    values: [JSON.stringify(inputs.map(encode))],
  });
  return inInputOrder(rows);
}

export const admitRuns =
  (pool: Pool) =>
  async (inputs: AdmitInput[]): Promise<AdmitResult[]> => {
    const [first, ...others] = inputs;
    const isAlone = first !== undefined && others.length === 0;
    return (isAlone ? await admitOne(pool, first) : await admitTogether(pool, inputs)).map(toResult);
  };
