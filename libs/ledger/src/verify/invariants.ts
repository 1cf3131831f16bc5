/**
 * One thing that must always hold. The query answers one row per thing checked: its id, and whether it is as it must be.
 * The queries read the tables the money is in and share nothing with the functions that write them.
 */
export type Invariant = { name: string; sql: string };

const entries: Invariant[] = [
  {
    name: 'the entries of each transaction sum to zero',
    sql: `SELECT "transactionId" AS id, sum(amount) = 0 AS ok FROM core."LedgerEntry" GROUP BY "transactionId"`,
  },
  {
    name: 'each entry belongs to a transaction, each transaction moves its own account by its amount',
    sql: `SELECT coalesce(t.id, e.id) AS id, t.id IS NOT NULL AND t.amount = coalesce(e.moved, 0)
                 AND (e.account IS NULL OR e.account = t."accountId") AND coalesce(e.accounts, 0) <= 1 AS ok
          FROM core."CreditTransaction" t
          FULL JOIN (SELECT "transactionId" AS id, sum(amount) FILTER (WHERE bucket <> 'total') AS moved,
                            max("accountId") FILTER (WHERE bucket <> 'total') AS account,
                            count(DISTINCT "accountId") FILTER (WHERE bucket <> 'total') AS accounts
                     FROM core."LedgerEntry" GROUP BY "transactionId") e ON e.id = t.id`,
  },
  {
    name: 'each bucket of an account equals the sum of its entries',
    sql: `SELECT coalesce(a.id, e.id) || ' ' || coalesce(a.bucket, e.bucket) AS id,
                 coalesce(a.micros, 0) = coalesce(e.micros, 0) AS ok
          FROM (SELECT id, bucket, micros FROM core."CreditAccount"
                CROSS JOIN LATERAL (VALUES ('available', available), ('held', held)) AS b (bucket, micros)) a
          FULL JOIN (SELECT "accountId" AS id, bucket, sum(amount) AS micros FROM core."LedgerEntry"
                     WHERE bucket <> 'total' GROUP BY "accountId", bucket) e USING (id, bucket)`,
  },
  {
    name: 'the chain of before and after is unbroken in each bucket',
    sql: `SELECT 'entry ' || id AS id,
                 "beforeMicros" = coalesce(lag("afterMicros") OVER (PARTITION BY "accountId", bucket ORDER BY id), 0)
                 AND "afterMicros" = "beforeMicros" + amount AND "afterMicros" >= 0 AS ok
          FROM core."LedgerEntry" WHERE bucket <> 'total'`,
  },
];

const accounts: Invariant[] = [
  {
    name: 'no account is below zero and each balance is what is available plus what is held',
    sql: `SELECT id, "currentBalance" = available + held AND least(available, held, "totalPurchased", "totalUsed") >= 0 AS ok
          FROM core."CreditAccount"`,
  },
  {
    name: 'the transactions of each account sum to its balance',
    sql: `SELECT coalesce(a.id, t.id) AS id, coalesce(a."currentBalance", 0) = coalesce(t.micros, 0) AS ok
          FROM core."CreditAccount" a
          FULL JOIN (SELECT "accountId" AS id, sum(amount) AS micros FROM core."CreditTransaction" GROUP BY "accountId") t
            ON t.id = a.id`,
  },
  {
    name: 'each transaction tells the balance that it led to',
    sql: `SELECT id, "balanceAfter" = amount
                 + coalesce(lag("balanceAfter") OVER (PARTITION BY "accountId" ORDER BY seq), 0) AS ok
          FROM core."CreditTransaction"`,
  },
  {
    name: 'what each account holds equals its open holds',
    sql: `SELECT coalesce(a.id, r.id) AS id, coalesce(a.held, 0) = coalesce(r.micros, 0) AS ok
          FROM core."CreditAccount" a
          FULL JOIN (SELECT "accountId" AS id, sum("holdMicros") AS micros FROM core."Run" WHERE "endedAt" IS NULL
                     GROUP BY "accountId") r ON r.id = a.id`,
  },
];

