-- What callers are told of their runs without asking: endpoints of theirs, and the deliveries that are owed to them.
--
-- A delivery is written by the statement that ends the run, so that nothing in between can lose it; whoever sends it (llm-worker)
-- finds it here. Its body is read from the run when it is sent, since an ended run never changes.
CREATE TABLE core."Webhook" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "description" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabledReason" TEXT,
    "failingSince" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Webhook_accountId_createdAt_idx" ON core."Webhook"("accountId", "createdAt" DESC);

CREATE TABLE core."WebhookSecret" (
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookSecret_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "WebhookSecret_webhookId_idx" ON core."WebhookSecret"("webhookId");

CREATE TABLE core."WebhookDelivery" (
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "claimedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "WebhookDelivery_webhookId_createdAt_idx" ON core."WebhookDelivery"("webhookId", "createdAt" DESC);
CREATE INDEX "WebhookDelivery_createdAt_idx" ON core."WebhookDelivery"("createdAt");

CREATE TABLE core."WebhookAttempt" (
    "deliveryId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,
    "response" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "WebhookAttempt_pkey" PRIMARY KEY ("deliveryId", "number")
);

ALTER TABLE core."WebhookSecret" ADD CONSTRAINT "WebhookSecret_webhookId_fkey"
    FOREIGN KEY ("webhookId") REFERENCES core."Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE core."WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_webhookId_fkey"
    FOREIGN KEY ("webhookId") REFERENCES core."Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE core."WebhookAttempt" ADD CONSTRAINT "WebhookAttempt_deliveryId_fkey"
    FOREIGN KEY ("deliveryId") REFERENCES core."WebhookDelivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- `all` for every endpoint of the account, or the id of one. Null: nobody is told.
ALTER TABLE core."Run" ADD COLUMN webhook text;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."Webhook"
    ADD CONSTRAINT "Webhook_id_prefixed" CHECK (id LIKE 'whk\_%'),
    ADD CONSTRAINT "Webhook_url_http" CHECK (url ~ '^https?://' AND length(url) <= 2048),
    ADD CONSTRAINT "Webhook_events_known" CHECK (events IS NOT NULL AND cardinality(events) > 0
        AND events <@ ARRAY['run.completed', 'run.failed', 'batch.completed', 'webhook.test']),
    ADD CONSTRAINT "Webhook_disabled_says_why" CHECK (NOT enabled OR "disabledReason" IS NULL);
ALTER TABLE core."WebhookSecret" ADD CONSTRAINT "WebhookSecret_form" CHECK (secret LIKE 'whsec\_%');
ALTER TABLE core."WebhookDelivery"
    ADD CONSTRAINT "WebhookDelivery_state_known" CHECK (state IN ('pending', 'delivered', 'failed')),
    ADD CONSTRAINT "WebhookDelivery_pending_has_a_time" CHECK ((state = 'pending') = ("nextAttemptAt" IS NOT NULL));
ALTER TABLE core."WebhookAttempt" ADD CONSTRAINT "WebhookAttempt_response_short" CHECK (octet_length(response) <= 1024);
CREATE INDEX "WebhookDelivery_due" ON core."WebhookDelivery"("nextAttemptAt") WHERE state = 'pending';

-- Owes every endpoint that `target` names and that wants this event a delivery, in the transaction of who calls it.
CREATE FUNCTION core.note_webhook_event(account_id text, target text, event_name text, subject_id text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
    INSERT INTO "WebhookDelivery" (id, "webhookId", "accountId", event, "subjectId")
    SELECT 'msg_' || replace(gen_random_uuid()::text, '-', ''), w.id, w."accountId", event_name, subject_id
    FROM "Webhook" w
    WHERE w."accountId" = account_id AND w.enabled AND target IN ('all', w.id) AND event_name = ANY (w.events);
$$;

CREATE FUNCTION core.note_run_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core.note_webhook_event(NEW."accountId", NEW.webhook,
        CASE WHEN NEW.state IN ('done', 'capped') THEN 'run.completed' ELSE 'run.failed' END, NEW.id);
    RETURN NULL;
END;
$$;
CREATE TRIGGER "Run_end_is_noted" AFTER UPDATE OF "endedAt" ON core."Run" FOR EACH ROW
    WHEN (NEW.webhook IS NOT NULL AND OLD."endedAt" IS NULL AND NEW."endedAt" IS NOT NULL)
    EXECUTE FUNCTION core.note_run_end();

-- The same as before, with the run's webhook.
CREATE OR REPLACE FUNCTION core.admit_runs(batch jsonb)
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
                 "capMicros" bigint, webhook text))
             WITH ORDINALITY AS i ("runId", "accountId", "userId", "apiKeyId", model, provider, dialect, stream,
                 "idempotencyKey", "requestHash", "holdMicros", price, "queueDeadlineMs", "requestedModel", candidates,
                 "capMicros", webhook, item)
        WHERE v_outcome[i.item] = 'admitted'
    ), runs AS (
        INSERT INTO "Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, "idempotencyKey",
                           "requestHash", "holdMicros", price, "requestedModel", candidates, "capMicros", webhook, "budgetIds",
                           "queueDeadlineAt", "createdAt")
        SELECT i."runId", i."accountId", i."userId", i."apiKeyId", i.model, i.provider, i.dialect, i.stream,
               i."idempotencyKey", i."requestHash", i."holdMicros", i.price, i."requestedModel", i.candidates,
               i."capMicros", i.webhook, string_to_array(nullif(ltrim(v_item_budgets[i.item]), ''), ' '),
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

REVOKE EXECUTE ON FUNCTION core.note_webhook_event(text, text, text, text), core.note_run_end() FROM PUBLIC;

-- core-service keeps the endpoints and shows the log. It writes secrets and never reads one.
GRANT SELECT, INSERT, UPDATE, DELETE ON core."Webhook" TO hub_core;
GRANT INSERT, SELECT (id, "webhookId", "expiresAt", "createdAt"), UPDATE ("expiresAt") ON core."WebhookSecret" TO hub_core;
GRANT SELECT, INSERT, UPDATE (state, tries, "nextAttemptAt") ON core."WebhookDelivery" TO hub_core;
GRANT SELECT ON core."WebhookAttempt" TO hub_core;

-- llm-worker signs, sends, writes down what came of it, and forgets what is old.
GRANT SELECT, UPDATE (enabled, "disabledReason", "failingSince") ON core."Webhook" TO hub_worker;
GRANT SELECT, DELETE ON core."WebhookSecret" TO hub_worker;
GRANT SELECT, DELETE, UPDATE (state, attempts, tries, "nextAttemptAt", "claimedUntil") ON core."WebhookDelivery" TO hub_worker;
GRANT SELECT, INSERT ON core."WebhookAttempt" TO hub_worker;

-- api-gateway checks that an endpoint which a call names is there.
GRANT SELECT (id, "accountId", enabled) ON core."Webhook" TO hub_gateway;
