import type { TransactionFilter } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel, Prisma, PrismaClient } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type AccountBalance = { currentBalance: bigint; available: bigint; held: bigint; debtMicros: bigint };

/** Every method takes the account first: another account's credits do not exist for it. */
export type CreditsRepository = {
  findBalance(accountId: string): Promise<AccountBalance | null>;
  /** Newest first, in the order in which they changed the balance. */
  listTransactions(accountId: string, query: TransactionQuery): Promise<CreditTransactionModel[]>;
  countTransactions(accountId: string, filter: TransactionFilter): Promise<number>;
  /** Oldest first, a few at a time: those after `last`, which is the last of the batch before. */
  readBatch(accountId: string, filter: TransactionFilter, last: Place | undefined): Promise<CreditTransactionModel[]>;
};

/** Where an entry stands in the history of its account. */
export type Place = Pick<CreditTransactionModel, 'createdAt' | 'seq'>;
export type TransactionQuery = Page & TransactionFilter;

export const BATCH_ROWS = 500;

export function createCreditsRepository(prisma: PrismaClient): CreditsRepository {
  return {
    findBalance: (accountId) =>
      prisma.creditAccount.findUnique({
        where: { id: accountId },
        select: { currentBalance: true, available: true, held: true, debtMicros: true },
      }),
    listTransactions: (accountId, query) =>
      prisma.creditTransaction.findMany({
        where: scope(accountId, query),
        orderBy: [{ createdAt: 'desc' }, { seq: 'desc' }],
        ...rowsOf(query),
      }),
    countTransactions: (accountId, filter) => prisma.creditTransaction.count({ where: scope(accountId, filter) }),
    readBatch: (accountId, filter, last) =>
      prisma.creditTransaction.findMany({
        where: { AND: [scope(accountId, filter), last === undefined ? {} : behind(last)] },
        orderBy: [{ createdAt: 'asc' }, { seq: 'asc' }],
        take: BATCH_ROWS,
      }),
  };
}

function scope(accountId: string, filter: TransactionFilter): Prisma.CreditTransactionWhereInput {
  const { type, from, to, runId } = filter;
  return {
    accountId,
    ...(type !== undefined && { type }),
    ...(runId !== undefined && { runId }),
    ...((from !== undefined || to !== undefined) && {
      createdAt: { ...(from !== undefined && { gte: new Date(from) }), ...(to !== undefined && { lt: new Date(to) }) },
    }),
  };
}

/** The first condition lets the index begin there; the second leaves out what stands at the very same moment, but before. */
const behind = ({ createdAt, seq }: Place): Prisma.CreditTransactionWhereInput => ({
  createdAt: { gte: createdAt },
  OR: [{ createdAt: { gt: createdAt } }, { seq: { gt: seq } }],
});