const budgets: Invariant[] = [
  {
    name: 'what each budget holds equals the open holds that it gave',
    sql: `SELECT b.id, b."heldMicros" = coalesce(r.micros, 0) AS ok
          FROM core."Budget" b
          LEFT JOIN (SELECT u.id, sum(run."holdMicros") AS micros FROM core."Run" run
                     CROSS JOIN LATERAL unnest(run."budgetIds") AS u (id) WHERE run."endedAt" IS NULL
                     GROUP BY u.id) r USING (id)`,
  },
  {
    name: 'what is spent of each budget equals what its runs cost in this period',
    sql: `SELECT b.id, b."spentMicros" = coalesce(sum(run."costMicros"), 0) AS ok
          FROM core."Budget" b
          LEFT JOIN (SELECT u.id, run."costMicros", run."endedAt" FROM core."Run" run
                     CROSS JOIN LATERAL unnest(run."budgetIds") AS u (id) WHERE run."endedAt" IS NOT NULL) run
            ON run.id = b.id AND run."endedAt" >= b."periodStart"
          GROUP BY b.id`,
  },
];

const runs: Invariant[] = [
  {
    name: 'no hold is open 60 s after its deadline or its lease',
    sql: `SELECT id, CASE state WHEN 'queued' THEN "queueDeadlineAt" ELSE "leaseUntil" END
                     >= now() - interval '60 seconds' AS ok
          FROM core."Run" WHERE "endedAt" IS NULL`,
  },
  {
    name: 'each hold was placed by one transaction and released by one, once its run had ended',
    sql: `SELECT coalesce(r.id, t.id) AS id,
                 r.id IS NOT NULL
                 AND coalesce(t.placed, 0) = CASE WHEN r."holdMicros" > 0 THEN 1 ELSE 0 END
                 AND coalesce(t.ended, 0) = CASE WHEN r."endedAt" IS NOT NULL
                     AND (r."holdMicros" > 0 OR r."costMicros" + r."lossMicros" > 0) THEN 1 ELSE 0 END AS ok
          FROM core."Run" r
          FULL JOIN (SELECT "runId" AS id, count(*) FILTER (WHERE type = 'hold') AS placed,
                            count(*) FILTER (WHERE type <> 'hold') AS ended
                     FROM core."CreditTransaction" WHERE "runId" IS NOT NULL GROUP BY "runId") t ON t.id = r.id`,
  },
  {
    name: 'each charged run has its usage and one settlement of exactly its cost',
    sql: `SELECT r.id, r."inputTokens" IS NOT NULL AND r."outputTokens" IS NOT NULL
                 AND coalesce(t.settlements, 0) = 1 AND t.micros = -r."costMicros" AS ok
          FROM core."Run" r
          LEFT JOIN (SELECT "runId" AS id, count(*) AS settlements, sum(amount) AS micros
                     FROM core."CreditTransaction" WHERE type = 'settlement' GROUP BY "runId") t ON t.id = r.id
          WHERE r."costMicros" > 0`,
  },
  {
    name: 'revenue and platform loss equal what the runs say',
    sql: `SELECT s.account AS id, coalesce(e.micros, 0) = s.micros AS ok
          FROM (SELECT b.account, coalesce(sum(b.micros), 0) AS micros FROM core."Run"
                CROSS JOIN LATERAL (VALUES ('revenue', "costMicros" + "lossMicros"), ('platform_loss', -"lossMicros"))
                    AS b (account, micros) GROUP BY b.account) s
          LEFT JOIN (SELECT "accountId" AS account, sum(amount) AS micros FROM core."LedgerEntry" WHERE bucket = 'total'
                     GROUP BY "accountId") e USING (account)`,
  },
];

export const invariants: readonly Invariant[] = [...entries, ...accounts, ...budgets, ...runs];
