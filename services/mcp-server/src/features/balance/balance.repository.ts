import type { PrismaClient } from '@smart-ai-hub/database';

export type AccountBalance = { currentBalance: bigint; available: bigint; held: bigint };

export type BalanceRepository = { findBalance(accountId: string): Promise<AccountBalance | null> };

export function createBalanceRepository(prisma: PrismaClient): BalanceRepository {
  return {
    findBalance: (accountId) =>
      prisma.creditAccount.findUnique({
        where: { id: accountId },
        select: { currentBalance: true, available: true, held: true },
      }),
  };
}
