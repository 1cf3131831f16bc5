import type { PrismaClient } from '@smart-ai-hub/database';

export type ErasureStep = { deleted: number; isDone: boolean };

/** Accounts whose person was deleted. */
export type ClosuresRepository = {
  isClosed(accountId: string): Promise<boolean>;
  /** Some of those of which something is still to be deleted: by chance, so that none that is stuck holds up the others. */
  listUnfinished(limit: number): Promise<string[]>;
  /** When the oldest of those was closed. */
  oldestUnfinished(): Promise<Date | undefined>;
  /** Deletes at most so many rows of each kind of what the account owned. */
  erase(accountId: string, maxRows: number): Promise<ErasureStep>;
};

export function createClosuresRepository(prisma: PrismaClient): ClosuresRepository {
  return {
    isClosed: async (accountId) =>
      (await prisma.accountClosure.findUnique({ where: { accountId }, select: { accountId: true } })) !== null,
    async listUnfinished(limit) {
      const rows = await prisma.$queryRaw<{ accountId: string }[]>`
        SELECT "accountId" FROM core."AccountClosure" WHERE "erasedAt" IS NULL ORDER BY random() LIMIT ${limit}`;
      return rows.map(({ accountId }) => accountId);
    },
    async oldestUnfinished() {
      const row = await prisma.accountClosure.findFirst({
        where: { erasedAt: null },
        orderBy: { closedAt: 'asc' },
        select: { closedAt: true },
      });
      return row?.closedAt;
    },
    async erase(accountId, maxRows) {
      const [step] = await prisma.$queryRaw<ErasureStep[]>`
        SELECT * FROM core.erase_account(${accountId}, ${maxRows}::int)`;
      return step ?? { deleted: 0, isDone: true };
    },
  };
}
