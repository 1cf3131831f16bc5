-- Several models may answer a run: what the caller asked for, and each candidate with the price that was frozen for it.
-- `candidates` is [{"model", "provider", "price"}] in order of preference, null where one model alone may answer. `model`,
-- `provider` and `price` are those of the first until the run is settled, then those of the one that answered.
ALTER TABLE core."Run"
    ADD COLUMN "requestedModel" text,
    ADD COLUMN candidates jsonb,
    ADD CONSTRAINT "Run_candidates_are_several" CHECK (jsonb_array_length(candidates) > 1);

CREATE OR REPLACE FUNCTION core.admit_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "runId" text, "balanceMicros" bigint, "availableMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_size int := jsonb_array_length(batch);
    v_outcome text[] := array_fill(''::text, ARRAY[v_size]);
    v_run text[] := ARRAY(SELECT e.value ->> 'runId' FROM jsonb_array_elements(batch) WITH ORDINALITY e ORDER BY e.ordinality);
    v_available bigint[] := array_fill(0::bigint, ARRAY[v_size]);
    v_held bigint[] := array_fill(0::bigint, ARRAY[v_size]);
    v_accounts text[] := ARRAY(SELECT DISTINCT e.value ->> 'accountId' FROM jsonb_array_elements(batch) e);
    v_asked text[] := ARRAY(SELECT (e.value ->> 'accountId') || ' ' || (e.value ->> 'idempotencyKey')
                            FROM jsonb_array_elements(batch) e WHERE e.value ->> 'idempotencyKey' IS NOT NULL);
    v_same text[];
    v_keys text[] := '{}';
    v_key_runs text[] := '{}';
    v_key_hashes text[] := '{}';
    v_account text := '';
    v_left bigint;
    v_seen int;
    v_now timestamptz;
    r record;
BEGIN
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
    v_now := clock_timestamp();
    v_same := ARRAY(SELECT run."accountId" || ' ' || run.id FROM "Run" run
                    WHERE run.id = ANY (v_run));
    IF v_asked <> '{}' THEN
        SELECT coalesce(array_agg(run."accountId" || ' ' || run."idempotencyKey"), '{}'),
               coalesce(array_agg(run.id), '{}'), coalesce(array_agg(run."requestHash"), '{}')
        INTO v_keys, v_key_runs, v_key_hashes
        FROM "Run" run
        WHERE run."accountId" || ' ' || run."idempotencyKey" = ANY (v_asked) AND run."idempotencyKey" IS NOT NULL;
    END IF;

    FOR r IN
        SELECT i.item::int AS item, i."runId", i."accountId", i."accountId" || ' ' || i."idempotencyKey" AS key,
               i."requestHash", i."holdMicros", a.id AS known, a."frozenAt", a."currentBalance", a.available
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "accountId" text, "idempotencyKey" text,
                 "requestHash" text, "holdMicros" bigint)) WITH ORDINALITY
             AS i ("runId", "accountId", "idempotencyKey", "requestHash", "holdMicros", item)
        LEFT JOIN "CreditAccount" a ON a.id = i."accountId" AND a.id = ANY (v_accounts)
        ORDER BY i."accountId" COLLATE "C", i.item
    LOOP
        IF r."accountId" <> v_account THEN
            v_account := r."accountId";
            v_left := r.available;
        END IF;
        IF v_asked <> '{}' THEN
            v_seen := CASE WHEN r.key IS NOT NULL THEN array_position(v_keys, r.key) END;
        END IF;
        IF r.known IS NULL THEN
            v_outcome[r.item] := 'unknown_account';
        ELSIF v_same <> '{}' AND r."accountId" || ' ' || r."runId" = ANY (v_same) THEN
            -- The same admission again, after its answer was lost.
            v_outcome[r.item] := 'replay';
        ELSIF v_seen IS NOT NULL THEN
            v_run[r.item] := v_key_runs[v_seen];
            v_outcome[r.item] := CASE WHEN v_key_hashes[v_seen] = r."requestHash" THEN 'replay' ELSE 'conflict' END;
        ELSIF r."frozenAt" IS NOT NULL THEN
            v_outcome[r.item] := 'frozen';
        ELSIF v_left < r."holdMicros" THEN
            v_outcome[r.item] := 'insufficient';
            v_available[r.item] := v_left;
            v_held[r.item] := r."currentBalance" - v_left;
        ELSE
            v_outcome[r.item] := 'admitted';
            v_left := v_left - r."holdMicros";
            v_available[r.item] := v_left;
            v_held[r.item] := r."currentBalance" - v_left;
            IF r.key IS NOT NULL THEN
                v_keys := v_keys || r.key;
                v_key_runs := v_key_runs || r."runId";
                v_key_hashes := v_key_hashes || r."requestHash";
            END IF;
        END IF;
    END LOOP;

    WITH admitted AS MATERIALIZED (
        SELECT i.*, v_available[i.item] AS available, v_held[i.item] AS held,
               'txn_' || substr(i."runId", 5) || '_hold' AS "transactionId"
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "accountId" text, "userId" text, "apiKeyId" text,
                 model text, provider text, dialect text, stream boolean, "idempotencyKey" text, "requestHash" text,
                 "holdMicros" bigint, price jsonb, "queueDeadlineMs" bigint, "requestedModel" text, candidates jsonb))
             WITH ORDINALITY AS i ("runId", "accountId", "userId", "apiKeyId", model, provider, dialect, stream,
                 "idempotencyKey", "requestHash", "holdMicros", price, "queueDeadlineMs", "requestedModel", candidates,
                 item)
        WHERE v_outcome[i.item] = 'admitted'
    ), runs AS (
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "idempotencyKey",
                           "requestHash", "holdMicros", price, "requestedModel", candidates, "queueDeadlineAt", "createdAt")
        SELECT i."runId", i."accountId", i."userId", i."apiKeyId", i.model, i.provider, i.dialect, i.stream,
               i."idempotencyKey", i."requestHash", i."holdMicros", i.price, i."requestedModel", i.candidates,
               v_now + i."queueDeadlineMs" * interval '1 millisecond', v_now
        FROM admitted i
    ), transactions AS (
        INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                         metadata, "runId", "createdAt")
        SELECT i."transactionId", i."accountId", 'hold', 0, i.available + i.held, i.available, 'Hold for ' || i.model,
               jsonb_build_object('runId', i."runId", 'model', i.model, 'heldMicros', i."holdMicros"::text),
               i."runId", v_now
        FROM admitted i WHERE i."holdMicros" > 0 ORDER BY i.item
    ), entries AS (
        INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
        SELECT i."transactionId", i."accountId", e.bucket, e.amount, e.after - e.amount, e.after, v_now
        FROM admitted i
        CROSS JOIN LATERAL (VALUES ('available', -i."holdMicros", i.available), ('held', i."holdMicros", i.held))
            AS e (bucket, amount, after)
        WHERE i."holdMicros" > 0 ORDER BY i.item
    )
    UPDATE "CreditAccount" a SET available = a.available - s.hold, held = a.held + s.hold
    FROM (SELECT i."accountId", sum(i."holdMicros")::bigint AS hold FROM admitted i GROUP BY i."accountId") s
    WHERE a.id = s."accountId" AND a.id = ANY (v_accounts) AND s.hold > 0;

    RETURN QUERY SELECT u.item::int, u.outcome, u.run, u.available + u.held, u.available
    FROM unnest(v_outcome, v_run, v_available, v_held) WITH ORDINALITY AS u (outcome, run, available, held, item);
