import { newId } from '@smart-ai-hub/contracts';
import { Prisma, type PrismaClient, type PromoCodeModel } from '@smart-ai-hub/database';
import { type Page, rowsOf } from '../page.ts';

export type NewPromoCode = Pick<
  Prisma.PromoCodeUncheckedCreateInput,
  | 'code'
  | 'kind'
  | 'amountMicros'
  | 'bonusPercent'
  | 'maxBonusMicros'
  | 'maxUses'
  | 'maxUsesPerAccount'
  | 'startsAt'
  | 'expiresAt'
  | 'note'
  | 'createdBy'
>;

export type RedeemOutcome =
  | 'credited'
  | 'waiting'
  | 'unknown_code'
  | 'unknown_account'
  | 'already_used'
  | 'expired'
  | 'not_started'
  | 'used_up'
  | 'bonus_waiting';

export type RedeemResult = {
  outcome: RedeemOutcome;
  kind: string | null;
  amountMicros: bigint | null;
  bonusPercent: number | null;
  maxBonusMicros: bigint | null;
  balanceMicros: bigint | null;
};

export type PromoCodesRepository = {
  redeem(code: string, owner: { accountId: string; userId: string }): Promise<RedeemResult>;
  list(page: Page): Promise<PromoCodeModel[]>;
  count(): Promise<number>;
  find(id: string): Promise<PromoCodeModel | null>;
  /** Undefined when there is a code of this name. */
  create(code: NewPromoCode): Promise<PromoCodeModel | undefined>;
  /** The first one who disables it stays on record. */
  disable(id: string, userId: string): Promise<void>;
};

const UNIQUE_VIOLATION = 'P2002';

export function createPromoCodesRepository(prisma: PrismaClient): PromoCodesRepository {
  return {
    async redeem(code, { accountId, userId }) {
      const [row] = await prisma.$queryRaw<RedeemResult[]>`
        SELECT * FROM core.redeem_promo_code(${code}, ${accountId}, ${userId}, ${newId('use')})`;
      if (row === undefined) throw new Error('core.redeem_promo_code answered nothing');
      return row;
    },
    list: (page) => prisma.promoCode.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], ...rowsOf(page) }),
    count: () => prisma.promoCode.count(),
    find: (id) => prisma.promoCode.findUnique({ where: { id } }),
    async create(code) {
      try {
        return await prisma.promoCode.create({ data: { id: newId('pro'), ...code } });
      } catch (thrown) {
        if (thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === UNIQUE_VIOLATION)
          return undefined;
        throw thrown;
      }
    },
    async disable(id, userId) {
      await prisma.promoCode.updateMany({
        where: { id, disabledAt: null },
        data: { disabledAt: new Date(), disabledBy: userId },
      });
    },
  };
}
