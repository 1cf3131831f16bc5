import { AppError, type Payment, creditPackages } from '@smart-ai-hub/contracts';
import type { PaymentModel } from '@smart-ai-hub/database';
import { type Page, pageOf } from '../page.ts';
import { type PaymentProvider, requireProvider } from './payment-provider.ts';
import type { PaymentsRepository } from './payments.repository.ts';
import { presentPayment } from './present-payment.ts';
import { askStripe } from './stripe-failure.ts';
import { type SyncPaymentDeps, syncPayment } from './sync-payment.ts';

export type ShowPaymentsDeps = SyncPaymentDeps & { provider: PaymentProvider | undefined };

export function listPackages(provider: PaymentProvider | undefined) {
  const packages = Object.values(creditPackages).map(({ priceCents, ...one }) => ({ ...one, price: priceCents / 100 }));
  const name = provider ? (provider.isStandIn ? ('stand-in' as const) : ('stripe' as const)) : ('none' as const);
  return { packages, provider: name };
}

export async function listPayments(payments: PaymentsRepository, accountId: string, page: Page) {
  const [rows, total] = await Promise.all([payments.listPayments(accountId, page), payments.countPayments(accountId)]);
  return { payments: rows.map(presentPayment), ...pageOf(page, total) };
}

/**
 * One payment of the account. Where it is pending, Stripe is asked first: the page after a purchase must not depend on the event
 * having arrived before it. When Stripe cannot be asked, what we know is shown.
 * @throws AppError not_found for another account's as well
 */
export async function readPayment(
  deps: ShowPaymentsDeps,
  accountId: string,
  id: string,
): Promise<{ payment: Payment }> {
  const payment = await requirePayment(deps, accountId, id);
  if (payment.state !== 'pending' || !deps.provider) return { payment: presentPayment(payment) };
  try {
    await syncPayment(deps, deps.provider, payment);
  } catch (error) {
    deps.logger.warn({ err: error, paymentId: payment.id }, 'a pending payment could not be read from Stripe');
  }
  return { payment: presentPayment(await requirePayment(deps, accountId, id)) };
}

/**
 * Stripe's own receipt and invoice of a payment; null what there is not (yet).
 * @throws AppError not_found, payments_unavailable, dependency_unavailable
 */
export async function readDocuments(deps: ShowPaymentsDeps, accountId: string, id: string) {
  const { stripe } = requireProvider(deps.provider);
  const { invoiceId, receiptUrl } = await requirePayment(deps, accountId, id);
  const invoice = invoiceId === null ? undefined : await askStripe(() => stripe.invoices.retrieve(invoiceId));
  return {
    receiptUrl,
    invoiceUrl: invoice?.hosted_invoice_url ?? null,
    invoicePdf: invoice?.invoice_pdf ?? null,
  };
}

async function requirePayment({ payments }: ShowPaymentsDeps, accountId: string, id: string): Promise<PaymentModel> {
  const names = id.startsWith('pay_') ? { paymentId: id } : { sessionId: id };
  const payment = await payments.findPayment(names);
  if (payment?.accountId === accountId) return payment;
  throw new AppError('not_found', { detail: `There is no payment ${id}.` });
}
