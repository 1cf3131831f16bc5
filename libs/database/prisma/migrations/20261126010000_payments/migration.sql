-- Money that comes from Stripe: purchases, what is taken back of them by refunds and disputes, and the events that tell of both.
--
-- Events come late, twice and in any order, so every function here takes a fact and may be called with it any number of times: a
-- payment is credited once, a reversal is taken once and given back once, and a fact that is older than what is known changes nothing.
CREATE TABLE core."Payment" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "packageId" TEXT NOT NULL,
    "source" TEXT NOT NULL DEFAULT 'checkout',
    "creditsMicros" BIGINT NOT NULL,
    "amountCents" INTEGER NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'usd',
    "livemode" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "sessionId" TEXT,
    "paymentIntentId" TEXT,
    "invoiceId" TEXT,
    "receiptUrl" TEXT,
    "refundedCents" INTEGER NOT NULL DEFAULT 0,
    "reversedMicros" BIGINT NOT NULL DEFAULT 0,
    "problem" TEXT,
    "nextCheckAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "creditedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Payment_sessionId_key" ON core."Payment"("sessionId");
CREATE UNIQUE INDEX "Payment_paymentIntentId_key" ON core."Payment"("paymentIntentId");
CREATE INDEX "Payment_accountId_createdAt_idx" ON core."Payment"("accountId", "createdAt" DESC);

