-- What a call may cost at most, what a key or a person may spend in a time, and what of an answer came from which model.
--
-- A budget counts the holds of running calls as spent, so that calls at the same time cannot all fit into what is left. Each run
-- remembers the budgets that its hold was taken from: one that is made, changed or removed later is settled right all the same.
ALTER TABLE core."Run"
    ADD COLUMN "capMicros" bigint,
    ADD COLUMN "budgetIds" text[],
    -- [{"model", "provider", "usage", "costMicros"}] in their order, where more than one model wrote the answer.
    ADD COLUMN parts jsonb,
    ADD CONSTRAINT "Run_cap_above_zero" CHECK ("capMicros" > 0),
    ADD CONSTRAINT "Run_hold_and_cost_within_cap" CHECK ("holdMicros" <= "capMicros" AND "costMicros" <= "capMicros"),
    ADD CONSTRAINT "Run_parts_are_several" CHECK (jsonb_array_length(parts) > 1);

ALTER TABLE auth."ApiKey" ADD COLUMN "requestsPerMinute" integer, ADD COLUMN "tokensPerMinute" integer,
    ADD CONSTRAINT "ApiKey_limits_above_zero" CHECK ("requestsPerMinute" > 0 AND "tokensPerMinute" > 0);

CREATE TABLE core."Budget" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "limitMicros" BIGINT NOT NULL,
    "spentMicros" BIGINT NOT NULL DEFAULT 0,
    "heldMicros" BIGINT NOT NULL DEFAULT 0,
    "periodStart" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Budget_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Budget_subject_period_key" ON core."Budget"("subject", "period");

ALTER TABLE core."Budget"
    -- `key <id>` or `user <id>`: one value, so that one index serves both.
    ADD CONSTRAINT "Budget_subject_known" CHECK (subject LIKE 'key %' OR subject LIKE 'user %'),
    ADD CONSTRAINT "Budget_period_known" CHECK (period IN ('day', 'month', 'total')),
    ADD CONSTRAINT "Budget_amounts_never_negative"
        CHECK ("limitMicros" >= 0 AND "spentMicros" >= 0 AND "heldMicros" >= 0),
    ADD CONSTRAINT "Budget_id_without_space" CHECK (strpos(id, ' ') = 0),
    SET (fillfactor = 50);
ALTER TABLE core."Budget" ALTER id TYPE text COLLATE "C", ALTER subject TYPE text COLLATE "C";

