-- Most calls are clear: the account can pay, no budget limits them, the answer costs no more than its hold, and nobody has touched the run
-- in between. These are written at once, with conditions instead of looks beforehand, and their account is locked for the last two
-- statements only. The rest is decided one after the other, by the functions that did so for every call. Bitmap scans are off in them, because
-- rows are to be locked in the order of their ids.
ALTER FUNCTION core.admit_runs(jsonb) RENAME TO admit_runs_in_turn;
ALTER FUNCTION core.claim_runs(jsonb) RENAME TO claim_runs_in_turn;
ALTER FUNCTION core.settle_runs(jsonb) RENAME TO settle_runs_in_turn;
REVOKE EXECUTE ON FUNCTION core.admit_runs_in_turn(jsonb) FROM hub_gateway;
REVOKE EXECUTE ON FUNCTION core.claim_runs_in_turn(jsonb), core.settle_runs_in_turn(jsonb) FROM hub_worker;

-- Their plans are the same for every batch, and to make one anew took longer than a call.
ALTER FUNCTION core.admit_runs_in_turn(jsonb) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION core.claim_runs_in_turn(jsonb) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION core.settle_runs_in_turn(jsonb) SET plan_cache_mode = force_generic_plan;

-- No query asks for the values of these columns, and ANALYZE compares documents slowly.
ALTER TABLE core."Run" ALTER price SET STATISTICS 0, ALTER candidates SET STATISTICS 0, ALTER parts SET STATISTICS 0;
ALTER TABLE core."CreditTransaction" ALTER metadata SET STATISTICS 0;

