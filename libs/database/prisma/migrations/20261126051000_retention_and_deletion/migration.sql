-- What is forgotten in time, and what is left of a person who is deleted.
CREATE TABLE core."AccountClosure" (
    "accountId" TEXT NOT NULL,
    "closedBy" TEXT NOT NULL,
    "closedAt" TIMESTAMPTZ(3) NOT NULL,
    "forfeitedMicros" BIGINT NOT NULL,
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccountClosure_pkey" PRIMARY KEY ("accountId")
);
CREATE TABLE auth."FormerEmail" (
    "hash" TEXT NOT NULL,
    "forgottenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FormerEmail_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "FormerEmail_forgottenAt_idx" ON auth."FormerEmail"("forgottenAt");
CREATE INDEX "Session_expiresAt_idx" ON auth."Session"("expiresAt");


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."AccountClosure" ADD CONSTRAINT "AccountClosure_forfeited_not_negative" CHECK ("forfeitedMicros" >= 0);
CREATE INDEX "AccountClosure_unfinished" ON core."AccountClosure"("closedAt") WHERE "erasedAt" IS NULL;
CREATE INDEX "Batch_ended" ON core."Batch"("endedAt") WHERE "endedAt" IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth."FormerEmail" TO hub_auth;

-- Closes an account for good, in the transaction that deletes its person: no call, no charge and no mail from then on. What is available
-- is forfeited, if that was agreed to; what running calls hold is, when they have ended. The rest of what it owns is deleted piece by piece,
-- by erase_account.
CREATE FUNCTION core.close_account(account_id text, closed_by text, may_forfeit boolean)
RETURNS TABLE (outcome text, "balanceMicros" bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_account "CreditAccount";
BEGIN
    SELECT * INTO v_account FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown_account', 0::bigint;
        RETURN;
    END IF;
    IF v_account."currentBalance" > 0 AND NOT may_forfeit THEN
        RETURN QUERY SELECT 'has_credits', v_account."currentBalance";
        RETURN;
    END IF;
    INSERT INTO "AccountClosure" ("accountId", "closedBy", "closedAt", "forfeitedMicros")
    VALUES (account_id, closed_by, clock_timestamp(), v_account.available) ON CONFLICT ("accountId") DO NOTHING;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'already', v_account."currentBalance";
        RETURN;
    END IF;
    UPDATE "CreditAccount" a
    SET "frozenAt" = coalesce(a."frozenAt", clock_timestamp()), "frozenReason" = 'The account was deleted.',
        "lowBalanceMicros" = NULL, "mailsNotices" = false
    WHERE a.id = account_id;
    DELETE FROM "AutoTopUp" t WHERE t."accountId" = account_id;
    DELETE FROM "WebhookSecret" s USING "Webhook" w WHERE w.id = s."webhookId" AND w."accountId" = account_id;
    UPDATE "Webhook" w SET enabled = false, "disabledReason" = 'The account was deleted.' WHERE w."accountId" = account_id;
    DELETE FROM "Notice" n WHERE n."accountId" = account_id;
    PERFORM core.set_content_retention(account_id, closed_by, NULL);
    IF v_account.available > 0 THEN
        PERFORM core.move_credits('txn_' || substr(account_id, 5) || '_closed', account_id, 'correction', -v_account.available,
            'corrections', 'Forfeited when the account was deleted', '{}', NULL, 'account closed');
    END IF;
    RETURN QUERY SELECT 'closed', v_account."currentBalance";
END;
$$;

-- Goes on with deleting what a closed account owned, at most so many rows of each kind at once. `deleted` is how many that were; `isDone`
-- when nothing is left, nothing is open, and nobody holds a token any more with which to write something new.
CREATE FUNCTION core.erase_account(account_id text, max_rows int) RETURNS TABLE (deleted int, "isDone" boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_closed "AccountClosure";
    v_available bigint;
    v_count int;
    v_deleted int;
    v_is_quiet boolean;
BEGIN
    SELECT * INTO v_closed FROM "AccountClosure" c WHERE c."accountId" = account_id AND c."erasedAt" IS NULL FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 0, true;
        RETURN;
    END IF;
    PERFORM core.set_content_retention(account_id, v_closed."closedBy", NULL);
    v_deleted := core.forget_run_contents(account_id, max_rows);

    DELETE FROM "WebhookDelivery" d USING (
        SELECT o.id FROM "WebhookDelivery" o JOIN "Webhook" w ON w.id = o."webhookId" WHERE w."accountId" = account_id LIMIT max_rows) due
    WHERE d.id = due.id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_deleted := v_deleted + v_count;
    DELETE FROM "Webhook" w WHERE w."accountId" = account_id
        AND NOT EXISTS (SELECT 1 FROM "WebhookDelivery" d WHERE d."webhookId" = w.id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_deleted := v_deleted + v_count;

    DELETE FROM "Notice" n WHERE n."accountId" = account_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_deleted := v_deleted + v_count;

    -- A batch can have many thousand items.
    DELETE FROM "Batch" b USING (
        SELECT o.id FROM "Batch" o WHERE o."accountId" = account_id AND o."endedAt" IS NOT NULL LIMIT greatest(1, max_rows / 100)) due
    WHERE b.id = due.id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_deleted := v_deleted + v_count;

    -- Keys are the words of its callers. The index of the keys finds those that are left.
    UPDATE "Run" r SET "idempotencyKey" = NULL, "requestHash" = '' FROM (
        SELECT o.id FROM "Run" o
        WHERE o."accountId" || ' ' || o."idempotencyKey" > account_id || ' ' AND o."accountId" || ' ' || o."idempotencyKey" < account_id || '!'
          AND o."idempotencyKey" IS NOT NULL AND o."endedAt" IS NOT NULL
        LIMIT max_rows) due
    WHERE r.id = due.id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_deleted := v_deleted + v_count;

    -- Stripe's page of a receipt names its customer.
    UPDATE "Payment" p SET "receiptUrl" = NULL WHERE p."accountId" = account_id AND p."receiptUrl" IS NOT NULL;

    v_is_quiet := NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."accountId" = account_id AND r."endedAt" IS NULL)
        AND NOT EXISTS (SELECT 1 FROM "Payment" p WHERE p."accountId" = account_id AND p.state = 'pending');
    IF v_is_quiet THEN
        -- What came back from calls that ran at the time. What was bought after it is for a person to refund.
        SELECT a.available INTO v_available FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
        IF v_available > 0 AND NOT EXISTS (SELECT 1 FROM "Payment" p WHERE p."accountId" = account_id
                                           AND p."creditedAt" >= v_closed."closedAt") THEN
            PERFORM core.move_credits('txn_' || replace(gen_random_uuid()::text, '-', ''), account_id, 'correction', -v_available,
                'corrections', 'Forfeited when the account was deleted', '{}', NULL, NULL);
            UPDATE "AccountClosure" c SET "forfeitedMicros" = c."forfeitedMicros" + v_available WHERE c."accountId" = account_id;
        END IF;
        UPDATE "Payment" p SET problem = 'bought_after_deletion'
        WHERE p."accountId" = account_id AND p."creditedAt" >= v_closed."closedAt" AND p.problem IS NULL AND p.state = 'completed';
    END IF;
    IF v_is_quiet AND v_deleted = 0 AND v_closed."closedAt" < clock_timestamp() - interval '15 minutes'
        AND NOT EXISTS (SELECT 1 FROM "Batch" b WHERE b."accountId" = account_id)
        AND NOT EXISTS (SELECT 1 FROM "StripeCustomer" s WHERE s."accountId" = account_id) THEN
        DELETE FROM "AutoTopUp" t WHERE t."accountId" = account_id;
        UPDATE "AccountClosure" c SET "erasedAt" = clock_timestamp() WHERE c."accountId" = account_id;
        RETURN QUERY SELECT 0, true;
        RETURN;
    END IF;
    RETURN QUERY SELECT v_deleted, false;
END;
$$;

-- The same as before; a deleted account stays frozen.
CREATE OR REPLACE FUNCTION core.set_account_frozen(account_id text, frozen boolean, reason text)
RETURNS TABLE (known boolean, changed boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_frozen_at timestamptz;
    v_is_closed boolean;
BEGIN
    SELECT a."frozenAt" INTO v_frozen_at FROM "CreditAccount" a WHERE a.id = account_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT false, false;
        RETURN;
    END IF;
    v_is_closed := EXISTS (SELECT 1 FROM "AccountClosure" c WHERE c."accountId" = account_id);
    IF (v_frozen_at IS NOT NULL) <> frozen AND NOT v_is_closed THEN
        UPDATE "CreditAccount" a
        SET "frozenAt" = CASE WHEN frozen THEN clock_timestamp() END, "frozenReason" = CASE WHEN frozen THEN reason END
        WHERE a.id = account_id;
    END IF;
    RETURN QUERY SELECT true, (v_frozen_at IS NOT NULL) <> frozen AND NOT v_is_closed;
END;
$$;

-- Deletes at most so many rows whose time by a rule is over; answers how many. Who comes while another is at it has nothing to do. The least
-- that a rule keeps is said here too: no setting can delete what is still at work.
CREATE FUNCTION core.prune(rule text, keep_days int, max_rows int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_limit timestamptz := now() - keep_days * interval '1 day';
    v_count int;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('core.prune'), hashtext(rule)) THEN
        RETURN 0;
    END IF;
    CASE rule
    WHEN 'notices' THEN
        DELETE FROM "Notice" n USING (
            SELECT o.id FROM "Notice" o WHERE o."createdAt" < v_limit ORDER BY o."createdAt" LIMIT max_rows) due
        WHERE n.id = due.id;
    WHEN 'stripe_events' THEN
        DELETE FROM "StripeEvent" e USING (
            SELECT o.id FROM "StripeEvent" o
            WHERE o."receivedAt" < least(v_limit, now() - interval '35 days') AND o.state <> 'pending'
            ORDER BY o."receivedAt" LIMIT max_rows) due
        WHERE e.id = due.id;
    WHEN 'ledger_audits' THEN
        -- What was found stays; so does the last result, which the metric shows.
        DELETE FROM "LedgerAudit" a USING (
            SELECT o.id FROM "LedgerAudit" o
            WHERE o."startedAt" < least(v_limit, now() - interval '30 days') AND coalesce(o.violations, 0) = 0
              AND o.id <> coalesce((SELECT l.id FROM "LedgerAudit" l WHERE l.violations IS NOT NULL ORDER BY l."startedAt" DESC LIMIT 1), '')
            ORDER BY o."startedAt" LIMIT max_rows) due
        WHERE a.id = due.id;
    WHEN 'batches' THEN
        DELETE FROM "Batch" b USING (
            SELECT o.id FROM "Batch" o WHERE o."endedAt" < least(v_limit, now() - interval '2 days')
            ORDER BY o."endedAt" LIMIT greatest(1, max_rows / 100)) due
        WHERE b.id = due.id;
    END CASE;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END;
$$;

-- What schema auth has of a person, for the export of their data, and no secret of it.
CREATE FUNCTION core.read_person(account_id text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT jsonb_build_object(
        'profile', jsonb_build_object('id', u.id, 'email', u.email, 'emailVerified', u."emailVerified", 'role', u."roleName",
            'firstName', p."firstName", 'lastName', p."lastName", 'avatarUrl', p."avatarUrl", 'createdAt', u."createdAt"),
        'apiKeys', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix,
                        'createdAt', k."createdAt", 'lastUsedAt', k."lastUsedAt", 'expiresAt', k."expiresAt",
                        'revokedAt', k."revokedAt") ORDER BY k."createdAt"), '[]')
                    FROM auth."ApiKey" k WHERE k."userId" = u.id),
        'sessions', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'userAgent', s."userAgent",
                        'createdAt', s."createdAt", 'rotatedAt', s."rotatedAt", 'expiresAt', s."expiresAt",
                        'revokedAt', s."revokedAt") ORDER BY s."createdAt"), '[]')
                     FROM auth."Session" s WHERE s."userId" = u.id))
    FROM auth."User" u LEFT JOIN auth."UserProfile" p ON p."userId" = u.id WHERE u."accountId" = account_id;
$$;

REVOKE EXECUTE ON FUNCTION core.close_account(text, text, boolean), core.erase_account(text, int), core.prune(text, int, int),
    core.read_person(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.close_account(text, text, boolean) TO hub_auth;
GRANT EXECUTE ON FUNCTION core.erase_account(text, int), core.prune(text, int, int), core.read_person(text) TO hub_core;
GRANT SELECT ON core."AccountClosure" TO hub_core;
GRANT DELETE ON core."StripeCustomer" TO hub_core;
-- For the export: that there were batches, and never what they ask.
GRANT SELECT (id, "accountId", state, "createdAt", "endedAt") ON core."Batch" TO hub_core;
GRANT SELECT ("batchId", position, "customId", state, "runId") ON core."BatchItem" TO hub_core;
