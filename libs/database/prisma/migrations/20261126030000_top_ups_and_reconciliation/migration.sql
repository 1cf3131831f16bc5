-- Credits that are bought by themselves when they run low, as their owner has agreed to; and the daily comparison with Stripe's books.
CREATE TABLE core."AutoTopUp" (
    "accountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "packageId" TEXT NOT NULL,
    "thresholdMicros" BIGINT NOT NULL,
    "monthlyLimitCents" INTEGER NOT NULL,
    "consent" TEXT,
    "consentedAt" TIMESTAMPTZ(3),
    "pausedReason" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AutoTopUp_pkey" PRIMARY KEY ("accountId")
);

CREATE TABLE core."PaymentReconciliation" (
    "day" DATE NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "lines" INTEGER NOT NULL DEFAULT 0,
    "totals" JSONB NOT NULL DEFAULT '{}',
    "differences" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,

    CONSTRAINT "PaymentReconciliation_pkey" PRIMARY KEY ("day")
);


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."AutoTopUp"
    ADD CONSTRAINT "AutoTopUp_amounts" CHECK ("thresholdMicros" >= 0 AND "monthlyLimitCents" > 0),
    -- Nobody's card is charged without the words that they agreed to.
    ADD CONSTRAINT "AutoTopUp_enabled_by_consent" CHECK (NOT enabled OR (consent IS NOT NULL AND "consentedAt" IS NOT NULL));
CREATE INDEX "Payment_top_ups" ON core."Payment"("accountId", "createdAt") WHERE source = 'auto_top_up';

-- Opens a payment for each account that runs low, wants to be topped up, and stays within its month (of UTC) by it; never a second
-- one beside one that is pending. `packages`: {"<id>": {"cents", "micros"}}. The payments are to be charged by whoever asked.
CREATE FUNCTION core.begin_top_ups(packages jsonb, is_live boolean, max_count int)
RETURNS TABLE ("paymentId" text, "accountId" text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_cents int;
    v_due boolean;
    v_payment text;
    r record;
BEGIN
    FOR r IN
        SELECT t.* FROM "AutoTopUp" t JOIN "CreditAccount" a ON a.id = t."accountId"
        WHERE t.enabled AND t."pausedReason" IS NULL AND a.available < t."thresholdMicros" AND a."frozenAt" IS NULL
        ORDER BY t."accountId" LIMIT max_count FOR UPDATE OF t SKIP LOCKED
    LOOP
        v_cents := (packages -> r."packageId" ->> 'cents')::int;
        -- What the loop saw may be a moment old. One statement looks again, now that nobody else may begin for this account: a
        -- payment of before is then either pending or among the credits, and not between the two.
        SELECT t.enabled AND t."pausedReason" IS NULL AND a.available < t."thresholdMicros"
               AND NOT p."isPending" AND p.spent + v_cents <= t."monthlyLimitCents"
        INTO v_due
        FROM "AutoTopUp" t
        JOIN "CreditAccount" a ON a.id = t."accountId"
        CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(o.state = 'pending'), false) AS "isPending",
                   coalesce(sum(o."amountCents") FILTER (WHERE o.state NOT IN ('failed', 'expired')
                       AND o."createdAt" >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'), 0) AS spent
            FROM "Payment" o WHERE o."accountId" = t."accountId" AND o.source = 'auto_top_up') p
        WHERE t."accountId" = r."accountId";
        CONTINUE WHEN v_due IS NOT TRUE;
        v_payment := 'pay_' || replace(gen_random_uuid()::text, '-', '');
        INSERT INTO "Payment" (id, "accountId", "userId", "packageId", source, "creditsMicros", "amountCents", livemode, "nextCheckAt")
        VALUES (v_payment, r."accountId", r."userId", r."packageId", 'auto_top_up',
                (packages -> r."packageId" ->> 'micros')::bigint, v_cents, is_live, now() + interval '1 minute');
        RETURN QUERY SELECT v_payment, r."accountId";
    END LOOP;
END;
$$;

-- Answers true to one caller a day: who begins and dies is followed by another an hour later.
CREATE FUNCTION core.begin_reconciliation(of_day date) RETURNS boolean
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    WITH begun AS (
        INSERT INTO "PaymentReconciliation" AS c (day) VALUES (of_day)
        ON CONFLICT (day) DO UPDATE SET "startedAt" = now(), error = NULL
            WHERE c."finishedAt" IS NULL AND c."startedAt" < now() - interval '1 hour'
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM begun);
$$;

REVOKE EXECUTE ON FUNCTION core.begin_top_ups(jsonb, boolean, int), core.begin_reconciliation(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.begin_top_ups(jsonb, boolean, int), core.begin_reconciliation(date) TO hub_core;
GRANT SELECT, INSERT, UPDATE ON core."AutoTopUp" TO hub_core;
GRANT SELECT, UPDATE ("finishedAt", lines, totals, differences, error) ON core."PaymentReconciliation" TO hub_core;
