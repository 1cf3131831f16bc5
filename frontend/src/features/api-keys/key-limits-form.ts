import { type ApiKey, type ChangeApiKey, changeApiKeyBodySchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { limitTextSchema } from '../../shared/ui/limit-text.ts';

/** What is typed into the form: text, because an empty field is no limit and not a zero. */
export type KeyLimitsValues = {
  budgets: { day: string; month: string; total: string };
  requestsPerMinute: string;
  tokensPerMinute: string;
  fallbackModels: string[];
};

export const keyLimitFields = [
  'budgets.day',
  'budgets.month',
  'budgets.total',
  'requestsPerMinute',
  'tokensPerMinute',
  'fallbackModels',
] as const;

/** The form begins with what holds now. */
export function keyLimitsValuesOf(key: ApiKey): KeyLimitsValues {
  const { budgets, requestsPerMinute, tokensPerMinute, fallbackModels } = key;
  const limitOf = (period: string) => String(budgets.find((budget) => budget.period === period)?.limit ?? '');
  return {
    budgets: { day: limitOf('day'), month: limitOf('month'), total: limitOf('total') },
    requestsPerMinute: String(requestsPerMinute ?? ''),
    tokensPerMinute: String(tokensPerMinute ?? ''),
    fallbackModels,
  };
}

/** An empty field takes its limit away. */
export const keyLimitsFormSchema: z.ZodType<ChangeApiKey, KeyLimitsValues> = z
  .object({
    budgets: z.object({ day: limitTextSchema, month: limitTextSchema, total: limitTextSchema }),
    requestsPerMinute: limitTextSchema,
    tokensPerMinute: limitTextSchema,
    fallbackModels: z.array(z.string()),
  })
  .transform((limits): z.input<typeof changeApiKeyBodySchema> => limits)
  .pipe(changeApiKeyBodySchema);
