import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import { createPool } from './create-pool.ts';
import { type DatabaseRole, databaseRoles } from './database-role.ts';

/** Every function of schema core, with arguments that change nothing, and who may call it. */
const functions: Record<string, { call: string; allowed: DatabaseRole[] }> = {
  admit_runs: { call: `core.admit_runs('[]')`, allowed: ['hub_gateway'] },
  admit_runs_in_turn: { call: `core.admit_runs_in_turn('[]')`, allowed: [] },
  admit_run: { call: `core.admit_run('{"runId": "run_none", "accountId": "acc_none"}')`, allowed: ['hub_gateway'] },
  admit_one: {
    call: `CALL core.admit_one('{"runId": "run_none", "accountId": "acc_none"}', NULL)`,
    allowed: ['hub_gateway'],
  },
  claim_runs: { call: `core.claim_runs('[]')`, allowed: ['hub_worker'] },
  claim_runs_in_turn: { call: `core.claim_runs_in_turn('[]')`, allowed: [] },
  items_at: { call: `core.items_at('[]', '{}')`, allowed: [] },
  renew_leases: { call: `core.renew_leases('{}', '{}', 1)`, allowed: ['hub_worker'] },
  settle_runs: { call: `core.settle_runs('[]')`, allowed: ['hub_worker'] },
  settle_runs_in_turn: { call: `core.settle_runs_in_turn('[]')`, allowed: [] },
  settle_run: { call: `core.settle_run('{"runId": "run_none"}')`, allowed: ['hub_worker'] },
  settle_one: { call: `CALL core.settle_one('{"runId": "run_none"}', NULL)`, allowed: ['hub_worker'] },
  void_queued_runs: {
    call: `core.void_queued_runs('[{"runId": "run_none", "state": "cancelled"}]')`,
    allowed: ['hub_gateway', 'hub_worker'],
  },
  period_start: {
    call: `core.period_start('day', now(), now())`,
    allowed: ['hub_gateway', 'hub_auth', 'hub_core'],
  },
  spent_now: {
    call: `core.spent_now(NULL, now())`,
    allowed: ['hub_gateway', 'hub_auth', 'hub_core'],
  },
  note_webhook_event: { call: `core.note_webhook_event('acc_none', 'all', 'run.completed', 'run_none')`, allowed: [] },
  open_account: { call: `core.open_account('acc_test', 'usr_test', 0)`, allowed: ['hub_auth'] },
  set_budgets: {
    call: `core.set_budgets('acc_test', 'user usr_none', '{}')`,
    allowed: ['hub_auth', 'hub_core'],
  },
  grant_credits: {
    call: `core.grant_credits('txn_none', 'acc_none', 1, 'grant', 'none', '{}', 'none')`,
    allowed: ['hub_core'],
  },
  reversal_rank: { call: `core.reversal_rank('won')`, allowed: [] },
  is_reversal_due: { call: `core.is_reversal_due('refund', 'failed')`, allowed: [] },
  pay_debt: { call: `core.pay_debt('acc_none')`, allowed: [] },
  post_payment: {
    call: `core.post_payment('txn_none', 'pay_none', 'acc_none', 'purchase', 1, '', '{}', '')`,
    allowed: [],
  },
  settle_reversals: { call: `core.settle_reversals('pay_none')`, allowed: [] },
  credit_payment: {
    call: `core.credit_payment('pay_none', 'cs_none', 'pi_none', 1, 'usd', false, '{}')`,
    allowed: ['hub_core'],
  },
  reverse_payment: {
    call: `core.reverse_payment('pay_none', 're_none', 'refund', 1, 'succeeded', now())`,
    allowed: ['hub_core'],
  },
  end_payment: { call: `core.end_payment('pay_none', 'expired')`, allowed: ['hub_core'] },
  collect_debts: { call: 'core.collect_debts(1)', allowed: ['hub_core'] },
  begin_top_ups: { call: `core.begin_top_ups('{}', false, 1)`, allowed: ['hub_core'] },
  begin_reconciliation: { call: `core.begin_reconciliation('2020-01-01')`, allowed: ['hub_core'] },
  read_runs: { call: `core.read_runs('{}')`, allowed: ['hub_gateway', 'hub_worker', 'hub_core'] },
  read_batches: { call: `core.read_batches('{}')`, allowed: ['hub_gateway', 'hub_worker'] },
  list_abandoned_runs: { call: 'core.list_abandoned_runs(1, 1)', allowed: ['hub_gateway', 'hub_worker', 'hub_core'] },
  set_account_frozen: { call: `core.set_account_frozen('acc_none', true, 'none')`, allowed: ['hub_core'] },
  find_contacts: { call: `core.find_contacts(NULL, '{}')`, allowed: ['hub_core'] },
  move_credits: {
    call: `core.move_credits('txn_none', 'acc_none', 'promo', 1, 'promotions', 'x', '{}', NULL, 'x')`,
    allowed: [],
  },
  redeem_promo_code: {
    call: `core.redeem_promo_code('NONE', 'acc_none', 'usr_none', 'use_none')`,
    allowed: ['hub_core'],
  },
  credit_bonus: { call: `core.credit_bonus('pay_none')`, allowed: [] },
  settle_bonus: { call: `core.settle_bonus('pay_none')`, allowed: [] },
  note: { call: `core.note('acc_none', 'low_balance', '{}', false)`, allowed: [] },
  claim_mails: { call: 'core.claim_mails(0, 1)', allowed: ['hub_core'] },
  end_mail: { call: `core.end_mail('ntc_none', 'sent', 0)`, allowed: ['hub_core'] },
  set_notice_wishes: { call: `core.set_notice_wishes('acc_none', NULL, true)`, allowed: ['hub_core'] },
  content_limit: { call: 'core.content_limit(NULL)', allowed: ['hub_core'] },
  keep_run_content: { call: `core.keep_run_content('run_none', '{}', '[]', false)`, allowed: ['hub_worker'] },
  set_content_retention: { call: `core.set_content_retention('acc_none', 'usr_none', NULL)`, allowed: ['hub_core'] },
  forget_run_contents: { call: `core.forget_run_contents('acc_none', 1)`, allowed: ['hub_core'] },
  close_account: { call: `core.close_account('acc_none', 'usr_none', true)`, allowed: ['hub_auth'] },
  erase_account: { call: `core.erase_account('acc_none', 1)`, allowed: ['hub_core'] },
  prune: { call: `core.prune('notices', 36500, 1)`, allowed: ['hub_core'] },
  read_person: { call: `core.read_person('acc_none')`, allowed: ['hub_core'] },
  begin_audit: { call: `core.begin_audit('aud_none', 0, 0)`, allowed: ['hub_core'] },
  add_usage: { call: `core.add_usage(now(), now())`, allowed: [] },
  roll_usage: { call: `core.roll_usage(1000000000, 1)`, allowed: ['hub_core'] },
  rebuild_usage: { call: `core.rebuild_usage(now(), now())`, allowed: [] },
  usage_since_roll: { call: `core.usage_since_roll('acc_none', now(), now())`, allowed: ['hub_core'] },
  finish_audit: { call: `core.finish_audit('aud_none', 0, 0, '[]', '{}', NULL)`, allowed: ['hub_core'] },
};

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const all: Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const read: Right[] = ['SELECT'];
const ownSchema = { Role: all, User: all, UserProfile: all, Session: all, FormerEmail: all, ApiKey: all };

