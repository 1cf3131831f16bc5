import { type Batch, batchSchema, microsToCredits } from '@smart-ai-hub/contracts';

/** A row of core.read_batches, as pg reads it, with bigint as text, or as Prisma does. */
export type BatchRow = {
  id: string;
  accountId: string;
  state: string;
  capMicros: string | bigint | null;
  costMicros: string | bigint;
  createdAt: Date;
  endedAt: Date | null;
} & Batch['counts'];

/** A batch as `/api/batches` and its webhook show it. */
export function presentBatch(row: BatchRow): Batch {
  const { total, waiting, running, succeeded, failed, cancelled } = row;
  return {
    id: row.id,
    state: batchSchema.shape.state.parse(row.state),
    counts: { total, waiting, running, succeeded, failed, cancelled },
    cost: microsToCredits(BigInt(row.costMicros)),
    maxCost: row.capMicros === null ? null : microsToCredits(BigInt(row.capMicros)),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
