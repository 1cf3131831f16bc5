-- The only code that moves credits. Every function takes a batch, so that concurrent calls cost one statement.
--
-- Locks are always taken in this order, which makes deadlocks impossible: run rows by id, then account rows by id. A
-- transaction that holds an account never waits for a run. All decisions are taken after the locks, on what the locked
-- rows say.
--
-- Sessions live long and plan while the tables are still empty, so no plan may be a matter of what the planner believes
-- then. Hence each table is only read by `= ANY (array)` of what the batch names, on a column that one index alone can
-- serve; joins are left to hash what was read so. A call reads the rows of its batch, whatever the tables have grown to.
--
-- Transaction ids of a run are made from the run's id (…_hold, …_end): the primary key itself refuses a second one.

CREATE FUNCTION core.admit_runs(batch jsonb)
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
                 "holdMicros" bigint, price jsonb, "queueDeadlineMs" bigint)) WITH ORDINALITY
             AS i ("runId", "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "idempotencyKey",
                 "requestHash", "holdMicros", price, "queueDeadlineMs", item)
        WHERE v_outcome[i.item] = 'admitted'
    ), runs AS (
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "idempotencyKey",
                           "requestHash", "holdMicros", price, "queueDeadlineAt", "createdAt")
        SELECT i."runId", i."accountId", i."userId", i."apiKeyId", i.model, i.provider, i.dialect, i.stream,
               i."idempotencyKey", i."requestHash", i."holdMicros", i.price,
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

-- One worker takes each run: its fence grows, so that whoever had it before is refused from now on.
CREATE FUNCTION core.claim_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, fence int, attempt int, "accountId" text, price jsonb)
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
        RETURNING i.item, run.fence, run.attempt, run."accountId", run.price
    )
    SELECT c.item::int, 'claimed', c.fence, c.attempt, c."accountId", c.price FROM claimed c
    UNION ALL
    SELECT i.item::int, CASE WHEN i."runId" = ANY (v_ended) THEN 'ended' ELSE 'unknown' END, NULL, NULL, NULL, NULL
    FROM items i WHERE i.item NOT IN (SELECT c.item FROM claimed c);
END;
$$;

-- Answers the runs that are no longer the caller's: claimed by somebody else since, or ended.
CREATE FUNCTION core.renew_leases(run_ids text[], fences int[], lease_ms bigint) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
    v_open text[];
BEGIN
    SELECT array_agg(locked.id) FILTER (WHERE locked.state = 'running') INTO v_open
    FROM (SELECT run.id, run.state FROM "Run" run WHERE run.id = ANY (run_ids) ORDER BY run.id FOR UPDATE) locked;
    RETURN QUERY
    WITH items AS MATERIALIZED (SELECT * FROM unnest(run_ids, fences) AS i (run_id, fence)), renewed AS (
        UPDATE "Run" run SET "leaseUntil" = clock_timestamp() + lease_ms * interval '1 millisecond' FROM items i
        WHERE run.id = i.run_id AND run.fence = i.fence AND run.id = ANY (v_open)
        RETURNING run.id
    )
    SELECT i.run_id FROM items i WHERE i.run_id NOT IN (SELECT id FROM renewed);
END;
$$;

-- Ends runs: the cost leaves the hold first, then what is available; what the account cannot pay is the platform's loss.
CREATE FUNCTION core.settle_runs(batch jsonb)
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

-- What a gateway may do with a run that no worker has taken: end it without a charge.
CREATE FUNCTION core.void_queued_runs(batch jsonb)
RETURNS TABLE (item int, outcome text, "chargedMicros" bigint, "lossMicros" bigint, "balanceMicros" bigint)
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.item, s.outcome, s."chargedMicros", s."lossMicros", s."balanceMicros"
    FROM core.settle_runs((SELECT jsonb_agg((e.value - 'usage') || '{"fence": 0, "costMicros": "0"}' ORDER BY e.ordinality)
                           FROM jsonb_array_elements(batch) WITH ORDINALITY e)) s;
$$;

-- Opens an account once and credits its welcome amount with it. Answers whether this call opened it.
CREATE FUNCTION core.open_account(account_id text, user_id text, welcome_micros bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_transaction text := 'txn_' || substr(account_id, 5) || '_welcome';
BEGIN
    INSERT INTO "CreditAccount" (id, "userId", "currentBalance", available)
    VALUES (account_id, user_id, welcome_micros, welcome_micros)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN
        IF NOT EXISTS (SELECT 1 FROM "CreditAccount" WHERE id = account_id AND "userId" = user_id) THEN
            RAISE EXCEPTION 'account % belongs to another user', account_id USING ERRCODE = 'unique_violation';
        END IF;
        RETURN false;
    END IF;
    IF welcome_micros > 0 THEN
        INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description)
        VALUES (v_transaction, account_id, 'welcome', welcome_micros, welcome_micros, welcome_micros, 'Welcome credits');
        INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
        VALUES (v_transaction, account_id, 'available', welcome_micros, 0, welcome_micros),
               (v_transaction, 'promotions', 'total', -welcome_micros, NULL, NULL);
    END IF;
    RETURN true;
