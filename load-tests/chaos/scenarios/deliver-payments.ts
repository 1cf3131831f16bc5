import { creditPackages } from '@smart-ai-hub/contracts';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStandInClient } from '../../hub/stand-in-client.ts';
import {
  type MadePurchase,
  type PaymentEvidence,
  judgePayments,
  paymentPlants,
  soundPayments,
} from '../evidence/payment-evidence.ts';
import { inParallel } from '../load/in-parallel.ts';
import { type Buyers, choicesOf, isPaidBy, openBuyers } from '../load/open-buyers.ts';
import { underFaults } from '../load/under-faults.ts';
import type { MemberName, Product } from '../product/open-product.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { payments: number; buyers: number; kills: number };

const IN_FLIGHT = 8;
const SETTLED_DEADLINE_MS = 300_000;
const LAST_COPIES_MS = 6_000;
/** Of every fifth payment two fifths are given back. */
const REFUNDED_EVERY = 5;
const refundOf = (whole: number) => (whole * 2) / 5;

/** Everybody on the way of an event; core-service, which handles them, most often. */
const victims: readonly MemberName[] = ['core-service', 'api-gateway-1', 'core-service', 'postgres', 'core-service'];

async function collect(context: Context, { payments, buyers: count, kills }: Size): Promise<PaymentEvidence> {
  const { product, seed, tell } = context;
  const standIn = createStandInClient(product.standInUrl);
  await standIn.cause({
    ...{ copies: [2, 6], maxDelayMs: 3_000, dropRate: 0.1, lostAnswerRate: 0.1 },
    ...{ retryDelaysMs: [200, 1_000], apiFailureRate: 0.05, seed },
  });
  const buyers = await openBuyers(product, count);
  let made = 0;
  const buyAll = () =>
    inParallel(payments, IN_FLIGHT, async (index) => {
      const purchase = await buyAndPay(buyers, standIn, index);
      made += 1;
      return purchase;
    });
  const purchases = await underFaults(buyAll, (signal) =>
    killOneAfterTheOther(context, { kills, signal, isTime: (share) => made >= share * payments }),
  );
  tell(`${payments} sessions opened and paid, ${kills} processes killed`);
  const refunded = await giveSomeBack(product, standIn, purchases);
  const given = refunded.filter(({ refundedMicros }) => refundedMicros > 0n).length;
  const isSettled = async () => (await countOpen(product)) === 0 && (await countRefunds(product)) >= given;
  await waitUntil(isSettled, SETTLED_DEADLINE_MS);
  // The last copies of events that have been handled are still on their way.
  await sleep(LAST_COPIES_MS);
  await standIn.cause({ copies: [1, 1], maxDelayMs: 0, dropRate: 0, lostAnswerRate: 0, apiFailureRate: 0 });
  return gatherPayments(product, buyers, refunded, kills);
}

async function killOneAfterTheOther(
  { product, tell }: Context,
  { kills, signal, isTime }: { kills: number; signal: AbortSignal; isTime: (share: number) => boolean },
): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await waitUntil(() => signal.aborted || isTime((kill + 1) / (kills + 1)), SETTLED_DEADLINE_MS);
    if (signal.aborted) return;
    const member = product.member(victims[kill % victims.length] ?? 'core-service');
    await member.kill();
    await member.start();
    tell(`${member.name} killed and back`);
  }
}

type StandIn = ReturnType<typeof createStandInClient>;

async function buyAndPay(buyers: Buyers, standIn: StandIn, index: number): Promise<Purchase> {
  const { packageId, ...session } = await buyers.checkout(index);
  const choices = choicesOf(index);
  for (const choice of choices) await standIn.pay(session.sessionId, choice);
  const { priceCents } = creditPackages[packageId];
  return { ...session, isPaid: isPaidBy(choices), refundedMicros: 0n, priceCents };
}
type Purchase = MadePurchase & { priceCents: number };

