import { type RefundPaymentBody, refundPaymentBodySchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { formatPrice } from '../../shared/ui/format.ts';
import { limitTextSchema } from '../../shared/ui/limit-text.ts';

export const refundFields = ['amount', 'reason'] as const;

export type RefundValues = { amount: string; reason: string };

/** An empty amount pays back all that is left, in US$. */
export const refundFormSchema = (left: number): z.ZodType<RefundPaymentBody, RefundValues> =>
  z
    .object({
      amount: limitTextSchema.refine((amount) => amount === null || amount <= left, {
        error: `must be at most ${formatPrice(left)}: no more is left`,
      }),
      reason: z.string(),
    })
    .transform(({ amount, reason }): z.input<typeof refundPaymentBodySchema> => ({
      reason,
      ...(amount !== null && { amount }),
    }))
    .pipe(refundPaymentBodySchema);
