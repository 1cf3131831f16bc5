-- Promo codes: credits at once (`amount`), or a share on top of the next purchase (`bonus`).
CREATE TABLE core."PromoCode" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amountMicros" BIGINT,
    "bonusPercent" INTEGER,
    "maxBonusMicros" BIGINT,
    "maxUses" INTEGER,
    "maxUsesPerAccount" INTEGER NOT NULL DEFAULT 1,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "startsAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledBy" TEXT,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "PromoCode_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "PromoCode_code_key" ON core."PromoCode"("code");

CREATE TABLE core."PromoCodeUsage" (
    "id" TEXT NOT NULL,
    "promoCodeId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "amountMicros" BIGINT,
    "paymentId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "creditedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PromoCodeUsage_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "PromoCodeUsage_promoCodeId_accountId_number_key"
    ON core."PromoCodeUsage"("promoCodeId", "accountId", "number");
CREATE INDEX "PromoCodeUsage_accountId_createdAt_idx" ON core."PromoCodeUsage"("accountId", "createdAt" DESC);
CREATE UNIQUE INDEX "PromoCodeUsage_paymentId_key" ON core."PromoCodeUsage"("paymentId");

ALTER TABLE core."PromoCodeUsage" ADD CONSTRAINT "PromoCodeUsage_promoCodeId_fkey"
    FOREIGN KEY ("promoCodeId") REFERENCES core."PromoCode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What came on top of a payment, and how much of it went back with the payment.
ALTER TABLE core."Payment" ADD COLUMN "bonusMicros" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "reversedBonusMicros" BIGINT NOT NULL DEFAULT 0;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."PromoCode"
    ADD CONSTRAINT "PromoCode_id_prefixed" CHECK (id LIKE 'pro\_%'),
    ADD CONSTRAINT "PromoCode_code_form" CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
    ADD CONSTRAINT "PromoCode_kind_has_its_numbers" CHECK (CASE kind
        WHEN 'amount' THEN "amountMicros" > 0 AND "bonusPercent" IS NULL AND "maxBonusMicros" IS NULL
        WHEN 'bonus' THEN "amountMicros" IS NULL AND "bonusPercent" BETWEEN 1 AND 1000 AND coalesce("maxBonusMicros" > 0, true)
        ELSE false END),
    ADD CONSTRAINT "PromoCode_limits" CHECK ("maxUsesPerAccount" > 0 AND uses >= 0 AND coalesce(uses <= "maxUses", true)),
    ADD CONSTRAINT "PromoCode_disabled_by_somebody" CHECK (("disabledAt" IS NULL) = ("disabledBy" IS NULL));
ALTER TABLE core."PromoCodeUsage"
    ALTER "accountId" TYPE text COLLATE "C",
    ADD CONSTRAINT "PromoCodeUsage_id_prefixed" CHECK (id LIKE 'use\_%'),
    ADD CONSTRAINT "PromoCodeUsage_state_known" CHECK (state IN ('credited', 'waiting', 'lapsed')),
    ADD CONSTRAINT "PromoCodeUsage_credited_says_what"
        CHECK ((state = 'credited') = ("creditedAt" IS NOT NULL) AND (state = 'credited') = ("amountMicros" IS NOT NULL));
-- One bonus waits for the next purchase, not several for the same one.
CREATE UNIQUE INDEX "PromoCodeUsage_one_waits" ON core."PromoCodeUsage"("accountId") WHERE state = 'waiting';
ALTER TABLE core."Payment" ADD CONSTRAINT "Payment_bonus"
    CHECK ("bonusMicros" >= 0 AND "reversedBonusMicros" BETWEEN 0 AND "bonusMicros");

ALTER TABLE core."CreditTransaction" DROP CONSTRAINT "CreditTransaction_type_known",
    ADD CONSTRAINT "CreditTransaction_type_known"
        CHECK (type IN ('welcome', 'purchase', 'grant', 'promo', 'correction', 'refund', 'dispute', 'debt', 'hold', 'settlement',
                        'void'));

-- Writes one transaction between an account and a system account. What is taken beyond what is available becomes a debt; what is given
-- pays a debt first. Only what is bought counts as purchased. Whoever calls it has locked what the transaction is about.
CREATE FUNCTION core.move_credits(transaction_id text, account_id text, transaction_type text, amount_micros bigint,
                                  counterpart text, reason text, details jsonb, payment_id text, idempotency_key text) RETURNS void
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
        "debtMicros" = a."debtMicros" + v_debt,
        "totalPurchased" = greatest(0, a."totalPurchased" + CASE WHEN counterpart = 'purchases' THEN amount_micros ELSE 0 END)
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
                 (counterpart, 'total', -amount_micros, NULL)) AS e (account, bucket, amount, before)
    WHERE e.amount <> 0;
    IF amount_micros > 0 THEN
        PERFORM core.pay_debt(account_id);
    END IF;
