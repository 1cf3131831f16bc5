import { z } from 'zod';
import { signedCreditsSchema } from './admin-accounts.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema, lineSchema } from './text.ts';

/** Letters are the same in either case; the ledger shows them in capitals. */
const codeSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,39}$/, 'must be 3 to 40 letters, digits and dashes, and begin with no dash')
  .transform((code) => code.toUpperCase());

const positiveCreditsSchema = signedCreditsSchema.min(0.000001, 'must be above zero');

/** `amount` gives credits at once; `bonus` adds a share to the next purchase. */
export const promoCodeKindSchema = z.enum(['amount', 'bonus']);

/** `upcoming` has not begun; `used_up` has been redeemed as often as it may. */
export const promoCodeStateSchema = z.enum(['active', 'upcoming', 'expired', 'used_up', 'disabled']);
export type PromoCodeState = z.output<typeof promoCodeStateSchema>;

export const promoCodeSchema = z
  .object({
    id: z.string(),
    code: z.string(),
    kind: promoCodeKindSchema,
    state: promoCodeStateSchema,
    /** In credits. */
    amount: z.number().nullable(),
    bonusPercent: z.number().int().nullable(),
    maxBonus: z.number().nullable(),
    maxUses: z.number().int().nullable(),
    maxUsesPerAccount: z.number().int(),
    uses: z.number().int(),
    startsAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    note: z.string(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    disabledBy: z.string().nullable(),
    disabledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PromoCode' });
export type PromoCode = z.output<typeof promoCodeSchema>;

const MAX_USES = 1_000_000_000;
const countSchema = z.number().int('must be a whole number').min(1, 'must be at least 1').max(MAX_USES);

export const createPromoCodeBodySchema = z
  .strictObject({
    /** Made up when it is left out: twelve letters and digits that nobody guesses. */
    code: codeSchema.optional(),
    kind: promoCodeKindSchema,
    amount: positiveCreditsSchema.optional(),
    bonusPercent: z.number().int('must be a whole number').min(1).max(1_000).optional(),
    maxBonus: positiveCreditsSchema.optional(),
    /** Over all accounts; without it as often as people like. */
    maxUses: countSchema.optional(),
    maxUsesPerAccount: countSchema.max(1_000).default(1),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
    /** What it is for: read by administrators only. */
    note: lineSchema.max(500).optional(),
  })
  .superRefine((body, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const isAmount = body.kind === 'amount';
    if (isAmount !== (body.amount !== undefined))
      fault('amount', isAmount ? 'is required' : 'is for codes of kind amount');
    if (isAmount === (body.bonusPercent !== undefined)) {
      fault('bonusPercent', isAmount ? 'is for codes of kind bonus' : 'is required');
    }
    if (isAmount && body.maxBonus !== undefined) fault('maxBonus', 'is for codes of kind bonus');
    if (body.expiresAt !== undefined && Date.parse(body.expiresAt) <= Date.parse(body.startsAt ?? '1970-01-01')) {
      fault('expiresAt', 'must lie after startsAt');
    }
  });
export type CreatePromoCodeBody = z.output<typeof createPromoCodeBodySchema>;

export const redeemBodySchema = z.strictObject({ code: lineSchema.max(100) });

const redemptionSchema = z
  .object({
    code: z.string(),
    kind: promoCodeKindSchema,
    /** In credits: what was credited at once. Null of a bonus, which waits for the next purchase. */
    credited: z.number().nullable(),
    bonusPercent: z.number().int().nullable(),
    maxBonus: z.number().nullable(),
    balance: z.number(),
  })
  .meta({ id: 'Redemption' });
export type Redemption = z.output<typeof redemptionSchema>;

const oneAnswer = z.object({ promoCode: promoCodeSchema });

export const promoCodeEndpoints = {
  redeemPromoCode: defineEndpoint({
    method: 'POST',
    path: '/api/credits/redeem',
    summary: 'Redeem a promo code: credits at once, or a bonus on your next purchase',
    auth: 'session',
    status: 200,
    body: redeemBodySchema,
    example: { code: 'WELCOME-2026' },
    response: z.object({ redemption: redemptionSchema }),
    errors: ['promo_code_unknown', 'promo_code_not_redeemable', 'rate_limited'],
  }),
  listPromoCodes: defineEndpoint({
    method: 'GET',
    path: '/api/admin/promo-codes',
    summary: 'Promo codes, the newest first, and how often each was redeemed',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema,
    response: z.object({ promoCodes: z.array(promoCodeSchema), ...pageFields }),
    errors: [],
  }),
  createPromoCode: defineEndpoint({
    method: 'POST',
    path: '/api/admin/promo-codes',
    summary: 'Make a promo code',
    auth: 'admin',
    status: 201,
    body: createPromoCodeBodySchema,
    example: { code: 'AUTUMN', kind: 'bonus', bonusPercent: 20, maxBonus: 200, maxUses: 500, note: 'Autumn campaign' },
    response: oneAnswer,
    errors: ['promo_code_taken'],
  }),
  disablePromoCode: defineEndpoint({
    method: 'POST',
    path: '/api/admin/promo-codes/:id/disable',
    summary: 'Stop a promo code; what was redeemed stays',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    response: oneAnswer,
    errors: ['not_found'],
  }),
};
