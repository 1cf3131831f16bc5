import { ledgerError } from './database-failure.ts';
import type { SqlExecutor } from './ledger-types.ts';

export type CreditPaymentInput = {
  paymentId: string;
  /** Stripe's checkout session, which the credit is keyed on; absent for a payment without one. */
  sessionId?: string | undefined;
  paymentIntentId?: string | undefined;
  /** What was paid, in the smallest unit of the currency; has to be what the payment was opened for. */
  amountCents: number;
  /** In lower case, as Stripe writes it. */
  currency: string;
  livemode: boolean;
  invoiceId?: string | undefined;
  receiptUrl?: string | undefined;
};

/** `credited` by this call, `already` by an earlier one; all others credit nothing and leave the reason on the payment. */
export type CreditPaymentOutcome =
  'credited' | 'already' | 'unknown_payment' | 'wrong_mode' | 'foreign_payment' | 'amount_mismatch';

export type ReversePaymentInput = {
  paymentId: string;
  /** Of Stripe's refund or dispute: the reversal is keyed on it. */
  reversalId: string;
  kind: 'refund' | 'dispute';
  amountCents: number;
  /** Stripe's word for how far it has come. */
  status: string;
  occurredAt: Date;
};

/**
 * `noted`: news, and the credits that follow from it were moved (once the payment is credited). `already`: known, or older than what is
 * known. `conflict`: the id belongs to another payment or another amount.
 */
export type ReversePaymentOutcome = 'noted' | 'already' | 'unknown_payment' | 'unknown_status' | 'conflict';

async function queryValue<T>(executor: SqlExecutor, text: string, values: unknown[]): Promise<T> {
  try {
    const { rows } = await executor.query(text, values);
    return (rows[0] as { value: T }).value;
  } catch (error) {
    throw ledgerError(error);
  }
}

/**
 * Credits a payment that was paid, once, however often and from however many processes it is called; refunds and disputes that
 * were noted before are taken back at once. A debt of the account is paid out of it first. Needs role `hub_core`.
 */
export async function creditPayment(executor: SqlExecutor, input: CreditPaymentInput): Promise<CreditPaymentOutcome> {
  const { paymentId, sessionId, paymentIntentId, amountCents, currency, livemode, invoiceId, receiptUrl } = input;
  return queryValue(
    executor,
    'SELECT core.credit_payment($1, $2, $3, $4::bigint, $5, $6::boolean, $7::jsonb) AS value',
    [
      paymentId,
      sessionId ?? null,
      paymentIntentId ?? null,
      amountCents,
      currency,
      livemode,
      JSON.stringify({ invoiceId, receiptUrl }),
    ],
  );
}

/**
 * Notes how far a refund or a dispute has come, and takes back credits in proportion, or gives them back when it failed or was won.
 * What the account does not have becomes its debt. In any order, any number of times. Needs role `hub_core`.
 */
export async function reversePayment(
  executor: SqlExecutor,
  { paymentId, reversalId, kind, amountCents, status, occurredAt }: ReversePaymentInput,
): Promise<ReversePaymentOutcome> {
  return queryValue(executor, 'SELECT core.reverse_payment($1, $2, $3, $4::bigint, $5, $6::timestamptz) AS value', [
    paymentId,
    reversalId,
    kind,
    amountCents,
    status,
    occurredAt.toISOString(),
  ]);
}

/** Ends a payment that nobody paid; answers false when it had ended before. Needs role `hub_core`. */
export async function endPayment(
  executor: SqlExecutor,
  paymentId: string,
  state: 'expired' | 'failed',
): Promise<boolean> {
  return queryValue(executor, 'SELECT core.end_payment($1, $2) AS value', [paymentId, state]);
}

/** Lets accounts in debt pay with what calls gave back since; answers how many did. Needs role `hub_core`. */
export async function collectDebts(executor: SqlExecutor, maxAccounts: number): Promise<number> {
  return queryValue(executor, 'SELECT core.collect_debts($1::int) AS value', [maxAccounts]);
}
