import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { createMetrics } from '@smart-ai-hub/service-kit';
import { type Buyer, createSeller, type Seller } from '../../fixtures/create-seller.ts';
import { seedRun } from '../../fixtures/seed-run.ts';
import { createPrune } from '../retention/start-retention.ts';

let seller: Seller;
let ledger: Ledger;
let prune: () => Promise<void>;

beforeAll(async () => {
  seller = await createSeller();
  ledger = createLedger({ pool: seller.pool });
  const [core] = seller.cores;
  if (!core) throw new Error('a seller has a core');
  const { context, selling, ...dependencies } = core.dependencies;
  const metrics = createMetrics({ service: 'core-service' });
  prune = createPrune({ ...dependencies, ...selling, config: context.config, logger: context.logger, metrics });
});
afterAll(async () => {
  expect(await seller.brokenInvariants()).toEqual([]);
  await seller.close();
});

const query = async <Row extends object>(text: string, ...values: unknown[]) =>
  (await seller.pool.query<Row>(text, values)).rows;

/** What auth-service does when a person is deleted. */
async function close({ identity: { accountId, userId } }: Buyer): Promise<void> {
  await query('SELECT core.close_account($1, $2, true)', accountId, userId);
  await query('DELETE FROM auth."User" WHERE "accountId" = $1', accountId);
}

/** As if that had been longer ago than any token lives. */
const letTokensEnd = ({ identity }: Buyer) =>
  query(
    `UPDATE core."AccountClosure" SET "closedAt" = "closedAt" - interval '16 minutes' WHERE "accountId" = $1`,
    identity.accountId,
  );

const closureOf = async ({ identity }: Buyer) =>
  (
    await query<{ forfeited: number; isErased: boolean }>(
      `SELECT "forfeitedMicros"::int AS forfeited, "erasedAt" IS NOT NULL AS "isErased" FROM core."AccountClosure" WHERE "accountId" = $1`,
      identity.accountId,
    )
  )[0];

/** The tables of schema core that hold rows of the account, but for those that stay. */
async function leftOf({ identity }: Buyer): Promise<string[]> {
  const tables = [
    'AutoTopUp',
    'Batch',
    'ContentRetention',
    'Notice',
    'RunContent',
    'StripeCustomer',
    'Webhook',
    'WebhookDelivery',
  ];
  const found: string[] = [];
  for (const table of tables) {
    const rows = await query(`SELECT 1 FROM core."${table}" WHERE "accountId" = $1 LIMIT 1`, identity.accountId);
    if (rows.length > 0) found.push(table);
  }
  return found;
}

async function buy(buyer: Buyer): Promise<void> {
  const { sessionId } = await buyer.checkout();
  seller.standIn.pay(sessionId, 'card');
  await seller.handled();
}

const grant = (buyer: Buyer) =>
  query(
    `SELECT core.grant_credits('txn_' || substr($1, 5) || '_gift', $1, 5000000, 'grant', 'gift', '{}', 'gift')`,
    buyer.identity.accountId,
  );

const seedHeld = async (buyer: Buyer, end?: { state: 'done'; costMicros: bigint }) =>
  seedRun(ledger, { identity: buyer.identity, apiKey: '' }, end ? { end } : {});