-- The items of a batch at these positions, in their order.
CREATE FUNCTION core.items_at(batch jsonb, positions int[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT jsonb_agg(batch -> (u.item - 1) ORDER BY u.place) FROM unnest(positions) WITH ORDINALITY AS u (item, place);
$$;

CREATE FUNCTION core.admit_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "runId" text, "balanceMicros" bigint, "availableMicros" bigint, "budgetId" text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_size int := jsonb_array_length(batch);
    v_accounts text[] := ARRAY(SELECT DISTINCT e.value ->> 'accountId' FROM jsonb_array_elements(batch) e);
    v_now timestamptz := clock_timestamp();
    -- The runs that were written, in the order of the batch. `v_items`: their positions, when they are not all.
    v_runs text[];
    v_owners text[];
    v_models text[];
    v_holds bigint[];
    v_items int[];
    -- The accounts that can pay for all of their runs, as they were before.
    v_payers text[];
    v_available bigint[];
    v_held bigint[];
    v_done int := 0;
    v_rest int[];
BEGIN
    -- Before the account is locked, so what it can pay is asked again below. A call that comes twice has a key, or its run is there.
    WITH clear AS (
        SELECT i.*
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "accountId" text, "userId" text, "apiKeyId" text,
                 model text, provider text, dialect text, stream boolean, "idempotencyKey" text, "requestHash" text,
                 "holdMicros" bigint, price jsonb, "queueDeadlineMs" bigint, "requestedModel" text, candidates jsonb,
                 "capMicros" bigint, webhook text))
             WITH ORDINALITY AS i ("runId", "accountId", "userId", "apiKeyId", model, provider, dialect, stream,
                 "idempotencyKey", "requestHash", "holdMicros", price, "queueDeadlineMs", "requestedModel", candidates,
                 "capMicros", webhook, item)
        JOIN "CreditAccount" a ON a.id = i."accountId" AND a.id = ANY (v_accounts)
        WHERE i."holdMicros" > 0 AND i."idempotencyKey" IS NULL
          AND a.available >= i."holdMicros" AND a."frozenAt" IS NULL AND a."debtMicros" = 0
          -- A count, because EXISTS would become a join that reads all budgets.
          AND (SELECT count(*) FROM "Budget" b WHERE b.subject IN ('key ' || i."apiKeyId", 'user ' || i."userId")) = 0
        ORDER BY i.item
    ), written AS (
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "requestHash", "holdMicros",
                           price, "requestedModel", candidates, "capMicros", webhook, "queueDeadlineAt", "createdAt")
        SELECT c."runId", c."accountId", c."userId", c."apiKeyId", c.model, c.provider, c.dialect, c.stream, c."requestHash",
               c."holdMicros", c.price, c."requestedModel", c.candidates, c."capMicros", c.webhook,
               v_now + c."queueDeadlineMs" * interval '1 millisecond', v_now
        FROM clear c
        ON CONFLICT DO NOTHING
        RETURNING id, "accountId", model, "holdMicros"
    )
    SELECT coalesce(array_agg(w.id), '{}'), array_agg(w."accountId"), array_agg(w.model), array_agg(w."holdMicros")
    INTO v_runs, v_owners, v_models, v_holds
    FROM written w;

    IF v_runs <> '{}' THEN
        IF cardinality(v_runs) < v_size THEN
            v_items := ARRAY(SELECT min(e.ordinality)::int FROM jsonb_array_elements(batch) WITH ORDINALITY e
                             WHERE e.value ->> 'runId' = ANY (v_runs) GROUP BY e.value ->> 'runId' ORDER BY 1);
            -- Everybody takes accounts in the order of their ids, as the update below does, and all of them before it decides anything in turn.
            PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
        END IF;
        WITH paid AS (
            UPDATE "CreditAccount" a SET available = a.available - s.hold, held = a.held + s.hold
            FROM (SELECT u.owner, sum(u.hold)::bigint AS hold FROM unnest(v_owners, v_holds) AS u (owner, hold)
                  GROUP BY u.owner ORDER BY u.owner) s
            WHERE a.id = s.owner AND a.id = ANY (v_accounts)
              AND a.available >= s.hold AND a."frozenAt" IS NULL AND a."debtMicros" = 0
            RETURNING a.id, a.available + s.hold AS available, a.held - s.hold AS held
        )
        SELECT coalesce(array_agg(p.id), '{}'), array_agg(p.available), array_agg(p.held)
        INTO v_payers, v_available, v_held
        FROM paid p;
        v_now := clock_timestamp();
        IF cardinality(v_payers) < cardinality(v_accounts) THEN
            DELETE FROM "Run" run WHERE run.id = ANY (v_runs) AND run."accountId" <> ALL (v_payers);
        END IF;

        -- Rows come out of the window in the order of each account's chain, and are written so.
        RETURN QUERY
        WITH admitted AS MATERIALIZED (
            SELECT coalesce(u.item, u.place::int) AS item, u.run, u.owner, u.model, u.hold,
                   'txn_' || substr(u.run, 5) || '_hold' AS "transactionId",
                   p.available - (sum(u.hold) OVER so_far)::bigint AS available,
                   p.held + (sum(u.hold) OVER so_far)::bigint AS held
            FROM unnest(v_runs, v_owners, v_models, v_holds, v_items) WITH ORDINALITY AS u (run, owner, model, hold, item, place)
            JOIN unnest(v_payers, v_available, v_held) AS p (id, available, held) ON p.id = u.owner
            WINDOW so_far AS (PARTITION BY u.owner ORDER BY u.place ROWS UNBOUNDED PRECEDING)
        ), transactions AS (
            INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                             metadata, "runId", "createdAt")
            SELECT i."transactionId", i.owner, 'hold', 0, i.available + i.held, i.available, 'Hold for ' || i.model,
                   jsonb_build_object('runId', i.run, 'model', i.model, 'heldMicros', i.hold::text), i.run, v_now
            FROM admitted i
        ), entries AS (
            INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
            SELECT i."transactionId", i.owner, e.bucket, e.amount, e.after - e.amount, e.after, v_now
            FROM admitted i
            CROSS JOIN LATERAL (VALUES ('available', -i.hold, i.available), ('held', i.hold, i.held)) AS e (bucket, amount, after)
        )
        SELECT i.item, 'admitted', i.run, i.available + i.held, i.available, NULL::text FROM admitted i;
        GET DIAGNOSTICS v_done = ROW_COUNT;
    END IF;

    IF v_done < v_size THEN
        v_rest := ARRAY(SELECT s.item FROM generate_series(1, v_size) AS s (item)
                        WHERE s.item NOT IN (SELECT coalesce(u.item, u.place::int)
                                             FROM unnest(v_owners, v_items) WITH ORDINALITY AS u (owner, item, place)
                                             WHERE u.owner = ANY (v_payers))
                        ORDER BY 1);
        RETURN QUERY
        SELECT v_rest[t.item], t.outcome, t."runId", t."balanceMicros", t."availableMicros", t."budgetId"
        FROM core.admit_runs_in_turn(core.items_at(batch, v_rest)) t;
    END IF;
