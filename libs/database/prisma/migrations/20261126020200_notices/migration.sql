-- What the owner of an account is told without asking: in the web app, and by mail where one can be sent.
--
-- A notice is written by the statement that makes it true, so that nothing in between can lose it; core-service finds it here and mails it.
CREATE TABLE core."Notice" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "readAt" TIMESTAMPTZ(3),
    "mailState" TEXT NOT NULL DEFAULT 'pending',
    "mailAttempts" INTEGER NOT NULL DEFAULT 0,
    "nextMailAt" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Notice_accountId_createdAt_idx" ON core."Notice"("accountId", "createdAt" DESC);
CREATE INDEX "Notice_createdAt_idx" ON core."Notice"("createdAt");

-- Below this balance its owner is told; null: never. One credit, until somebody says otherwise.
ALTER TABLE core."CreditAccount" ADD COLUMN "lowBalanceMicros" BIGINT DEFAULT 1000000,
    ADD COLUMN "mailsNotices" BOOLEAN NOT NULL DEFAULT true;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."CreditAccount" ADD CONSTRAINT "CreditAccount_low_balance_above_zero" CHECK ("lowBalanceMicros" > 0);
ALTER TABLE core."Notice"
    ADD CONSTRAINT "Notice_id_prefixed" CHECK (id LIKE 'ntc\_%'),
    ADD CONSTRAINT "Notice_kind_known" CHECK (kind IN ('low_balance', 'account_frozen', 'account_unfrozen')),
    ADD CONSTRAINT "Notice_mail_state_known" CHECK ("mailState" IN ('pending', 'sent', 'unwanted', 'failed')),
    ADD CONSTRAINT "Notice_pending_has_a_time" CHECK (("mailState" = 'pending') = ("nextMailAt" IS NOT NULL));
CREATE INDEX "Notice_due" ON core."Notice"("nextMailAt") WHERE "mailState" = 'pending';

CREATE FUNCTION core.note(account_id text, notice_kind text, notice_facts jsonb, is_mail_wanted boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    INSERT INTO "Notice" (id, "accountId", kind, facts, "mailState", "nextMailAt")
    VALUES ('ntc_' || replace(gen_random_uuid()::text, '-', ''), account_id, notice_kind, notice_facts,
            CASE WHEN is_mail_wanted THEN 'pending' ELSE 'unwanted' END, CASE WHEN is_mail_wanted THEN clock_timestamp() END);
$$;

-- Only when the balance falls below, not while it is there: the next notice needs credits in between. An account whose balance sways
-- around its limit is told once in six hours.
CREATE FUNCTION core.note_low_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM "Notice" n WHERE n."accountId" = NEW.id AND n.kind = 'low_balance'
                   AND n."createdAt" > clock_timestamp() - interval '6 hours') THEN
        PERFORM core.note(NEW.id, 'low_balance', jsonb_build_object('balanceMicros', NEW."currentBalance"::text,
            'limitMicros', NEW."lowBalanceMicros"::text), NEW."mailsNotices");
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER "CreditAccount_low_balance_is_noted" AFTER UPDATE ON core."CreditAccount" FOR EACH ROW
    WHEN (OLD."currentBalance" >= NEW."lowBalanceMicros" AND NEW."currentBalance" < NEW."lowBalanceMicros"
          AND NEW."currentBalance" < OLD."currentBalance")
    EXECUTE FUNCTION core.note_low_balance();

-- A frozen account is always told by mail: its owner cannot find out otherwise but by calls that fail.
CREATE FUNCTION core.note_freeze() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    PERFORM core.note(NEW.id, CASE WHEN NEW."frozenAt" IS NULL THEN 'account_unfrozen' ELSE 'account_frozen' END,
        jsonb_strip_nulls(jsonb_build_object('reason', NEW."frozenReason")), true);
    RETURN NULL;
END;
$$;
CREATE TRIGGER "CreditAccount_freeze_is_noted" AFTER UPDATE OF "frozenAt" ON core."CreditAccount" FOR EACH ROW
    WHEN ((OLD."frozenAt" IS NULL) <> (NEW."frozenAt" IS NULL))
    EXECUTE FUNCTION core.note_freeze();

-- Takes mails that are due; who takes them and dies is followed by another after the lease. A mail may so be sent twice, never lost.
CREATE FUNCTION core.claim_mails(max_mails int, lease_ms bigint)
RETURNS TABLE (id text, "accountId" text, kind text, facts jsonb, attempts int)
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
    UPDATE "Notice" n
    SET "nextMailAt" = clock_timestamp() + lease_ms * interval '1 millisecond', "mailAttempts" = n."mailAttempts" + 1
    FROM (SELECT d.id FROM "Notice" d WHERE d."mailState" = 'pending' AND d."nextMailAt" <= clock_timestamp()
              -- Written while there was no mail server: no news any more.
              AND d."createdAt" > clock_timestamp() - interval '3 days'
          ORDER BY d."nextMailAt" LIMIT max_mails FOR UPDATE SKIP LOCKED) due
    WHERE n.id = due.id
    RETURNING n.id, n."accountId", n.kind, n.facts, n."mailAttempts";
$$;

-- `sent`, `failed` (for good), or `pending`: again after the delay.
CREATE FUNCTION core.end_mail(notice_id text, end_state text, delay_ms bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    UPDATE "Notice" n
    SET "mailState" = end_state,
        "nextMailAt" = CASE WHEN end_state = 'pending' THEN clock_timestamp() + delay_ms * interval '1 millisecond' END
    WHERE n.id = notice_id AND n."mailState" = 'pending';
$$;

-- What an owner may say about being told.
CREATE FUNCTION core.set_notice_wishes(account_id text, low_balance_micros bigint, mails_notices boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    UPDATE "CreditAccount" a SET "lowBalanceMicros" = low_balance_micros, "mailsNotices" = mails_notices WHERE a.id = account_id;
$$;

REVOKE EXECUTE ON FUNCTION core.note(text, text, jsonb, boolean), core.note_low_balance(), core.note_freeze(),
    core.claim_mails(int, bigint), core.end_mail(text, text, bigint), core.set_notice_wishes(text, bigint, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.claim_mails(int, bigint), core.end_mail(text, text, bigint),
    core.set_notice_wishes(text, bigint, boolean) TO hub_core;
GRANT SELECT, DELETE ON core."Notice" TO hub_core;
GRANT UPDATE ("readAt") ON core."Notice" TO hub_core;
