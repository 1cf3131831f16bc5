import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@smart-ai-hub/testing';
import Stripe from 'stripe';
import request from 'supertest';
import { type Buyer, type Seller, WEBHOOK_SECRET, createSeller } from '../../fixtures/create-seller.ts';

const stripe = new Stripe('sk_test_signs');

let seller: Seller;
beforeAll(async () => {
  seller = await createSeller();
});
afterAll(async () => {
  expect(await seller.brokenInvariants()).toEqual([]);
  await seller.close();
});

const sign = (payload: string, secret = WEBHOOK_SECRET, timestamp?: number) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp !== undefined && { timestamp }) });

/** Sends bytes to the webhook, as anybody can. */
function send(payload: string, signature?: string, app = seller.cores[0]?.app ?? '') {
  const post = request(app).post('/api/payments/webhook').set('content-type', 'application/json');
  return (signature === undefined ? post : post.set('stripe-signature', signature)).send(payload);
}

const eventOf = (object: object, changes: object = {}) =>
  JSON.stringify({
    ...{ id: `evt_${Math.random().toString(36).slice(2)}`, object: 'event', type: 'checkout.session.completed' },
    ...{ livemode: false, created: 1_790_000_000, data: { object } },
    ...changes,
  });

async function eventsStored(): Promise<number> {
  const { rows } = await seller.pool.query<{ count: number }>('SELECT count(*)::int FROM core."StripeEvent"');
  return rows[0]?.count ?? 0;
}

async function stateOfEvent(id: string): Promise<Record<string, unknown> | undefined> {
  const text = 'SELECT state, outcome, attempts, facts FROM core."StripeEvent" WHERE id = $1';
  return (await seller.pool.query<Record<string, unknown>>(text, [id])).rows[0];
}

/** The intent of the account's newest payment. */
async function intentOf({ identity }: Buyer): Promise<string> {
  const text =
    'SELECT "paymentIntentId" AS id FROM core."Payment" WHERE "accountId" = $1 ORDER BY "createdAt" DESC LIMIT 1';
  return (await seller.pool.query<{ id: string }>(text, [identity.accountId])).rows[0]?.id ?? '';
}

async function paid(packageId?: string): Promise<{ buyer: Buyer; intent: string; sessionId: string }> {
  const buyer = await seller.buyer();
  const { sessionId } = await buyer.checkout(packageId);
  seller.standIn.pay(sessionId, 'card');
  await seller.handled();
  return { buyer, sessionId, intent: await intentOf(buyer) };
}

describe('an event that nobody at Stripe sent', () => {
  const payload = eventOf({ id: 'cs_forged', payment_status: 'paid' });
  it.each([
    ['without a signature', payload, undefined],
    ['with nonsense for one', payload, 't=1,v1=abc'],
    ['signed with another secret', payload, sign(payload, 'whsec_other')],
    ['signed more than five minutes ago', payload, sign(payload, WEBHOOK_SECRET, Math.floor(Date.now() / 1_000) - 301)],
    ['serialised anew', JSON.stringify(JSON.parse(payload), undefined, 1), sign(payload)],
    ['with one byte changed', payload.replace('cs_forged', 'cs_forgee'), sign(payload)],
    ['without a body', '', sign(payload)],
    ['that is signed, but no event', '{"hello":"world"}', sign('{"hello":"world"}')],
    ['that is signed, but no JSON', 'hello', sign('hello')],
  ])('%s is answered 400, and nothing is written', async (_name, body, signature) => {
    const before = await eventsStored();
    const answer = await send(body, signature);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'webhook_signature_invalid']);
    expect(await eventsStored()).toBe(before);
  });

  it('credits nothing even when it is signed with the right secret: Stripe is asked, and knows of no payment', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    const forged = eventOf({ id: sessionId, payment_status: 'paid', amount_total: 1_000, currency: 'usd' });
    await send(forged, sign(forged)).expect(200);
    expect(await buyer.ledger()).toEqual([]);
    expect(await buyer.payments()).toMatchObject([{ state: 'pending' }]);
  });
});

