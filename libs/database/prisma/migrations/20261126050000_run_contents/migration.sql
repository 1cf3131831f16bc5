-- Prompts and answers, kept for those who have asked for it and for nobody else.
CREATE TABLE core."ContentRetention" (
    "accountId" TEXT NOT NULL,
    "keepDays" INTEGER,
    "keptSince" TIMESTAMPTZ(3),
    "consentedBy" TEXT,
    "consentedAt" TIMESTAMPTZ(3),
    "forgetBefore" TIMESTAMPTZ(3),

    CONSTRAINT "ContentRetention_pkey" PRIMARY KEY ("accountId")
);
CREATE TABLE core."RunContent" (
    "runId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "isCut" BOOLEAN NOT NULL,
    "keptAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RunContent_pkey" PRIMARY KEY ("runId")
);
CREATE INDEX "RunContent_accountId_keptAt_idx" ON core."RunContent"("accountId", "keptAt");

-- No content without the wish of its account: not even a fault of ours can leave one behind.
ALTER TABLE core."RunContent" ADD CONSTRAINT "RunContent_accountId_fkey"
    FOREIGN KEY ("accountId") REFERENCES core."ContentRetention"("accountId") ON DELETE RESTRICT ON UPDATE CASCADE;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."ContentRetention"
    ADD CONSTRAINT "ContentRetention_days_known" CHECK ("keepDays" IN (1, 7, 30, 90)),
    ADD CONSTRAINT "ContentRetention_wish_has_a_consent" CHECK
        ("keepDays" IS NULL OR ("keptSince" IS NOT NULL AND "consentedBy" IS NOT NULL AND "consentedAt" IS NOT NULL)),
    ADD CONSTRAINT "ContentRetention_wanted_or_being_forgotten" CHECK ("keepDays" IS NOT NULL OR "forgetBefore" IS NOT NULL);
ALTER TABLE core."RunContent" ADD CONSTRAINT "RunContent_bounded" CHECK
    (octet_length(request) <= 262144 AND octet_length(answer) <= 262144);
CREATE INDEX "ContentRetention_being_forgotten" ON core."ContentRetention"("accountId") WHERE "forgetBefore" IS NOT NULL;

-- What was kept before this moment is no longer there for anybody: too old, or of a wish that was taken back.
CREATE FUNCTION core.content_limit(wish core."ContentRetention") RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN wish."keepDays" IS NULL THEN 'infinity'::timestamptz
                ELSE greatest(wish."forgetBefore", now() - wish."keepDays" * interval '1 day') END;
$$;

-- Keeps what a run was asked and answered, if its account wants that and wanted it when the call was sent. The wish is held until this
-- commits: who takes it back waits for it, and finds what was kept; who comes after finds no wish, and keeps nothing.
CREATE FUNCTION core.keep_run_content(run_id text, kept_request text, kept_answer text, is_cut boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_account text;
    v_sent_at timestamptz;
BEGIN
    SELECT r."accountId", r."createdAt" INTO v_account, v_sent_at FROM "Run" r WHERE r.id = run_id AND r."endedAt" IS NOT NULL;
    PERFORM 1 FROM "ContentRetention" w
    WHERE w."accountId" = v_account AND w."keepDays" IS NOT NULL AND w."keptSince" <= v_sent_at FOR SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO "RunContent" ("runId", "accountId", request, answer, "isCut", "keptAt")
    VALUES (run_id, v_account, kept_request, kept_answer, is_cut, clock_timestamp())
    ON CONFLICT ("runId") DO NOTHING;
    RETURN true;
END;
$$;

-- For how long an account wants contents to be kept; null: not at all. From then on nothing is kept, and what was is hidden from
-- everybody and to be deleted. A wish that is renewed before that is done does not bring it back.
CREATE FUNCTION core.set_content_retention(account_id text, user_id text, keep_days int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
BEGIN
    IF keep_days IS NOT NULL THEN
        INSERT INTO "ContentRetention" AS w ("accountId", "keepDays", "keptSince", "consentedBy", "consentedAt")
        VALUES (account_id, keep_days, clock_timestamp(), user_id, clock_timestamp())
        ON CONFLICT ("accountId") DO UPDATE
        SET "keepDays" = keep_days, "consentedBy" = user_id, "consentedAt" = clock_timestamp(),
            "keptSince" = CASE WHEN w."keepDays" IS NULL THEN clock_timestamp() ELSE w."keptSince" END;
        RETURN;
    END IF;
    -- First the lock, then the time: what somebody is keeping right now was kept before. Moments are rounded to milliseconds.
    PERFORM 1 FROM "ContentRetention" w WHERE w."accountId" = account_id FOR UPDATE;
    UPDATE "ContentRetention" w SET "keepDays" = NULL, "keptSince" = NULL, "forgetBefore" = clock_timestamp() + interval '1 millisecond'
    WHERE w."accountId" = account_id AND w."keepDays" IS NOT NULL;
END;
$$;

-- Deletes at most so many contents of an account that nobody may see any more, the oldest first; answers how many it has deleted. When
-- none is left, so is no trace of a wish that was taken back.
CREATE FUNCTION core.forget_run_contents(account_id text, max_rows int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_wish "ContentRetention"%ROWTYPE;
    v_count int;
BEGIN
    SELECT * INTO v_wish FROM "ContentRetention" w WHERE w."accountId" = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    DELETE FROM "RunContent" c USING (
        SELECT d."runId" FROM "RunContent" d
        WHERE d."accountId" = account_id AND d."keptAt" < core.content_limit(v_wish)
        ORDER BY d."keptAt" LIMIT max_rows) due
    WHERE c."runId" = due."runId";
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count < max_rows AND v_wish."forgetBefore" IS NOT NULL THEN
        IF v_wish."keepDays" IS NULL THEN
            DELETE FROM "ContentRetention" w WHERE w."accountId" = account_id;
        ELSE
            UPDATE "ContentRetention" w SET "forgetBefore" = NULL WHERE w."accountId" = account_id;
        END IF;
    END IF;
    RETURN v_count;
END;
$$;

REVOKE EXECUTE ON FUNCTION core.content_limit(core."ContentRetention"), core.keep_run_content(text, text, text, boolean),
    core.set_content_retention(text, text, int), core.forget_run_contents(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.content_limit(core."ContentRetention"), core.set_content_retention(text, text, int),
    core.forget_run_contents(text, int) TO hub_core;
GRANT SELECT ON core."ContentRetention" TO hub_core;
GRANT SELECT, DELETE ON core."RunContent" TO hub_core;

-- llm-worker hears who wants it, and writes what it cannot read again.
GRANT EXECUTE ON FUNCTION core.keep_run_content(text, text, text, boolean) TO hub_worker;
GRANT SELECT ("accountId", "keepDays") ON core."ContentRetention" TO hub_worker;