END;
$$;

-- Whoever can be claimed is, in one pass. Runs are taken in the order of their ids: both sides of the join are in it, whichever of them leads.
-- "costMicros" is null until a run ends, as "endedAt" is, but no index is about it: a plan that is made while the table is small might else
-- read all open runs for each call.
CREATE FUNCTION core.claim_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, fence int, attempt int, "accountId" text, price jsonb,
               model text, provider text, candidates jsonb)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_size int := jsonb_array_length(batch);
    v_one jsonb := batch -> 0;
    v_ids text[];
    v_now timestamptz := clock_timestamp();
    v_done int;
    v_rest int[];
BEGIN
    IF v_size = 1 THEN
        RETURN QUERY
        UPDATE "Run" run
        SET state = 'running', fence = run.fence + 1, attempt = run.attempt + 1, "workerId" = v_one ->> 'workerId',
            "leaseUntil" = v_now + (v_one ->> 'leaseMs')::bigint * interval '1 millisecond',
            "startedAt" = coalesce(run."startedAt", v_now)
        WHERE run.id = v_one ->> 'runId' AND run."costMicros" IS NULL
          AND run.fence = coalesce((v_one ->> 'expectedFence')::int, run.fence)
        RETURNING 1, 'claimed', run.fence, run.attempt, run."accountId", run.price, run.model, run.provider, run.candidates;
        IF NOT FOUND THEN
            RETURN QUERY SELECT * FROM core.claim_runs_in_turn(batch);
        END IF;
        RETURN;
    END IF;

    v_ids := ARRAY(SELECT e.value ->> 'runId' FROM jsonb_array_elements(batch) e);
    RETURN QUERY
    UPDATE "Run" run
    SET state = 'running', fence = run.fence + 1, attempt = run.attempt + 1, "workerId" = i."workerId",
        "leaseUntil" = v_now + i."leaseMs" * interval '1 millisecond', "startedAt" = coalesce(run."startedAt", v_now)
    FROM (SELECT *
          FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "workerId" text, "leaseMs" bigint, "expectedFence" int))
               WITH ORDINALITY AS o ("runId", "workerId", "leaseMs", "expectedFence", item)
          ORDER BY "runId") i
    WHERE run.id = i."runId" AND run.id = ANY (v_ids) AND run."costMicros" IS NULL
      AND run.fence = coalesce(i."expectedFence", run.fence)
    RETURNING i.item::int, 'claimed', run.fence, run.attempt, run."accountId", run.price, run.model, run.provider, run.candidates;
    GET DIAGNOSTICS v_done = ROW_COUNT;

    IF v_done < v_size THEN
        IF (SELECT count(DISTINCT u.id) FROM unnest(v_ids) AS u (id)) < v_size THEN
            RAISE EXCEPTION 'a run can be claimed once in a batch' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        -- All but those whose row this very transaction has written.
        v_rest := ARRAY(SELECT u.item::int FROM unnest(v_ids) WITH ORDINALITY AS u (id, item)
                        WHERE u.id NOT IN (SELECT run.id FROM "Run" run
                                           WHERE run.id = ANY (v_ids) AND run.xmin = pg_current_xact_id()::xid)
                        ORDER BY 1);
        RETURN QUERY
        SELECT v_rest[t.item], t.outcome, t.fence, t.attempt, t."accountId", t.price, t.model, t.provider, t.candidates
        FROM core.claim_runs_in_turn(core.items_at(batch, v_rest)) t;
    END IF;
END;
$$;

