import type { RetentionRuleName } from '@smart-ai-hub/database';
import type { PrismaClient } from '@smart-ai-hub/database';

/** The rules whose rows this service deletes by their age. */
export const prunedByAge = [
  'notices',
  'stripe_events',
  'ledger_audits',
  'batches',
] as const satisfies RetentionRuleName[];
export type PrunedRule = (typeof prunedByAge)[number];

export type RetentionRepository = {
  /** Deletes at most so many rows (of batches a hundredth) that are older; answers how many. One replica does it, the others nothing. */
  prune(rule: PrunedRule, keepDays: number, maxRows: number): Promise<number>;
};

export function createRetentionRepository(prisma: PrismaClient): RetentionRepository {
  return {
    async prune(rule, keepDays, maxRows) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT core.prune(${rule}, ${keepDays}::int, ${maxRows}::int) AS count`;
      return row?.count ?? 0;
    },
  };
}