CREATE TABLE core."PaymentReversal" (
    "id" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amountCents" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "isTaken" BOOLEAN NOT NULL DEFAULT false,
    "takenMicros" BIGINT NOT NULL DEFAULT 0,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PaymentReversal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "PaymentReversal_paymentId_idx" ON core."PaymentReversal"("paymentId");

CREATE TABLE core."StripeCustomer" (
    "accountId" TEXT NOT NULL,
    "customerId" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StripeCustomer_pkey" PRIMARY KEY ("accountId")
);
CREATE UNIQUE INDEX "StripeCustomer_customerId_key" ON core."StripeCustomer"("customerId");

CREATE TABLE core."StripeEvent" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "livemode" BOOLEAN NOT NULL,
    "facts" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "outcome" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "claimedUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handledAt" TIMESTAMPTZ(3),

    CONSTRAINT "StripeEvent_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "StripeEvent_receivedAt_idx" ON core."StripeEvent"("receivedAt");

ALTER TABLE core."PaymentReversal" ADD CONSTRAINT "PaymentReversal_paymentId_fkey"
    FOREIGN KEY ("paymentId") REFERENCES core."Payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was taken back from an account beyond what it had. It never lowers a balance; it bars new calls until it is paid.
ALTER TABLE core."CreditAccount" ADD COLUMN "debtMicros" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE core."CreditTransaction" ADD COLUMN "paymentId" TEXT;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."CreditAccount" ADD CONSTRAINT "CreditAccount_debt_never_negative" CHECK ("debtMicros" >= 0);
CREATE INDEX "CreditAccount_in_debt" ON core."CreditAccount"(id) WHERE "debtMicros" > 0;

ALTER TABLE core."CreditTransaction" DROP CONSTRAINT "CreditTransaction_type_known",
    ALTER "paymentId" TYPE text COLLATE "C",
    ADD CONSTRAINT "CreditTransaction_type_known"
        CHECK (type IN ('welcome', 'purchase', 'grant', 'correction', 'refund', 'dispute', 'debt', 'hold', 'settlement', 'void'));
CREATE INDEX "CreditTransaction_of_payment" ON core."CreditTransaction"("paymentId") WHERE "paymentId" IS NOT NULL;

ALTER TABLE core."Payment"
    ALTER id TYPE text COLLATE "C", ALTER "accountId" TYPE text COLLATE "C",
    ADD CONSTRAINT "Payment_id_prefixed" CHECK (id LIKE 'pay\_%'),
    ADD CONSTRAINT "Payment_source_known" CHECK (source IN ('checkout', 'auto_top_up')),
    ADD CONSTRAINT "Payment_state_known"
        CHECK (state IN ('pending', 'completed', 'expired', 'failed', 'refunded', 'disputed')),
    ADD CONSTRAINT "Payment_amounts" CHECK ("creditsMicros" > 0 AND "amountCents" > 0
        AND "refundedCents" BETWEEN 0 AND "amountCents" AND "reversedMicros" BETWEEN 0 AND "creditsMicros"),
    ADD CONSTRAINT "Payment_credited_when_paid"
        CHECK ((state IN ('completed', 'refunded', 'disputed')) = ("creditedAt" IS NOT NULL)),
    ADD CONSTRAINT "Payment_pending_until_its_end" CHECK ((state = 'pending') = ("endedAt" IS NULL));
CREATE INDEX "Payment_to_check" ON core."Payment"("nextCheckAt") WHERE state = 'pending';

ALTER TABLE core."PaymentReversal"
    ALTER id TYPE text COLLATE "C", ALTER "paymentId" TYPE text COLLATE "C",
    ADD CONSTRAINT "PaymentReversal_kind_known" CHECK (kind IN ('refund', 'dispute')),
    ADD CONSTRAINT "PaymentReversal_amount_above_zero" CHECK ("amountCents" > 0);

ALTER TABLE core."StripeEvent"
    ADD CONSTRAINT "StripeEvent_state_known" CHECK (state IN ('pending', 'done', 'ignored', 'failed')),
    ADD CONSTRAINT "StripeEvent_pending_has_a_time" CHECK ((state = 'pending') = ("nextAttemptAt" IS NOT NULL)),
    ADD CONSTRAINT "StripeEvent_handled_has_a_time" CHECK ((state = 'pending') = ("handledAt" IS NULL));
CREATE INDEX "StripeEvent_due" ON core."StripeEvent"("nextAttemptAt") WHERE state = 'pending';

-- How far a refund or a dispute has come. Facts arrive in any order; a lower rank never replaces a higher one. A refund may fail after
-- it had succeeded, a dispute that was lost may still be won on appeal.
CREATE FUNCTION core.reversal_rank(status text) RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE status
        WHEN 'pending' THEN 1 WHEN 'requires_action' THEN 1 WHEN 'succeeded' THEN 2 WHEN 'failed' THEN 3 WHEN 'canceled' THEN 3
        WHEN 'warning_needs_response' THEN 1 WHEN 'warning_under_review' THEN 1 WHEN 'warning_closed' THEN 5 WHEN 'prevented' THEN 5
        WHEN 'needs_response' THEN 2 WHEN 'under_review' THEN 3 WHEN 'lost' THEN 4
        WHEN 'appeal_needs_response' THEN 5 WHEN 'appeal_under_review' THEN 5 WHEN 'won' THEN 6
        ELSE 0 END;
$$;

-- Whether the money is with the customer: a refund that has not failed, a dispute that is neither won nor a mere inquiry.
CREATE FUNCTION core.is_reversal_due(kind text, status text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE kind
        WHEN 'refund' THEN status NOT IN ('failed', 'canceled')
        ELSE status NOT IN ('won', 'prevented', 'warning_needs_response', 'warning_under_review', 'warning_closed') END;
$$;

-- Pays what an account owes out of what it has available. Whoever calls it has locked the account.
CREATE FUNCTION core.pay_debt(account_id text) RETURNS bigint
LANGUAGE plpgsql
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_account "CreditAccount";
    v_paid bigint;
    v_transaction text := 'txn_' || replace(gen_random_uuid()::text, '-', '');
BEGIN
    SELECT * INTO v_account FROM "CreditAccount" a WHERE a.id = account_id;
    v_paid := least(v_account."debtMicros", v_account.available);
    IF v_paid = 0 THEN
        RETURN 0;
    END IF;
    UPDATE "CreditAccount" a
    SET "debtMicros" = a."debtMicros" - v_paid, available = a.available - v_paid, "currentBalance" = a."currentBalance" - v_paid
    WHERE a.id = account_id;
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description, metadata)
    VALUES (v_transaction, account_id, 'debt', -v_paid, v_account."currentBalance" - v_paid, v_account.available - v_paid,
            'Debt paid', jsonb_build_object('owedMicros', (v_account."debtMicros" - v_paid)::text));
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
    VALUES (v_transaction, account_id, 'available', -v_paid, v_account.available, v_account.available - v_paid),
           (v_transaction, 'debts', 'total', v_paid, NULL, NULL);
    RETURN v_paid;
END;
$$;

-- Writes one transaction of a payment. What is taken beyond what is available becomes a debt; what is given pays a debt first.
-- Whoever calls it has locked the payment.
CREATE FUNCTION core.post_payment(transaction_id text, payment_id text, account_id text, transaction_type text,
                                  amount_micros bigint, reason text, details jsonb, idempotency_key text) RETURNS void
LANGUAGE plpgsql
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_account "CreditAccount";
    v_moved bigint;
    v_debt bigint;
BEGIN
    SELECT * INTO STRICT v_account FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    v_moved := greatest(amount_micros, -v_account.available);
    v_debt := v_moved - amount_micros;
    UPDATE "CreditAccount" a
    SET available = a.available + v_moved, "currentBalance" = a."currentBalance" + v_moved,
        "debtMicros" = a."debtMicros" + v_debt, "totalPurchased" = greatest(0, a."totalPurchased" + amount_micros)
    WHERE a.id = account_id;
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description, metadata,
                                     "paymentId", "idempotencyKey")
    VALUES (transaction_id, account_id, transaction_type, v_moved, v_account."currentBalance" + v_moved,
            v_account.available + v_moved, reason,
            details || CASE WHEN v_debt > 0 THEN jsonb_build_object('debtMicros', v_debt::text) ELSE '{}' END,
            payment_id, idempotency_key);
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
    SELECT transaction_id, e.account, e.bucket, e.amount, e.before, e.before + e.amount
    FROM (VALUES (account_id, 'available', v_moved, v_account.available),
                 ('debts', 'total', -v_debt, NULL),
                 ('purchases', 'total', -amount_micros, NULL)) AS e (account, bucket, amount, before)
    WHERE e.amount <> 0;
    IF amount_micros > 0 THEN
        PERFORM core.pay_debt(account_id);
    END IF;