describe('a deleted account', () => {
  it('loses everything but the ledger, calls and payments, at Stripe too, and the invariants hold', async () => {
    const buyer = await seller.buyer();
    const { accountId, userId } = buyer.identity;
    await buy(buyer);
    await buyer.send('put', '/api/content-retention', { keepDays: 7 }).expect(200);
    await buyer.send('post', '/api/webhooks', { url: 'https://example.com/h', events: ['run.completed'] }).expect(201);
    const runId = await seedHeld(buyer, { state: 'done', costMicros: 1_000_000n });
    await query(`SELECT core.keep_run_content($1, '{}', '[]', false)`, runId);
    await query(`SELECT core.note_webhook_event($1, 'all', 'run.completed', $2)`, accountId, runId);
    await query(`SELECT core.note($1, 'low_balance', '{}', false)`, accountId);
    await query(
      `INSERT INTO core."Batch" (id, "accountId", "userId", "requestHash", state, "endedAt")
       VALUES ('bat_' || substr($1, 5), $1, $2, '', 'completed', now())`,
      accountId,
      userId,
    );
    await query(`UPDATE core."Run" SET "idempotencyKey" = 'order of Ada', "requestHash" = 'abc' WHERE id = $1`, runId);
    const [customer] = await query<{ id: string }>(
      'SELECT "customerId" AS id FROM core."StripeCustomer" WHERE "accountId" = $1',
      accountId,
    );
    const { stripe } = seller.cores[0]?.dependencies.selling.provider ?? {};
    expect(await stripe?.customers.retrieve(customer?.id ?? '')).not.toMatchObject({ deleted: true });

    await close(buyer);
    await letTokensEnd(buyer);
    await prune();
    await prune();

    expect(await leftOf(buyer)).toEqual([]);
    expect(await closureOf(buyer)).toEqual({ forfeited: 99_000_000, isErased: true });
    expect(await buyer.ledger()).toEqual(['purchase 100', 'hold 0', 'settlement -1', 'correction -99']);
    expect(await query('SELECT "idempotencyKey", "requestHash" FROM core."Run" WHERE id = $1', runId)).toEqual([
      { idempotencyKey: null, requestHash: '' },
    ]);
    expect(await query('SELECT state, "receiptUrl" FROM core."Payment" WHERE "accountId" = $1', accountId)).toEqual([
      { state: 'completed', receiptUrl: null },
    ]);
    expect(await stripe?.customers.retrieve(customer?.id ?? '')).toMatchObject({ deleted: true });
  });

  it('admits no call and takes no token any more, and cannot be unfrozen', async () => {
    const buyer = await seller.buyer();
    await grant(buyer);
    await close(buyer);
    await expect(seedHeld(buyer)).resolves.toBeDefined();
    expect(await query('SELECT 1 FROM core."Run" WHERE "accountId" = $1', buyer.identity.accountId)).toEqual([]);
    for (const path of ['/api/credits/balance', '/api/content-retention', '/api/webhooks', '/api/personal-data']) {
      await buyer.send('get', path).expect(401);
    }
    await buyer.send('put', '/api/content-retention', { keepDays: 7 }).expect(401);
    await query('SELECT core.set_account_frozen($1, false, NULL)', buyer.identity.accountId);
    const administrator = await seller.buyer('admin');
    const { body } = await administrator.send('get', `/api/admin/accounts/${buyer.identity.accountId}`).expect(200);
    expect(body).toMatchObject({
      account: { email: null, frozenReason: 'The account was deleted.', deletedAt: expect.any(String) },
    });
    expect((body as { account: { frozenAt: string | null } }).account.frozenAt).not.toBeNull();
  });

  it('lets calls end that run, and forfeits what they held then; until that it is not erased', async () => {
    const buyer = await seller.buyer();
    await grant(buyer);
    const runId = await seedHeld(buyer);
    await close(buyer);
    await letTokensEnd(buyer);
    await prune();
    expect(await closureOf(buyer)).toEqual({ forfeited: 4_750_000, isErased: false });
    const claim = await ledger.claim({ runId, workerId: 'worker', leaseMs: 60_000 });
    if (claim.outcome !== 'claimed') throw new Error('the run was not claimed');
    await ledger.settle({ runId, fence: claim.fence, state: 'error', costMicros: 0n, errorCode: 'provider_timeout' });
    await prune();
    expect(await closureOf(buyer)).toEqual({ forfeited: 5_000_000, isErased: true });
    expect(
      await query(
        'SELECT "currentBalance"::int AS balance FROM core."CreditAccount" WHERE id = $1',
        buyer.identity.accountId,
      ),
    ).toEqual([{ balance: 0 }]);
  });

  it('waits for what a token could still write, and deletes that too', async () => {
    const buyer = await seller.buyer();
    await close(buyer);
    await prune();
    expect(await closureOf(buyer)).toMatchObject({ isErased: false });
    await query(
      `INSERT INTO core."Webhook" (id, "accountId", url, events) VALUES ('whk_' || substr($1, 5), $1, 'https://example.com', '{run.completed}')`,
      buyer.identity.accountId,
    );
    await letTokensEnd(buyer);
    await prune();
    await prune();
    expect(await leftOf(buyer)).toEqual([]);
    expect(await closureOf(buyer)).toMatchObject({ isErased: true });
  });

  it('ends an open checkout, so that nothing can be paid for it', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    await close(buyer);
    await letTokensEnd(buyer);
    await prune();
    await prune();
    expect(await query('SELECT state FROM core."Payment" WHERE "sessionId" = $1', sessionId)).toEqual([
      { state: 'expired' },
    ]);
    expect(await closureOf(buyer)).toMatchObject({ isErased: true });
  });

  it('that is paid for afterwards keeps the credits for a person to refund', async () => {
    const buyer = await seller.buyer();
    const { sessionId } = await buyer.checkout();
    seller.standIn.pay(sessionId, 'delayed');
    await seller.handled();
    await close(buyer);
    await letTokensEnd(buyer);
    await prune();
    expect(await closureOf(buyer)).toMatchObject({ isErased: false });
    seller.standIn.settleDelayed(sessionId, true);
    await seller.handled();
    await prune();
    await prune();
    expect(await query('SELECT state, problem FROM core."Payment" WHERE "sessionId" = $1', sessionId)).toEqual([
      { state: 'completed', problem: 'bought_after_deletion' },
    ]);
    expect(await buyer.ledger()).toEqual(['purchase 100']);
  });
});
