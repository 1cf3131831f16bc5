-- CreateTable
CREATE TABLE core."UsageHour" (
    "accountId" TEXT COLLATE "C" NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT COLLATE "C" NOT NULL,
    "apiKeyId" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "userId" TEXT COLLATE "C" NOT NULL,
    "calls" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWrite5mTokens" BIGINT NOT NULL,
    "cacheWrite1hTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "imageTokens" BIGINT NOT NULL,
    "webSearches" BIGINT NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "lossMicros" BIGINT NOT NULL,

    CONSTRAINT "UsageHour_pkey" PRIMARY KEY ("accountId","hour","model","provider","apiKeyId","userId")
);

CREATE TABLE core."UsageWatermark" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "rolledUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UsageWatermark_pkey" PRIMARY KEY ("id")
);


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."UsageWatermark" ADD CONSTRAINT "UsageWatermark_is_one" CHECK (id);

-- For questions over all accounts, which ask for the expression. One on the column itself would compete with the primary key, and a small
-- installation's planner would read everybody's hours to answer one account.
CREATE INDEX "UsageHour_all_accounts_idx" ON core."UsageHour" (("hour" AT TIME ZONE 'UTC'));

-- Runs in the order of their end: for the roll-up, which takes a slice of it, and for what has ended since. Partial: a run enters it
-- once, with its settlement, at the right edge. A settlement already writes to every index, since Run_open_idx names "endedAt".
CREATE INDEX "Run_endedAt_idx" ON core."Run" ("endedAt") WHERE "endedAt" IS NOT NULL;

-- What settlements have begun before this migration may still show an end of some seconds ago.
INSERT INTO core."UsageWatermark" ("rolledUntil")
SELECT coalesce(min(run."endedAt"), date_trunc('milliseconds', now()) - interval '1 hour')
FROM core."Run" run WHERE run."endedAt" IS NOT NULL;

-- What each ended run used, by model: one row, or one for each part where several models wrote the answer. Its call counts once, and
-- its loss too, with the model that finished. An account that cannot pay all pays its parts in their order; the last one takes what is left
-- to pay, so that the costs sum to the cost of the run, whatever the parts say.
CREATE VIEW core."RunUsage" AS
SELECT run."accountId", run."endedAt", share.model, share.provider, coalesce(run."apiKeyId", '') AS "apiKeyId", run."userId",
       share.calls, CASE WHEN run.state IN ('error', 'interrupted') THEN share.calls ELSE 0 END AS failed,
       share."inputTokens", share."cacheReadTokens", share."cacheWrite5mTokens", share."cacheWrite1hTokens",
       share."outputTokens", share."reasoningTokens", share."imageTokens", share."webSearches",
       share."costMicros", share.calls * run."lossMicros" AS "lossMicros"
FROM core."Run" run
CROSS JOIN LATERAL (
    SELECT run.model, run.provider, 1::bigint AS calls,
           coalesce(run."inputTokens", 0)::bigint AS "inputTokens",
           coalesce(run."cacheReadTokens", 0)::bigint AS "cacheReadTokens",
           coalesce(run."cacheWrite5mTokens", 0)::bigint AS "cacheWrite5mTokens",
           coalesce(run."cacheWrite1hTokens", 0)::bigint AS "cacheWrite1hTokens",
           coalesce(run."outputTokens", 0)::bigint AS "outputTokens",
           coalesce(run."reasoningTokens", 0)::bigint AS "reasoningTokens",
           coalesce(run."imageTokens", 0)::bigint AS "imageTokens",
           coalesce(run."webSearches", 0)::bigint AS "webSearches",
           run."costMicros"
    WHERE coalesce(run.parts, '[]') = '[]'
    UNION ALL
    SELECT part.model, part.provider, part.is_last::int::bigint,
           coalesce((part.usage ->> 'inputTokens')::bigint, 0),
           coalesce((part.usage ->> 'cacheReadTokens')::bigint, 0),
           coalesce((part.usage ->> 'cacheWrite5mTokens')::bigint, 0),
           coalesce((part.usage ->> 'cacheWrite1hTokens')::bigint, 0),
           coalesce((part.usage ->> 'outputTokens')::bigint, 0),
           coalesce((part.usage ->> 'reasoningTokens')::bigint, 0),
           coalesce((part.usage ->> 'imageTokens')::bigint, 0),
           coalesce((part.usage ->> 'webSearches')::bigint, 0),
           CASE WHEN part.is_last THEN greatest(run."costMicros" - part.before, 0)
                ELSE least(part.cost, greatest(run."costMicros" - part.before, 0)) END
    FROM (SELECT p.value ->> 'model' AS model, p.value ->> 'provider' AS provider, p.value -> 'usage' AS usage,
                 (p.value ->> 'costMicros')::bigint AS cost,
                 (sum((p.value ->> 'costMicros')::bigint) OVER (ORDER BY p.ordinality)
                     - (p.value ->> 'costMicros')::bigint)::bigint AS before,
                 p.ordinality = jsonb_array_length(run.parts) AS is_last
          FROM jsonb_array_elements(run.parts) WITH ORDINALITY p) part
    WHERE coalesce(run.parts, '[]') <> '[]'
) share
WHERE run."endedAt" IS NOT NULL;

