import {
  AUTO_TOP_UP_CONSENT,
  AppError,
  type AutoTopUp,
  type Identity,
  type SetAutoTopUp,
  creditsToMicros,
  microsToCredits,
  packageIdSchema,
} from '@smart-ai-hub/contracts';
import type { AutoTopUpsRepository } from './auto-top-ups.repository.ts';
import { findKeptCard } from './charge-top-up.ts';
import { type PaymentProvider, requireProvider } from './payment-provider.ts';
import type { StripeCustomersRepository } from './stripe-customers.repository.ts';

export type KeepAutoTopUpDeps = {
  provider: PaymentProvider | undefined;
  autoTopUps: AutoTopUpsRepository;
  stripeCustomers: StripeCustomersRepository;
};

export async function readAutoTopUp(
  { autoTopUps }: KeepAutoTopUpDeps,
  accountId: string,
): Promise<{ autoTopUp: AutoTopUp }> {
  const [row, spentCents] = await Promise.all([
    autoTopUps.findAutoTopUp(accountId),
    autoTopUps.spentThisMonth(accountId),
  ]);
  return {
    autoTopUp: {
      enabled: row?.enabled ?? false,
      packageId: row ? packageIdSchema.parse(row.packageId) : null,
      threshold: row ? microsToCredits(row.thresholdMicros) : null,
      monthlyLimit: row ? row.monthlyLimitCents / 100 : null,
      spentThisMonth: spentCents / 100,
      consentedAt: row?.consentedAt?.toISOString() ?? null,
      consent: AUTO_TOP_UP_CONSENT,
      pausedReason: row?.pausedReason ?? null,
    },
  };
}

/** @throws AppError payments_unavailable, payment_method_missing, dependency_unavailable */
export async function setAutoTopUp(
  deps: KeepAutoTopUpDeps,
  { accountId, userId }: Identity,
  wish: SetAutoTopUp,
): Promise<{ autoTopUp: AutoTopUp }> {
  if (!wish.enabled) {
    await deps.autoTopUps.disable(accountId);
    return readAutoTopUp(deps, accountId);
  }
  const card = await findKeptCard(deps, requireProvider(deps.provider), accountId);
  if (card === undefined) {
    const detail = 'No card is kept for this account. Buy a package with saveCard first.';
    throw new AppError('payment_method_missing', { detail });
  }
  await deps.autoTopUps.enable(accountId, {
    userId,
    packageId: wish.packageId,
    thresholdMicros: creditsToMicros(wish.threshold),
    monthlyLimitCents: Math.round(wish.monthlyLimit * 100),
    consent: AUTO_TOP_UP_CONSENT,
  });
  return readAutoTopUp(deps, accountId);
}