END;
$$;

-- Brings the ledger to what is known of a payment's refunds and disputes. Credits go back in proportion to the money, all of them
-- when all of it is gone, whichever way it went. Whoever calls it has locked the payment.
CREATE FUNCTION core.settle_reversals(payment_id text) RETURNS void
LANGUAGE plpgsql
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_payment "Payment";
    v_cents bigint;
    v_target bigint;
    r record;
BEGIN
    SELECT * INTO STRICT v_payment FROM "Payment" p WHERE p.id = payment_id;
    IF v_payment."creditedAt" IS NULL THEN
        RETURN;
    END IF;
    SELECT coalesce(sum(v."amountCents") FILTER (WHERE v."isTaken"), 0) INTO v_cents
    FROM "PaymentReversal" v WHERE v."paymentId" = payment_id;
    FOR r IN
        SELECT v.*, core.is_reversal_due(v.kind, v.status) AS due FROM "PaymentReversal" v
        WHERE v."paymentId" = payment_id AND v."isTaken" <> core.is_reversal_due(v.kind, v.status)
        ORDER BY v."occurredAt", v.id
    LOOP
        v_cents := v_cents + CASE WHEN r.due THEN r."amountCents" ELSE -r."amountCents" END;
        v_target := v_payment."creditsMicros" * least(v_cents, v_payment."amountCents") / v_payment."amountCents";
        IF v_target <> v_payment."reversedMicros" THEN
            PERFORM core.post_payment('txn_' || replace(gen_random_uuid()::text, '-', ''), payment_id, v_payment."accountId",
                r.kind, v_payment."reversedMicros" - v_target,
                CASE WHEN r.kind = 'refund' AND r.due THEN 'Refund' WHEN r.kind = 'refund' THEN 'Refund failed'
                     WHEN r.due THEN 'Payment disputed' ELSE 'Dispute won' END,
                jsonb_build_object('paymentId', payment_id, 'reversalId', r.id, 'amountCents', r."amountCents"),
                r.id || CASE WHEN r.due THEN '' ELSE ' back' END);
        END IF;
        UPDATE "PaymentReversal" v
        SET "isTaken" = r.due, "takenMicros" = v."takenMicros" + v_target - v_payment."reversedMicros", "updatedAt" = now()
        WHERE v.id = r.id;
        v_payment."reversedMicros" := v_target;
    END LOOP;
    UPDATE "Payment" p
    SET "reversedMicros" = v_payment."reversedMicros", "refundedCents" = least(s.refunded, p."amountCents"),
        state = CASE WHEN s."isDisputed" THEN 'disputed' WHEN s.refunded >= p."amountCents" THEN 'refunded' ELSE 'completed' END
    FROM (SELECT coalesce(sum(v."amountCents") FILTER (WHERE v.kind = 'refund' AND v."isTaken"), 0) AS refunded,
                 coalesce(bool_or(v.kind = 'dispute' AND v."isTaken"), false) AS "isDisputed"
          FROM "PaymentReversal" v WHERE v."paymentId" = payment_id) s
    WHERE p.id = payment_id;