-- Adds the runs that ended in a slice of time to their hours.
CREATE FUNCTION core.add_usage(since timestamptz, before timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
    INSERT INTO "UsageHour" AS kept
    SELECT u."accountId", date_trunc('hour', u."endedAt", 'UTC'), u.model, u.provider, u."apiKeyId", u."userId",
           sum(u.calls), sum(u.failed), sum(u."inputTokens"), sum(u."cacheReadTokens"), sum(u."cacheWrite5mTokens"),
           sum(u."cacheWrite1hTokens"), sum(u."outputTokens"), sum(u."reasoningTokens"), sum(u."imageTokens"),
           sum(u."webSearches"), sum(u."costMicros"), sum(u."lossMicros")
    FROM "RunUsage" u WHERE u."endedAt" >= since AND u."endedAt" < before
    GROUP BY 1, 2, 3, 4, 5, 6
    ON CONFLICT ("accountId", "hour", model, provider, "apiKeyId", "userId") DO UPDATE
    SET calls = kept.calls + excluded.calls, failed = kept.failed + excluded.failed,
        "inputTokens" = kept."inputTokens" + excluded."inputTokens",
        "cacheReadTokens" = kept."cacheReadTokens" + excluded."cacheReadTokens",
        "cacheWrite5mTokens" = kept."cacheWrite5mTokens" + excluded."cacheWrite5mTokens",
        "cacheWrite1hTokens" = kept."cacheWrite1hTokens" + excluded."cacheWrite1hTokens",
        "outputTokens" = kept."outputTokens" + excluded."outputTokens",
        "reasoningTokens" = kept."reasoningTokens" + excluded."reasoningTokens",
        "imageTokens" = kept."imageTokens" + excluded."imageTokens",
        "webSearches" = kept."webSearches" + excluded."webSearches",
        "costMicros" = kept."costMicros" + excluded."costMicros",
        "lossMicros" = kept."lossMicros" + excluded."lossMicros";
$$;

-- Takes the next slice of ended runs: `max_span_ms` of time from the first one on. Never the last `lag_ms`: a settlement writes its end before it
-- commits, and none may appear behind the watermark. Who comes while another is at it has nothing to do.
CREATE FUNCTION core.roll_usage(lag_ms bigint, max_span_ms bigint)
RETURNS TABLE ("rolledUntil" timestamptz, "caughtUp" boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_newest timestamptz := date_trunc('milliseconds', clock_timestamp() - lag_ms * interval '1 millisecond');
    v_since timestamptz;
    v_before timestamptz;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('core.usage')) THEN
        RETURN QUERY SELECT w."rolledUntil", true FROM "UsageWatermark" w;
        RETURN;
    END IF;
    SELECT w."rolledUntil" INTO v_since FROM "UsageWatermark" w;
    -- A time in which nothing ended is passed over at once.
    SELECT least(min(run."endedAt") + max_span_ms * interval '1 millisecond', v_newest) INTO v_before
    FROM "Run" run WHERE run."endedAt" >= v_since;
    IF v_before > v_since THEN
        PERFORM core.add_usage(v_since, v_before);
        UPDATE "UsageWatermark" w SET "rolledUntil" = v_before WHERE w.id;
    END IF;
    RETURN QUERY SELECT greatest(v_since, v_before), v_before >= v_newest;
END;
$$;

-- For the runbook: makes the hours that a time touches anew from their runs. Answers how many rows they have then.
CREATE FUNCTION core.rebuild_usage(since timestamptz, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    v_since timestamptz := date_trunc('hour', since, 'UTC');
    v_before timestamptz := date_trunc('hour', before + interval '1 hour' - interval '1 millisecond', 'UTC');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core.usage'));
    DELETE FROM "UsageHour" h WHERE h."hour" >= v_since AND h."hour" < v_before;
    PERFORM core.add_usage(v_since, least(v_before, (SELECT w."rolledUntil" FROM "UsageWatermark" w)));
    RETURN (SELECT count(*) FROM "UsageHour" h WHERE h."hour" >= v_since AND h."hour" < v_before);
END;
$$;

-- The runs that are in no hour yet, of one account or (null) of all. STABLE: it sees the same state of the database as the statement that
-- adds the hours to it, so that no run is in both or in neither. The account is written as an expression that no index serves, so that
-- the one on the end is taken: what has ended since is little, an account's history is not.
CREATE FUNCTION core.usage_since_roll(account_id text, since timestamptz, before timestamptz)
RETURNS SETOF core."RunUsage"
LANGUAGE plpgsql STABLE
SET search_path = core, pg_temp
SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    v_since timestamptz := greatest(since, (SELECT w."rolledUntil" FROM "UsageWatermark" w));
BEGIN
    RETURN QUERY SELECT u.* FROM "RunUsage" u
                 WHERE u."endedAt" >= v_since AND u."endedAt" < before
                   AND (account_id IS NULL OR u."accountId" || '' = account_id);
END;
$$;

REVOKE EXECUTE ON FUNCTION core.add_usage(timestamptz, timestamptz), core.roll_usage(bigint, bigint),
    core.rebuild_usage(timestamptz, timestamptz), core.usage_since_roll(text, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.roll_usage(bigint, bigint), core.usage_since_roll(text, timestamptz, timestamptz) TO hub_core;
GRANT SELECT ON core."UsageHour", core."UsageWatermark", core."RunUsage" TO hub_core;
