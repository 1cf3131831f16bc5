import type { PromoCode, PromoCodeState } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits, formatDateTime } from '../../shared/ui/format.ts';

export const promoCodeStates: Record<PromoCodeState, { label: string; color: 'success' | 'info' | 'default' }> = {
  active: { label: 'Active', color: 'success' },
  upcoming: { label: 'Upcoming', color: 'info' },
  expired: { label: 'Expired', color: 'default' },
  used_up: { label: 'Used up', color: 'default' },
  disabled: { label: 'Ended', color: 'default' },
};

type Value = Pick<PromoCode, 'kind' | 'amount' | 'bonusPercent' | 'maxBonus'>;

/** `25.00 credits at once`, or `20 % on the next purchase, at most 200.00 credits`. */
export function describeValue({ kind, amount, bonusPercent, maxBonus }: Value): string {
  if (kind === 'amount') return `${formatCredits(amount ?? 0)} credits at once`;
  const most = maxBonus === null ? '' : `, at most ${formatCredits(maxBonus)} credits`;
  return `${bonusPercent ?? 0} % on the next purchase${most}`;
}

type Uses = Pick<PromoCode, 'uses' | 'maxUses' | 'maxUsesPerAccount'>;

/** `3 of 500 redeemed, once by each account`. */
export function describeUses({ uses, maxUses, maxUsesPerAccount }: Uses): string {
  const redeemed = `${formatCount(uses)}${maxUses === null ? '' : ` of ${formatCount(maxUses)}`} redeemed`;
  const often = maxUsesPerAccount === 1 ? 'once' : `at most ${formatCount(maxUsesPerAccount)} times`;
  return `${redeemed}, ${often} by each account`;
}

type Time = Pick<PromoCode, 'state' | 'startsAt' | 'expiresAt' | 'disabledAt'>;

/** When it holds. */
export function describeTime({ state, startsAt, expiresAt, disabledAt }: Time): string {
  if (disabledAt !== null) return `ended ${formatDateTime(disabledAt)}`;
  const begins = state === 'upcoming' ? `from ${formatDateTime(startsAt)} ` : '';
  return `${begins}${expiresAt === null ? 'until it is ended' : `until ${formatDateTime(expiresAt)}`}`;
}
