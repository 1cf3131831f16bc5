import { type ApiKey, type ChangeApiKey, changeApiKeyBodySchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';

/** What is typed into the form: text, because an empty field is no limit and not a zero. */
export type KeyLimitsValues = {
  budgets: { day: string; month: string; total: string };
  requestsPerMinute: string;
  tokensPerMinute: string;
};

export const keyLimitFields = [
  'budgets.day',
  'budgets.month',
  'budgets.total',
  'requestsPerMinute',
  'tokensPerMinute',
] as const;

/** The form begins with what holds now. */
export function keyLimitsValuesOf({ budgets, requestsPerMinute, tokensPerMinute }: ApiKey): KeyLimitsValues {
  const limitOf = (period: string) => String(budgets.find((budget) => budget.period === period)?.limit ?? '');
  return {
    budgets: { day: limitOf('day'), month: limitOf('month'), total: limitOf('total') },
    requestsPerMinute: String(requestsPerMinute ?? ''),
    tokensPerMinute: String(tokensPerMinute ?? ''),
  };
}

const amount = z.string().transform((text, context) => {
  if (text.trim() === '') return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  context.addIssue({ code: 'custom', message: 'must be a number, or empty for no limit' });
  return z.NEVER;
});

/** An empty field takes its limit away. */
export const keyLimitsFormSchema: z.ZodType<ChangeApiKey, KeyLimitsValues> = z
  .object({
    budgets: z.object({ day: amount, month: amount, total: amount }),
    requestsPerMinute: amount,
    tokensPerMinute: amount,
  })
  .transform((limits): z.input<typeof changeApiKeyBodySchema> => limits)
  .pipe(changeApiKeyBodySchema);
