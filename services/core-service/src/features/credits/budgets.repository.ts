import type { BudgetLimits } from '@smart-ai-hub/contracts';
import { type PrismaClient, prismaExecutor } from '@smart-ai-hub/database';
import { type Budget, readBudgets, setBudgets } from '@smart-ai-hub/ledger';

/** The budgets of people; those of keys belong to their keys. */
export type BudgetsRepository = {
  readBudgets(userId: string): Promise<Budget[]>;
  setBudgets(accountId: string, userId: string, limits: BudgetLimits): Promise<Budget[]>;
};

export function createBudgetsRepository(prisma: PrismaClient): BudgetsRepository {
  const executor = prismaExecutor(prisma);
  return {
    async readBudgets(userId) {
      const subject = { userId };
      return (await readBudgets(executor, [subject])).get(subject) ?? [];
    },
    setBudgets: (accountId, userId, limits) => setBudgets(executor, { accountId, subject: { userId }, limits }),
  };
}