-- Days and months are those of UTC; a budget without a period began when it was made.
CREATE FUNCTION core.period_start(period text, created timestamptz, moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE period WHEN 'total' THEN created
                       ELSE greatest(created, date_trunc(period, moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') END;
$$;

-- What is spent in the period of this moment: nothing yet when the row is of an earlier one.
CREATE FUNCTION core.spent_now(budget core."Budget", moment timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN budget."periodStart" >= core.period_start(budget.period, budget."createdAt", moment)
                THEN budget."spentMicros" ELSE 0 END;
$$;

-- Sets, changes or (by null) takes away the budgets of one key or person. What is spent and held goes on counting.
CREATE FUNCTION core.set_budgets(account_id text, budget_subject text, limits jsonb) RETURNS SETOF core."Budget"
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_now timestamptz;
BEGIN
    -- The same order of locks as everywhere: the account, then its budgets.
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no account %', account_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    v_now := date_trunc('milliseconds', clock_timestamp());
    DELETE FROM "Budget" b WHERE b.subject = budget_subject AND b."accountId" = account_id
        AND limits ? b.period AND limits ->> b.period IS NULL;
    INSERT INTO "Budget" (id, "accountId", subject, period, "limitMicros", "periodStart", "createdAt")
    SELECT 'bud_' || replace(gen_random_uuid()::text, '-', ''), account_id, budget_subject, l.key, l.value::bigint, v_now, v_now
    FROM jsonb_each_text(limits) l WHERE l.value IS NOT NULL
    ON CONFLICT (subject, period) DO UPDATE SET "limitMicros" = excluded."limitMicros"
        WHERE "Budget"."accountId" = account_id;
    RETURN QUERY SELECT * FROM "Budget" b WHERE b.subject = budget_subject AND b."accountId" = account_id ORDER BY b.id;
END;
$$;

-- It answers more than before, which REPLACE does not do.
DROP FUNCTION core.admit_runs(jsonb);

CREATE FUNCTION core.admit_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "runId" text, "balanceMicros" bigint, "availableMicros" bigint, "budgetId" text)
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
    v_subjects text[] := ARRAY(SELECT DISTINCT s.subject FROM jsonb_array_elements(batch) e
                               CROSS JOIN LATERAL (VALUES ('key ' || (e.value ->> 'apiKeyId')),
                                                          ('user ' || (e.value ->> 'userId'))) AS s (subject)
                               WHERE s.subject IS NOT NULL);
    v_budgets text[];
    v_budget_subjects text[];
    v_budget_left bigint[];
    v_budget_holds bigint[];
    -- Of each item, the budgets that its hold is taken from, as one text: arrays of arrays must be of one length.
    v_item_budgets text[] := array_fill(''::text, ARRAY[v_size]);
    v_over text[] := array_fill(NULL::text, ARRAY[v_size]);
    v_now timestamptz;
    r record;
BEGIN
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
    v_now := clock_timestamp();
    SELECT coalesce(array_agg(b.id), '{}'), array_agg(b.subject),
           array_agg(b."limitMicros" - b."heldMicros" - core.spent_now(b, v_now)), array_agg(0::bigint)
    INTO v_budgets, v_budget_subjects, v_budget_left, v_budget_holds
    FROM (SELECT * FROM "Budget" budget WHERE budget.subject = ANY (v_subjects) ORDER BY budget.id FOR UPDATE) b;
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
               i."requestHash", i."holdMicros", a.id AS known, a."frozenAt", a."currentBalance", a.available,
               ARRAY['key ' || i."apiKeyId", 'user ' || i."userId"] AS subjects
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "accountId" text, "userId" text, "apiKeyId" text,
                 "idempotencyKey" text, "requestHash" text, "holdMicros" bigint)) WITH ORDINALITY
             AS i ("runId", "accountId", "userId", "apiKeyId", "idempotencyKey", "requestHash", "holdMicros", item)
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
        FOR b IN 1 .. cardinality(v_budgets) LOOP
            -- A call that holds nothing is free, and no budget's business.
            IF r."holdMicros" > 0 AND v_budget_subjects[b] = ANY (r.subjects) AND v_budget_left[b] < r."holdMicros" THEN
                v_over[r.item] := v_budgets[b];
                EXIT;
            END IF;
        END LOOP;
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
        ELSIF v_over[r.item] IS NOT NULL THEN
            v_outcome[r.item] := 'over_budget';
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
            FOR b IN 1 .. cardinality(v_budgets) LOOP
                IF r."holdMicros" > 0 AND v_budget_subjects[b] = ANY (r.subjects) THEN
                    v_budget_left[b] := v_budget_left[b] - r."holdMicros";
                    v_budget_holds[b] := v_budget_holds[b] + r."holdMicros";
                    v_item_budgets[r.item] := v_item_budgets[r.item] || ' ' || v_budgets[b];
                END IF;
            END LOOP;
        END IF;
    END LOOP;
    IF v_budgets <> '{}' THEN
        UPDATE "Budget" budget
        SET "heldMicros" = budget."heldMicros" + t.hold, "spentMicros" = core.spent_now(budget, v_now),
            "periodStart" = core.period_start(budget.period, budget."createdAt", v_now)
        FROM unnest(v_budgets, v_budget_holds) AS t (id, hold)
        WHERE budget.id = t.id AND budget.id = ANY (v_budgets) AND t.hold > 0;
    END IF;

    WITH admitted AS MATERIALIZED (
        SELECT i.*, v_available[i.item] AS available, v_held[i.item] AS held,
               'txn_' || substr(i."runId", 5) || '_hold' AS "transactionId"
        FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "accountId" text, "userId" text, "apiKeyId" text,
                 model text, provider text, dialect text, stream boolean, "idempotencyKey" text, "requestHash" text,
                 "holdMicros" bigint, price jsonb, "queueDeadlineMs" bigint, "requestedModel" text, candidates jsonb,
                 "capMicros" bigint))
             WITH ORDINALITY AS i ("runId", "accountId", "userId", "apiKeyId", model, provider, dialect, stream,
                 "idempotencyKey", "requestHash", "holdMicros", price, "queueDeadlineMs", "requestedModel", candidates,
                 "capMicros", item)
        WHERE v_outcome[i.item] = 'admitted'
    ), runs AS (
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "idempotencyKey",
                           "requestHash", "holdMicros", price, "requestedModel", candidates, "capMicros", "budgetIds",
                           "queueDeadlineAt", "createdAt")
        SELECT i."runId", i."accountId", i."userId", i."apiKeyId", i.model, i.provider, i.dialect, i.stream,
               i."idempotencyKey", i."requestHash", i."holdMicros", i.price, i."requestedModel", i.candidates,
               i."capMicros", string_to_array(nullif(ltrim(v_item_budgets[i.item]), ''), ' '),
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

    RETURN QUERY SELECT u.item::int, u.outcome, u.run, u.available + u.held, u.available, u.over
    FROM unnest(v_outcome, v_run, v_available, v_held, v_over) WITH ORDINALITY
         AS u (outcome, run, available, held, over, item);
END;
$$;

