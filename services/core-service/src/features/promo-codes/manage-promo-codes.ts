import {
  AppError,
  type CreatePromoCodeBody,
  creditsToMicros,
  type Identity,
  microsToCredits,
  type PromoCode,
  promoCodeKindSchema,
  type PromoCodeState,
} from '@smart-ai-hub/contracts';
import type { PromoCodeModel } from '@smart-ai-hub/database';
import type { Logger } from '@smart-ai-hub/service-kit';
import { randomInt } from 'node:crypto';
import { type Page, pageOf } from '../page.ts';
import type { PromoCodesRepository } from './promo-codes.repository.ts';

export type ManagePromoCodesDeps = { promoCodes: PromoCodesRepository; logger: Logger };

export async function listPromoCodes(promoCodes: PromoCodesRepository, page: Page) {
  const [rows, total] = await Promise.all([promoCodes.list(page), promoCodes.count()]);
  return { promoCodes: rows.map(presentPromoCode), ...pageOf(page, total) };
}

/** @throws AppError promo_code_taken; validation_failed for an end that is over */
export async function createPromoCode(
  { promoCodes, logger }: ManagePromoCodesDeps,
  { userId }: Identity,
  body: CreatePromoCodeBody,
) {
  const {
    amount,
    bonusPercent,
    maxBonus,
    maxUses,
    startsAt,
    expiresAt,
    code = makeUpCode(),
    note = '',
    ...rest
  } = body;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
    const errors = [{ path: 'expiresAt', message: 'must lie in the future' }];
    throw new AppError('validation_failed', { detail: 'expiresAt: must lie in the future', errors });
  }
  const row = await promoCodes.create({
    ...rest,
    code,
    note,
    createdBy: userId,
    bonusPercent: bonusPercent ?? null,
    maxUses: maxUses ?? null,
    amountMicros: amount === undefined ? null : creditsToMicros(amount),
    maxBonusMicros: maxBonus === undefined ? null : creditsToMicros(maxBonus),
    ...(startsAt !== undefined && { startsAt: new Date(startsAt) }),
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  });
  if (row === undefined) {
    throw new AppError('promo_code_taken', {
      detail: `There is a code ${code} already. Codes are never reused, so that the ledger stays readable.`,
      errors: [{ path: 'code', message: 'is taken' }],
    });
  }
  logger.info({ promoCodeId: row.id, userId }, 'promo code made');
  return { promoCode: presentPromoCode(row) };
}

/** @throws AppError not_found */
export async function disablePromoCode({ promoCodes, logger }: ManagePromoCodesDeps, { userId }: Identity, id: string) {
  await promoCodes.disable(id, userId);
  const row = await promoCodes.find(id);
  if (row === null) throw new AppError('not_found', { detail: `There is no promo code ${id}.` });
  logger.info({ promoCodeId: id, userId }, 'promo code disabled');
  return { promoCode: presentPromoCode(row) };
}

/** Without 0, O, 1, I and L: codes are read out and typed. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const MADE_UP_LENGTH = 12;
const makeUpCode = (): string =>
  Array.from({ length: MADE_UP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

const creditsOrNull = (micros: bigint | null): number | null => (micros === null ? null : microsToCredits(micros));

function presentPromoCode(row: PromoCodeModel): PromoCode {
  return {
    id: row.id,
    code: row.code,
    kind: promoCodeKindSchema.parse(row.kind),
    state: stateOf(row, Date.now()),
    amount: creditsOrNull(row.amountMicros),
    bonusPercent: row.bonusPercent,
    maxBonus: creditsOrNull(row.maxBonusMicros),
    maxUses: row.maxUses,
    maxUsesPerAccount: row.maxUsesPerAccount,
    uses: row.uses,
    startsAt: row.startsAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    note: row.note,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    disabledBy: row.disabledBy,
    disabledAt: row.disabledAt?.toISOString() ?? null,
  };
}

function stateOf({ disabledAt, expiresAt, startsAt, uses, maxUses }: PromoCodeModel, nowMs: number): PromoCodeState {
  if (disabledAt !== null) return 'disabled';
  if (expiresAt !== null && expiresAt.getTime() <= nowMs) return 'expired';
  if (maxUses !== null && uses >= maxUses) return 'used_up';
  return startsAt.getTime() > nowMs ? 'upcoming' : 'active';
}
