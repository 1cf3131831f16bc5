import type { PrismaClient } from '@smart-ai-hub/database';

export type Span = { from: Date; to: Date };

export type StatementsRepository = {
  /** When the account was opened; null for none. */
  findOpening(accountId: string): Promise<Date | null>;
  /** The balance before the first entry at or after this moment. */
  readBalanceBefore(accountId: string, moment: Date): Promise<bigint>;
  sumByType(accountId: string, span: Span): Promise<{ type: string; count: bigint; amount: bigint }[]>;
  /** Of settled calls, the dearest model first. */
  sumByModel(accountId: string, span: Span): Promise<{ model: string; calls: bigint; amount: bigint }[]>;
};

export function createStatementsRepository(prisma: PrismaClient): StatementsRepository {
  return {
    async findOpening(id) {
      const account = await prisma.creditAccount.findUnique({ where: { id }, select: { createdAt: true } });
      return account?.createdAt ?? null;
    },
    async readBalanceBefore(accountId, moment) {
      const last = await prisma.creditTransaction.findFirst({
        where: { accountId, createdAt: { lt: moment } },
        orderBy: [{ createdAt: 'desc' }, { seq: 'desc' }],
        select: { balanceAfter: true },
      });
      return last?.balanceAfter ?? 0n;
    },
    sumByType: (accountId, { from, to }) => prisma.$queryRaw`
      SELECT type, count(*) AS count, sum(amount)::bigint AS amount FROM core."CreditTransaction"
      WHERE "accountId" = ${accountId} AND "createdAt" >= ${from} AND "createdAt" < ${to}
      GROUP BY type ORDER BY type`,
    sumByModel: (accountId, { from, to }) => prisma.$queryRaw`
      SELECT coalesce(metadata ->> 'model', '') AS model, count(*) AS calls, sum(amount)::bigint AS amount
      FROM core."CreditTransaction"
      WHERE "accountId" = ${accountId} AND "createdAt" >= ${from} AND "createdAt" < ${to} AND type = 'settlement'
      GROUP BY 1 ORDER BY 3, 1`,
  };
}
