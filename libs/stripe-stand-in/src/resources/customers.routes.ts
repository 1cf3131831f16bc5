import type { IRouter } from 'express';
import { z } from 'zod';
import { expand, metadata, pageParams, readParams } from '../http/read-params.ts';
import { missing } from '../http/stripe-fault.ts';
import type { Customer } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';

const text = z.string().optional();
const createParams = z.strictObject({ email: text, name: text, description: text, metadata, expand });
const listParams = z.strictObject({ ...pageParams, email: text });
const methodParams = z.strictObject({ ...pageParams, type: text, customer: text, allow_redisplay: text });

export function customersRoutes(router: IRouter, context: StandInContext): void {
  const { store } = context;
  router.post('/v1/customers', (request, response) => {
    const { email = null, name = null, description = null, metadata } = readParams(createParams, request.body);
    const customer = store.add('customer', { email, name, description, metadata });
    context.tell('customer.created', 'customer', customer);
    response.json(customer);
  });
  router.get('/v1/customers', (request, response) => {
    const { email, ...page } = readParams(listParams, request.query);
    const isMeant = (one: Customer) => !one.deleted && (email === undefined || one.email === email);
    response.json(store.list('customer', '/v1/customers', page, isMeant));
  });
  router.get('/v1/customers/:id', (request, response) => {
    const customer = store.find('customer', request.params.id);
    if (!customer) throw missing('customer', request.params.id);
    response.json(customer.deleted ? { id: customer.id, object: 'customer', deleted: true } : customer);
  });
  router.delete('/v1/customers/:id', (request, response) => {
    const customer = requireCustomer(context, request.params.id, 'id');
    customer.deleted = true;
    context.tell('customer.deleted', 'customer', customer);
    response.json({ id: customer.id, object: 'customer', deleted: true });
  });
  router.get(['/v1/payment_methods', '/v1/customers/:id/payment_methods'], (request, response) => {
    const { type, customer, ...page } = readParams(methodParams, request.query);
    const owner = 'id' in request.params ? request.params['id'] : customer;
    response.json(
      store.list('payment_method', request.path, page, (one) => {
        return one.customer === owner && (type === undefined || one.type === type);
      }),
    );
  });
  router.post('/v1/payment_methods/:id/detach', (request, response) => {
    const method = store.find('payment_method', request.params.id);
    if (!method) throw missing('PaymentMethod', request.params.id);
    method.customer = null;
    context.tell('payment_method.detached', 'payment_method', method);
    response.json(method);
  });
}

/** A customer that is there and was not deleted. */
export function requireCustomer({ store }: StandInContext, id: string, param = 'customer'): Customer {
  const customer = store.find('customer', id);
  if (!customer || customer.deleted) throw missing('customer', id, param);
  return customer;
}
