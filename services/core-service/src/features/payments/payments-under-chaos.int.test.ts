import type { RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { creditPackages } from '@smart-ai-hub/contracts';
import { eventually } from '@smart-ai-hub/testing';
import { type Buyer, type Seller, createSeller } from '../../fixtures/create-seller.ts';

/** 40 for every push; M6 in full is reached with PAYMENTS=1000. */
const PAYMENTS = Number(process.env['PAYMENTS'] ?? 40);
const BUYERS = 20;
const packageIds = Object.keys(creditPackages) as (keyof typeof creditPackages)[];
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Every fifth request is answered 500, half of those without the hub having heard of it. */
function failingNowAndThen(next: RequestListener): RequestListener {
  let count = 0;
  return (request, response) => {
    count += 1;
    if (count % 10 === 0) {
      response.writeHead(500).end();
      return;
    }
    if (count % 10 === 5) {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = ((_status: number, ...rest: []) => writeHead(500, ...rest)) as typeof response.writeHead;
    }
    void next(request, response);
  };
}

describe('payments whose events come twice to six times, shuffled, to two processes, some answered 500 first', () => {
  it(`credit each of ${PAYMENTS} once`, async () => {
    const seller = await createSeller({ replicas: 2, before: failingNowAndThen });
    seller.standIn.cause({ copies: [2, 6], maxDelayMs: 2_000, retryDelaysMs: [50], seed: 20_261_126 });
    const buyers = await Promise.all(Array.from({ length: BUYERS }, () => seller.buyer()));
    const expected = new Map<Buyer, number>();
    for (let index = 0; index < PAYMENTS; index += 1) {
      const [buyer, packageId] = [pick(buyers, index), pick(packageIds, index)];
      const { sessionId } = await buyer.checkout(packageId);
      expected.set(buyer, (expected.get(buyer) ?? 0) + creditPackages[packageId].credits);
      seller.standIn.pay(sessionId, 'card');
    }
    await seller.handled();
    for (const [buyer, credits] of expected) expect(await buyer.balance()).toBe(credits);
    const { rows } = await seller.pool.query<object>(
      `SELECT count(*)::int AS credits, count(DISTINCT "paymentId")::int AS payments
       FROM core."CreditTransaction" WHERE type = 'purchase'`,
    );
    expect(rows).toEqual([{ credits: PAYMENTS, payments: PAYMENTS }]);
    const outcomes = seller.standIn.deliveries().map(({ outcome }) => outcome);
    expect(outcomes).toContain(500);
    expect(await seller.brokenInvariants()).toEqual([]);
    await seller.close();
  }, 600_000);
});

const permutationsOf = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, index) => permutationsOf(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));

const STORY = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'refund.created',
  'charge.refunded',
  'charge.dispute.created',
];

describe('a delayed payment that is partly refunded and then disputed', () => {
  /** What happens at Stripe, of which no event has come yet. */
  async function tell(seller: Seller, buyer: Buyer): Promise<void> {
    const { sessionId } = await buyer.checkout();
    seller.standIn.pay(sessionId, 'delayed');
    const { payment_intent: intent } = seller.standIn.settleDelayed(sessionId, true);
    seller.standIn.refund({ payment_intent: intent ?? '', amount: 400 });
    seller.standIn.dispute({ payment_intent: intent ?? '' });
  }

  it('leads to the same ledger in all orders of its events', async () => {
    const seller = await createSeller();
    const orders = permutationsOf(STORY);
    expect(orders).toHaveLength(120);
    seller.standIn.sendTo([]);
    const stories = [];
    for (const order of orders) {
      const buyer = await seller.buyer();
      const before = seller.standIn.events().length;
      await tell(seller, buyer);
      stories.push({ order, buyer, events: seller.standIn.events().slice(before) });
    }
    seller.standIn.sendTo(seller.webhookUrls);
    for (const place of STORY.keys()) {
      for (const { order, events } of stories) seller.standIn.resend(eventOf(events, order[place]));
      await seller.handled();
    }
    for (const { buyer } of stories) {
      expect(await buyer.ledger()).toEqual(['purchase 100', 'refund -40', 'dispute -60']);
      expect(await buyer.payments()).toMatchObject([{ state: 'disputed', refunded: 4, creditsReversed: 100 }]);
    }
    expect(await seller.brokenInvariants()).toEqual([]);
    await seller.close();
  }, 300_000);

  it('leads to the same ledger in other orders too where events are believed as they stand and Stripe knows nothing', async () => {
    const [seller, teller] = [await createSeller({ settings: { STRIPE_STAND_IN: 'true' } }), await createSeller()];
    teller.standIn.sendTo([]);
    const told = [];
    for (const order of permutationsOf(STORY).filter((_order, place) => place % 5 === 0)) {
      const buyer = await seller.buyer();
      told.push({ buyer, events: await tellElsewhere(teller, buyer, order) });
    }
    for (const place of STORY.keys()) {
      for (const { events } of told) seller.standIn.resend(events[place] as StripeEvent);
      await seller.handled();
    }
    for (const { buyer } of told) {
      await eventually(async () => (await buyer.ledger()).length === 3, { deadlineMs: 60_000 });
      expect((await buyer.ledger()).toSorted()).toEqual(['dispute -60', 'purchase 100', 'refund -40']);
    }
    expect(await seller.brokenInvariants()).toEqual([]);
    await Promise.all([seller.close(), teller.close()]);
  }, 300_000);

  /** The same story at another Stripe, in events that name the payment of this one. */
  async function tellElsewhere(teller: Seller, buyer: Buyer, order: string[]): Promise<StripeEvent[]> {
    const { sessionId } = await buyer.checkout();
    const [payment] = await buyer.payments();
    const before = teller.standIn.events().length;
    await tell(teller, await teller.buyer());
    const events = teller.standIn.events().slice(before);
    const session = eventOf(events, 'checkout.session.completed').data.object as { id: string };
    return order.map((type) => {
      const text = JSON.stringify(eventOf(events, type)).replaceAll(session.id, sessionId);
      return JSON.parse(text.replaceAll(/"paymentId":"pay_\w+"/g, `"paymentId":"${payment?.id}"`)) as StripeEvent;
    });
  }
});

type StripeEvent = ReturnType<Seller['standIn']['events']>[number];

function eventOf(events: StripeEvent[], type: string | undefined): StripeEvent {
  const event = events.find((one) => one.type === type);
  if (event === undefined) throw new Error(`nothing told ${type}`);
  return event;
}
