import { AppError, type Identity, microsToCredits, promoCodeKindSchema } from '@smart-ai-hub/contracts';
import type { PromoCodesRepository, RedeemOutcome } from './promo-codes.repository.ts';
import type { RedeemLimit } from './redeem-limit.ts';

export type RedeemDeps = { promoCodes: PromoCodesRepository; redeemLimit: RedeemLimit };

const refusals: Partial<Record<RedeemOutcome, string>> = {
  already_used: 'You have redeemed this code as often as one account may.',
  expired: 'This code is no longer valid.',
  not_started: 'This code is not valid yet.',
  used_up: 'This code has been redeemed as often as it may be.',
  bonus_waiting: 'Another bonus waits for your next purchase already; there can be only one at a time.',
};

/** @throws AppError promo_code_unknown, promo_code_not_redeemable, rate_limited, unauthenticated for an account that is gone */
export async function redeemPromoCode({ promoCodes, redeemLimit }: RedeemDeps, identity: Identity, code: string) {
  const { accountId } = identity;
  await redeemLimit.countGuess(accountId);
  const result = await promoCodes.redeem(code, identity);
  const { outcome, kind, amountMicros, bonusPercent, maxBonusMicros, balanceMicros } = result;
  if (outcome === 'unknown_account') {
    throw new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
  if (outcome === 'unknown_code') {
    const detail = 'There is no such code. Check the spelling; letters may be small or capital.';
    throw new AppError('promo_code_unknown', { detail, errors: [{ path: 'code', message: 'is not known' }] });
  }
  await redeemLimit.takeBack(accountId);
  const refusal = refusals[outcome];
  if (refusal !== undefined) {
    throw new AppError('promo_code_not_redeemable', { detail: refusal, errors: [{ path: 'code', message: refusal }] });
  }
  return {
    redemption: {
      code: code.toUpperCase(),
      kind: promoCodeKindSchema.parse(kind),
      credited: amountMicros === null ? null : microsToCredits(amountMicros),
      bonusPercent,
      maxBonus: maxBonusMicros === null ? null : microsToCredits(maxBonusMicros),
      balance: microsToCredits(balanceMicros ?? 0n),
    },
  };
}
