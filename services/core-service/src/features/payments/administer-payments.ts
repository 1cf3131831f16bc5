import {
  type AdministeredPayment,
  AppError,
  type Identity,
  type PaymentState,
  type Reconciliation,
  reconciliationDifferenceSchema,
} from '@smart-ai-hub/contracts';
import type { PaymentModel, PaymentReconciliationModel } from '@smart-ai-hub/database';
import Stripe from 'stripe';
import { z } from 'zod';
import type { AccountsRepository } from '../accounts/accounts.repository.ts';
import { type Page, pageOf } from '../page.ts';
import { type PaymentProvider, requireProvider } from './payment-provider.ts';
import { presentPayment } from './present-payment.ts';
import type { ReconciliationsRepository } from './reconciliations.repository.ts';
import { askStripe } from './stripe-failure.ts';
import { type SyncPaymentDeps, syncPayment } from './sync-payment.ts';

export type AdministerPaymentsDeps = SyncPaymentDeps & {
  provider: PaymentProvider | undefined;
  reconciliations: ReconciliationsRepository;
  accounts: Pick<AccountsRepository, 'readContacts' | 'searchContacts'>;
};

export type PaymentQuestion = Page & {
  q?: string | undefined;
  accountId?: string | undefined;
  state?: PaymentState | undefined;
  problems?: boolean | undefined;
};

export async function listAllPayments(deps: AdministerPaymentsDeps, { q, ...filter }: PaymentQuestion) {
  const { payments, accounts } = deps;
  const owners = q === undefined ? [] : await accounts.searchContacts(q);
  const named = q === undefined ? undefined : { id: q, accountIds: owners.map(({ accountId }) => accountId) };
  const query = { ...filter, named };
  const [rows, total] = await Promise.all([payments.listAllPayments(query), payments.countAllPayments(query)]);
  return { payments: await present(deps, rows), ...pageOf(query, total) };
}

/**
 * Pays back what is left of a payment, or a part, at Stripe; the credits follow from what Stripe then says. Two clicks at once are one
 * refund: the idempotency key holds what was refunded before.
 * @throws AppError not_found, payment_not_refundable, payments_unavailable, dependency_unavailable
 */
export async function refundPayment(
  deps: AdministerPaymentsDeps,
  { userId }: Identity,
  paymentId: string,
  { amount, reason }: { amount?: number | undefined; reason: string },
): Promise<{ payment: AdministeredPayment }> {
  const provider = requireProvider(deps.provider);
  const payment = await requirePayment(deps, paymentId);
  const { paymentIntentId, amountCents, refundedCents } = payment;
  const cents = amount === undefined ? amountCents - refundedCents : Math.round(amount * 100);
  if (paymentIntentId === null || payment.state !== 'completed' || cents > amountCents - refundedCents)
    throw notRefundable(`It is ${payment.state}, and US$ ${(amountCents - refundedCents) / 100} of it are left.`);
  try {
    await askStripe(() =>
      provider.stripe.refunds.create(
        {
          payment_intent: paymentIntentId,
          amount: cents,
          reason: 'requested_by_customer',
          metadata: { paymentId, administrator: userId, note: reason },
        },
        { idempotencyKey: `refund-${paymentId}-${refundedCents}-${cents}` },
      ),
    );
  } catch (error) {
    throw refusalOf(error);
  }
  await syncPayment(deps, provider, payment);
  const [refunded] = await present(deps, [await requirePayment(deps, paymentId)]);
  if (refunded === undefined) throw new Error(`payment ${paymentId} is gone as soon as it was refunded`);
  return { payment: refunded };
}

async function requirePayment({ payments }: AdministerPaymentsDeps, paymentId: string): Promise<PaymentModel> {
  const payment = await payments.findPayment({ paymentId });
  if (payment) return payment;
  throw new AppError('not_found', { detail: `There is no payment ${paymentId}.` });
}

function refusalOf(error: unknown): unknown {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof Stripe.errors.StripeInvalidRequestError ? notRefundable(cause.message) : error;
}

const notRefundable = (why: string): AppError =>
  new AppError('payment_not_refundable', { detail: `The payment cannot be refunded so. ${why}` });

async function present({ accounts }: AdministerPaymentsDeps, rows: PaymentModel[]): Promise<AdministeredPayment[]> {
  const contacts = await accounts.readContacts([...new Set(rows.map(({ accountId }) => accountId))]);
  const emails = new Map(contacts.map(({ accountId, email }) => [accountId, email]));
  return rows.map((payment) => ({
    ...presentPayment(payment),
    accountId: payment.accountId,
    email: emails.get(payment.accountId) ?? null,
    source: payment.source === 'auto_top_up' ? 'auto_top_up' : 'checkout',
    sessionId: payment.sessionId,
    paymentIntentId: payment.paymentIntentId,
    problem: payment.problem,
  }));
}

export async function listReconciliations({ reconciliations }: AdministerPaymentsDeps, page: Page) {
  const [rows, total] = await Promise.all([
    reconciliations.listReconciliations(page),
    reconciliations.countReconciliations(),
  ]);
  return { reconciliations: rows.map(presentReconciliation), ...pageOf(page, total) };
}

const totalsSchema = z
  .object({ chargedCents: z.number(), refundedCents: z.number(), disputedCents: z.number(), feeCents: z.number() })
  .partial();

function presentReconciliation(row: PaymentReconciliationModel): Reconciliation {
  const { chargedCents = 0, refundedCents = 0, disputedCents = 0, feeCents = 0 } = totalsSchema.parse(row.totals);
  return {
    day: row.day.toISOString().slice(0, 10),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    lines: row.lines,
    charged: chargedCents / 100,
    refunded: refundedCents / 100,
    disputed: disputedCents / 100,
    fees: feeCents / 100,
    differences: z.array(reconciliationDifferenceSchema).parse(row.differences),
    error: row.error,
  };
}
