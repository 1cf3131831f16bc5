import { type ModelPrice, modelPriceSchema, type Usage } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import { z } from 'zod';

export type StormRun = {
  id: string;
  state: string;
  stream: boolean;
  isOpen: boolean;
  costMicros: bigint;
  lossMicros: bigint;
  usage: Usage | undefined;
  price: ModelPrice;
};

const rowSchema = z.object({
  id: z.string(),
  state: z.string(),
  stream: z.boolean(),
  endedAt: z.date().nullable(),
  costMicros: z.string().nullable(),
  lossMicros: z.string(),
  inputTokens: z.number().nullable(),
  cacheReadTokens: z.number().nullable(),
  cacheWrite5mTokens: z.number().nullable(),
  cacheWrite1hTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  usageEstimated: z.boolean().nullable(),
  price: modelPriceSchema,
});

export async function readRunsOf(pool: Pool, userId: string): Promise<StormRun[]> {
  const { rows } = await pool.query(
    `SELECT * FROM core."Run" WHERE "accountId" = (SELECT id FROM core."CreditAccount" WHERE "userId" = $1) ORDER BY id`,
    [userId],
  );
  return rows.map((row) => toRun(rowSchema.parse(row)));
}

/** The rows of the account that owns these runs: the whole storm, also runs whose caller never learned their id. */
export async function readRunsBeside(pool: Pool, runId: string): Promise<StormRun[]> {
  const { rows } = await pool.query(
    `SELECT * FROM core."Run" WHERE "accountId" = (SELECT "accountId" FROM core."Run" WHERE id = $1)`,
    [runId],
  );
  return rows.map((row) => toRun(rowSchema.parse(row)));
}

function toRun(row: z.output<typeof rowSchema>): StormRun {
  const { id, state, stream, price } = row;
  return {
    id,
    state,
    stream,
    price,
    isOpen: row.endedAt === null,
    costMicros: BigInt(row.costMicros ?? 0),
    lossMicros: BigInt(row.lossMicros),
    usage: row.inputTokens === null ? undefined : { ...usageOf(row), inputTokens: row.inputTokens },
  };
}

function usageOf(row: z.output<typeof rowSchema>): Omit<Usage, 'inputTokens'> {
  return {
    cacheReadTokens: row.cacheReadTokens ?? 0,
    cacheWrite5mTokens: row.cacheWrite5mTokens ?? 0,
    cacheWrite1hTokens: row.cacheWrite1hTokens ?? 0,
    outputTokens: row.outputTokens ?? 0,
    reasoningTokens: row.reasoningTokens ?? 0,
    estimated: row.usageEstimated ?? false,
  };
}