CREATE FUNCTION core.settle_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "chargedMicros" bigint, "lossMicros" bigint, "balanceMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_size int := jsonb_array_length(batch);
    v_ids text[] := ARRAY(SELECT e.value ->> 'runId' FROM jsonb_array_elements(batch) e);
    -- As the columns keep it: what ended in which period is the same to whoever adds it up.
    v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
    -- The runs that have ended here.
    v_items int[];
    v_runs text[];
    v_owners text[];
    v_states text[];
    v_models text[];
    v_holds bigint[];
    v_costs bigint[];
    -- Their accounts, as they were before.
    v_accounts text[];
    v_available bigint[];
    v_held bigint[];
    v_rest int[];
BEGIN
    -- An update of many locks in an order of its own; everybody takes runs in that of their ids.
    IF v_size > 1 THEN
        PERFORM 1 FROM "Run" run WHERE run.id = ANY (v_ids) ORDER BY run.id FOR UPDATE;
    END IF;
    -- A cost within the hold is within every cap, and is paid whatever else the account has.
    WITH ended AS (
        UPDATE "Run" run
        SET state = i.state, "endedAt" = v_now, "costMicros" = i."costMicros", "lossMicros" = 0,
            provider = coalesce(i.provider, run.provider), model = coalesce(i.model, run.model),
            -- The price that was frozen for the model that answered; the caller cannot bring one of its own.
            price = CASE WHEN run.candidates IS NULL OR i.model IS NULL THEN run.price
                         ELSE coalesce((SELECT c.value -> 'price' FROM jsonb_array_elements(run.candidates) c
                                        WHERE c.value ->> 'model' = i.model LIMIT 1), run.price) END,
            parts = i.parts, "stopReason" = i."stopReason", "errorCode" = i."errorCode", "firstTokenMs" = i."firstTokenMs",
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
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, fence int, state text, usage jsonb, "costMicros" bigint,
                 "stopReason" text, "errorCode" text, "firstTokenMs" int, provider text, model text, parts jsonb))
             WITH ORDINALITY AS i ("runId", fence, state, usage, "costMicros", "stopReason", "errorCode", "firstTokenMs",
                 provider, model, parts, item)
        WHERE run.id = i."runId" AND run.id = ANY (v_ids) AND run."costMicros" IS NULL AND run.fence = i.fence
          AND run."holdMicros" > 0 AND i."costMicros" <= run."holdMicros" AND run."budgetIds" IS NULL
        RETURNING i.item, run.id, run."accountId", run.state, run.model, run."holdMicros", i."costMicros"
    )
    SELECT coalesce(array_agg(e.item), '{}'), array_agg(e.id), array_agg(e."accountId"), array_agg(e.state), array_agg(e.model),
           array_agg(e."holdMicros"), array_agg(e."costMicros")
    INTO v_items, v_runs, v_owners, v_states, v_models, v_holds, v_costs
    FROM ended e;

    IF v_items <> '{}' THEN
        -- Whatever of the batch is decided in turn: its accounts are taken with those of the others, in the order of their ids.
        IF cardinality(v_items) < v_size THEN
            v_accounts := ARRAY(SELECT run."accountId" FROM "Run" run WHERE run.id = ANY (v_ids));
            PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
        END IF;
        WITH paid AS (
            UPDATE "CreditAccount" a
            SET held = a.held - s.hold, available = a.available + s.hold - s.cost,
                "currentBalance" = a."currentBalance" - s.cost, "totalUsed" = a."totalUsed" + s.cost
            FROM (SELECT u.owner, sum(u.hold)::bigint AS hold, sum(u.cost)::bigint AS cost
                  FROM unnest(v_owners, v_holds, v_costs) AS u (owner, hold, cost)
                  GROUP BY u.owner ORDER BY u.owner) s
            WHERE a.id = s.owner AND a.id = ANY (v_owners)
            RETURNING a.id, a.available - s.hold + s.cost AS available, a.held + s.hold AS held
        )
        SELECT array_agg(p.id), array_agg(p.available), array_agg(p.held)
        INTO v_accounts, v_available, v_held
        FROM paid p;
        -- Of the account's lock, so that its transactions are in the order of their times.
        v_now := date_trunc('milliseconds', clock_timestamp());

        RETURN QUERY
        WITH settled AS MATERIALIZED (
            SELECT u.item, u.run, u.owner, u.state, u.model, u.hold, u.cost, batch -> (u.item - 1) -> 'usage' AS usage,
                   'txn_' || substr(u.run, 5) || '_end' AS "transactionId",
                   a.available + (sum(u.hold - u.cost) OVER so_far)::bigint AS available,
                   a.held - (sum(u.hold) OVER so_far)::bigint AS held
            FROM unnest(v_items, v_runs, v_owners, v_states, v_models, v_holds, v_costs) WITH ORDINALITY
                 AS u (item, run, owner, state, model, hold, cost, place)
            JOIN unnest(v_accounts, v_available, v_held) AS a (id, available, held) ON a.id = u.owner
            WINDOW so_far AS (PARTITION BY u.owner ORDER BY u.place ROWS UNBOUNDED PRECEDING)
        ), transactions AS (
            INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                             metadata, "runId", "createdAt")
            SELECT i."transactionId", i.owner, CASE WHEN i.cost > 0 THEN 'settlement' ELSE 'void' END,
                   -i.cost, i.available + i.held, i.available,
                   CASE WHEN i.cost > 0 THEN 'Call of ' ELSE 'Nothing charged for ' END || i.model,
                   jsonb_strip_nulls(jsonb_build_object('runId', i.run, 'model', i.model, 'state', i.state,
                       'releasedMicros', (i.hold - i.cost)::text, 'usage', i.usage)),
                   i.run, v_now
            FROM settled i
        ), entries AS (
            INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
            SELECT i."transactionId", e.account, e.bucket, e.amount, e.after - e.amount, e.after, v_now
            FROM settled i
            CROSS JOIN LATERAL (VALUES (i.owner, 'held', -i.hold, i.held),
                                       (i.owner, 'available', i.hold - i.cost, i.available),
                                       ('revenue', 'total', i.cost, NULL)) AS e (account, bucket, amount, after)
            WHERE e.amount <> 0
        )
        SELECT i.item, 'settled', i.cost, 0::bigint, i.available + i.held FROM settled i;
    END IF;

    IF cardinality(v_items) < v_size THEN
        v_rest := ARRAY(SELECT s.item FROM generate_series(1, v_size) AS s (item) WHERE s.item <> ALL (v_items) ORDER BY 1);
        RETURN QUERY
        SELECT v_rest[t.item], t.outcome, t."chargedMicros", t."lossMicros", t."balanceMicros"
        FROM core.settle_runs_in_turn(core.items_at(batch, v_rest)) t;
    END IF;
