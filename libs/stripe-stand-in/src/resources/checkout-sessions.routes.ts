import type { IRouter } from 'express';
import { z } from 'zod';
import { expireSession, requireSession } from '../acts/pay-session.ts';
import { expandObject } from '../http/expand-object.ts';
import { amount, currency, expand, flag, metadata, pageParams, readParams } from '../http/read-params.ts';
import { invalid, missing } from '../http/stripe-fault.ts';
import type { Session } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { requireCustomer } from './customers.routes.ts';

const text = z.string().optional();
const priceData = z.strictObject({
  currency,
  unit_amount: amount,
  product_data: z.strictObject({ name: z.string(), description: text, metadata }),
});
const lineItem = z
  .strictObject({ price: text, price_data: priceData.optional(), quantity: amount })
  .refine(({ price, price_data: data }) => (price === undefined) !== (data === undefined), {
    error: 'You must specify either `price` or `price_data`.',
  });
const usage = z.enum(['off_session', 'on_session']).optional();

const createParams = z.strictObject({
  mode: z.literal('payment'),
  line_items: z.array(lineItem).min(1),
  success_url: z.url(),
  cancel_url: z.url().optional(),
  customer: text,
  customer_update: z.strictObject({ name: text, address: text }).optional(),
  client_reference_id: text,
  expires_at: z.coerce.number().int().optional(),
  metadata,
  payment_intent_data: z.strictObject({ metadata, description: text, setup_future_usage: usage }).optional(),
  invoice_creation: z.strictObject({ enabled: flag }).optional(),
  expand,
});
const listParams = z.strictObject({ ...pageParams, payment_intent: text, customer: text, status: text });

const LIFETIME_SECONDS = 86_400;

export function checkoutSessionsRoutes(router: IRouter, context: StandInContext): void {
  const { store } = context;
  router.post('/v1/checkout/sessions', (request, response) => {
    response.json(createSession(context, readParams(createParams, request.body)));
  });
  router.get('/v1/checkout/sessions', (request, response) => {
    const { payment_intent, customer, status, expand: paths, ...page } = readParams(listParams, request.query);
    const isMeant = (one: Session) =>
      (payment_intent === undefined || one.payment_intent === payment_intent) &&
      (customer === undefined || one.customer === customer) &&
      (status === undefined || one.status === status);
    response.json(expandObject(store, store.list('checkout.session', '/v1/checkout/sessions', page, isMeant), paths));
  });
  router.get('/v1/checkout/sessions/:id', (request, response) => {
    const { expand: paths } = readParams(z.strictObject({ expand }), request.query);
    const session = requireSession(context, request.params.id);
    if (session.status === 'open' && session.expires_at * 1_000 <= Date.now()) expireSession(context, session.id);
    response.json(expandObject(store, session, paths));
  });
  router.post('/v1/checkout/sessions/:id/expire', (request, response) => {
    response.json(expireSession(context, request.params.id));
  });
}

function createSession(context: StandInContext, params: z.output<typeof createParams>): Session {
  const { store } = context;
  if (params.customer !== undefined) requireCustomer(context, params.customer);
  const lines = params.line_items.map((line) => ({ ...priceOf(context, line), quantity: line.quantity }));
  const [first] = lines;
  if (first === undefined || lines.some((line) => line.currency !== first.currency))
    throw invalid('All line items must have the same currency.', undefined, 'line_items');
  const total = lines.reduce((sum, line) => sum + line.unit_amount * line.quantity, 0);
  const session = store.add('checkout.session', {
    ...{ mode: params.mode, status: 'open', payment_status: 'unpaid', currency: first.currency },
    ...{ amount_subtotal: total, amount_total: total, metadata: params.metadata },
    customer: params.customer ?? null,
    client_reference_id: params.client_reference_id ?? null,
    payment_intent: null,
    invoice: null,
    success_url: params.success_url,
    cancel_url: params.cancel_url ?? null,
    url: null,
    expires_at: params.expires_at ?? Math.floor(Date.now() / 1_000) + LIFETIME_SECONDS,
    invoice_creation: { enabled: params.invoice_creation?.enabled ?? false },
  });
  session.url = `${context.url()}/pay/${session.id}`;
  const intent = params.payment_intent_data;
  store.plans.set(session.id, {
    description: intent?.description ?? first.name,
    intentMetadata: intent?.metadata ?? {},
    setupFutureUsage: intent?.setup_future_usage ?? null,
  });
  return session;
}

type Line = z.output<typeof lineItem>;

function priceOf({ store }: StandInContext, { price: id, price_data: data }: Line) {
  if (data !== undefined)
    return { currency: data.currency, unit_amount: data.unit_amount, name: data.product_data.name };
  const price = store.find('price', id ?? '');
  if (!price) throw missing('price', id ?? '', 'line_items[0][price]');
  return { currency: price.currency, unit_amount: price.unit_amount, name: price.product };
}
