import type { IRouter } from 'express';
import { z } from 'zod';
import { chargeIntent, failIntent } from '../acts/charge-intent.ts';
import { refundCharge } from '../acts/refund-charge.ts';
import { expandObject } from '../http/expand-object.ts';
import { amount, currency, expand, flag, metadata, pageParams, readParams } from '../http/read-params.ts';
import { StripeFault, invalid, missing } from '../http/stripe-fault.ts';
import type { PaymentIntent } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { requireCustomer } from './customers.routes.ts';

const text = z.string().optional();
const createIntentParams = z.strictObject({
  amount,
  currency,
  customer: z.string(),
  payment_method: z.string(),
  off_session: flag,
  confirm: flag,
  description: text,
  metadata,
  expand,
});
const refundParams = z.strictObject({
  charge: text,
  payment_intent: text,
  amount: amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata,
  expand,
});
const listIntentParams = z.strictObject({ ...pageParams, customer: text });
const listParams = z.strictObject({ ...pageParams, charge: text, payment_intent: text });

/** A card of this ending is kept without complaint and declines when it is charged, like Stripe's test card 4000 0000 0000 0341. */
export const DECLINING_CARD = '0341';

export function paymentsRoutes(router: IRouter, context: StandInContext): void {
  const { store } = context;
  router.post('/v1/payment_intents', (request, response) => {
    response.json(chargeOffSession(context, readParams(createIntentParams, request.body)));
  });
  router.get('/v1/payment_intents', (request, response) => {
    const { customer, ...page } = readParams(listIntentParams, request.query);
    const isMeant = (one: PaymentIntent) => customer === undefined || one.customer === customer;
    response.json(store.list('payment_intent', '/v1/payment_intents', page, isMeant));
  });
  router.post('/v1/refunds', (request, response) => {
    response.json(refundCharge(context, readParams(refundParams, request.body)));
  });
  for (const kind of ['charge', 'refund', 'dispute'] as const) {
    router.get(`/v1/${kind}s`, (request, response) => {
      const { charge, payment_intent, ...page } = readParams(listParams, request.query);
      const isMeant = (one: { id: string; charge?: string; payment_intent: string }) =>
        (charge === undefined || (one.charge ?? one.id) === charge) &&
        (payment_intent === undefined || one.payment_intent === payment_intent);
      response.json(store.list(kind, `/v1/${kind}s`, page, isMeant));
    });
  }
  for (const kind of ['payment_intent', 'charge', 'refund', 'dispute', 'invoice', 'price'] as const) {
    router.get(`/v1/${kind}s/:id`, (request, response) => {
      const { expand: paths } = readParams(z.strictObject({ expand }), request.query);
      const { id = '' } = request.params as { id?: string };
      const object = store.find(kind, id);
      if (!object) throw missing(kind, id);
      response.json(expandObject(store, object, paths));
    });
  }
}

/** Charges a kept card while its owner is away. A declined one is an error that carries the intent. */
function chargeOffSession(context: StandInContext, params: z.output<typeof createIntentParams>): PaymentIntent {
  const { store } = context;
  if (!params.confirm || !params.off_session)
    throw invalid('The stand-in only takes intents that are confirmed off session.');
  requireCustomer(context, params.customer);
  const method = store.find('payment_method', params.payment_method);
  if (method?.customer !== params.customer) throw missing('PaymentMethod', params.payment_method, 'payment_method');
  const intent = store.add('payment_intent', {
    ...{ status: 'processing', amount: params.amount, amount_received: 0, currency: params.currency },
    ...{ customer: params.customer, description: params.description ?? null, metadata: params.metadata },
    ...{ payment_method: method.id, payment_method_types: [method.type], setup_future_usage: null },
    ...{ latest_charge: null, last_payment_error: null },
  });
  if (method.card?.last4 !== DECLINING_CARD) {
    chargeIntent(context, intent);
    return intent;
  }
  failIntent(context, intent);
  const { code = '', message = '' } = intent.last_payment_error ?? {};
  throw new StripeFault(402, {
    type: 'card_error',
    code,
    message,
    decline_code: 'generic_decline',
    payment_intent: intent,
  });
}
