-- Many calls that nobody waits for. What is left to do stands here; a feeder admits the calls, a few at a time, as ordinary runs.
CREATE TABLE core."Batch" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "apiKeyId" TEXT,
    "state" TEXT NOT NULL DEFAULT 'running',
    "capMicros" BIGINT,
    "webhook" TEXT,
    "idempotencyKey" TEXT,
    "requestHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Batch_accountId_idempotencyKey_key" ON core."Batch"("accountId", "idempotencyKey");
CREATE INDEX "Batch_accountId_createdAt_idx" ON core."Batch"("accountId", "createdAt" DESC);

CREATE TABLE core."BatchItem" (
    "batchId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "customId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "request" JSONB,
    "runId" TEXT,
    "costMicros" BIGINT,
    "errorCode" TEXT,
    "errorDetail" TEXT,

    CONSTRAINT "BatchItem_pkey" PRIMARY KEY ("batchId", "position")
);
CREATE UNIQUE INDEX "BatchItem_batchId_customId_key" ON core."BatchItem"("batchId", "customId");
ALTER TABLE core."BatchItem" ADD CONSTRAINT "BatchItem_batchId_fkey"
    FOREIGN KEY ("batchId") REFERENCES core."Batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- From here on: what the Prisma schema cannot say.

ALTER TABLE core."Batch"
    ADD CONSTRAINT "Batch_id_prefixed" CHECK (id LIKE 'bat\_%'),
    ADD CONSTRAINT "Batch_cap_above_zero" CHECK ("capMicros" > 0),
    ADD CONSTRAINT "Batch_state_known" CHECK (state IN ('running', 'cancelling', 'completed', 'cancelled')),
    ADD CONSTRAINT "Batch_ended_has_a_time" CHECK ((state IN ('completed', 'cancelled')) = ("endedAt" IS NOT NULL));
ALTER TABLE core."BatchItem"
    ADD CONSTRAINT "BatchItem_state_known" CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
    ADD CONSTRAINT "BatchItem_running_has_a_run" CHECK (state <> 'running' OR "runId" IS NOT NULL),
    -- A prompt is kept for as long as it is needed.
    ADD CONSTRAINT "BatchItem_request_until_its_end" CHECK ((state IN ('waiting', 'running')) = (request IS NOT NULL));
CREATE INDEX "Batch_unfinished" ON core."Batch"("createdAt") WHERE "endedAt" IS NULL;

-- Batches with what became of their calls. Reads with the rights of its caller.
CREATE FUNCTION core.read_batches(ids text[])
RETURNS TABLE (id text, "accountId" text, state text, "capMicros" bigint, "createdAt" timestamptz, "endedAt" timestamptz,
               total int, waiting int, running int, succeeded int, failed int, cancelled int, "costMicros" bigint)
LANGUAGE sql STABLE
SET search_path = core, pg_temp
AS $$
    SELECT b.id, b."accountId", b.state, b."capMicros", b."createdAt", b."endedAt", i.*
    FROM "Batch" b CROSS JOIN LATERAL (
        SELECT count(*)::int, (count(*) FILTER (WHERE item.state = 'waiting'))::int,
               (count(*) FILTER (WHERE item.state = 'running'))::int, (count(*) FILTER (WHERE item.state = 'succeeded'))::int,
               (count(*) FILTER (WHERE item.state = 'failed'))::int, (count(*) FILTER (WHERE item.state = 'cancelled'))::int,
               coalesce(sum(item."costMicros"), 0)::bigint
        FROM "BatchItem" item WHERE item."batchId" = b.id) i
    WHERE b.id = ANY (ids)
    ORDER BY b."createdAt" DESC, b.id DESC;
$$;

-- Whoever ends a batch may not write deliveries itself.
CREATE FUNCTION core.note_batch_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = core, pg_temp AS $$
BEGIN
    PERFORM core.note_webhook_event(NEW."accountId", NEW.webhook, 'batch.completed', NEW.id);
    RETURN NULL;
END;
$$;
CREATE TRIGGER "Batch_end_is_noted" AFTER UPDATE OF "endedAt" ON core."Batch" FOR EACH ROW
    WHEN (NEW.webhook IS NOT NULL AND OLD."endedAt" IS NULL AND NEW."endedAt" IS NOT NULL)
    EXECUTE FUNCTION core.note_batch_end();

REVOKE EXECUTE ON FUNCTION core.read_batches(text[]), core.note_batch_end() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.read_batches(text[]) TO hub_gateway, hub_worker;

-- api-gateway takes batches and feeds them, since it alone may admit. llm-worker tells webhooks of them and sees no request.
GRANT SELECT, INSERT, DELETE, UPDATE (state, "endedAt") ON core."Batch" TO hub_gateway;
GRANT SELECT, INSERT, UPDATE (state, request, "runId", "costMicros", "errorCode", "errorDetail") ON core."BatchItem" TO hub_gateway;
GRANT SELECT (id, "accountId", state, "capMicros", "createdAt", "endedAt") ON core."Batch" TO hub_worker;
GRANT SELECT ("batchId", state, "costMicros") ON core."BatchItem" TO hub_worker;