-- A run that is swept is claimed by the fence that the sweep saw: a worker that came meanwhile keeps it.
CREATE OR REPLACE FUNCTION core.claim_runs(batch jsonb)
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
        SELECT * FROM ROWS FROM (jsonb_to_recordset(batch) AS ("runId" text, "workerId" text, "leaseMs" bigint,
                 "expectedFence" int))
            WITH ORDINALITY AS i ("runId", "workerId", "leaseMs", "expectedFence", item)
    ), claimed AS (
        UPDATE "Run" run
        SET state = 'running', fence = run.fence + 1, attempt = run.attempt + 1, "workerId" = i."workerId",
            "leaseUntil" = v_now + i."leaseMs" * interval '1 millisecond', "startedAt" = coalesce(run."startedAt", v_now)
        FROM items i
        WHERE run.id = i."runId" AND run.id = ANY (v_open)
          AND run.fence = coalesce(i."expectedFence", run.fence)
        RETURNING i.item, run.fence, run.attempt, run."accountId", run.price, run.model, run.provider,
                  run.candidates
    )
    SELECT c.item::int, 'claimed', c.fence, c.attempt, c."accountId", c.price, c.model, c.provider, c.candidates
    FROM claimed c
    UNION ALL
    SELECT i.item::int, CASE WHEN i."runId" = ANY (v_ended) THEN 'ended' WHEN i."runId" = ANY (v_open) THEN 'stale'
                              ELSE 'unknown' END,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM items i WHERE i.item NOT IN (SELECT c.item FROM claimed c);
END;
$$;

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
    v_budgets text[];
    v_now timestamptz;
    r record;
BEGIN
    SELECT array_agg(DISTINCT locked."accountId") FILTER (WHERE locked."endedAt" IS NULL),
           string_to_array(string_agg(array_to_string(locked."budgetIds", ' '), ' ')
                           FILTER (WHERE locked."endedAt" IS NULL), ' ')
    INTO v_accounts, v_budgets
    FROM (SELECT run."accountId", run."endedAt", run."budgetIds" FROM "Run" run WHERE run.id = ANY (v_ids)
          ORDER BY run.id FOR UPDATE) locked;
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR UPDATE;
    IF v_budgets IS NOT NULL THEN
        PERFORM 1 FROM "Budget" b WHERE b.id = ANY (v_budgets) ORDER BY b.id FOR UPDATE;
    END IF;
    -- As the columns keep it: what ended in which period is the same to whoever adds it up.
    v_now := date_trunc('milliseconds', clock_timestamp());

    FOR r IN
        SELECT i.item::int AS item, i.fence AS shown_fence, i."costMicros", run.id, run.fence, run."endedAt",
               run."holdMicros", run."capMicros", run."accountId", a.available, a.held
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
            -- `least` passes over a cap that is null.
            v_charge := least(r."costMicros", r."holdMicros" + v_account_available, r."capMicros");
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
                 "stopReason" text, "errorCode" text, "firstTokenMs" int, provider text, model text,
                 parts jsonb)) WITH ORDINALITY
             AS i ("runId", state, usage, "costMicros", "stopReason", "errorCode", "firstTokenMs", provider, model, parts,
                   item)
        WHERE v_outcome[i.item] = 'settled'
    ), runs AS (
        UPDATE "Run" run
        SET state = i.state, "endedAt" = v_now, "costMicros" = i.charge, "lossMicros" = i.loss,
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
        FROM items i WHERE run.id = i."runId" AND run.id = ANY (v_ids)
        RETURNING i.item, i."costMicros", i.charge, i.loss, i.usage, run.id, run."accountId", run.state, run.model,
                  run."holdMicros", run."budgetIds"
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
    ), budgets AS (
        UPDATE "Budget" b
        SET "heldMicros" = b."heldMicros" - s.hold, "spentMicros" = core.spent_now(b, v_now) + s.charge,
            "periodStart" = core.period_start(b.period, b."createdAt", v_now)
        FROM (SELECT u.id, sum(i."holdMicros")::bigint AS hold, sum(i.charge)::bigint AS charge
              FROM settled i CROSS JOIN LATERAL unnest(i."budgetIds") AS u (id) GROUP BY u.id) s
        WHERE b.id = s.id AND b.id = ANY (v_budgets)
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

REVOKE EXECUTE ON FUNCTION core.admit_runs(jsonb), core.set_budgets(text, text, jsonb),
    core.period_start(text, timestamptz, timestamptz), core.spent_now(core."Budget", timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.admit_runs(jsonb) TO hub_gateway;
GRANT EXECUTE ON FUNCTION core.set_budgets(text, text, jsonb) TO hub_auth, hub_core;
GRANT EXECUTE ON FUNCTION core.period_start(text, timestamptz, timestamptz), core.spent_now(core."Budget", timestamptz)
    TO hub_auth, hub_core, hub_gateway;
GRANT SELECT ON core."Budget" TO hub_auth, hub_core, hub_gateway;