END;
$$;

CREATE OR REPLACE FUNCTION core.post_payment(transaction_id text, payment_id text, account_id text, transaction_type text,
                                  amount_micros bigint, reason text, details jsonb, idempotency_key text) RETURNS void
LANGUAGE sql
SET search_path = core, pg_temp
AS $$
    SELECT core.move_credits(transaction_id, account_id, transaction_type, amount_micros, 'purchases', reason, details, payment_id,
                             idempotency_key);
$$;

-- Redeems a code for an account, as often as the code and the account allow and never more, however many try at once. The code is
-- locked before the account; a payment, which may credit a waiting bonus, locks no code.
CREATE FUNCTION core.redeem_promo_code(promo_code text, account_id text, user_id text, usage_id text)
RETURNS TABLE (outcome text, kind text, "amountMicros" bigint, "bonusPercent" int, "maxBonusMicros" bigint,
               "balanceMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_code "PromoCode";
    v_outcome text;
    v_used int;
BEGIN
    SELECT * INTO v_code FROM "PromoCode" c WHERE c.code = upper(promo_code) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown_code', NULL::text, NULL::bigint, NULL::int, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown_account', NULL::text, NULL::bigint, NULL::int, NULL::bigint, NULL::bigint;
        RETURN;
    END IF;
    SELECT count(*) INTO v_used FROM "PromoCodeUsage" u WHERE u."promoCodeId" = v_code.id AND u."accountId" = account_id;
    v_outcome := CASE
        WHEN v_used >= v_code."maxUsesPerAccount" THEN 'already_used'
        WHEN v_code."disabledAt" IS NOT NULL OR v_code."expiresAt" <= clock_timestamp() THEN 'expired'
        WHEN v_code."startsAt" > clock_timestamp() THEN 'not_started'
        WHEN v_code.uses >= v_code."maxUses" THEN 'used_up'
        WHEN v_code.kind = 'bonus' AND EXISTS (SELECT 1 FROM "PromoCodeUsage" u
            WHERE u."accountId" = account_id AND u.state = 'waiting') THEN 'bonus_waiting'
        WHEN v_code.kind = 'bonus' THEN 'waiting'
        ELSE 'credited' END;
    IF v_outcome IN ('waiting', 'credited') THEN
        UPDATE "PromoCode" c SET uses = c.uses + 1 WHERE c.id = v_code.id;
        INSERT INTO "PromoCodeUsage" (id, "promoCodeId", "accountId", "userId", number, state, "amountMicros", "creditedAt")
        VALUES (usage_id, v_code.id, account_id, user_id, v_used + 1, v_outcome, v_code."amountMicros",
                CASE WHEN v_outcome = 'credited' THEN clock_timestamp() END);
        IF v_outcome = 'credited' THEN
            PERFORM core.move_credits('txn_' || substr(usage_id, 5) || '_promo', account_id, 'promo', v_code."amountMicros",
                'promotions', 'Promo code ' || v_code.code, jsonb_build_object('promoCodeId', v_code.id, 'code', v_code.code),
                NULL, usage_id);
        END IF;
    END IF;
    RETURN QUERY SELECT v_outcome, v_code.kind, v_code."amountMicros", v_code."bonusPercent", v_code."maxBonusMicros",
                        a."currentBalance"
    FROM "CreditAccount" a WHERE a.id = account_id;
END;
$$;

-- Credits the bonus that waits for this purchase. It has to have been redeemed before the purchase was paid, and its code is to hold
-- when the purchase began. Whoever calls it has locked the payment.
CREATE FUNCTION core.credit_bonus(payment_id text) RETURNS void
LANGUAGE plpgsql
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_payment "Payment";
    v_usage "PromoCodeUsage";
    v_code "PromoCode";
    v_bonus bigint;
BEGIN
    SELECT * INTO STRICT v_payment FROM "Payment" p WHERE p.id = payment_id;
    PERFORM 1 FROM "CreditAccount" a WHERE a.id = v_payment."accountId" FOR UPDATE;
    SELECT * INTO v_usage FROM "PromoCodeUsage" u WHERE u."accountId" = v_payment."accountId" AND u.state = 'waiting';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO STRICT v_code FROM "PromoCode" c WHERE c.id = v_usage."promoCodeId";
    IF v_code."expiresAt" <= v_payment."createdAt" THEN
        UPDATE "PromoCodeUsage" u SET state = 'lapsed' WHERE u.id = v_usage.id;
        RETURN;
    END IF;
    v_bonus := least(v_payment."creditsMicros" * v_code."bonusPercent" / 100, v_code."maxBonusMicros");
    UPDATE "PromoCodeUsage" u
    SET state = 'credited', "amountMicros" = v_bonus, "paymentId" = payment_id, "creditedAt" = clock_timestamp()
    WHERE u.id = v_usage.id;
    UPDATE "Payment" p SET "bonusMicros" = v_bonus WHERE p.id = payment_id;
    PERFORM core.move_credits('txn_' || substr(payment_id, 5) || '_bonus', v_payment."accountId", 'promo', v_bonus, 'promotions',
        'Promo code ' || v_code.code || ': ' || v_code."bonusPercent" || ' % on top',
        jsonb_build_object('paymentId', payment_id, 'promoCodeId', v_code.id, 'code', v_code.code), payment_id, v_usage.id);
END;
$$;

-- Takes the bonus of a payment back in the proportion in which its credits went back, or gives it again. Whoever calls it has locked
-- the payment.
CREATE FUNCTION core.settle_bonus(payment_id text) RETURNS void
LANGUAGE plpgsql
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_payment "Payment";
    v_target bigint;
BEGIN
    SELECT * INTO STRICT v_payment FROM "Payment" p WHERE p.id = payment_id;
    v_target := v_payment."bonusMicros"::numeric * v_payment."reversedMicros" / v_payment."creditsMicros";
    IF v_target = v_payment."reversedBonusMicros" THEN
        RETURN;
    END IF;
    UPDATE "Payment" p SET "reversedBonusMicros" = v_target WHERE p.id = payment_id;
    PERFORM core.move_credits('txn_' || replace(gen_random_uuid()::text, '-', ''), v_payment."accountId", 'promo',
        v_payment."reversedBonusMicros" - v_target, 'promotions',
        CASE WHEN v_target > v_payment."reversedBonusMicros" THEN 'Bonus of a payment that went back'
             ELSE 'Bonus of a payment that stays after all' END,
        jsonb_build_object('paymentId', payment_id), payment_id, NULL);
END;
$$;

-- The same as before, with the bonus.
CREATE OR REPLACE FUNCTION core.settle_reversals(payment_id text) RETURNS void
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
    PERFORM core.settle_bonus(payment_id);
END;
$$;

-- The same as before, with the bonus.
CREATE OR REPLACE FUNCTION core.credit_payment(payment_id text, session_id text, payment_intent_id text, amount_cents bigint,
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
    PERFORM core.credit_bonus(payment_id);
    PERFORM core.settle_reversals(payment_id);
    RETURN 'credited';
END;
$$;

REVOKE EXECUTE ON FUNCTION core.move_credits(text, text, text, bigint, text, text, jsonb, text, text),
    core.redeem_promo_code(text, text, text, text), core.credit_bonus(text), core.settle_bonus(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.redeem_promo_code(text, text, text, text) TO hub_core;
GRANT SELECT ON core."PromoCode", core."PromoCodeUsage" TO hub_core;
GRANT INSERT ON core."PromoCode" TO hub_core;
GRANT UPDATE ("disabledAt", "disabledBy") ON core."PromoCode" TO hub_core;