/** Only what the hub knows to be paid can be given back: its payment has the number of the charge by then. */
async function giveSomeBack(product: Product, standIn: StandIn, purchases: Purchase[]): Promise<MadePurchase[]> {
  const isChosen = ({ isPaid }: Purchase, index: number) => isPaid && index % REFUNDED_EVERY === 0;
  await waitUntil(async () => (await countUncredited(product, purchases)) === 0, SETTLED_DEADLINE_MS);
  const { rows } = await product.pool.query<{ sessionId: string; paymentIntentId: string }>(
    'SELECT "sessionId", "paymentIntentId" FROM core."Payment" WHERE "paymentIntentId" IS NOT NULL',
  );
  const intentOf = new Map(rows.map(({ sessionId, paymentIntentId }) => [sessionId, paymentIntentId]));
  return inParallel(purchases.length, IN_FLIGHT, async (index) => {
    const { priceCents, ...purchase } = purchases[index] as Purchase;
    const intent = intentOf.get(purchase.sessionId);
    if (intent === undefined || !isChosen({ ...purchase, priceCents }, index)) return purchase;
    await standIn.refund(intent, refundOf(priceCents));
    return { ...purchase, refundedMicros: (purchase.micros * 2n) / 5n };
  });
}

async function countUncredited({ pool }: Product, purchases: readonly MadePurchase[]): Promise<number> {
  const sql = 'SELECT count(*)::int AS count FROM core."Payment" WHERE "sessionId" = ANY($1) AND "creditedAt" IS NULL';
  const paid = purchases.filter(({ isPaid }) => isPaid).map(({ sessionId }) => sessionId);
  return (await pool.query<{ count: number }>(sql, [paid])).rows[0]?.count ?? 0;
}

async function countRefunds({ pool }: Product): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM core."CreditTransaction" WHERE type = 'refund'`;
  return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
}

/** Events that were taken and wait to be handled. */
async function countOpen({ pool }: Pick<Product, 'pool'>): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM core."StripeEvent" WHERE state = 'pending'`;
  return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
}

async function gatherPayments(
  { pool }: Product,
  { accounts }: Buyers,
  purchases: MadePurchase[],
  kills: number,
): Promise<PaymentEvidence> {
  const { rows: moves } = await pool.query<{ sessionId: string; type: 'purchase' | 'refund'; micros: string }>(
    `SELECT p."sessionId", t.type, t.amount AS micros FROM core."CreditTransaction" t
     JOIN core."Payment" p ON p.id = t."paymentId" WHERE t.type IN ('purchase', 'refund')`,
  );
  const { rows } = await pool.query<{ id: string; currentBalance: string }>(
    'SELECT id, "currentBalance" FROM core."CreditAccount" WHERE id = ANY($1)',
    [accounts.map(({ accountId }) => accountId)],
  );
  const balanceOf = new Map(rows.map(({ id, currentBalance }) => [id, BigInt(currentBalance)]));
  return {
    purchases,
    moves: moves.map((move) => ({ ...move, micros: BigInt(move.micros) })),
    balances: accounts.map(({ accountId, beforeMicros }) => ({
      ...{ accountId, beforeMicros, afterMicros: balanceOf.get(accountId) ?? 0n },
    })),
    openEvents: await countOpen({ pool }),
    kills,
    ledger: await verifyLedger(pool),
  };
}

export const deliverPayments = defineScenario<Size, PaymentEvidence>({
  id: 'M6',
  promise:
    'payments whose events come twice to six times, late, lost and in any order, to services that are killed: credited once',
  quick: { payments: 24, buyers: 4, kills: 3 },
  full: { payments: 1_000, buyers: 20, kills: 15 },
  collect,
  judge: judgePayments,
  figures: ({ purchases, moves, kills }) => ({
    payments: purchases.length,
    paid: purchases.filter(({ isPaid }) => isPaid).length,
    credited: moves.filter(({ type }) => type === 'purchase').length,
    refunds: moves.filter(({ type }) => type === 'refund').length,
    kills,
  }),
  sample: ({ ledger }) => soundPayments(ledger),
  plants: paymentPlants,
});