END;
$$;

-- One call alone, as most of a quiet installation's are: the same as above for a single item, without what sets cost.
CREATE FUNCTION core.admit_run(call jsonb)
RETURNS TABLE (item int, outcome text, "runId" text, "balanceMicros" bigint, "availableMicros" bigint, "budgetId" text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_run text := call ->> 'runId';
    v_owner text := call ->> 'accountId';
    v_model text := call ->> 'model';
    v_hold bigint := call ->> 'holdMicros';
    v_transaction text := 'txn_' || substr(v_run, 5) || '_hold';
    v_now timestamptz := clock_timestamp();
    v_available bigint;
    v_held bigint;
BEGIN
    IF v_hold > 0 AND call ->> 'idempotencyKey' IS NULL THEN
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "requestHash", "holdMicros",
                           price, "requestedModel", candidates, "capMicros", webhook, "queueDeadlineAt", "createdAt")
        SELECT v_run, a.id, call ->> 'userId', call ->> 'apiKeyId', v_model, call ->> 'provider', call ->> 'dialect',
               (call ->> 'stream')::boolean, call ->> 'requestHash', v_hold, call -> 'price', call ->> 'requestedModel',
               call -> 'candidates', (call ->> 'capMicros')::bigint, call ->> 'webhook',
               v_now + (call ->> 'queueDeadlineMs')::bigint * interval '1 millisecond', v_now
        FROM "CreditAccount" a
        WHERE a.id = v_owner AND a.available >= v_hold AND a."frozenAt" IS NULL AND a."debtMicros" = 0
          AND (SELECT count(*) FROM "Budget" b
               WHERE b.subject IN ('key ' || (call ->> 'apiKeyId'), 'user ' || (call ->> 'userId'))) = 0
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            UPDATE "CreditAccount" a SET available = a.available - v_hold, held = a.held + v_hold
            WHERE a.id = v_owner AND a.available >= v_hold AND a."frozenAt" IS NULL AND a."debtMicros" = 0
            RETURNING a.available, a.held INTO v_available, v_held;
            IF v_held IS NULL THEN
                DELETE FROM "Run" run WHERE run.id = v_run;
            END IF;
        END IF;
    END IF;
    IF v_held IS NULL THEN
        RETURN QUERY SELECT * FROM core.admit_runs_in_turn(jsonb_build_array(call));
        RETURN;
    END IF;

    v_now := clock_timestamp();
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                     metadata, "runId", "createdAt")
    VALUES (v_transaction, v_owner, 'hold', 0, v_available + v_held, v_available, 'Hold for ' || v_model,
            jsonb_build_object('runId', v_run, 'model', v_model, 'heldMicros', v_hold::text), v_run, v_now);
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
    VALUES (v_transaction, v_owner, 'available', -v_hold, v_available + v_hold, v_available, v_now),
           (v_transaction, v_owner, 'held', v_hold, v_held - v_hold, v_held, v_now);
    RETURN QUERY SELECT 1, 'admitted', v_run, v_available + v_held, v_available, NULL::text;
