import type { IRouter } from 'express';
import { z } from 'zod';
import {
  amount,
  createdRange,
  currency,
  expand,
  isWithin,
  metadata,
  pageParams,
  readParams,
} from '../http/read-params.ts';
import { expandObject } from '../http/expand-object.ts';
import { missing } from '../http/stripe-fault.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { requireCustomer } from './customers.routes.ts';

const text = z.string().optional();
const eventParams = z.strictObject({
  ...pageParams,
  type: text,
  types: z.array(z.string()).optional(),
  created: createdRange,
});
const balanceParams = z.strictObject({ ...pageParams, type: text, source: text, created: createdRange });
const priceParams = z.strictObject({
  currency,
  unit_amount: amount,
  product_data: z.strictObject({ name: z.string(), metadata }),
  expand,
});
const portalParams = z.strictObject({ customer: z.string(), return_url: z.url().optional(), expand });

/** What Stripe has written down: events, the lines of the balance, invoices; and prices and the portal, which need no page of their own. */
export function recordsRoutes(router: IRouter, context: StandInContext): void {
  const { store } = context;
  router.get('/v1/events', (request, response) => {
    const { type, types, created, ...page } = readParams(eventParams, request.query);
    const wanted = types ?? (type === undefined ? undefined : [type]);
    response.json(
      store.list('event', '/v1/events', page, (one) => {
        return isWithin(one.created, created) && (wanted?.includes(one.type) ?? true);
      }),
    );
  });
  router.get('/v1/events/:id', (request, response) => {
    const event = store.find('event', request.params.id);
    if (!event) throw missing('event', request.params.id);
    response.json(event);
  });
  router.get('/v1/balance_transactions', (request, response) => {
    const { type, source, created, expand: paths, ...page } = readParams(balanceParams, request.query);
    const booked = store.list('balance_transaction', '/v1/balance_transactions', page, (one) => {
      const isMeant = (type === undefined || one.type === type) && (source === undefined || one.source === source);
      return isMeant && isWithin(one.created, created);
    });
    response.json(expandObject(store, booked, paths));
  });
  router.post('/v1/prices', (request, response) => {
    const { currency, unit_amount, product_data } = readParams(priceParams, request.body);
    response.json(store.add('price', { currency, unit_amount, product: product_data.name, active: true }));
  });
  router.post('/v1/billing_portal/sessions', (request, response) => {
    const { customer, return_url = null } = readParams(portalParams, request.body);
    requireCustomer(context, customer);
    const portal = store.add('billing_portal.session', { customer, return_url, url: '' });
    portal.url = `${context.url()}/portal/${portal.id}`;
    response.json(portal);
  });
}
