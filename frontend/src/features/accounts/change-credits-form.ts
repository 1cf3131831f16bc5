import { type ChangeCreditsBody, changeCreditsBodySchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { amountTextSchema } from '../../shared/ui/amount-text.ts';

export const changeCreditsFields = ['amount', 'reason'] as const;

export type ChangeCreditsValues = { amount: string; reason: string };

type Change = Pick<ChangeCreditsBody, 'type' | 'idempotencyKey'>;

/** One form is one change: its key is the same however often it is sent. */
export const changeCreditsFormSchema = (change: Change): z.ZodType<ChangeCreditsBody, ChangeCreditsValues> =>
  z
    .object({ amount: amountTextSchema, reason: z.string() })
    .transform((values): z.input<typeof changeCreditsBodySchema> => ({ ...change, ...values }))
    .pipe(changeCreditsBodySchema);
