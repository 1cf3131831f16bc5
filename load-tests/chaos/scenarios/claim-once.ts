import { type Endpoint, accountEndpoints, paymentEndpoints, promoCodeEndpoints } from '@smart-ai-hub/contracts';
import { type InvariantReport, verifyLedger } from '@smart-ai-hub/ledger';
import { waitUntil } from '@smart-ai-hub/local-stack';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createStandInClient } from '../../hub/stand-in-client.ts';
import { type ChaosAccount, leaveCredits, openChaosAccount } from '../evidence/chaos-account.ts';
import type { Finding } from '../finding.ts';
import { inParallel } from '../load/in-parallel.ts';
import { administrator } from '../product/start-services.ts';
import type { Product } from '../product/open-product.ts';
import { type Context, defineScenario } from '../scenario.ts';

type Size = { tries: number; uses: number };

type Evidence = Size & {
  registered: number;
  welcomes: number;
  /** How often a code for some was taken by many at once, and one for one account by that account. */
  taken: { byMany: number; byOne: number };
  topUps: { boughtBefore: number; cents: number; limitCents: number };
  ledger: Pick<InvariantReport, 'name' | 'violations'>[];
};

const WELCOME = 'one e-mail that registers many times at once is one person with one welcome';
const CODES = 'a promo code is redeemed as often as it says, and once by each account';
const TOP_UP = 'nothing is bought automatically without consent, and then up to the limit of the month';
const LEDGER = 'every invariant of the ledger holds';

const PARALLEL = 3;
const PASSWORD = 'a long load-test password 4711';
const ONE_CREDIT_MICROS = 1_000_000n;
const MONTHLY_LIMIT_USD = 25;
/** Two packages of ten dollars fit into the limit; whoever wants a third waits for the next month. */
const AFFORDABLE_CENTS = 2_000;
const TOP_UP_DEADLINE_MS = 60_000;
const ANOTHER_ROUND_MS = 12_000;

async function collect({ product, seed, tell }: Context, { tries, uses }: Size): Promise<Evidence> {
  await createStandInClient(product.standInUrl).cause({ copies: [2, 6], maxDelayMs: 500, seed });
  const withCard = await openWithCard(product);
  const welcome = await registerAtOnce(product, tries);
  tell(`${welcome.registered} of ${tries} registrations of one e-mail made a person`);
  const taken = await redeemAtOnce(product, tries, uses);
  tell(`a code for ${uses} was taken ${taken.byMany} times by ${tries} accounts at once`);
  const topUps = await topUp(product, withCard);
  tell(`bought automatically for ${topUps.cents / 100} of ${topUps.limitCents / 100} dollars`);
  return { tries, uses, ...welcome, taken, topUps, ledger: await verifyLedger(product.pool) };
}

type Asked = { token?: string; body: object };

async function ask({ gateways }: Product, { method, path }: Endpoint, { token, body }: Asked, turn = 0) {
  const response = await fetch(`${gateways[turn % 2]}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as unknown };
}

const atOnce = <Result>(count: number, work: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

async function registerAtOnce(product: Product, tries: number) {
  const email = `once-${randomUUID()}@example.com`;
  const body = { email, password: PASSWORD, firstName: 'Only', lastName: 'Once' };
  const answers = await atOnce(tries, (turn) => ask(product, accountEndpoints.register, { body }, turn));
  const { rows } = await product.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM core."CreditTransaction" t JOIN core."CreditAccount" a ON a.id = t."accountId"
     JOIN auth."User" u ON u.id = a."userId" WHERE u.email = $1 AND t.type = 'welcome'`,
    [email],
  );
  return { registered: answers.filter(({ status }) => status === 201).length, welcomes: rows[0]?.count ?? 0 };
}

async function redeemAtOnce(product: Product, tries: number, uses: number): Promise<Evidence['taken']> {
  const { answer } = await ask(product, accountEndpoints.login, { body: administrator });
  const { token } = z.object({ token: z.string() }).parse(answer);
  const accounts = await inParallel(tries, PARALLEL, () => openChaosAccount(product));
  const make = async (maxUses: number) => {
    const made = await ask(product, promoCodeEndpoints.createPromoCode, {
      token,
      body: { kind: 'amount', amount: 5, maxUses },
    });
    return z.object({ promoCode: z.object({ code: z.string() }) }).parse(made.answer).promoCode.code;
  };
  const redeem = (code: string, account: ChaosAccount | undefined, turn: number) =>
    ask(product, promoCodeEndpoints.redeemPromoCode, { token: account?.token ?? '', body: { code } }, turn);
  const [forSome, forAll] = [await make(uses), await make(1_000)];
  const byMany = await atOnce(tries, (index) => redeem(forSome, accounts[index], index));
  const byOne = await atOnce(tries, (index) => redeem(forAll, accounts[0], index));
  const count = (answers: { status: number }[]) => answers.filter(({ status }) => status === 200).length;
  return { byMany: count(byMany), byOne: count(byOne) };
}

