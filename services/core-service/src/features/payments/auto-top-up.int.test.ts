import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTO_TOP_UP_CONSENT, type AutoTopUp } from '@smart-ai-hub/contracts';
import { type Buyer, type Seller, createSeller } from '../../fixtures/create-seller.ts';
import { runTopUps } from './run-top-ups.ts';
import { checkPending } from './start-payments.ts';

let seller: Seller;
beforeAll(async () => {
  seller = await createSeller({ replicas: 2 });
});
afterAll(async () => {
  expect(await seller.brokenInvariants()).toEqual([]);
  await seller.close();
});

const wish = { enabled: true, packageId: 'starter', threshold: 120, monthlyLimit: 25, consent: true };

function deps(replica = 0) {
  const { provider, ...rest } = seller.cores[replica]?.dependencies.selling ?? {};
  if (!provider) throw new Error('the seller has no provider');
  return { rest: rest as Parameters<typeof runTopUps>[0], provider };
}

async function topUp(replica = 0): Promise<void> {
  const { rest, provider } = deps(replica);
  await runTopUps(rest, provider);
}

async function read(buyer: Buyer): Promise<AutoTopUp> {
  const { body } = await buyer.send('get', '/api/payments/auto-top-up').expect(200);
  return (body as { autoTopUp: AutoTopUp }).autoTopUp;
}

/** Has 100 credits, and a card at Stripe. */
async function withCard(): Promise<{ buyer: Buyer; customer: string }> {
  const buyer = await seller.buyer();
  const { body } = await buyer
    .send('post', '/api/payments/checkout', { packageId: 'starter', saveCard: true })
    .expect(200);
  const { customer } = seller.standIn.pay((body as { sessionId: string }).sessionId, 'card');
  await seller.handled();
  return { buyer, customer: customer ?? '' };
}

describe('credits that are bought by themselves', () => {
  it('are off until somebody agrees to the words, which are kept with the moment', async () => {
    const { buyer } = await withCard();
    expect(await read(buyer)).toMatchObject({ enabled: false, consentedAt: null, packageId: null });
    await topUp();
    expect(await buyer.balance()).toBe(100);
    for (const body of [
      { ...wish, consent: false },
      { ...wish, consent: undefined },
      { ...wish, monthlyLimit: 0 },
      { ...wish, threshold: -1 },
      { ...wish, packageId: 'gratis' },
    ])
      await buyer.send('put', '/api/payments/auto-top-up', body).expect(400);
    await buyer.send('put', '/api/payments/auto-top-up', wish).expect(200);
    expect(await read(buyer)).toMatchObject({
      enabled: true,
      threshold: 120,
      monthlyLimit: 25,
      consentedAt: expect.any(String),
    });
    const { rows } = await seller.pool.query('SELECT consent FROM core."AutoTopUp" WHERE "accountId" = $1', [
      buyer.identity.accountId,
    ]);
    expect(rows).toEqual([{ consent: AUTO_TOP_UP_CONSENT }]);
    await buyer.send('put', '/api/payments/auto-top-up', { enabled: false }).expect(200);
    await topUp();
    expect(await buyer.balance()).toBe(100);
  });

  it('cannot be agreed to without a card that Stripe keeps', async () => {
    const buyer = await seller.buyer();
    const { body } = await buyer.send('put', '/api/payments/auto-top-up', wish).expect(409);
    expect(body).toMatchObject({ code: 'payment_method_missing' });
  });

  it('are bought once by 50 concurrent tries of two processes', async () => {
    const { buyer } = await withCard();
    await buyer.send('put', '/api/payments/auto-top-up', wish).expect(200);
    await Promise.all(Array.from({ length: 50 }, (_, index) => topUp(index % 2)));
    await seller.handled();
    expect(await buyer.ledger()).toEqual(['purchase 100', 'purchase 100']);
    expect(await read(buyer)).toMatchObject({ spentThisMonth: 10 });
  });

  it('never cost more in a month than its limit', async () => {
    const { buyer } = await withCard();
    await buyer.send('put', '/api/payments/auto-top-up', { ...wish, threshold: 100_000 }).expect(200);
    for (let count = 0; count < 4; count += 1) await topUp();
    await seller.handled();
    expect(await buyer.balance()).toBe(300);
    expect(await read(buyer)).toMatchObject({ spentThisMonth: 20, pausedReason: null });
  });

  it('stop when the card is declined, say so, and go on when they are set again', async () => {
    const { buyer, customer } = await withCard();
    await buyer.send('put', '/api/payments/auto-top-up', wish).expect(200);
    seller.standIn.changeCard(customer, '0341');
    for (let count = 0; count < 3; count += 1) await topUp();
    await seller.handled();
    expect(await read(buyer)).toMatchObject({ pausedReason: expect.stringContaining('declined'), spentThisMonth: 0 });
    expect((await buyer.payments()).map(({ state }) => state)).toEqual(['failed', 'completed']);
    seller.standIn.changeCard(customer, '4242');
    await buyer.send('put', '/api/payments/auto-top-up', wish).expect(200);
    await topUp();
    expect(await buyer.balance()).toBe(200);
  });

  it('are charged once when the process dies between its note and the charge, or Stripe does not answer', async () => {
    const { buyer } = await withCard();
    await buyer.send('put', '/api/payments/auto-top-up', wish).expect(200);
    const { rest, provider } = deps();
    await rest.autoTopUps.begin(provider.livemode, 10);
    await topUp();
    expect(await buyer.balance()).toBe(100);
    await seller.pool.query(
      `UPDATE core."Payment" SET "nextCheckAt" = now() WHERE state = 'pending' AND source = 'auto_top_up'`,
    );
    await checkPending(rest, provider);
    await topUp();
    expect(await buyer.ledger()).toEqual(['purchase 100', 'purchase 100']);
  });
});
