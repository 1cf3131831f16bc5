import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type StandIn, createStandIn } from './create-stand-in.ts';
import { type EventCatcher, startEventCatcher } from './fixtures/event-catcher.ts';

const webhookSecret = 'whsec_test';
let catcher: EventCatcher;
let standIn: StandIn;
let stripe: Stripe;

const sdkFor = (url: string, key = 'sk_test_sdk') => {
  const { hostname: host, port } = new URL(url);
  return new Stripe(key, { protocol: 'http', host, port, maxNetworkRetries: 0, telemetry: false });
};

beforeEach(async () => {
  catcher = await startEventCatcher();
  standIn = await createStandIn({ webhookSecret, webhookUrls: [catcher.url] });
  standIn.cause({ retryDelaysMs: [5] });
  stripe = sdkFor(standIn.url);
});
afterEach(async () => {
  await standIn.close();
  await catcher.close();
});

const line = { quantity: 1, price_data: { currency: 'usd', unit_amount: 1_000, product_data: { name: 'Credits' } } };

async function openSession(further: Stripe.Checkout.SessionCreateParams = {}): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [line],
    success_url: 'https://hub.example.com/payment/success?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://hub.example.com/payment/cancel',
    metadata: { paymentId: 'pay_1' },
    payment_intent_data: { metadata: { paymentId: 'pay_1' } },
    ...further,
  });
}

/** The types of all events, in the order in which they happened. */
const told = () => standIn.events().map(({ type }) => type);