/** An account with a card that always pays, and few credits. */
async function openWithCard(product: Product): Promise<ChaosAccount> {
  const account = await leaveCredits(product, await openChaosAccount(product), ONE_CREDIT_MICROS);
  const body = { packageId: 'starter', saveCard: true };
  const bought = await ask(product, paymentEndpoints.checkout, { token: account.token, body });
  const { sessionId } = z.object({ sessionId: z.string() }).parse(bought.answer);
  await createStandInClient(product.standInUrl).pay(sessionId, 'card');
  return account;
}

/** The account that has bought nothing by itself until now agrees to more than its limit allows. */
async function topUp(product: Product, account: ChaosAccount): Promise<Evidence['topUps']> {
  await waitUntil(async () => (await centsOf(product, account, 'checkout')) > 0, TOP_UP_DEADLINE_MS);
  const boughtBefore = await centsOf(product, account, 'auto_top_up');
  const body = {
    enabled: true,
    packageId: 'starter',
    threshold: 1_000_000,
    monthlyLimit: MONTHLY_LIMIT_USD,
    consent: true,
  };
  const { status } = await ask(product, paymentEndpoints.setAutoTopUp, { token: account.token, body });
  if (status !== 200) throw new Error(`auto top-up answered ${status}`);
  await waitUntil(async () => (await centsOf(product, account, 'auto_top_up')) >= AFFORDABLE_CENTS, TOP_UP_DEADLINE_MS);
  await sleep(ANOTHER_ROUND_MS);
  const cents = await centsOf(product, account, 'auto_top_up');
  return { boughtBefore, cents, limitCents: MONTHLY_LIMIT_USD * 100 };
}

async function centsOf({ pool }: Product, { accountId }: ChaosAccount, source: string): Promise<number> {
  const { rows } = await pool.query<{ cents: number }>(
    `SELECT coalesce(sum("amountCents"), 0)::int AS cents FROM core."Payment"
     WHERE "accountId" = $1 AND source = $2 AND "creditedAt" IS NOT NULL`,
    [accountId, source],
  );
  return rows[0]?.cents ?? 0;
}

function judge({ registered, welcomes, taken, uses, topUps, ledger }: Evidence): Finding[] {
  const violated = ledger.filter(({ violations }) => violations > 0);
  return [
    {
      promise: WELCOME,
      seen: `${registered} registered, ${welcomes} welcomed`,
      breaches: registered === 1 && welcomes === 1 ? [] : [`${registered} registered, ${welcomes} welcomed`],
    },
    {
      promise: CODES,
      seen: `${taken.byMany} of ${uses} by many, ${taken.byOne} by one`,
      breaches: [
        ...(taken.byMany === uses ? [] : [`a code for ${uses} was redeemed ${taken.byMany} times`]),
        ...(taken.byOne === 1 ? [] : [`one account redeemed a code ${taken.byOne} times`]),
      ],
    },
    {
      promise: TOP_UP,
      seen: `${topUps.cents} of ${topUps.limitCents} cents`,
      breaches: [
        ...(topUps.boughtBefore === 0 ? [] : [`${topUps.boughtBefore} cents before anybody agreed`]),
        ...(topUps.cents === AFFORDABLE_CENTS ? [] : [`${topUps.cents} cents, the limit allows ${AFFORDABLE_CENTS}`]),
      ],
    },
    {
      promise: LEDGER,
      seen: `${ledger.length} invariants, ${violated.length} violated`,
      breaches: violated.map(({ name }) => name),
    },
  ];
}

export const claimOnce = defineScenario<Size, Evidence>({
  id: 'M7',
  promise: 'welcome credits, promo codes and automatic purchases, tried many times at once: once by their rule',
  quick: { tries: 50, uses: 20 },
  full: { tries: 50, uses: 20 },
  collect,
  judge,
  figures: ({ tries, registered, taken, topUps }) => ({
    tries,
    registered,
    'code for 20 taken': taken.byMany,
    'code taken by one': taken.byOne,
    'bought automatically': `${topUps.cents / 100} of ${topUps.limitCents / 100} US$`,
  }),
  sample: ({ ledger }) => ({
    ...{ tries: 50, uses: 20, registered: 1, welcomes: 1, taken: { byMany: 20, byOne: 1 }, ledger },
    topUps: { boughtBefore: 0, cents: AFFORDABLE_CENTS, limitCents: MONTHLY_LIMIT_USD * 100 },
  }),
  plants: [
    { bug: 'a second welcome', tamper: (evidence) => ({ ...evidence, welcomes: 2 }), breaks: [WELCOME] },
    {
      bug: 'a code that is taken once too often',
      tamper: (evidence) => ({ ...evidence, taken: { byMany: 21, byOne: 1 } }),
      breaks: [CODES],
    },
    {
      bug: 'a purchase above the limit',
      tamper: (evidence) => ({ ...evidence, topUps: { ...evidence.topUps, cents: 3_000 } }),
      breaks: [TOP_UP],
    },
  ],
});
