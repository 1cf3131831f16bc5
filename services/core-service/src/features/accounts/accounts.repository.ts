import type { CreditAccountModel, CreditTransactionModel, PrismaClient } from '@smart-ai-hub/database';
import { prismaExecutor } from '@smart-ai-hub/database';
import { grantCredits, type GrantCreditsInput, type GrantCreditsResult, setAccountFrozen } from '@smart-ai-hub/ledger';
import { type Page, rowsOf } from '../page.ts';

export type Contact = { accountId: string; userId: string; email: string; firstName: string | null };
export type AccountsQuery = Page & { frozen?: boolean | undefined; ids?: string[] | undefined };

/** Accounts of everybody: for administrators only. */
export type AccountsRepository = {
  list(query: AccountsQuery): Promise<CreditAccountModel[]>;
  count(query: Omit<AccountsQuery, keyof Page>): Promise<number>;
  find(accountId: string): Promise<CreditAccountModel | null>;
  /** The people of these accounts; a deleted one is not among them. */
  readContacts(accountIds: string[]): Promise<Contact[]>;
  /** When the people of these accounts were deleted; the others are not in it. */
  readClosures(accountIds: string[]): Promise<Map<string, Date>>;
  /** Whose e-mail, account id or user id this is. */
  searchContacts(question: string): Promise<Contact[]>;
  setFrozen(accountId: string, freeze: { reason: string } | false): Promise<{ known: boolean; changed: boolean }>;
  changeCredits(input: GrantCreditsInput): Promise<GrantCreditsResult>;
  findTransaction(id: string): Promise<CreditTransactionModel | null>;
};

export function createAccountsRepository(prisma: PrismaClient): AccountsRepository {
  const executor = prismaExecutor(prisma);
  const where = ({ frozen, ids }: Omit<AccountsQuery, keyof Page>) => ({
    ...(frozen !== undefined && { frozenAt: frozen ? { not: null } : null }),
    ...(ids !== undefined && { id: { in: ids } }),
  });
  return {
    list: (query) =>
      prisma.creditAccount.findMany({ where: where(query), orderBy: { createdAt: 'desc' }, ...rowsOf(query) }),
    count: (query) => prisma.creditAccount.count({ where: where(query) }),
    find: (id) => prisma.creditAccount.findUnique({ where: { id } }),
    readContacts: (accountIds) => prisma.$queryRaw`SELECT * FROM core.find_contacts(NULL, ${accountIds})`,
    searchContacts: (question) => prisma.$queryRaw`SELECT * FROM core.find_contacts(${question}, '{}')`,
    async readClosures(accountIds) {
      const rows = await prisma.accountClosure.findMany({ where: { accountId: { in: accountIds } } });
      return new Map(rows.map(({ accountId, closedAt }) => [accountId, closedAt]));
    },
    setFrozen: (accountId, freeze) => setAccountFrozen(executor, accountId, freeze),
    changeCredits: (input) => grantCredits(executor, input),
    findTransaction: (id) => prisma.creditTransaction.findUnique({ where: { id } }),
  };
}
