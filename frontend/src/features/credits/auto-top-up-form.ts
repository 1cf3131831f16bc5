import { type AutoTopUp, packageIdSchema, type SetAutoTopUp, setAutoTopUpBodySchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { amountTextSchema } from '../../shared/ui/amount-text.ts';
import { formatPrice } from '../../shared/ui/format.ts';

export const autoTopUpFields = ['packageId', 'threshold', 'monthlyLimit', 'consent'] as const;

export type AutoTopUpValues = { packageId: string; threshold: string; monthlyLimit: string; consent: boolean };

/** The form begins with what holds, but for the consent: each change of the terms is agreed to anew. */
export function autoTopUpValuesOf({ packageId, threshold, monthlyLimit }: AutoTopUp): AutoTopUpValues {
  return {
    packageId: packageId ?? 'starter',
    threshold: String(threshold ?? '20'),
    monthlyLimit: String(monthlyLimit ?? '50'),
    consent: false,
  };
}

type Prices = readonly { id: string; price: number }[];

/** A limit below the price of the package would never let it be bought. */
export const autoTopUpFormSchema = (packages: Prices): z.ZodType<SetAutoTopUp, AutoTopUpValues> =>
  z
    .object({
      packageId: packageIdSchema,
      threshold: amountTextSchema,
      monthlyLimit: amountTextSchema,
      consent: z.boolean().refine((agreed) => agreed, { error: 'must be agreed to' }),
    })
    .superRefine(({ packageId, monthlyLimit }, context) => {
      const price = packages.find(({ id }) => id === packageId)?.price ?? 0;
      if (monthlyLimit >= price) return;
      const message = `must be at least ${formatPrice(price)}, the price of the package`;
      context.addIssue({ code: 'custom', path: ['monthlyLimit'], message });
    })
    .transform((values): z.input<typeof setAutoTopUpBodySchema> => ({ ...values, enabled: true, consent: true }))
    .pipe(setAutoTopUpBodySchema);