END;
$$;

CREATE FUNCTION core.settle_run(call jsonb)
RETURNS TABLE (item int, outcome text, "chargedMicros" bigint, "lossMicros" bigint, "balanceMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_run text := call ->> 'runId';
    v_transaction text := 'txn_' || substr(v_run, 5) || '_end';
    v_cost bigint := call ->> 'costMicros';
    v_usage jsonb := call -> 'usage';
    v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
    v_available bigint;
    v_held bigint;
    r record;
BEGIN
    UPDATE "Run" run
    SET state = call ->> 'state', "endedAt" = v_now, "costMicros" = v_cost, "lossMicros" = 0,
        provider = coalesce(call ->> 'provider', run.provider), model = coalesce(call ->> 'model', run.model),
        price = CASE WHEN run.candidates IS NULL OR call ->> 'model' IS NULL THEN run.price
                     ELSE coalesce((SELECT c.value -> 'price' FROM jsonb_array_elements(run.candidates) c
                                    WHERE c.value ->> 'model' = call ->> 'model' LIMIT 1), run.price) END,
        parts = call -> 'parts', "stopReason" = call ->> 'stopReason', "errorCode" = call ->> 'errorCode',
        "firstTokenMs" = (call ->> 'firstTokenMs')::int,
        "idempotencyKey" = CASE WHEN run.fence > 0 OR call ->> 'state' <> 'error' THEN run."idempotencyKey" END,
        "inputTokens" = (v_usage ->> 'inputTokens')::int,
        "cacheReadTokens" = (v_usage ->> 'cacheReadTokens')::int,
        "cacheWrite5mTokens" = (v_usage ->> 'cacheWrite5mTokens')::int,
        "cacheWrite1hTokens" = (v_usage ->> 'cacheWrite1hTokens')::int,
        "outputTokens" = (v_usage ->> 'outputTokens')::int,
        "reasoningTokens" = (v_usage ->> 'reasoningTokens')::int,
        "imageTokens" = (v_usage ->> 'imageTokens')::int,
        "webSearches" = (v_usage ->> 'webSearches')::int,
        "usageEstimated" = (v_usage ->> 'estimated')::boolean
    WHERE run.id = v_run AND run."costMicros" IS NULL AND run.fence = (call ->> 'fence')::int
      AND run."holdMicros" > 0 AND v_cost <= run."holdMicros" AND run."budgetIds" IS NULL
    RETURNING run."accountId" AS owner, run.state, run.model, run."holdMicros" AS hold INTO r;
    IF NOT FOUND THEN
        RETURN QUERY SELECT * FROM core.settle_runs_in_turn(jsonb_build_array(call));
        RETURN;
    END IF;

    UPDATE "CreditAccount" a
    SET held = a.held - r.hold, available = a.available + r.hold - v_cost,
        "currentBalance" = a."currentBalance" - v_cost, "totalUsed" = a."totalUsed" + v_cost
    WHERE a.id = r.owner
    RETURNING a.available, a.held INTO STRICT v_available, v_held;
    v_now := date_trunc('milliseconds', clock_timestamp());
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                     metadata, "runId", "createdAt")
    SELECT v_transaction, r.owner, CASE WHEN v_cost > 0 THEN 'settlement' ELSE 'void' END, -v_cost,
           v_available + v_held, v_available,
           CASE WHEN v_cost > 0 THEN 'Call of ' ELSE 'Nothing charged for ' END || r.model,
           jsonb_strip_nulls(jsonb_build_object('runId', v_run, 'model', r.model, 'state', r.state,
               'releasedMicros', (r.hold - v_cost)::text, 'usage', v_usage)),
           v_run, v_now;
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros", "createdAt")
    SELECT v_transaction, e.account, e.bucket, e.amount, e.after - e.amount, e.after, v_now
    FROM (VALUES (r.owner, 'held', -r.hold, v_held), (r.owner, 'available', r.hold - v_cost, v_available),
                 ('revenue', 'total', v_cost, NULL)) AS e (account, bucket, amount, after)
    WHERE e.amount <> 0;
    RETURN QUERY SELECT 1, 'settled', v_cost, 0::bigint, v_available + v_held;
