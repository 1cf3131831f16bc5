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

async function settleOne(pool: Pool, input: SettleInput): Promise<Row[]> {
  const { rows } = await pool.query<{ answer: Row }>({
    name: 'ledger-settle-one',
    text: 'CALL core.settle_one($1::jsonb, NULL)',
    values: [JSON.stringify(encode(input))],
  });
  return rows.map(({ answer }) => answer);
}

async function settleTogether(
  pool: Pool,
  sqlFunction: 'settle_runs' | 'void_queued_runs',
  inputs: SettleInput[],
): Promise<Row[]> {
  const { rows } = await pool.query<Row>({
    name: `ledger-${sqlFunction}`,
    text: `SELECT * FROM core.${sqlFunction}($1::jsonb)`,
    values: [JSON.stringify(inputs.map(encode))],
  });
  return inInputOrder(rows);
}

export const settleRuns =
  (pool: Pool) =>
  async (inputs: SettleInput[]): Promise<SettleAnswer[]> => {
    const [first, ...others] = inputs;
    const isAlone = first !== undefined && others.length === 0;
    return (isAlone ? await settleOne(pool, first) : await settleTogether(pool, 'settle_runs', inputs)).map(toAnswer);
  };

/** Ends runs that no worker has claimed, whatever cost the input names: all that a gateway's role may do. */
export const voidQueuedRuns =
  (pool: Pool) =>
  async (inputs: SettleInput[]): Promise<SettleAnswer[]> =>
    (await settleTogether(pool, 'void_queued_runs', inputs)).map(toAnswer);