/** What each role may do with each table as a whole; what is not here is refused. */
const rights: Record<DatabaseRole, Record<string, Right[]>> = {
  hub_gateway: {
    Run: read,
    Model: read,
    ApiKey: read,
    PriceBookEntry: read,
    Budget: read,
    // To delete is for the release before, which forgets old batches by itself.
    Batch: ['SELECT', 'INSERT', 'DELETE'],
    BatchItem: ['SELECT', 'INSERT'],
  },
  hub_worker: {
    Run: read,
    Model: all,
    PriceBookEntry: ['SELECT', 'INSERT'],
    Webhook: read,
    WebhookSecret: ['SELECT', 'DELETE'],
    WebhookDelivery: ['SELECT', 'DELETE'],
    WebhookAttempt: ['SELECT', 'INSERT'],
  },
  hub_auth: { ...ownSchema, CreditAccount: read, Budget: read },
  hub_core: {
    Budget: read,
    CreditAccount: read,
    CreditTransaction: read,
    LedgerAudit: read,
    LedgerEntry: read,
    Notice: ['SELECT', 'DELETE'],
    Run: read,
    Model: read,
    PriceBookEntry: ['SELECT', 'INSERT'],
    UsageHour: read,
    UsageWatermark: read,
    Webhook: all,
    // It writes secrets and cannot read one.
    WebhookSecret: ['INSERT'],
    WebhookDelivery: ['SELECT', 'INSERT'],
    WebhookAttempt: read,
    // What makes credits of a payment are functions; some columns it may write by itself.
    Payment: read,
    PaymentReversal: read,
    PromoCode: ['SELECT', 'INSERT'],
    PromoCodeUsage: read,
    AccountClosure: read,
    ContentRetention: read,
    RunContent: ['SELECT', 'DELETE'],
    AutoTopUp: ['SELECT', 'INSERT', 'UPDATE'],
    PaymentReconciliation: read,
    StripeCustomer: all,
    StripeEvent: ['SELECT', 'INSERT'],
  },
};

const INSUFFICIENT_PRIVILEGE = { code: '42501' };

