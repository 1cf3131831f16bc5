import type { TransactionType } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel, PrismaClient } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type AccountBalance = { currentBalance: bigint; available: bigint; held: bigint };

/** Every method takes the account first: another account's credits do not exist for it. */
export type CreditsRepository = {
  findBalance(accountId: string): Promise<AccountBalance | null>;
  /** Newest first, in the order in which they changed the balance. */
  listTransactions(accountId: string, query: TransactionQuery): Promise<CreditTransactionModel[]>;
  countTransactions(accountId: string, query: Pick<TransactionQuery, 'type'>): Promise<number>;
};

export type TransactionQuery = Page & { type?: TransactionType | undefined };

export function createCreditsRepository(prisma: PrismaClient): CreditsRepository {
  const scope = (accountId: string, type: TransactionType | undefined) => ({
    accountId,
    ...(type !== undefined && { type }),
  });
  return {
    findBalance: (accountId) =>
      prisma.creditAccount.findUnique({
        where: { id: accountId },
        select: { currentBalance: true, available: true, held: true },
      }),
    listTransactions: (accountId, query) =>
      prisma.creditTransaction.findMany({
        where: scope(accountId, query.type),
        orderBy: { seq: 'desc' },
        ...rowsOf(query),
      }),
    countTransactions: (accountId, { type }) => prisma.creditTransaction.count({ where: scope(accountId, type) }),
  };
}