END;
$$;

-- Credits a payment that Stripe says is paid, once. What is paid has to be what was asked for.
CREATE FUNCTION core.credit_payment(payment_id text, session_id text, payment_intent_id text, amount_cents bigint,
                                    paid_currency text, is_live boolean, details jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_payment "Payment";
    v_problem text;
BEGIN
    SELECT * INTO v_payment FROM "Payment" p WHERE p.id = payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown_payment';
    END IF;
    v_problem := CASE
        WHEN v_payment.livemode <> is_live THEN 'wrong_mode'
        WHEN v_payment."sessionId" <> session_id OR v_payment."paymentIntentId" <> payment_intent_id THEN 'foreign_payment'
        WHEN v_payment."amountCents" <> amount_cents OR v_payment.currency <> paid_currency THEN 'amount_mismatch' END;
    IF v_problem IS NOT NULL THEN
        UPDATE "Payment" p SET problem = v_problem WHERE p.id = payment_id;
        RETURN v_problem;
    END IF;
    UPDATE "Payment" p
    SET "sessionId" = coalesce(p."sessionId", session_id),
        "paymentIntentId" = coalesce(p."paymentIntentId", payment_intent_id),
        "invoiceId" = coalesce(details ->> 'invoiceId', p."invoiceId"),
        "receiptUrl" = coalesce(details ->> 'receiptUrl', p."receiptUrl"), problem = NULL
    WHERE p.id = payment_id;
    IF v_payment."creditedAt" IS NOT NULL THEN
        RETURN 'already';
    END IF;
    UPDATE "Payment" p SET state = 'completed', "creditedAt" = now(), "endedAt" = coalesce(p."endedAt", now()), "nextCheckAt" = NULL
    WHERE p.id = payment_id;
    PERFORM core.post_payment('txn_' || substr(payment_id, 5) || '_paid', payment_id, v_payment."accountId", 'purchase',
        v_payment."creditsMicros", 'Purchase: ' || v_payment."packageId",
        jsonb_build_object('paymentId', payment_id, 'packageId', v_payment."packageId", 'amountCents', v_payment."amountCents"),
        coalesce(session_id, v_payment."sessionId", payment_intent_id));
    PERFORM core.settle_reversals(payment_id);
    RETURN 'credited';
END;
$$;

-- Notes how far a refund or a dispute of a payment has come, and moves the credits that follow from it.
CREATE FUNCTION core.reverse_payment(payment_id text, reversal_id text, reversal_kind text, amount_cents bigint,
                                     reversal_status text, occurred_at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_known "PaymentReversal";
BEGIN
    PERFORM 1 FROM "Payment" p WHERE p.id = payment_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown_payment';
    END IF;
    IF core.reversal_rank(reversal_status) = 0 THEN
        RETURN 'unknown_status';
    END IF;
    SELECT * INTO v_known FROM "PaymentReversal" v WHERE v.id = reversal_id;
    IF FOUND AND (v_known."paymentId" <> payment_id OR v_known."amountCents" <> amount_cents) THEN
        RETURN 'conflict';
    END IF;
    IF v_known.id IS NOT NULL AND core.reversal_rank(v_known.status) >= core.reversal_rank(reversal_status) THEN
        RETURN 'already';
    END IF;
    INSERT INTO "PaymentReversal" (id, "paymentId", kind, "amountCents", status, "occurredAt")
    VALUES (reversal_id, payment_id, reversal_kind, amount_cents, reversal_status, occurred_at)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, "updatedAt" = now();
    PERFORM core.settle_reversals(payment_id);
    RETURN 'noted';
END;
$$;

-- Ends a payment that was never paid. One that is paid all the same is credited all the same.
CREATE FUNCTION core.end_payment(payment_id text, end_state text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
    IF end_state NOT IN ('expired', 'failed') THEN
        RAISE EXCEPTION 'a payment cannot end as %', end_state USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE "Payment" p SET state = end_state, "endedAt" = now(), "nextCheckAt" = NULL
    WHERE p.id = payment_id AND p.state = 'pending';
    RETURN FOUND;
END;
$$;

-- Debts of accounts that have credits again, since a call gave back what it had held. Answers how many were paid, in part or whole.
CREATE FUNCTION core.collect_debts(max_accounts int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_count int := 0;
    r record;
BEGIN
    FOR r IN SELECT a.id FROM "CreditAccount" a WHERE a."debtMicros" > 0 AND a.available > 0
             ORDER BY a.id LIMIT max_accounts FOR UPDATE SKIP LOCKED
    LOOP
        PERFORM core.pay_debt(r.id);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END;
$$;

-- As before, but for what is bought and refunded, which has functions of its own now; and what is given pays a debt first.
CREATE OR REPLACE FUNCTION core.grant_credits(transaction_id text, account_id text, amount_micros bigint, transaction_type text,
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
    v_counterpart text := CASE transaction_type WHEN 'grant' THEN 'promotions' WHEN 'correction' THEN 'corrections' END;
    v_debt_paid bigint := 0;
BEGIN
    IF v_counterpart IS NULL OR amount_micros = 0 OR (transaction_type = 'grant' AND amount_micros < 0) THEN
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
    SET available = a.available + amount_micros, "currentBalance" = a."currentBalance" + amount_micros
    WHERE a.id = account_id;
    INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                     metadata, "idempotencyKey")
    VALUES (transaction_id, account_id, transaction_type, amount_micros, v_account."currentBalance" + amount_micros,
            v_account.available + amount_micros, reason, details, idempotency_key);
    INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
    VALUES (transaction_id, account_id, 'available', amount_micros, v_account.available, v_account.available + amount_micros),
           (transaction_id, v_counterpart, 'total', -amount_micros, NULL, NULL);
    IF amount_micros > 0 THEN
        v_debt_paid := core.pay_debt(account_id);
    END IF;
    RETURN QUERY SELECT 'granted', transaction_id, v_account."currentBalance" + amount_micros - v_debt_paid,
                        v_account.available + amount_micros - v_debt_paid;
END;
$$;

-- The same as before, but that an account in debt starts no call. `availableMicros` then says what it owes.
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
               i."requestHash", i."holdMicros", a.id AS known, a."frozenAt", a."debtMicros", a."currentBalance", a.available,
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
        ELSIF r."debtMicros" > 0 THEN
            v_outcome[r.item] := 'in_debt';
            v_available[r.item] := r."debtMicros";
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

REVOKE EXECUTE ON FUNCTION core.reversal_rank(text), core.is_reversal_due(text, text), core.pay_debt(text),
    core.post_payment(text, text, text, text, bigint, text, jsonb, text), core.settle_reversals(text),
    core.credit_payment(text, text, text, bigint, text, boolean, jsonb),
    core.reverse_payment(text, text, text, bigint, text, timestamptz), core.end_payment(text, text), core.collect_debts(int)
    FROM PUBLIC;

-- core-service alone speaks with Stripe. It opens payments and notes which session they have; what makes credits of them are functions.
GRANT EXECUTE ON FUNCTION core.credit_payment(text, text, text, bigint, text, boolean, jsonb),
    core.reverse_payment(text, text, text, bigint, text, timestamptz), core.end_payment(text, text), core.collect_debts(int)
    TO hub_core;
GRANT SELECT, UPDATE ("sessionId", problem, "nextCheckAt"),
    INSERT (id, "accountId", "userId", "packageId", source, "creditsMicros", "amountCents", currency, livemode, "nextCheckAt")
    ON core."Payment" TO hub_core;
GRANT SELECT ON core."PaymentReversal" TO hub_core;
GRANT SELECT, INSERT, UPDATE ON core."StripeCustomer" TO hub_core;
GRANT SELECT, INSERT, UPDATE (state, outcome, attempts, "nextAttemptAt", "claimedUntil", "handledAt") ON core."StripeEvent" TO hub_core;