describe('an event of the other environment', () => {
  it('is refused with a typed error, and nothing is written', async () => {
    const before = await eventsStored();
    const live = eventOf({ id: 'cs_live_x' }, { livemode: true });
    const { body } = await send(live, sign(live)).expect(403);
    expect(body).toMatchObject({ code: 'webhook_wrong_mode' });
    expect(await eventsStored()).toBe(before);
  });
});

describe('while secrets are rotated', () => {
  it('events of both are taken', async () => {
    const rotating = await createSeller({ settings: { STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' } });
    const app = rotating.cores[0]?.app;
    for (const secret of ['whsec_new', 'whsec_old']) {
      const payload = eventOf({ id: 'cs_unknown' });
      await send(payload, sign(payload, secret), app).expect(200);
    }
    const payload = eventOf({ id: 'cs_unknown' });
    await send(payload, sign(payload), app).expect(400);
    await rotating.close();
  });
});

describe('an event', () => {
  it('is stored under its id without anything of the person, and handled once however often it comes', async () => {
    const { buyer, sessionId } = await paid();
    const event = seller.standIn.events().findLast(({ type }) => type === 'checkout.session.completed');
    for (let count = 0; count < 3; count += 1) if (event) seller.standIn.resend(event);
    await seller.handled();
    expect(await stateOfEvent(event?.id ?? '')).toMatchObject({ state: 'done', attempts: 1 });
    const { facts } = (await stateOfEvent(event?.id ?? '')) ?? {};
    expect(Object.keys(facts as object).toSorted()).toEqual(
      ['amountCents', 'currency', 'isPaid', 'paymentId', 'paymentIntentId', 'sessionId'].toSorted(),
    );
    expect(facts).toMatchObject({ sessionId });
    expect(await buyer.ledger()).toEqual(['purchase 100']);
  });

  it('of a type that changes nothing here, or of another shop on the same Stripe account, is ignored', async () => {
    const other = eventOf({ id: 'cs_other_shop', payment_status: 'paid', payment_intent: 'pi_other_shop' });
    const unknown = eventOf({ id: 'prod_1' }, { type: 'product.created' });
    for (const payload of [other, unknown]) {
      await send(payload, sign(payload)).expect(200);
      await seller.handled();
      expect(await stateOfEvent((JSON.parse(payload) as { id: string }).id)).toMatchObject({ state: 'ignored' });
    }
  });

  it('is answered at once and handled later when Stripe cannot be asked just now', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.cause({ apiFailureRate: 1 });
    seller.standIn.pay(sessionId, 'card');
    await seller.standIn.settled();
    expect(seller.standIn.deliveries().at(-1)?.outcome).toBe(200);
    const event = seller.standIn.events().findLast(({ type }) => type === 'checkout.session.completed');
    await eventually(async () => (await stateOfEvent(event?.id ?? ''))?.['outcome'] === 'error');
    expect(await buyer.ledger()).toEqual([]);
    seller.standIn.cause({ apiFailureRate: 0 });
    await eventually(async () => (await buyer.balance()) === 100);
  });
});

describe('a delayed payment', () => {
  it('is credited when the money comes, and fails when it does not', async () => {
    const buyer = await seller.buyer();
    const [good, bad] = [await buyer.checkout(), await buyer.checkout()];
    for (const { sessionId } of [good, bad]) seller.standIn.pay(sessionId, 'delayed');
    await seller.handled();
    expect((await buyer.payments()).map(({ state }) => state)).toEqual(['pending', 'pending']);
    seller.standIn.settleDelayed(good.sessionId, true);
    seller.standIn.settleDelayed(bad.sessionId, false);
    await seller.handled();
    expect((await buyer.payments()).map(({ state }) => state)).toEqual(['failed', 'completed']);
    expect(await buyer.ledger()).toEqual(['purchase 100']);
  });

  it('that was never made expires', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.expire(sessionId);
    await seller.handled();
    expect(await buyer.payments()).toMatchObject([{ state: 'expired' }]);
  });
});

describe('a refund', () => {
  it('takes credits back in proportion, several times, to the whole', async () => {
    const { buyer, intent } = await paid();
    for (const amount of [250, 250]) seller.standIn.refund({ payment_intent: intent, amount });
    await seller.handled();
    expect(await buyer.payments()).toMatchObject([{ state: 'completed', refunded: 5, creditsReversed: 50 }]);
    seller.standIn.refund({ payment_intent: intent });
    await seller.handled();
    expect(await buyer.payments()).toMatchObject([{ state: 'refunded', refunded: 10, creditsReversed: 100 }]);
    expect(await buyer.ledger()).toEqual(['purchase 100', 'refund -25', 'refund -25', 'refund -50']);
  });

  it('that fails in the end gives them back', async () => {
    const { buyer, intent } = await paid();
    const { id } = seller.standIn.refund({ payment_intent: intent });
    await seller.handled();
    expect(await buyer.balance()).toBe(0);
    seller.standIn.endRefund(id, 'failed');
    await seller.handled();
    expect(await buyer.balance()).toBe(100);
    expect(await buyer.payments()).toMatchObject([{ state: 'completed', refunded: 0, creditsReversed: 0 }]);
  });
});

describe('a dispute', () => {
  it('takes the credits while the bank has the money: back when it is won, gone when it is lost', async () => {
    const [won, lost] = [await paid(), await paid()];
    const disputes = [won, lost].map(({ intent }) => seller.standIn.dispute({ payment_intent: intent }));
    await seller.handled();
    expect([await won.buyer.balance(), await lost.buyer.balance()]).toEqual([0, 0]);
    expect(await won.buyer.payments()).toMatchObject([{ state: 'disputed' }]);
    seller.standIn.closeDispute(disputes[0]?.id ?? '', 'won');
    seller.standIn.closeDispute(disputes[1]?.id ?? '', 'lost');
    await seller.handled();
    expect([await won.buyer.balance(), await lost.buyer.balance()]).toEqual([100, 0]);
    expect(await won.buyer.payments()).toMatchObject([{ state: 'completed' }]);
    expect(await lost.buyer.payments()).toMatchObject([{ state: 'disputed', creditsReversed: 100 }]);
  });

  it('that is a mere inquiry takes nothing', async () => {
    const { buyer, intent } = await paid();
    const { id } = seller.standIn.dispute({ payment_intent: intent, isInquiry: true });
    seller.standIn.closeDispute(id, 'won');
    await seller.handled();
    expect(await buyer.ledger()).toEqual(['purchase 100']);
  });
});

describe('with the stand-in, where a person may write events of their own', () => {
  it('a signed event is believed as it stands, once, and only for the amount that was asked', async () => {
    const trying = await createSeller({ settings: { STRIPE_STAND_IN: 'true' } });
    const app = trying.cores[0]?.app;
    const buyer = await trying.buyer();
    const { sessionId } = await buyer.checkout();
    const sessionOf = (amount: number) => ({
      id: sessionId,
      payment_status: 'paid',
      amount_total: amount,
      currency: 'usd',
    });
    const cheap = eventOf(sessionOf(1));
    await send(cheap, sign(cheap), app).expect(200);
    expect(await buyer.ledger()).toEqual([]);
    for (const payload of [eventOf(sessionOf(1_000)), eventOf(sessionOf(1_000))])
      for (let count = 0; count < 3; count += 1) await send(payload, sign(payload), app).expect(200);
    expect(await buyer.ledger()).toEqual(['purchase 100']);
    expect((await request(app ?? '').get('/api/payments/packages')).body).toMatchObject({ provider: 'stand-in' });
    await trying.close();
  });
});
