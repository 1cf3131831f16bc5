import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdministeredPayment, ReconciliationDifference } from '@smart-ai-hub/contracts';
import { type Buyer, type Seller, createSeller } from '../../fixtures/create-seller.ts';
import { dayToReconcile, reconcileDay } from './reconcile-day.ts';

let seller: Seller;
let admin: Buyer;
beforeAll(async () => {
  seller = await createSeller();
  admin = await seller.buyer('admin');
});
afterAll(async () => {
  await seller.close();
});

async function paid(): Promise<{ buyer: Buyer; id: string }> {
  const buyer = await seller.buyer();
  const { sessionId } = await buyer.checkout();
  seller.standIn.pay(sessionId, 'card');
  await seller.handled();
  return { buyer, id: (await buyer.payments())[0]?.id ?? '' };
}

const refund = (id: string, body: object = {}) =>
  admin.send('post', `/api/admin/payments/${id}/refund`, { reason: 'bought twice', ...body });

describe('POST /api/admin/payments/{id}/refund', () => {
  it('pays back a part and then the rest, and takes the credits with it', async () => {
    const { buyer, id } = await paid();
    const part = await refund(id, { amount: 2.5 }).expect(200);
    expect(part.body).toMatchObject({ payment: { state: 'completed', refunded: 2.5, creditsReversed: 25 } });
    const rest = await refund(id).expect(200);
    expect(rest.body).toMatchObject({ payment: { state: 'refunded', refunded: 10, creditsReversed: 100 } });
    await seller.handled();
    expect(await buyer.ledger()).toEqual(['purchase 100', 'refund -25', 'refund -75']);
  });

  it('of credits that were spent leaves a debt, which its owner reads, and which the next purchase pays first', async () => {
    const { buyer, id } = await paid();
    const spent = { type: 'correction', amount: -60, reason: 'spent', idempotencyKey: 'spent' };
    await admin.send('post', `/api/admin/accounts/${buyer.identity.accountId}/credits`, spent).expect(201);
    await refund(id).expect(200);
    expect([await buyer.balance(), await buyer.debt()]).toEqual([0, 60]);
    seller.standIn.pay((await buyer.checkout()).sessionId, 'card');
    await seller.handled();
    expect([await buyer.balance(), await buyer.debt()]).toEqual([40, 0]);
  });

  it('is one refund when it is clicked several times at once', async () => {
    const { buyer, id } = await paid();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(id, { amount: 4 })));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await seller.handled();
    const refunds = seller.standIn.events().filter(({ type, data }) => {
      return type === 'refund.created' && JSON.stringify(data).includes(id);
    });
    const taken = (await buyer.ledger()).filter((line) => line.startsWith('refund'));
    expect(taken).toEqual(refunds.map(() => 'refund -40'));
    expect(refunds.length).toBeLessThanOrEqual(2);
  });

  it('answers 409 for more than is left and for a payment that nobody paid, 404 for none, 403 for people, 400 for nonsense', async () => {
    const { buyer, id } = await paid();
    expect((await refund(id, { amount: 10.01 }).expect(409)).body).toMatchObject({ code: 'payment_not_refundable' });
    await buyer.checkout();
    await refund((await buyer.payments())[0]?.id ?? '').expect(409);
    await refund('pay_none').expect(404);
    await buyer.send('post', `/api/admin/payments/${id}/refund`, { reason: 'please' }).expect(403);
    for (const body of [{ amount: -1 }, { amount: 0 }, { amount: 0.001 }, { reason: '' }, { all: true }])
      await refund(id, body).expect(400);
  });
});

