-- Images in the prompt and searches of the web have prices of their own, so a run shows how many it was charged for.
ALTER TABLE core."Run" ADD COLUMN "imageTokens" integer, ADD COLUMN "webSearches" integer;

CREATE OR REPLACE FUNCTION core.settle_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "chargedMicros" bigint, "lossMicros" bigint, "balanceMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_size int := jsonb_array_length(batch);
    v_ids text[] := ARRAY(SELECT DISTINCT e.value ->> 'runId' FROM jsonb_array_elements(batch) e);
    v_outcome text[] := array_fill(''::text, ARRAY[v_size]);
    v_charged bigint[] := array_fill(0::bigint, ARRAY[v_size]);
    v_available bigint[] := array_fill(0::bigint, ARRAY[v_size]);
    v_held bigint[] := array_fill(0::bigint, ARRAY[v_size]);
    v_account text := '';
    v_accounts text[];
    v_settled text := '';
    v_account_available bigint;
    v_account_held bigint;
    v_charge bigint;
    v_now timestamptz;
    r record;
BEGIN
    SELECT array_agg(DISTINCT locked."accountId") FILTER (WHERE locked."endedAt" IS NULL) INTO v_accounts
    FROM (SELECT run."accountId", run."endedAt" FROM "Run" run WHERE run.id = ANY (v_ids)
          ORDER BY run.id FOR UPDATE) locked;
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
    v_now := clock_timestamp();

    FOR r IN
        SELECT i.item::int AS item, i.fence AS shown_fence, i."costMicros", run.id, run.fence, run."endedAt",
               run."holdMicros", run."accountId", a.available, a.held
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, fence int, "costMicros" bigint)) WITH ORDINALITY
             AS i ("runId", fence, "costMicros", item)
        LEFT JOIN "Run" run ON run.id = i."runId" AND run.id = ANY (v_ids)
        LEFT JOIN "CreditAccount" a ON a.id = run."accountId" AND a.id = ANY (v_accounts)
        ORDER BY run."accountId", run.id, i.item
    LOOP
        IF r.id IS NULL THEN
            v_outcome[r.item] := 'unknown';
        ELSIF r."endedAt" IS NOT NULL OR (r.id = v_settled AND r.fence = r.shown_fence) THEN
            v_outcome[r.item] := 'already';
        ELSIF r.fence IS DISTINCT FROM r.shown_fence THEN
            v_outcome[r.item] := 'stale';
        ELSE
            IF r."accountId" <> v_account THEN
                v_account := r."accountId";
                v_account_available := r.available;
                v_account_held := r.held;
            END IF;
            v_charge := least(r."costMicros", r."holdMicros" + v_account_available);
            v_account_available := v_account_available + r."holdMicros" - v_charge;
            v_account_held := v_account_held - r."holdMicros";
            v_settled := r.id;
            v_outcome[r.item] := 'settled';
            v_charged[r.item] := v_charge;
            v_available[r.item] := v_account_available;
            v_held[r.item] := v_account_held;
        END IF;
    END LOOP;

    WITH items AS MATERIALIZED (
        SELECT i.*, v_charged[i.item] AS charge, i."costMicros" - v_charged[i.item] AS loss
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, state text, usage jsonb, "costMicros" bigint,
                 "stopReason" text, "errorCode" text, "firstTokenMs" int, provider text, model text)) WITH ORDINALITY
             AS i ("runId", state, usage, "costMicros", "stopReason", "errorCode", "firstTokenMs", provider, model, item)
        WHERE v_outcome[i.item] = 'settled'
    ), runs AS (
        UPDATE "Run" run
        SET state = i.state, "endedAt" = v_now, "costMicros" = i.charge, "lossMicros" = i.loss,
            provider = coalesce(i.provider, run.provider), model = coalesce(i.model, run.model),
            -- The price that was frozen for the model that answered; the caller cannot bring one of its own.
            price = CASE WHEN run.candidates IS NULL OR i.model IS NULL THEN run.price
                         ELSE coalesce((SELECT c.value -> 'price' FROM jsonb_array_elements(run.candidates) c
                                        WHERE c.value ->> 'model' = i.model LIMIT 1), run.price) END,
            "stopReason" = i."stopReason", "errorCode" = i."errorCode", "firstTokenMs" = i."firstTokenMs",
            -- A run that failed before any worker took it gives its key back: the same call may be sent again.
            "idempotencyKey" = CASE WHEN run.fence > 0 OR i.state <> 'error' THEN run."idempotencyKey" END,
            "inputTokens" = (i.usage ->> 'inputTokens')::int,
            "cacheReadTokens" = (i.usage ->> 'cacheReadTokens')::int,
            "cacheWrite5mTokens" = (i.usage ->> 'cacheWrite5mTokens')::int,
            "cacheWrite1hTokens" = (i.usage ->> 'cacheWrite1hTokens')::int,
            "outputTokens" = (i.usage ->> 'outputTokens')::int,
            "reasoningTokens" = (i.usage ->> 'reasoningTokens')::int,
            "imageTokens" = (i.usage ->> 'imageTokens')::int,
            "webSearches" = (i.usage ->> 'webSearches')::int,
            "usageEstimated" = (i.usage ->> 'estimated')::boolean
        FROM items i WHERE run.id = i."runId" AND run.id = ANY (v_ids)
        RETURNING i.item, i."costMicros", i.charge, i.loss, i.usage, run.id, run."accountId", run.state, run.model,
                  run."holdMicros"
    ), settled AS MATERIALIZED (
        SELECT u.*, v_available[u.item] AS available, v_held[u.item] AS held,
               'txn_' || substr(u.id, 5) || '_end' AS "transactionId"
        FROM runs u
    ), transactions AS (
        INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                         metadata, "runId", "createdAt")
        SELECT i."transactionId", i."accountId", CASE WHEN i."costMicros" > 0 THEN 'settlement' ELSE 'void' END,
               -i.charge, i.available + i.held, i.available,
               CASE WHEN i."costMicros" > 0 THEN 'Call of ' ELSE 'Nothing charged for ' END || i.model,
               jsonb_strip_nulls(jsonb_build_object('runId', i.id, 'model', i.model, 'state', i.state,
                   'releasedMicros', greatest(i."holdMicros" - i.charge, 0)::text, 'usage', i.usage))
                   || CASE WHEN i.loss > 0 THEN jsonb_build_object('lossMicros', i.loss::text) ELSE '{}' END,
               i.id, v_now
        FROM settled i WHERE i."holdMicros" > 0 OR i."costMicros" > 0 ORDER BY i."accountId", i.id
    ), entries AS (
        INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
        SELECT i."transactionId", e.account, e.bucket, e.amount, e.after - e.amount, e.after, v_now
        FROM settled i
        CROSS JOIN LATERAL (VALUES
            (i."accountId", 'held', -i."holdMicros", i.held),
            (i."accountId", 'available', i."holdMicros" - i.charge, i.available),
            ('revenue', 'total', i."costMicros", NULL),
            ('platform_loss', 'total', -i.loss, NULL)
        ) AS e (account, bucket, amount, after)
        WHERE e.amount <> 0 ORDER BY i."accountId", i.id
    )
    UPDATE "CreditAccount" a
    SET held = a.held - s.hold, available = a.available + s.hold - s.charge,
        "currentBalance" = a."currentBalance" - s.charge, "totalUsed" = a."totalUsed" + s.charge
    FROM (SELECT i."accountId", sum(i."holdMicros")::bigint AS hold, sum(i.charge)::bigint AS charge
          FROM settled i GROUP BY i."accountId") s
    WHERE a.id = s."accountId" AND a.id = ANY (v_accounts) AND (s.hold <> 0 OR s.charge <> 0);

    RETURN QUERY SELECT u.item::int, u.outcome, u.charged,
                        (batch -> (u.item::int - 1) ->> 'costMicros')::bigint - u.charged, u.available + u.held
    FROM unnest(v_outcome, v_charged, v_available, v_held) WITH ORDINALITY AS u (outcome, charged, available, held, item);
END;
$$;