END;
$$;

-- It answers more than before, which REPLACE does not do.
DROP FUNCTION core.claim_runs(jsonb);
CREATE FUNCTION core.claim_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, fence int, attempt int, "accountId" text, price jsonb,
               model text, provider text, candidates jsonb)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_ids text[] := ARRAY(SELECT DISTINCT e.value ->> 'runId' FROM jsonb_array_elements(batch) e);
    v_open text[];
    v_ended text[];
    v_now timestamptz;
BEGIN
    IF cardinality(v_ids) <> jsonb_array_length(batch) THEN
        RAISE EXCEPTION 'a run can be claimed once in a batch' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT array_agg(locked.id) FILTER (WHERE locked."endedAt" IS NULL),
           array_agg(locked.id) FILTER (WHERE locked."endedAt" IS NOT NULL)
    INTO v_open, v_ended
    FROM (SELECT run.id, run."endedAt" FROM "Run" run WHERE run.id = ANY (v_ids) ORDER BY run.id FOR UPDATE) locked;
    v_now := clock_timestamp();

    RETURN QUERY
    WITH items AS MATERIALIZED (
        SELECT * FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "workerId" text, "leaseMs" bigint))
            WITH ORDINALITY AS i ("runId", "workerId", "leaseMs", item)
    ), claimed AS (
        UPDATE "Run" run
        SET state = 'running', fence = run.fence + 1, attempt = run.attempt + 1, "workerId" = i."workerId",
            "leaseUntil" = v_now + i."leaseMs" * interval '1 millisecond', "startedAt" = coalesce(run."startedAt", v_now)
        FROM items i
        WHERE run.id = i."runId" AND run.id = ANY (v_open)
        RETURNING i.item, run.fence, run.attempt, run."accountId", run.price, run.model, run.provider,
                  run.candidates
    )
    SELECT c.item::int, 'claimed', c.fence, c.attempt, c."accountId", c.price, c.model, c.provider, c.candidates
    FROM claimed c
    UNION ALL
    SELECT i.item::int, CASE WHEN i."runId" = ANY (v_ended) THEN 'ended' ELSE 'unknown' END,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM items i WHERE i.item NOT IN (SELECT c.item FROM claimed c);
END;
$$;

REVOKE EXECUTE ON FUNCTION core.claim_runs(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.claim_runs(jsonb) TO hub_worker;

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
