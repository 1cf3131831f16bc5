import { type Payment, microsToCredits, packageIdSchema, paymentStateSchema } from '@smart-ai-hub/contracts';
import type { PaymentModel } from '@smart-ai-hub/database';

const toDollars = (cents: number): number => cents / 100;

export function presentPayment(payment: PaymentModel): Payment {
  return {
    id: payment.id,
    state: paymentStateSchema.parse(payment.state),
    packageId: packageIdSchema.parse(payment.packageId),
    credits: microsToCredits(payment.creditsMicros),
    price: toDollars(payment.amountCents),
    refunded: toDollars(payment.refundedCents),
    creditsReversed: microsToCredits(payment.reversedMicros),
    receiptUrl: payment.receiptUrl,
    createdAt: payment.createdAt.toISOString(),
    completedAt: payment.creditedAt?.toISOString() ?? null,
  };
}