END;
$$;

-- The lock of an account is given back before the disk has answered, so that calls of one account do not wait for one disk write each. Whoever
-- called hears of it afterwards: the second commit waits until everything before it is written, as `synchronous_commit` of the session says.
-- What others did with the account meanwhile stands behind it in the log, so that no crash keeps theirs and loses this.
-- Micro-credits are told as text, since a JSON number loses digits beyond 2^53.
CREATE PROCEDURE core.admit_one(call jsonb, INOUT answer jsonb)
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT jsonb_build_object('item', t.item, 'outcome', t.outcome, 'runId', t."runId", 'balanceMicros', t."balanceMicros"::text,
                              'availableMicros', t."availableMicros"::text, 'budgetId', t."budgetId")
    INTO answer FROM core.admit_run(call) t;
    COMMIT;
    PERFORM pg_logical_emit_message(true, 'smart-ai-hub', '');
END;
$$;

CREATE PROCEDURE core.settle_one(call jsonb, INOUT answer jsonb)
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT jsonb_build_object('item', t.item, 'outcome', t.outcome, 'chargedMicros', t."chargedMicros"::text,
                              'lossMicros', t."lossMicros"::text, 'balanceMicros', t."balanceMicros"::text)
    INTO answer FROM core.settle_run(call) t;
    COMMIT;
    PERFORM pg_logical_emit_message(true, 'smart-ai-hub', '');
END;
$$;

REVOKE EXECUTE ON FUNCTION core.items_at(jsonb, int[]), core.admit_runs(jsonb), core.claim_runs(jsonb), core.settle_runs(jsonb),
    core.admit_run(jsonb), core.settle_run(jsonb) FROM PUBLIC;
REVOKE EXECUTE ON PROCEDURE core.admit_one(jsonb, jsonb), core.settle_one(jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.admit_runs(jsonb), core.admit_run(jsonb) TO hub_gateway;
GRANT EXECUTE ON FUNCTION core.claim_runs(jsonb), core.settle_runs(jsonb), core.settle_run(jsonb) TO hub_worker;
GRANT EXECUTE ON PROCEDURE core.admit_one(jsonb, jsonb) TO hub_gateway;
GRANT EXECUTE ON PROCEDURE core.settle_one(jsonb, jsonb) TO hub_worker;