describe('the official SDK', () => {
  it('buys: session, payment, intent with its charge, receipt and invoice', async () => {
    const customer = await stripe.customers.create({ metadata: { accountId: 'acc_1' } });
    const opened = await openSession({ customer: customer.id, invoice_creation: { enabled: true } });
    expect(opened).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 1_000,
      payment_intent: null,
    });
    expect(opened.url).toContain(`/pay/${opened.id}`);

    standIn.pay(opened.id, 'card');
    const session = await stripe.checkout.sessions.retrieve(opened.id);
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid', metadata: { paymentId: 'pay_1' } });
    const intent = await stripe.paymentIntents.retrieve(String(session.payment_intent), { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      ...{ status: 'succeeded', amount_received: 1_000, metadata: { paymentId: 'pay_1' } },
      latest_charge: { object: 'charge', amount: 1_000, receipt_url: expect.stringContaining('/receipts/ch_') },
    });
    const invoice = await stripe.invoices.retrieve(String(session.invoice));
    expect((await fetch(invoice.invoice_pdf ?? '')).headers.get('content-type')).toMatch(/^application\/pdf/);
    expect(told()).toEqual([
      ...['customer.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice.paid'],
      'checkout.session.completed',
    ]);
  });

  it('is told of delayed payments, declined cards and sessions that expire', async () => {
    const [paid, failed, declined, expired] = await Promise.all(Array.from({ length: 4 }, () => openSession()));
    for (const [session, isPaid] of [[paid, true] as const, [failed, false] as const]) {
      standIn.pay(session?.id ?? '', 'delayed');
      expect(await stripe.checkout.sessions.retrieve(session?.id ?? '')).toMatchObject({ payment_status: 'unpaid' });
      standIn.settleDelayed(session?.id ?? '', isPaid);
    }
    expect(await stripe.checkout.sessions.retrieve(paid?.id ?? '')).toMatchObject({ payment_status: 'paid' });
    standIn.pay(declined?.id ?? '', 'declined');
    expect(await stripe.checkout.sessions.retrieve(declined?.id ?? '')).toMatchObject({ status: 'open' });
    expect(await stripe.checkout.sessions.expire(expired?.id ?? '')).toMatchObject({ status: 'expired', url: null });
    expect(told().filter((type) => type.startsWith('checkout'))).toEqual([
      ...['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
      ...['checkout.session.completed', 'checkout.session.async_payment_failed', 'checkout.session.expired'],
    ]);
  });

  it('refunds in parts, never more than is left, and hears of refunds that fail', async () => {
    const { id } = await openSession();
    const intent = String(standIn.pay(id, 'card').payment_intent);
    const part = await stripe.refunds.create({ payment_intent: intent, amount: 400, reason: 'requested_by_customer' });
    expect(part).toMatchObject({ amount: 400, status: 'succeeded' });
    await expect(stripe.refunds.create({ payment_intent: intent, amount: 601 })).rejects.toThrow(
      /greater than unrefunded/,
    );
    await stripe.refunds.create({ payment_intent: intent });
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    standIn.endRefund(part.id, 'failed');
    expect((await stripe.refunds.list({ payment_intent: intent })).data.map(({ status }) => status)).toEqual([
      'succeeded',
      'failed',
    ]);
    const booked = await stripe.balanceTransactions.list({ limit: 10 });
    expect(booked.data.map(({ type, amount }) => [type, amount])).toEqual([
      ...[['refund_failure', 400] as const, ['refund', -600] as const, ['refund', -400] as const],
      ['charge', 1_000],
    ]);
  });

  it('hears of disputes from their beginning to their end', async () => {
    const { id } = await openSession();
    const intent = String(standIn.pay(id, 'card').payment_intent);
    const { id: disputeId } = standIn.dispute({ payment_intent: intent });
    expect((await stripe.disputes.list({ payment_intent: intent })).data).toMatchObject([{ status: 'needs_response' }]);
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({ code: 'charge_disputed' });
    standIn.closeDispute(disputeId, 'won');
    expect(told().filter((type) => type.startsWith('charge.dispute'))).toEqual([
      ...['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
      ...['charge.dispute.funds_reinstated', 'charge.dispute.closed'],
    ]);
  });

  it('charges a card that was kept, and hears that it is declined', async () => {
    const { id: customer } = await stripe.customers.create({});
    const { id } = await openSession({ customer, payment_intent_data: { setup_future_usage: 'off_session' } });
    standIn.pay(id, 'card');
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    const params = {
      amount: 500,
      currency: 'usd',
      customer,
      payment_method: method?.id ?? '',
      off_session: true,
      confirm: true,
    };
    expect(await stripe.paymentIntents.create(params)).toMatchObject({ status: 'succeeded', amount_received: 500 });
    standIn.changeCard(customer, '0341');
    await expect(stripe.paymentIntents.create(params)).rejects.toMatchObject({
      ...{ type: 'StripeCardError', code: 'card_declined', statusCode: 402 },
      payment_intent: { status: 'requires_payment_method' },
    });
  });

  it('gets the same answer for the same idempotency key, and an error for other parameters under it', async () => {
    const params = { metadata: { accountId: 'acc_1' } };
    const made = await Promise.all(
      Array.from({ length: 5 }, () => stripe.customers.create(params, { idempotencyKey: 'customer-acc_1' })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    await expect(
      stripe.customers.create({ metadata: { accountId: 'acc_2' } }, { idempotencyKey: 'customer-acc_1' }),
    ).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('lists page by page, and gets typed errors for what is missing, misspelt or without a key', async () => {
    for (let count = 0; count < 5; count += 1) await openSession();
    const ids: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) ids.push(id);
    expect(new Set(ids).size).toBe(5);
    await expect(stripe.checkout.sessions.retrieve('cs_none')).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(openSession({ customer: 'cus_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
    await expect(openSession({ successurl: 'https://x' } as object)).rejects.toMatchObject({
      code: 'parameter_unknown',
    });
    await expect(sdkFor(standIn.url, 'wrong').customers.create({})).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
    });
  });
});

describe('its events', () => {
  it('carry the signature of Stripe over their bytes, and come until they are answered with success', async () => {
    catcher.failNext(2);
    await stripe.customers.create({});
    await standIn.settled();
    expect(catcher.caught).toHaveLength(3);
    for (const { body, signature } of catcher.caught)
      expect(stripe.webhooks.constructEvent(body, signature, webhookSecret)).toMatchObject({
        type: 'customer.created',
      });
  });

  it('come several times, in another order, and are lost on the way, as they are told to', async () => {
    standIn.cause({ copies: [2, 6], maxDelayMs: 500, dropRate: 0.3, lostAnswerRate: 0.3, seed: 7 });
    await Promise.all(Array.from({ length: 20 }, () => stripe.customers.create({})));
    await standIn.settled();
    const came = catcher.caught.map(({ body }) => (JSON.parse(body) as { id: string }).id);
    const order = standIn.events().map(({ id }) => id);
    expect(new Set(came)).toEqual(new Set(order));
    expect(came.length).toBeGreaterThan(2 * order.length);
    expect([...new Set(came)]).not.toEqual(order);
    const outcomes = new Set(standIn.deliveries().map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set([200, 'dropped', 'lost']));
  });
});

describe('a person in a browser', () => {
  const choose = (url: string, choice: string) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ choice }), redirect: 'manual' });

  it('reads that this is not Stripe, and comes back paid, unpaid or not at all', async () => {
    const { id, url } = await openSession();
    const pageText = await (await fetch(url ?? '')).text();
    expect(pageText).toContain('This is not Stripe.');
    expect(pageText).toContain('$10.00');
    expect((await choose(url ?? '', 'cancel')).headers.get('location')).toBe('https://hub.example.com/payment/cancel');
    expect(await (await choose(url ?? '', 'declined')).text()).toContain('Your card was declined');
    const paid = await choose(url ?? '', 'card');
    expect(paid.headers.get('location')).toBe(`https://hub.example.com/payment/success?session_id=${id}`);
    expect(await (await fetch(url ?? '')).text()).toContain('This payment page is over');
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ payment_status: 'paid' });
  });

  it('finds invoices and kept cards in the portal, and can remove a card', async () => {
    const { id: customer } = await stripe.customers.create({});
    const session = await openSession({
      customer,
      invoice_creation: { enabled: true },
      payment_intent_data: { setup_future_usage: 'off_session' },
    });
    standIn.pay(session.id, 'card');
    const { url } = await stripe.billingPortal.sessions.create({
      customer,
      return_url: 'https://hub.example.com/credits',
    });
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    expect(await (await fetch(url)).text()).toMatch(/Remove visa ending in 4242[\s\S]*STAND-IN-0001/);
    await fetch(url, { method: 'POST', body: new URLSearchParams({ detach: method?.id ?? '' }) });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
  });
});

it('goes on after a restart where it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-stand-in-'));
  const options = { webhookSecret, stateFile: join(folder, 'state.json') };
  const first = await createStandIn(options);
  const { id } = await sdkFor(first.url).customers.create({});
  await new Promise((resolve) => setImmediate(resolve));
  await first.close();
  const second = await createStandIn(options);
  expect(await sdkFor(second.url).customers.retrieve(id)).toMatchObject({ id });
  await second.close();
  rmSync(folder, { recursive: true });
});
