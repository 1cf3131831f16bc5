import { type CreatePromoCodeBody, createPromoCodeBodySchema, type PromoCode } from '@smart-ai-hub/contracts';
import { z } from 'zod';

export const promoCodeFields = [
  ...(['code', 'kind', 'amount', 'bonusPercent', 'maxBonus'] as const),
  ...(['maxUses', 'maxUsesPerAccount', 'startsAt', 'expiresAt', 'note'] as const),
];
type Field = (typeof promoCodeFields)[number];

/** What is typed: text, because an empty field is not a zero. */
export type PromoCodeValues = Record<Exclude<Field, 'kind'>, string> & { kind: PromoCode['kind'] };

export const noPromoCode: PromoCodeValues = {
  ...{ code: '', kind: 'amount', amount: '', bonusPercent: '', maxBonus: '', maxUses: '', maxUsesPerAccount: '1' },
  ...{ startsAt: '', expiresAt: '', note: '' },
};

/** Reads the form as the body of a new code; fields that are not for its kind, and empty ones, are left out. */
export const promoCodeFormSchema: z.ZodType<CreatePromoCodeBody, PromoCodeValues> = z
  .custom<PromoCodeValues>()
  .transform(toBody)
  .pipe(createPromoCodeBodySchema);

function toBody(values: PromoCodeValues): z.input<typeof createPromoCodeBodySchema> {
  const { kind } = values;
  const said = {
    code: toText(values.code),
    maxUses: toNumber(values.maxUses),
    maxUsesPerAccount: toNumber(values.maxUsesPerAccount),
    startsAt: toInstant(values.startsAt),
    expiresAt: toInstant(values.expiresAt),
    note: toText(values.note),
    ...(kind === 'amount' && { amount: toNumber(values.amount) }),
    ...(kind === 'bonus' && { bonusPercent: toNumber(values.bonusPercent), maxBonus: toNumber(values.maxBonus) }),
  };
  return { kind, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

const toText = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** What is not a number becomes one that no schema takes. */
const toNumber = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));

/** `datetime-local` knows no time zone: what is typed is meant in that of the browser. */
function toInstant(local: string): string | undefined {
  if (local === '') return undefined;
  const instant = new Date(local);
  return Number.isNaN(instant.getTime()) ? local : instant.toISOString();
}