END;
$$;

-- Credits or debits what is available. The idempotency key names the outside event (a payment session, a refund, a form).
CREATE FUNCTION core.grant_credits(transaction_id text, account_id text, amount_micros bigint, transaction_type text,
                                   reason text, details jsonb, idempotency_key text)
RETURNS TABLE (outcome text, "transactionId" text, "balanceMicros" bigint, "availableMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_account "CreditAccount";
    v_earlier "CreditTransaction";
    v_counterpart text := CASE transaction_type WHEN 'purchase' THEN 'purchases' WHEN 'refund' THEN 'purchases'
                                                WHEN 'grant' THEN 'promotions' WHEN 'correction' THEN 'corrections' END;
BEGIN
    IF v_counterpart IS NULL OR amount_micros = 0 OR (transaction_type IN ('purchase', 'grant') AND amount_micros < 0)
       OR (transaction_type = 'refund' AND amount_micros > 0) THEN
        RAISE EXCEPTION 'a % of % micro-credits is not possible', transaction_type, amount_micros
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO v_account FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown_account', NULL::text, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    SELECT * INTO v_earlier FROM "CreditTransaction" t
    WHERE t."accountId" || ' ' || t."idempotencyKey" = account_id || ' ' || idempotency_key
      AND t."idempotencyKey" IS NOT NULL;
    IF FOUND THEN
        RETURN QUERY SELECT CASE WHEN v_earlier.amount = amount_micros AND v_earlier.type = transaction_type
                                 THEN 'replay' ELSE 'conflict' END,
                            v_earlier.id, v_account."currentBalance", v_account.available;
        RETURN;
    END IF;
    IF v_account.available + amount_micros < 0 THEN
        RETURN QUERY SELECT 'insufficient', NULL::text, v_account."currentBalance", v_account.available;
        RETURN;
    END IF;
    UPDATE "CreditAccount" a
    SET available = a.available + amount_micros, "currentBalance" = a."currentBalance" + amount_micros,
        "totalPurchased" = greatest(0, a."totalPurchased"
            + CASE WHEN v_counterpart = 'purchases' THEN amount_micros ELSE 0 END)
    WHERE a.id = account_id;
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                     metadata, "idempotencyKey")
    VALUES (transaction_id, account_id, transaction_type, amount_micros, v_account."currentBalance" + amount_micros,
            v_account.available + amount_micros, reason, details, idempotency_key);
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
    VALUES (transaction_id, account_id, 'available', amount_micros, v_account.available, v_account.available + amount_micros),
           (transaction_id, v_counterpart, 'total', -amount_micros, NULL, NULL);
    RETURN QUERY SELECT 'granted', transaction_id, v_account."currentBalance" + amount_micros,
                        v_account.available + amount_micros;
END;
$$;

-- A frozen account keeps its credits and finishes its running calls; it starts no new one. Answers whether it exists.
CREATE FUNCTION core.set_account_frozen(account_id text, frozen boolean) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
    WITH changed AS (
        UPDATE "CreditAccount" SET "frozenAt" = CASE WHEN frozen THEN coalesce("frozenAt", clock_timestamp()) END
        WHERE id = account_id RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM changed);
$$;

-- The two lookups that every service makes are functions too, with the rights of whoever calls: a statement that a session
-- prepared on empty tables could keep reading them whole.
CREATE FUNCTION core.read_runs(run_ids text[]) RETURNS SETOF core."Run"
LANGUAGE plpgsql STABLE
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY SELECT * FROM "Run" run WHERE run.id = ANY (run_ids);
END;
$$;

-- Open runs that nobody works on: their queue deadline has passed, or their lease by more than the grace.
CREATE FUNCTION core.list_abandoned_runs(max_runs int, lease_grace_ms bigint) RETURNS SETOF core."Run"
LANGUAGE plpgsql STABLE
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY SELECT * FROM "Run" run
    WHERE run."endedAt" IS NULL
      AND CASE run.state WHEN 'queued' THEN run."queueDeadlineAt" < now()
                         ELSE run."leaseUntil" < now() - lease_grace_ms * interval '1 millisecond' END
    ORDER BY run."queueDeadlineAt" LIMIT max_runs;
END;
$$;
