/** Stripe's objects as far as the hub reads them, under Stripe's own names: https://docs.stripe.com/api. */

type Common<Kind extends string> = { id: string; object: Kind; created: number; livemode: boolean };
type Metadata = Record<string, string>;

export type Customer = Common<'customer'> & {
  email: string | null;
  name: string | null;
  description: string | null;
  metadata: Metadata;
  deleted?: true;
};

export type Price = Common<'price'> & { currency: string; unit_amount: number; product: string; active: boolean };

export type PaymentMethod = Common<'payment_method'> & {
  type: 'card' | 'sepa_debit';
  customer: string | null;
  card: { brand: string; last4: string; exp_month: number; exp_year: number } | null;
};

export type Session = Common<'checkout.session'> & {
  mode: 'payment';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  amount_subtotal: number;
  amount_total: number;
  currency: string;
  customer: string | null;
  client_reference_id: string | null;
  metadata: Metadata;
  payment_intent: string | null;
  invoice: string | null;
  success_url: string;
  cancel_url: string | null;
  url: string | null;
  expires_at: number;
  invoice_creation: { enabled: boolean };
};

/** What a session keeps for the moment of its payment; Stripe does not show it either. */
export type SessionPlan = {
  description: string;
  intentMetadata: Metadata;
  setupFutureUsage: 'off_session' | 'on_session' | null;
};

export type PaymentIntent = Common<'payment_intent'> & {
  status: 'processing' | 'succeeded' | 'requires_payment_method';
  amount: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  description: string | null;
  metadata: Metadata;
  payment_method: string | null;
  payment_method_types: string[];
  latest_charge: string | null;
  last_payment_error: { type: 'card_error'; code: string; decline_code?: string; message: string } | null;
  setup_future_usage: 'off_session' | 'on_session' | null;
};

export type Charge = Common<'charge'> & {
  amount: number;
  amount_refunded: number;
  currency: string;
  customer: string | null;
  description: string | null;
  payment_intent: string;
  balance_transaction: string;
  paid: true;
  captured: true;
  refunded: boolean;
  disputed: boolean;
  receipt_url: string;
  status: 'succeeded';
  metadata: Metadata;
};

export type Refund = Common<'refund'> & {
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  reason: string | null;
  metadata: Metadata;
  balance_transaction: string;
  failure_reason?: string;
};

export type DisputeStatus =
  'warning_needs_response' | 'warning_closed' | 'needs_response' | 'under_review' | 'won' | 'lost';

export type Dispute = Common<'dispute'> & {
  amount: number;
  currency: string;
  charge: string;
  payment_intent: string;
  status: DisputeStatus;
  reason: string;
  metadata: Metadata;
  balance_transactions: BalanceTransaction[];
};

export type BalanceTransaction = Common<'balance_transaction'> & {
  amount: number;
  fee: number;
  net: number;
  currency: string;
  type: 'charge' | 'refund' | 'refund_failure' | 'adjustment';
  reporting_category: string;
  source: string;
  status: 'available';
  available_on: number;
  description: string | null;
};

export type Invoice = Common<'invoice'> & {
  number: string;
  status: 'paid';
  total: number;
  currency: string;
  customer: string | null;
  description: string;
  hosted_invoice_url: string;
  invoice_pdf: string;
};

export type PortalSession = Common<'billing_portal.session'> & {
  customer: string;
  return_url: string | null;
  url: string;
};

export type StripeEvent = Common<'event'> & {
  type: string;
  api_version: string;
  pending_webhooks: number;
  request: { id: null; idempotency_key: null };
  data: { object: object };
};

export type ObjectsByKind = {
  customer: Customer;
  price: Price;
  payment_method: PaymentMethod;
  'checkout.session': Session;
  payment_intent: PaymentIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  balance_transaction: BalanceTransaction;
  invoice: Invoice;
  'billing_portal.session': PortalSession;
  event: StripeEvent;
};
export type Kind = keyof ObjectsByKind;
