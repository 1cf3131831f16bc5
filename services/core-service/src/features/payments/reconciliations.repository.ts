import type { ReconciliationDifference } from '@smart-ai-hub/contracts';
import type { PaymentReconciliationModel, PrismaClient } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';
import type { OurPayment } from './compare-books.ts';
import type { BalanceTotals } from './read-balance-lines.ts';

export type ReconciliationResult = { lines: number; totals: BalanceTotals; differences: ReconciliationDifference[] };

export type ReconciliationsRepository = {
  /** Answers whether it is this caller's to do. */
  begin(day: Date): Promise<boolean>;
  finish(day: Date, result: ReconciliationResult): Promise<void>;
  fail(day: Date, error: string): Promise<void>;
  listReconciliations(page: Page): Promise<PaymentReconciliationModel[]>;
  countReconciliations(): Promise<number>;
  /** Our side of the books. */
  findPayments(ids: string[]): Promise<Map<string, OurPayment>>;
  /** Credited in this time, by the intent that was charged. */
  listCredited(from: Date, to: Date): Promise<{ id: string; paymentIntentId: string | null }[]>;
};

export function createReconciliationsRepository(prisma: PrismaClient): ReconciliationsRepository {
  return {
    async begin(day) {
      const rows = await prisma.$queryRaw<
        { begun: boolean }[]
      >`SELECT core.begin_reconciliation(${day}::date) AS begun`;
      return rows[0]?.begun === true;
    },
    async finish(day, { lines, totals, differences }) {
      await prisma.paymentReconciliation.updateMany({
        where: { day },
        data: { finishedAt: new Date(), lines, totals, differences, error: null },
      });
    },
    async fail(day, error) {
      await prisma.paymentReconciliation.updateMany({ where: { day }, data: { error } });
    },
    listReconciliations: (page) => prisma.paymentReconciliation.findMany({ orderBy: { day: 'desc' }, ...rowsOf(page) }),
    countReconciliations: () => prisma.paymentReconciliation.count(),
    async findPayments(ids) {
      const rows = await prisma.payment.findMany({ where: { id: { in: ids } }, include: { reversals: true } });
      return new Map(
        rows.map(({ id, amountCents, creditedAt, reversals }) => {
          const taken = reversals.filter(({ isTaken }) => isTaken).map((one) => [one.id, one.amountCents] as const);
          return [id, { id, amountCents, isCredited: creditedAt !== null, taken: new Map(taken) }];
        }),
      );
    },
    listCredited: (from, to) =>
      prisma.payment.findMany({
        where: { creditedAt: { gte: from, lt: to } },
        select: { id: true, paymentIntentId: true },
      }),
  };
}
