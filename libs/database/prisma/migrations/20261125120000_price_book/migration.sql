-- CreateTable
CREATE TABLE "core"."PriceBookEntry" (
    "id" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "effectiveFrom" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "effectiveUntil" TIMESTAMPTZ(3),
    "price" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "listedOn" DATE,
    "note" TEXT NOT NULL DEFAULT '',
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" TEXT,

    CONSTRAINT "PriceBookEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PriceBookEntry_modelId_effectiveFrom_idx" ON "core"."PriceBookEntry"("modelId", "effectiveFrom" DESC);


-- From here on: what the Prisma schema cannot say.

-- A list price names its list and nobody; an administrator's names who set it, and who ended it.
-- No price begins in the past: what was charged then would no longer be what the book says.
ALTER TABLE core."PriceBookEntry"
    ADD CONSTRAINT "PriceBookEntry_id_prefixed" CHECK (id LIKE 'prc\_%'),
    ADD CONSTRAINT "PriceBookEntry_begins_no_earlier_than_written" CHECK ("effectiveFrom" >= "createdAt"),
    ADD CONSTRAINT "PriceBookEntry_ends_after_it_begins" CHECK ("effectiveUntil" > "effectiveFrom"),
    ADD CONSTRAINT "PriceBookEntry_ended_no_earlier_than_written" CHECK ("endedAt" >= "createdAt"),
    ADD CONSTRAINT "PriceBookEntry_source_known"
        CHECK (CASE source
                   WHEN 'catalog' THEN "listedOn" IS NOT NULL AND "createdBy" IS NULL AND "endedBy" IS NULL
                                       AND "effectiveUntil" IS NULL
                   WHEN 'admin' THEN "listedOn" IS NULL AND "createdBy" IS NOT NULL
                                     AND ("endedAt" IS NULL) = ("endedBy" IS NULL)
                   ELSE false END),
    -- The output of a model of embeddings has no price; all other rates are above zero, or the price says that it is free.
    ADD CONSTRAINT "PriceBookEntry_above_zero_or_free"
        CHECK (CASE WHEN price @> '{"free": true}' THEN price @> '{"inputMicros": 0, "outputMicros": 0}'
                    ELSE coalesce((price ->> 'inputMicros')::bigint > 0 AND (price ->> 'cacheReadMicros')::bigint > 0
                                  AND (price ->> 'cacheWrite5mMicros')::bigint > 0
                                  AND (price ->> 'cacheWrite1hMicros')::bigint > 0
                                  AND (price ->> 'outputMicros')::bigint >= 0, false) END);

-- What a price was is history. Only its end may be written, once, and not into the past.
CREATE FUNCTION core.keep_price_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD."endedAt" IS NULL AND NEW."endedAt" >= now() - interval '1 millisecond'
           AND (to_jsonb(NEW) - 'endedAt' - 'endedBy') = (to_jsonb(OLD) - 'endedAt' - 'endedBy') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'core."PriceBookEntry" keeps its history: this % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'End the price, and write another one.';
END;
$$;
REVOKE EXECUTE ON FUNCTION core.keep_price_history() FROM PUBLIC;

CREATE TRIGGER "PriceBookEntry_history" BEFORE UPDATE OR DELETE ON core."PriceBookEntry"
    FOR EACH ROW EXECUTE FUNCTION core.keep_price_history();
CREATE TRIGGER "PriceBookEntry_not_emptied" BEFORE TRUNCATE ON core."PriceBookEntry"
    FOR EACH STATEMENT EXECUTE FUNCTION core.keep_price_history();
ALTER TABLE core."PriceBookEntry" ENABLE ALWAYS TRIGGER "PriceBookEntry_history";
ALTER TABLE core."PriceBookEntry" ENABLE ALWAYS TRIGGER "PriceBookEntry_not_emptied";

-- Workers write list prices, core-service what administrators set; everybody who sells or shows a model reads them.
GRANT SELECT ON core."PriceBookEntry" TO hub_gateway, hub_worker, hub_core;
GRANT INSERT ON core."PriceBookEntry" TO hub_worker, hub_core;
GRANT UPDATE ("endedAt", "endedBy") ON core."PriceBookEntry" TO hub_worker, hub_core;

ALTER TABLE core."PriceBookEntry" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "PriceBookEntry_read" ON core."PriceBookEntry" FOR SELECT TO hub_gateway, hub_worker, hub_core USING (true);
CREATE POLICY "PriceBookEntry_list" ON core."PriceBookEntry" FOR INSERT TO hub_worker WITH CHECK (source = 'catalog');
CREATE POLICY "PriceBookEntry_relist" ON core."PriceBookEntry" FOR UPDATE TO hub_worker USING (source = 'catalog');
CREATE POLICY "PriceBookEntry_set" ON core."PriceBookEntry" FOR INSERT TO hub_core WITH CHECK (source = 'admin');
CREATE POLICY "PriceBookEntry_end" ON core."PriceBookEntry" FOR UPDATE TO hub_core USING (source = 'admin');
