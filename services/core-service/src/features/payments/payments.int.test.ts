import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createCore } from '../../fixtures/create-core.ts';
import { type Seller, createSeller } from '../../fixtures/create-seller.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { checkPending } from './start-payments.ts';
import type { ChargeTopUpDeps } from './charge-top-up.ts';

let seller: Seller;
beforeAll(async () => {
  seller = await createSeller();
});
afterAll(async () => {
  expect(await seller.brokenInvariants()).toEqual([]);
  await seller.close();
});

const app = () => seller.cores[0]?.app ?? '';

describe('GET /api/payments/packages', () => {
  it('tells everybody what can be bought, in dollars', async () => {
    const { body } = await request(app()).get('/api/payments/packages').expect(200);
    expect(body).toEqual({
      packages: [
        { id: 'starter', name: 'Starter', credits: 100, price: 10 },
        { id: 'pro', name: 'Pro', credits: 1_000, price: 80 },
        { id: 'business', name: 'Business', credits: 10_000, price: 600 },
      ],
      provider: 'stripe',
    });
  });
});

describe('POST /api/payments/checkout', () => {
  it.each([
    ['starter', 100, 10],
    ['pro', 1_000, 80],
    ['business', 10_000, 600],
  ])('sells %s: the page is paid, the event comes, the credits are there', async (packageId, credits, price) => {
    const buyer = await seller.buyer();
    const { sessionId, url } = await buyer.checkout(packageId);
    expect(url).toContain(sessionId);
    expect(await buyer.payments()).toMatchObject([{ state: 'pending', packageId, credits, price, completedAt: null }]);
    seller.standIn.pay(sessionId, 'card');
    await seller.handled();
    expect(await buyer.balance()).toBe(credits);
    expect(await buyer.payments()).toMatchObject([
      { state: 'completed', receiptUrl: expect.stringContaining('/receipts/'), completedAt: expect.any(String) },
    ]);
  });

  it('comes back to the web app, with the session in the address of the success page', async () => {
    const { sessionId } = await (await seller.buyer()).checkout();
    const paid = seller.standIn.pay(sessionId, 'card');
    expect(paid.success_url).toBe('https://hub.example.com/payment/success?session_id={CHECKOUT_SESSION_ID}');
    expect(paid.cancel_url).toBe('https://hub.example.com/payment/cancel');
  });

  it('makes one customer for an account, however many purchases begin at once, and a new one when it was deleted', async () => {
    const buyer = await seller.buyer();
    const begun = await Promise.all(Array.from({ length: 10 }, () => buyer.checkout()));
    const customersOf = (ids: string[]) => new Set(ids.map((id) => seller.standIn.pay(id, 'card').customer));
    const customers = customersOf(begun.map(({ sessionId }) => sessionId));
    expect(customers.size).toBe(1);
    const [customer] = customers;
    const gone = await fetch(`${seller.standIn.url}/v1/customers/${customer}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer sk_test_x' },
    });
    expect(gone.status).toBe(200);
    const next = await buyer.checkout();
    expect(customersOf([next.sessionId])).not.toEqual(customers);
    await seller.handled();
    expect(await buyer.balance()).toBe(1_100);
  });

  it('tells Stripe the e-mail of the buyer, so that the payment page asks for none', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    const { customer } = seller.standIn.pay(sessionId, 'card');
    const email = `${buyer.identity.userId}@example.com`;
    const { body } = await request(seller.standIn.app)
      .get('/v1/customers')
      .query({ email })
      .set('authorization', 'Bearer sk_test_x')
      .expect(200);
    expect(body).toMatchObject({ data: [{ id: customer, email, description: buyer.identity.accountId }] });
  });

  it.each([
    ['an unknown package', { packageId: 'gratis' }, 'packageId'],
    ['none', {}, 'packageId'],
    ['an amount of the caller’s own', { packageId: 'starter', amount: 1 }, 'amount'],
  ])('answers 400 for %s and names the field', async (_name, body, field) => {
    const buyer = await seller.buyer();
    const answer = await buyer.send('post', '/api/payments/checkout', body).expect(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed' });
    expect(JSON.stringify(answer.body)).toContain(field);
    expect(await buyer.payments()).toEqual([]);
  });

  it('answers 401 without a person, 503 while Stripe is away, and leaves no payment pending then', async () => {
    await request(app()).post('/api/payments/checkout').send({ packageId: 'starter' }).expect(401);
    const buyer = await seller.buyer();
    seller.standIn.cause({ apiFailureRate: 1 });
    const answer = await buyer.send('post', '/api/payments/checkout', { packageId: 'starter' }).expect(503);
    seller.standIn.cause({ apiFailureRate: 0 });
    expect(answer.body).toMatchObject({ code: 'dependency_unavailable' });
    expect(answer.headers['retry-after']).toBeDefined();
    expect(await buyer.payments()).toMatchObject([{ state: 'failed' }]);
  });

  it('answers 503 on a hub without a payment provider, which says so among its packages', async () => {
    const stores = {
      databaseUrl: seller.databaseUrl,
      redisUrl: 'redis://127.0.0.1:1',
      authServiceUrl: 'http://127.0.0.1:1',
    };
    const core = createCore(stores);
    expect((await request(core.app).get('/api/payments/packages').expect(200)).body).toMatchObject({
      provider: 'none',
    });
    const { body } = await request(core.app).post('/api/payments/webhook').send('{}').expect(503);
    expect(body).toMatchObject({ code: 'payments_unavailable' });
    await core.close();
  });

  it('never lets anybody pay another amount than the package costs', async () => {
    const { body } = await request(seller.standIn.app)
      .post('/v1/prices')
      .set('authorization', 'Bearer sk_test_x')
      .type('form')
      .send({ currency: 'usd', unit_amount: 1, 'product_data[name]': 'Wrong' })
      .expect(200);
    const wrong = await createSeller({ settings: { STRIPE_STARTER_PRICE_ID: 'price_none' } });
    const buyer = await wrong.buyer();
    await buyer.send('post', '/api/payments/checkout', { packageId: 'starter' }).expect(500);
    await wrong.close();
    const cheap = await createSeller({
      settings: { STRIPE_API_BASE: seller.standIn.url, STRIPE_STARTER_PRICE_ID: (body as { id: string }).id },
    });
    const other = await cheap.buyer();
    await other.send('post', '/api/payments/checkout', { packageId: 'starter' }).expect(500);
    expect(await other.payments()).toMatchObject([{ state: 'failed' }]);
    expect(seller.standIn.events().at(-1)?.type).toBe('checkout.session.expired');
    await cheap.close();
  });
});

describe('GET /api/payments/history', () => {
  it('answers page by page, and 400 for pages that there cannot be', async () => {
    const buyer = await seller.buyer();
    for (let count = 0; count < 3; count += 1) await buyer.checkout();
    const { body } = await buyer.send('get', '/api/payments/history?page=2&limit=2').expect(200);
    expect(body).toMatchObject({ total: 3, page: 2, totalPages: 2, payments: [{ state: 'pending' }] });
    for (const query of ['page=-1', 'page=0', 'limit=1000', 'page=1.5', 'page=x'])
      await buyer.send('get', `/api/payments/history?${query}`).expect(400);
  });
});

describe('GET /api/payments/history/{id}', () => {
  it('credits a purchase whose event has not come: the success page does not wait for it', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.sendTo([]);
    seller.standIn.pay(sessionId, 'card');
    seller.standIn.sendTo(seller.webhookUrls);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => buyer.send('get', `/api/payments/history/${sessionId}`)),
    );
    for (const { body } of answers) expect(body).toMatchObject({ payment: { state: 'completed', credits: 100 } });
    expect(await buyer.ledger()).toEqual(['purchase 100']);
  });

  it('shows what we know while Stripe is away, and nothing of another account', async () => {
    const [buyer, stranger] = [await seller.buyer(), await seller.buyer()];
    const { sessionId } = await buyer.checkout();
    seller.standIn.cause({ apiFailureRate: 1 });
    expect((await buyer.send('get', `/api/payments/history/${sessionId}`).expect(200)).body).toMatchObject({
      payment: { state: 'pending' },
    });
    seller.standIn.cause({ apiFailureRate: 0 });
    const [payment] = await buyer.payments();
    for (const id of [sessionId, payment?.id, 'cs_none', 'pay_none'])
      expect((await stranger.send('get', `/api/payments/history/${id}`).expect(404)).body).toMatchObject({
        code: 'not_found',
      });
    await stranger.send('get', '/api/payments/history/nonsense').expect(400);
    await request(app()).get(`/api/payments/history/${sessionId}`).expect(401);
  });
});

describe('a payment that no event tells of', () => {
  it('is found by the look at what is pending', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.sendTo([]);
    seller.standIn.pay(sessionId, 'card');
    seller.standIn.sendTo(seller.webhookUrls);
    await seller.pool.query(`UPDATE core."Payment" SET "nextCheckAt" = now() WHERE "sessionId" = $1`, [sessionId]);
    const { provider, ...deps } = seller.cores[0]?.dependencies.selling ?? {};
    await checkPending(deps as ChargeTopUpDeps, provider as PaymentProvider);
    expect(await buyer.ledger()).toEqual(['purchase 100']);
    const isDueAgain = await seller.pool.query(
      'SELECT 1 FROM core."Payment" WHERE state = \'pending\' AND "nextCheckAt" <= now()',
    );
    expect(isDueAgain.rows).toEqual([]);
  });
});
