-- The auditor's own book: when the ledger was checked, and what was found. And why an account is frozen.
CREATE TABLE core."LedgerAudit" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "checked" BIGINT,
    "violations" BIGINT,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "frozenAccountIds" TEXT[] NOT NULL DEFAULT '{}',
    "error" TEXT,

    CONSTRAINT "LedgerAudit_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "LedgerAudit_startedAt_idx" ON core."LedgerAudit"("startedAt" DESC);
ALTER TABLE core."CreditAccount" ADD COLUMN "frozenReason" text;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."LedgerAudit"
    ADD CONSTRAINT "LedgerAudit_id_prefixed" CHECK (id LIKE 'aud\_%'),
    ADD CONSTRAINT "LedgerAudit_finished_says_what" CHECK
        (CASE WHEN "finishedAt" IS NULL THEN violations IS NULL ELSE (violations IS NULL) = (error IS NOT NULL) END);
ALTER TABLE core."CreditAccount"
    ADD CONSTRAINT "CreditAccount_frozen_says_why" CHECK ("frozenAt" IS NOT NULL OR "frozenReason" IS NULL);

-- Answers true to one caller in each interval, however many ask: to the one who is to audit now. Who begins and dies is
-- followed by the next one after `abandoned_ms`, and so is one that could not be done.
CREATE FUNCTION core.begin_audit(audit_id text, interval_ms bigint, abandoned_ms bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('core.begin_audit'));
    IF EXISTS (SELECT 1 FROM "LedgerAudit" a
               WHERE a."startedAt" > clock_timestamp()
                   - CASE WHEN a."finishedAt" IS NULL THEN abandoned_ms
                          WHEN a.error IS NOT NULL THEN least(interval_ms, abandoned_ms)
                          ELSE interval_ms END * interval '1 millisecond') THEN
        RETURN false;
    END IF;
    INSERT INTO "LedgerAudit" (id, "startedAt") VALUES (audit_id, clock_timestamp());
    RETURN true;
END;
$$;

CREATE FUNCTION core.finish_audit(audit_id text, checked_count bigint, violation_count bigint, found jsonb,
                                  frozen_account_ids text[], failure text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    UPDATE "LedgerAudit"
    SET "finishedAt" = clock_timestamp(), checked = checked_count, violations = violation_count, findings = found,
        "frozenAccountIds" = frozen_account_ids, error = failure
    WHERE id = audit_id AND "finishedAt" IS NULL;
$$;

-- The same as before, with the reason, and with the answer whether the account is new in that state. A second reason does
-- not replace the first: whoever lifts the freeze has to have answered that one.
DROP FUNCTION core.set_account_frozen(text, boolean);
CREATE FUNCTION core.set_account_frozen(account_id text, frozen boolean, reason text)
RETURNS TABLE (known boolean, changed boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_frozen_at timestamptz;
BEGIN
    SELECT a."frozenAt" INTO v_frozen_at FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT false, false;
        RETURN;
    END IF;
    IF (v_frozen_at IS NOT NULL) <> frozen THEN
        UPDATE "CreditAccount" a
        SET "frozenAt" = CASE WHEN frozen THEN clock_timestamp() END, "frozenReason" = CASE WHEN frozen THEN reason END
        WHERE a.id = account_id;
    END IF;
    RETURN QUERY SELECT true, (v_frozen_at IS NOT NULL) <> frozen;
END;
$$;

REVOKE EXECUTE ON FUNCTION core.begin_audit(text, bigint, bigint),
    core.finish_audit(text, bigint, bigint, jsonb, text[], text), core.set_account_frozen(text, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.begin_audit(text, bigint, bigint),
    core.finish_audit(text, bigint, bigint, jsonb, text[], text), core.set_account_frozen(text, boolean, text) TO hub_core;
GRANT SELECT ON core."LedgerAudit" TO hub_core;

-- What administrators and mails need of a person, and no more of schema auth. With a question: the accounts of that e-mail,
-- account or user; without: those of the given ids.
CREATE FUNCTION core.find_contacts(question text, account_ids text[])
RETURNS TABLE ("accountId" text, "userId" text, email text, "firstName" text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT u."accountId", u.id, u.email, p."firstName"
    FROM auth."User" u LEFT JOIN auth."UserProfile" p ON p."userId" = u.id
    WHERE CASE WHEN question IS NULL THEN u."accountId" = ANY (account_ids)
               ELSE u.email = lower(question) OR u."accountId" = question OR u.id = question END;
$$;
REVOKE EXECUTE ON FUNCTION core.find_contacts(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.find_contacts(text, text[]) TO hub_core;
