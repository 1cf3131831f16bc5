import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf, handledEventTypes } from './event-facts.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/operators/payments.md'), 'utf8');

describe('the events of Stripe', () => {
  it('that are handled are those that operators are told to subscribe to', () => {
    const [, list = ''] = /with these events:\n\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const named = [...list.matchAll(/`([a-z_.]+)`/g)].map(([, type]) => type);
    expect(named.toSorted()).toEqual(handledEventTypes.toSorted());
  });

  it.each([
    ['of another kind', 'product.created', { id: 'prod_1' }],
    ['in a form that Stripe does not document', 'refund.created', { id: 7 }],
    ['about nothing', 'checkout.session.completed', null],
  ])('%s tell nothing, and break nothing', (_name, type, object) => {
    expect(factsOf(type, object)).toEqual({});
  });

  it('are kept without what they say of people', () => {
    const session = {
      id: 'cs_1',
      payment_status: 'paid',
      customer_details: { email: 'a@example.com' },
      metadata: { paymentId: 'pay_1', name: 'A' },
    };
    expect(factsOf('checkout.session.completed', session)).toEqual({
      sessionId: 'cs_1',
      paymentId: 'pay_1',
      isPaid: true,
    });
  });
});
