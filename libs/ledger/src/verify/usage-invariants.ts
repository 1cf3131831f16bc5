import type { Invariant } from './invariant.ts';

/** What is told of usage is a sum of the runs. */
export const usage: Invariant[] = [
  {
    key: 'usage_matches_runs',
    name: 'what each account used in an hour equals the runs that ended in it',
    freezes: false,
    sql: `SELECT account || ' ' || to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24"Z"') AS id,
                 h.calls = r.calls AND h.cost = r.cost AND h.loss = r.loss AND h.tokens = r.tokens AS ok, account
          FROM (SELECT "accountId" AS account, hour, sum(calls) AS calls, sum("costMicros") AS cost, sum("lossMicros") AS loss,
                       sum("inputTokens" + "cacheReadTokens" + "cacheWrite5mTokens" + "cacheWrite1hTokens" + "outputTokens")
                           AS tokens
                FROM core."UsageHour" GROUP BY "accountId", hour) h
          FULL JOIN (SELECT "accountId" AS account, date_trunc('hour', "endedAt", 'UTC') AS hour, count(*) AS calls,
                            sum("costMicros") AS cost, sum("lossMicros") AS loss,
                            sum(coalesce("inputTokens", 0)::bigint + coalesce("cacheReadTokens", 0)
                                + coalesce("cacheWrite5mTokens", 0) + coalesce("cacheWrite1hTokens", 0)
                                + coalesce("outputTokens", 0)) AS tokens
                     FROM core."Run" WHERE "endedAt" < (SELECT "rolledUntil" FROM core."UsageWatermark")
                     GROUP BY 1, 2) r USING (account, hour)`,
  },
];
