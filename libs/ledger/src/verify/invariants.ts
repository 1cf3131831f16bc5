import type { Invariant } from './invariant.ts';
import { usage } from './usage-invariants.ts';

const entries: Invariant[] = [
  {
    key: 'entries_sum_to_zero',
    name: 'the entries of each transaction sum to zero',
    freezes: true,
    sql: `SELECT "transactionId" AS id, sum(amount) = 0 AS ok,
                 max("accountId") FILTER (WHERE bucket <> 'total') AS account FROM core."LedgerEntry" GROUP BY "transactionId"`,
  },
  {
    key: 'entries_match_transactions',
    name: 'each entry belongs to a transaction, each transaction moves its own account by its amount',
    freezes: true,
    sql: `SELECT coalesce(t.id, e.id) AS id, t.id IS NOT NULL AND t.amount = coalesce(e.moved, 0)
                 AND (e.account IS NULL OR e.account = t."accountId") AND coalesce(e.accounts, 0) <= 1 AS ok,
                 coalesce(t."accountId", e.account) AS account
          FROM core."CreditTransaction" t
          FULL JOIN (SELECT "transactionId" AS id, sum(amount) FILTER (WHERE bucket <> 'total') AS moved,
                            max("accountId") FILTER (WHERE bucket <> 'total') AS account,
                            count(DISTINCT "accountId") FILTER (WHERE bucket <> 'total') AS accounts
                     FROM core."LedgerEntry" GROUP BY "transactionId") e ON e.id = t.id`,
  },
  {
    key: 'buckets_match_entries',
    name: 'each bucket of an account equals the sum of its entries',
    freezes: true,
    sql: `SELECT coalesce(a.id, e.id) || ' ' || coalesce(a.bucket, e.bucket) AS id,
                 coalesce(a.micros, 0) = coalesce(e.micros, 0) AS ok, coalesce(a.id, e.id) AS account
          FROM (SELECT id, bucket, micros FROM core."CreditAccount"
                CROSS JOIN LATERAL (VALUES ('available', available), ('held', held)) AS b (bucket, micros)) a
          FULL JOIN (SELECT "accountId" AS id, bucket, sum(amount) AS micros FROM core."LedgerEntry"
                     WHERE bucket <> 'total' GROUP BY "accountId", bucket) e USING (id, bucket)`,
  },
  {
    key: 'chain_unbroken',
    name: 'the chain of before and after is unbroken in each bucket',
    freezes: true,
    sql: `SELECT 'entry ' || id AS id,
                 "beforeMicros" = coalesce(lag("afterMicros") OVER (PARTITION BY "accountId", bucket ORDER BY id), 0)
                 AND "afterMicros" = "beforeMicros" + amount AND "afterMicros" >= 0 AS ok, "accountId" AS account
          FROM core."LedgerEntry" WHERE bucket <> 'total'`,
  },
];

const accounts: Invariant[] = [
  {
    key: 'balances_never_negative',
    name: 'no account is below zero and each balance is what is available plus what is held',
    freezes: true,
    sql: `SELECT id, "currentBalance" = available + held AND least(available, held, "totalPurchased", "totalUsed") >= 0 AS ok,
                 id AS account
          FROM core."CreditAccount"`,
  },
  {
    key: 'transactions_sum_to_balance',
    name: 'the transactions of each account sum to its balance',
    freezes: true,
    sql: `SELECT coalesce(a.id, t.id) AS id, coalesce(a."currentBalance", 0) = coalesce(t.micros, 0) AS ok,
                 coalesce(a.id, t.id) AS account
          FROM core."CreditAccount" a
          FULL JOIN (SELECT "accountId" AS id, sum(amount) AS micros FROM core."CreditTransaction" GROUP BY "accountId") t
            ON t.id = a.id`,
  },
  {
    key: 'balance_after_unbroken',
    name: 'each transaction tells the balance that it led to',
    freezes: true,
    sql: `SELECT id, "balanceAfter" = amount
                 + coalesce(lag("balanceAfter") OVER (PARTITION BY "accountId" ORDER BY seq), 0) AS ok, "accountId" AS account
          FROM core."CreditTransaction"`,
  },
  {
    key: 'held_matches_open_holds',
    name: 'what each account holds equals its open holds',
    freezes: true,
    sql: `SELECT coalesce(a.id, r.id) AS id, coalesce(a.held, 0) = coalesce(r.micros, 0) AS ok, coalesce(a.id, r.id) AS account
          FROM core."CreditAccount" a
          FULL JOIN (SELECT "accountId" AS id, sum("holdMicros") AS micros FROM core."Run" WHERE "endedAt" IS NULL
                     GROUP BY "accountId") r ON r.id = a.id`,
  },
];