describe('database roles', () => {
  let database: TestDatabase;
  let owner: Pool;
  let pools: Record<DatabaseRole, Pool>;
  beforeAll(async () => {
    database = await createTestDatabase();
    const poolOf = (role: DatabaseRole): Pool => createPool({ url: database.url, role, max: 1 });
    owner = createPool({ url: database.url, max: 1 });
    pools = {
      hub_gateway: poolOf('hub_gateway'),
      hub_worker: poolOf('hub_worker'),
      hub_auth: poolOf('hub_auth'),
      hub_core: poolOf('hub_core'),
    };
  });
  afterAll(async () => {
    await Promise.all([owner, ...Object.values(pools)].map(async (pool) => pool.end()));
    await database.drop();
  });

  it('are tested for every function there is, and none is open to the public', async () => {
    const { rows } = await owner.query<{ name: string; isTrigger: boolean; isPublic: boolean }>(
      `SELECT proname AS name, prorettype = 'trigger'::regtype AS "isTrigger",
              proacl IS NULL OR array_to_string(proacl, ',') ~ '(^|,)=' AS "isPublic"
       FROM pg_proc WHERE pronamespace IN ('core'::regnamespace, 'auth'::regnamespace)`,
    );
    const callable = rows.filter(({ isTrigger }) => !isTrigger).map(({ name }) => name);
    expect(callable.toSorted()).toEqual(Object.keys(functions).toSorted());
    expect(rows.filter(({ isPublic }) => isPublic)).toEqual([]);
  });

  const cases = databaseRoles.flatMap((role) => Object.keys(functions).map((name) => ({ role, name })));
  it.each(cases)('$role may or may not call $name, as declared', async ({ role, name }) => {
    const { call, allowed } = functions[name] ?? { call: '', allowed: [] };
    const answer = pools[role].query(call.startsWith('CALL ') ? call : `SELECT * FROM ${call}`);
    if (allowed.includes(role)) await expect(answer).resolves.toBeDefined();
    else await expect(answer).rejects.toMatchObject(INSUFFICIENT_PRIVILEGE);
  });

  it.each(databaseRoles)('%s has exactly the declared rights on every table', async (role) => {
    const { rows } = await owner.query<{ table: string; rights: Right[] | null }>(
      `SELECT c.relname AS table,
              array_agg(r.name ORDER BY r.position) FILTER (WHERE has_table_privilege($1, c.oid, r.name)) AS rights
       FROM pg_class c
       CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) WITH ORDINALITY AS r (name, position)
       WHERE c.relkind = 'r' AND c.relnamespace IN ('core'::regnamespace, 'auth'::regnamespace) GROUP BY c.relname`,
      [role],
    );
    const granted = rows.flatMap((row) => (row.rights === null ? [] : [[row.table, row.rights] as const]));
    expect(Object.fromEntries(granted)).toEqual(rights[role]);
    const { rows: truncatable } = await owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r'
         AND relnamespace IN ('core'::regnamespace, 'auth'::regnamespace) AND has_table_privilege($1, oid, 'TRUNCATE')`,
      [role],
    );
    expect(truncatable).toEqual([]);
  });

  it('let the gateway note when a key was used and change nothing else of it, nor read a password hash', async () => {
    const { hub_gateway: gateway } = pools;
    await expect(
      gateway.query(`UPDATE auth."ApiKey" SET "lastUsedAt" = now() WHERE id = 'none'`),
    ).resolves.toBeDefined();
    await expect(gateway.query(`UPDATE auth."ApiKey" SET "revokedAt" = NULL`)).rejects.toMatchObject(
      INSUFFICIENT_PRIVILEGE,
    );
    await expect(gateway.query('SELECT id, "roleName", "accountId" FROM auth."User"')).resolves.toBeDefined();
    await expect(gateway.query('SELECT "passwordHash" FROM auth."User"')).rejects.toMatchObject(INSUFFICIENT_PRIVILEGE);
  });

  it('let the gateway read what an account holds, nothing else of it, and change none of it', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'core."CreditAccount"'::regclass AND attnum > 0
         AND has_column_privilege('hub_gateway', attrelid, attnum, 'SELECT') ORDER BY attnum`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['id', 'userId', 'currentBalance', 'available', 'held']);
    const { hub_gateway: gateway } = pools;
    await expect(gateway.query('SELECT id, available, held FROM core."CreditAccount"')).resolves.toBeDefined();
    await expect(gateway.query('UPDATE core."CreditAccount" SET available = 0')).rejects.toMatchObject(
      INSUFFICIENT_PRIVILEGE,
    );
  });

  const statements = ['CreditTransaction', 'LedgerEntry'].flatMap((table) => [
    `UPDATE core."${table}" SET amount = 0`,
    `DELETE FROM core."${table}"`,
    `TRUNCATE core."${table}"`,
  ]);
  it.each(statements)('nobody, not even the owner, may: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow('is append-only');
    await expect(owner.query(`SET session_replication_role = replica; ${statement}`)).rejects.toThrow('is append-only');
    await owner.query('RESET session_replication_role');
  });
});
