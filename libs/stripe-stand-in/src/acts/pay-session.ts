import { invalid, missing } from '../http/stripe-fault.ts';
import type { PaymentIntent, Session } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { chargeIntent, failIntent } from './charge-intent.ts';

/** How a customer pays: by a card that works, one that is declined, or a bank that takes its time. */
export type PaymentWay = 'card' | 'declined' | 'delayed';

export function requireSession({ store }: StandInContext, id: string): Session {
  const session = store.find('checkout.session', id);
  if (!session) throw missing('checkout.session', id);
  return session;
}

function requireOpen(context: StandInContext, id: string): Session {
  const session = requireSession(context, id);
  if (session.status === 'open' && session.expires_at * 1_000 <= Date.now()) expireSession(context, id);
  if (session.status !== 'open')
    throw invalid(`This Checkout Session is ${session.status}.`, 'checkout_session_not_open');
  return session;
}

/** What the customer does on the payment page. */
export function paySession(context: StandInContext, id: string, way: PaymentWay): Session {
  const session = requireOpen(context, id);
  const intent = openIntent(context, session, way);
  if (way === 'declined') {
    failIntent(context, intent);
    return session;
  }
  Object.assign(session, { status: 'complete', payment_intent: intent.id, url: null });
  if (way === 'card') receiveMoney(context, session, intent);
  context.tell('checkout.session.completed', 'checkout.session', session);
  return session;
}

/** The bank's word on a delayed payment. */
export function settleDelayed(context: StandInContext, id: string, isPaid: boolean): Session {
  const session = requireSession(context, id);
  const intent = context.store.find('payment_intent', session.payment_intent ?? '');
  if (intent?.status !== 'processing') throw invalid('No delayed payment of this session is on its way.');
  if (isPaid) receiveMoney(context, session, intent);
  else failIntent(context, intent);
  const end = isPaid ? 'succeeded' : 'failed';
  context.tell(`checkout.session.async_payment_${end}`, 'checkout.session', session);
  return session;
}

export function expireSession(context: StandInContext, id: string): Session {
  const session = requireSession(context, id);
  if (session.status !== 'open') throw invalid('Only Checkout Sessions with a status in ["open"] can be expired.');
  Object.assign(session, { status: 'expired', url: null });
  context.tell('checkout.session.expired', 'checkout.session', session);
  return session;
}

function openIntent({ store }: StandInContext, session: Session, way: PaymentWay): PaymentIntent {
  const { amount_total: amount, currency, customer } = session;
  const plan = store.plans.get(session.id);
  const type = way === 'delayed' ? 'sepa_debit' : 'card';
  const isKept = plan?.setupFutureUsage === 'off_session' && way !== 'declined';
  const card = { brand: 'visa', last4: '4242', exp_month: 12, exp_year: new Date().getFullYear() + 3 };
  const method = store.add('payment_method', {
    type,
    customer: isKept ? customer : null,
    card: type === 'card' ? card : null,
  });
  return store.add('payment_intent', {
    ...{ status: 'processing', amount, amount_received: 0, currency, customer },
    description: plan?.description ?? null,
    metadata: plan?.intentMetadata ?? {},
    payment_method: method.id,
    payment_method_types: [type],
    latest_charge: null,
    last_payment_error: null,
    setup_future_usage: plan?.setupFutureUsage ?? null,
  });
}

function receiveMoney(context: StandInContext, session: Session, intent: PaymentIntent): void {
  chargeIntent(context, intent);
  session.payment_status = 'paid';
  if (!session.invoice_creation.enabled) return;
  const { store } = context;
  const invoice = store.add('invoice', {
    number: `STAND-IN-${String(store.all('invoice').length + 1).padStart(4, '0')}`,
    status: 'paid',
    total: session.amount_total,
    currency: session.currency,
    customer: session.customer,
    description: intent.description ?? 'Credits',
    hosted_invoice_url: '',
    invoice_pdf: '',
  });
  invoice.hosted_invoice_url = `${context.url()}/invoices/${invoice.id}`;
  invoice.invoice_pdf = `${context.url()}/invoices/${invoice.id}/pdf`;
  session.invoice = invoice.id;
  context.tell('invoice.paid', 'invoice', invoice);
}