const budgets: Invariant[] = [
  {
    key: 'budgets_match_open_holds',
    name: 'what each budget holds equals the open holds that it gave',
    freezes: true,
    sql: `SELECT b.id, b."heldMicros" = coalesce(r.micros, 0) AS ok, b."accountId" AS account
          FROM core."Budget" b
          LEFT JOIN (SELECT u.id, sum(run."holdMicros") AS micros FROM core."Run" run
                     CROSS JOIN LATERAL unnest(run."budgetIds") AS u (id) WHERE run."endedAt" IS NULL
                     GROUP BY u.id) r USING (id)`,
  },
  {
    key: 'budgets_match_costs',
    name: 'what is spent of each budget equals what its runs cost in this period',
    freezes: true,
    sql: `SELECT b.id, b."spentMicros" = coalesce(sum(run."costMicros"), 0) AS ok, b."accountId" AS account
          FROM core."Budget" b
          LEFT JOIN (SELECT u.id, run."costMicros", run."endedAt" FROM core."Run" run
                     CROSS JOIN LATERAL unnest(run."budgetIds") AS u (id) WHERE run."endedAt" IS NOT NULL) run
            ON run.id = b.id AND run."endedAt" >= b."periodStart"
          GROUP BY b.id`,
  },
];

const runs: Invariant[] = [
  {
    key: 'holds_not_overdue',
    name: 'no hold is open 60 s after its deadline or its lease',
    freezes: false,
    sql: `SELECT id, CASE state WHEN 'queued' THEN "queueDeadlineAt" ELSE "leaseUntil" END
                     >= now() - interval '60 seconds' AS ok, "accountId" AS account
          FROM core."Run" WHERE "endedAt" IS NULL`,
  },
  {
    key: 'holds_resolved_once',
    name: 'each hold was placed by one transaction and released by one, once its run had ended',
    freezes: true,
    sql: `SELECT coalesce(r.id, t.id) AS id,
                 r.id IS NOT NULL
                 AND coalesce(t.placed, 0) = CASE WHEN r."holdMicros" > 0 THEN 1 ELSE 0 END
                 AND coalesce(t.ended, 0) = CASE WHEN r."endedAt" IS NOT NULL
                     AND (r."holdMicros" > 0 OR r."costMicros" + r."lossMicros" > 0) THEN 1 ELSE 0 END AS ok,
                 coalesce(r."accountId", t.account) AS account
          FROM core."Run" r
          FULL JOIN (SELECT "runId" AS id, count(*) FILTER (WHERE type = 'hold') AS placed,
                            count(*) FILTER (WHERE type <> 'hold') AS ended, max("accountId") AS account
                     FROM core."CreditTransaction" WHERE "runId" IS NOT NULL GROUP BY "runId") t ON t.id = r.id`,
  },
  {
    key: 'charges_have_usage',
    name: 'each charged run has its usage and one settlement of exactly its cost',
    freezes: true,
    sql: `SELECT r.id, r."inputTokens" IS NOT NULL AND r."outputTokens" IS NOT NULL
                 AND coalesce(t.settlements, 0) = 1 AND t.micros = -r."costMicros" AS ok, r."accountId" AS account
          FROM core."Run" r
          LEFT JOIN (SELECT "runId" AS id, count(*) AS settlements, sum(amount) AS micros
                     FROM core."CreditTransaction" WHERE type = 'settlement' GROUP BY "runId") t ON t.id = r.id
          WHERE r."costMicros" > 0`,
  },
  {
    key: 'revenue_matches_runs',
    name: 'revenue and platform loss equal what the runs say',
    freezes: true,
    sql: `SELECT s.account AS id, coalesce(e.micros, 0) = s.micros AS ok, NULL::text AS account
          FROM (SELECT b.account, coalesce(sum(b.micros), 0) AS micros FROM core."Run"
                CROSS JOIN LATERAL (VALUES ('revenue', "costMicros" + "lossMicros"), ('platform_loss', -"lossMicros"))
                    AS b (account, micros) GROUP BY b.account) s
          LEFT JOIN (SELECT "accountId" AS account, sum(amount) AS micros FROM core."LedgerEntry" WHERE bucket = 'total'
                     GROUP BY "accountId") e USING (account)`,
  },
];

