import { creditPackages, creditsToMicros } from '@smart-ai-hub/contracts';
import type { AutoTopUpModel, PaymentModel, PrismaClient } from '@smart-ai-hub/database';

export type TopUpSettings = {
  userId: string;
  packageId: string;
  thresholdMicros: bigint;
  monthlyLimitCents: number;
  consent: string;
};

export type BegunTopUp = { paymentId: string; accountId: string };

export type AutoTopUpsRepository = {
  findAutoTopUp(accountId: string): Promise<AutoTopUpModel | undefined>;
  /** In this month of UTC, by payments that did not fail. */
  spentThisMonth(accountId: string): Promise<number>;
  enable(accountId: string, settings: TopUpSettings): Promise<void>;
  disable(accountId: string): Promise<void>;
  /** Charges nothing more until the owner sets it again. */
  pause(accountId: string, reason: string): Promise<void>;
  /** Opens a payment for each account that is due, once however many ask; the caller charges them. */
  begin(isLive: boolean, limit: number): Promise<BegunTopUp[]>;
};

const packages = Object.fromEntries(
  Object.values(creditPackages).map(({ id, credits, priceCents }) => [
    id,
    { cents: priceCents, micros: creditsToMicros(credits).toString() },
  ]),
);

export function createAutoTopUpsRepository(prisma: PrismaClient): AutoTopUpsRepository {
  return {
    findAutoTopUp: async (accountId) => (await prisma.autoTopUp.findUnique({ where: { accountId } })) ?? undefined,
    async spentThisMonth(accountId) {
      const rows = await prisma.$queryRaw<Pick<PaymentModel, 'amountCents'>[]>`
        SELECT coalesce(sum("amountCents"), 0)::int AS "amountCents" FROM core."Payment"
        WHERE "accountId" = ${accountId} AND source = 'auto_top_up' AND state NOT IN ('failed', 'expired')
          AND "createdAt" >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`;
      return rows[0]?.amountCents ?? 0;
    },
    async enable(accountId, settings) {
      const agreed = { ...settings, enabled: true, consentedAt: new Date(), updatedAt: new Date(), pausedReason: null };
      await prisma.autoTopUp.upsert({ where: { accountId }, create: { accountId, ...agreed }, update: agreed });
    },
    async disable(accountId) {
      await prisma.autoTopUp.updateMany({ where: { accountId }, data: { enabled: false, updatedAt: new Date() } });
    },
    async pause(accountId, pausedReason) {
      await prisma.autoTopUp.updateMany({ where: { accountId }, data: { pausedReason, updatedAt: new Date() } });
    },
    begin: (isLive, limit) => prisma.$queryRaw<BegunTopUp[]>`
      SELECT * FROM core.begin_top_ups(${JSON.stringify(packages)}::jsonb, ${isLive}::boolean, ${limit}::int)`,
  };
}