describe('GET /api/admin/payments', () => {
  it('lists those of one account, by state, and those that a person has to look at', async () => {
    const { buyer, id } = await paid();
    const list = async (query: string) => {
      const { body } = await admin.send('get', `/api/admin/payments?${query}`).expect(200);
      return (body as { payments: AdministeredPayment[] }).payments;
    };
    const { accountId } = buyer.identity;
    expect(await list(`accountId=${accountId}`)).toMatchObject([{ id, accountId, source: 'checkout', problem: null }]);
    expect(await list(`accountId=${accountId}&state=refunded`)).toEqual([]);
    expect(await list('problems=true')).toEqual([]);
    const email = `${buyer.identity.userId}@example.com`;
    const [payment] = await list(`accountId=${accountId}`);
    for (const name of [id, payment?.sessionId, payment?.paymentIntentId, email.toUpperCase()]) {
      expect([name, await list(`q=${encodeURIComponent(name ?? '')}`)]).toMatchObject([name, [{ id, email }]]);
    }
    expect(await list('q=pay_none')).toEqual([]);
    expect(await list(`q=${id}&state=refunded`)).toEqual([]);
    await seller.pool.query(`UPDATE core."Payment" SET problem = 'amount_mismatch' WHERE id = $1`, [id]);
    expect(await list('problems=true')).toMatchObject([{ id, problem: 'amount_mismatch' }]);
    await buyer.send('get', '/api/admin/payments').expect(403);
  });
});

describe('receipts, invoices and the portal', () => {
  it('are pages of Stripe: the receipt, the invoice and its PDF, the cards', async () => {
    const { buyer, id } = await paid();
    const { body } = await buyer.send('get', `/api/payments/history/${id}/documents`).expect(200);
    const { receiptUrl, invoiceUrl, invoicePdf } = body as Record<string, string>;
    for (const url of [receiptUrl, invoiceUrl, invoicePdf]) expect((await fetch(url ?? '')).status).toBe(200);
    const stranger = await seller.buyer();
    await stranger.send('get', `/api/payments/history/${id}/documents`).expect(404);
    const portal = await stranger.send('post', '/api/payments/portal').expect(200);
    expect(await (await fetch((portal.body as { url: string }).url)).text()).toContain('Ways to pay');
  });
});

describe('the comparison with Stripe’s books', () => {
  const deps = () => {
    const { provider, ...rest } = seller.cores[0]?.dependencies.selling ?? {};
    if (!provider) throw new Error('the seller has no provider');
    return { rest: rest as Parameters<typeof reconcileDay>[0], provider };
  };
  const today = () => new Date(new Date().toISOString().slice(0, 10));
  /** A day that is over has nothing to do with these payments: they are of today. */
  async function reconcile(): Promise<ReconciliationDifference[] | undefined> {
    const { rest, provider } = deps();
    await seller.pool.query('DELETE FROM core."PaymentReconciliation"');
    return reconcileDay(rest, provider, today());
  }

  it('finds nothing when the books agree, and is done once for all replicas', async () => {
    const { id } = await paid();
    await refund(id, { amount: 3 }).expect(200);
    expect(await reconcile()).toEqual([]);
    const { rest, provider } = deps();
    expect(await reconcileDay(rest, provider, today())).toBeUndefined();
    const { body } = await admin.send('get', '/api/admin/reconciliations').expect(200);
    expect(body).toMatchObject({
      total: 1,
      reconciliations: [{ differences: [], error: null, charged: expect.any(Number) }],
    });
  });

  it('mends by itself what no event told of', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.sendTo([]);
    const { payment_intent: intent } = seller.standIn.pay(sessionId, 'card');
    seller.standIn.refund({ payment_intent: intent ?? '', amount: 500 });
    seller.standIn.sendTo(seller.webhookUrls);
    expect(await reconcile()).toEqual([]);
    expect(await buyer.ledger()).toEqual(['purchase 100', 'refund -50']);
  });

  it('tells of a credit that Stripe has no money of', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    const id = (await buyer.payments())[0]?.id ?? '';
    const invented = { paymentId: id, sessionId, paymentIntentId: 'pi_invented', amountCents: 1_000 };
    await deps().rest.payments.credit({ ...invented, currency: 'usd', livemode: false });
    const [difference] = (await reconcile()) ?? [];
    expect(difference).toMatchObject({ kind: 'not_at_stripe', paymentId: id });
  });

  it('is of the last day of UTC that has been over for three hours', () => {
    const dayAt = (time: string) => dayToReconcile(new Date(time)).toISOString().slice(0, 10);
    expect(dayAt('2026-11-26T03:00:00Z')).toBe('2026-11-25');
    expect(dayAt('2026-11-26T02:59:59Z')).toBe('2026-11-24');
  });
});