/** What money from outside became. The functions move credits by what they know of a payment; this compares both with the ledger. */
const payments: Invariant[] = [
  {
    key: 'payments_credited_once',
    freezes: true,
    name: 'each paid payment was credited once, by exactly its credits, and each purchase has its payment',
    sql: `SELECT coalesce(p.id, t.id) AS id,
                 p.id IS NOT NULL AND t.times = 1 AND t.micros = p."creditsMicros" AND t.account = p."accountId" AS ok,
                 coalesce(p."accountId", t.account) AS account
          FROM (SELECT * FROM core."Payment" WHERE "creditedAt" IS NOT NULL) p
          FULL JOIN (SELECT coalesce("paymentId", id) AS id, count(*) AS times, sum(amount) AS micros,
                            max("accountId") AS account
                     FROM core."CreditTransaction" WHERE type = 'purchase' GROUP BY coalesce("paymentId", id)) t ON t.id = p.id`,
  },
  {
    key: 'payments_match_reversals',
    freezes: true,
    name: 'what each payment gave back equals what its refunds and disputes took, and what the ledger moved',
    sql: `SELECT p.id, p."reversedMicros" = coalesce(v.micros, 0) AND p."creditsMicros" - p."reversedMicros" = -e.micros AS ok,
                 p."accountId" AS account
          FROM core."Payment" p
          LEFT JOIN (SELECT "paymentId" AS id, sum("takenMicros") AS micros FROM core."PaymentReversal"
                     GROUP BY "paymentId") v USING (id)
          LEFT JOIN (SELECT t."paymentId" AS id, sum(e.amount) AS micros
                     FROM core."CreditTransaction" t JOIN core."LedgerEntry" e ON e."transactionId" = t.id
                     WHERE t."paymentId" IS NOT NULL AND e."accountId" = 'purchases' GROUP BY t."paymentId") e USING (id)
          WHERE p."creditedAt" IS NOT NULL`,
  },
  {
    key: 'reversals_taken_when_due',
    freezes: true,
    name: 'each refund and dispute of a paid payment is taken back exactly while the money is with the customer',
    sql: `SELECT v.id, v."isTaken" = (v.status NOT IN ('failed', 'canceled', 'won', 'prevented', 'warning_needs_response',
                                                       'warning_under_review', 'warning_closed')) AS ok,
                 p."accountId" AS account
          FROM core."PaymentReversal" v JOIN core."Payment" p ON p.id = v."paymentId" WHERE p."creditedAt" IS NOT NULL`,
  },
  {
    key: 'debts_match_ledger',
    freezes: true,
    name: 'each debt equals what was taken back from its account beyond its credits, less what it has paid of that',
    sql: `SELECT a.id, a."debtMicros" = coalesce(e.micros, 0) AS ok, a.id AS account
          FROM core."CreditAccount" a
          LEFT JOIN (SELECT t."accountId" AS id, -sum(e.amount) AS micros
                     FROM core."LedgerEntry" e JOIN core."CreditTransaction" t ON t.id = e."transactionId"
                     WHERE e."accountId" = 'debts' GROUP BY t."accountId") e USING (id)`,
  },
];

const promoCodes: Invariant[] = [
  {
    key: 'promo_codes_credited_once',
    freezes: true,
    name: 'each credited redemption of a promo code has one transaction of exactly its amount, and each of those its redemption',
    sql: `SELECT coalesce(u.id, t.id) AS id, u.id IS NOT NULL AND t.times = 1 AND t.micros = -u."amountMicros"
                 AND t.account = u."accountId" AS ok, coalesce(u."accountId", t.account) AS account
          FROM (SELECT * FROM core."PromoCodeUsage" WHERE state = 'credited') u
          FULL JOIN (SELECT t."idempotencyKey" AS id, count(*) AS times, sum(e.amount) AS micros, max(t."accountId") AS account
                     FROM core."CreditTransaction" t
                     JOIN core."LedgerEntry" e ON e."transactionId" = t.id AND e."accountId" = 'promotions'
                     WHERE t.type = 'promo' AND t."idempotencyKey" IS NOT NULL GROUP BY 1) t ON t.id = u.id`,
  },
  {
    key: 'promo_codes_within_limits',
    freezes: false,
    name: 'each promo code was redeemed as often as it says, in all and by each account no more than it may',
    sql: `SELECT c.id, c.uses = coalesce(u.times, 0) AND coalesce(c.uses <= c."maxUses", true)
                 AND coalesce(u.most, 0) <= c."maxUsesPerAccount" AS ok, NULL::text AS account
          FROM core."PromoCode" c
          LEFT JOIN (SELECT "promoCodeId" AS id, sum(times) AS times, max(times) AS most
                     FROM (SELECT "promoCodeId", count(*) AS times FROM core."PromoCodeUsage"
                           GROUP BY "promoCodeId", "accountId") a GROUP BY 1) u USING (id)`,
  },
  {
    key: 'bonuses_match_payments',
    freezes: true,
    name: 'what each payment brought as a bonus, less what went back of it, is what the ledger moved',
    sql: `SELECT p.id, p."bonusMicros" - p."reversedBonusMicros" = coalesce(-e.micros, 0) AS ok, p."accountId" AS account
          FROM core."Payment" p
          LEFT JOIN (SELECT t."paymentId" AS id, sum(e.amount) AS micros
                     FROM core."CreditTransaction" t
                     JOIN core."LedgerEntry" e ON e."transactionId" = t.id AND e."accountId" = 'promotions'
                     WHERE t."paymentId" IS NOT NULL GROUP BY 1) e USING (id)
          WHERE p."creditedAt" IS NOT NULL`,
  },
];

export const invariants: readonly Invariant[] = [
  ...entries,
  ...accounts,
  ...budgets,
  ...runs,
  ...payments,
  ...promoCodes,
  ...usage,
];

/** What `verifyLedger` proves, in its order: `key` is every value that the label `invariant` can take, `name` says it in words. */
export const ledgerInvariants: readonly Pick<Invariant, 'key' | 'name'>[] = invariants.map(({ key, name }) => ({
  key,
  name,
}));
