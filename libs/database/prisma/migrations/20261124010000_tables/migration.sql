-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "auth";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "core";

-- CreateTable
CREATE TABLE "auth"."Role" (
    "name" TEXT NOT NULL,

    CONSTRAINT "Role_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "auth"."User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "roleName" TEXT NOT NULL DEFAULT 'user',
    "accountId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth"."UserProfile" (
    "userId" TEXT NOT NULL,
    "firstName" TEXT NOT NULL,
    "lastName" TEXT NOT NULL,
    "avatarUrl" TEXT,

    CONSTRAINT "UserProfile_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "auth"."Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "currentTokenHash" TEXT NOT NULL,
    "previousTokenHash" TEXT,
    "rotatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth"."ApiKey" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "core"."CreditAccount" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "currentBalance" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "held" BIGINT NOT NULL DEFAULT 0,
    "totalPurchased" BIGINT NOT NULL DEFAULT 0,
    "totalUsed" BIGINT NOT NULL DEFAULT 0,
    "frozenAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CreditAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "core"."CreditTransaction" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "accountId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "balanceAfter" BIGINT NOT NULL,
    "availableAfter" BIGINT NOT NULL,
    "description" TEXT NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "runId" TEXT,
    "idempotencyKey" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CreditTransaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "core"."LedgerEntry" (
    "id" BIGSERIAL NOT NULL,
    "transactionId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "bucket" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "beforeMicros" BIGINT,
    "afterMicros" BIGINT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "core"."Run" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "apiKeyId" TEXT,
    "model" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "dialect" TEXT NOT NULL,
    "stream" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "fence" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "workerId" TEXT,
    "queueDeadlineAt" TIMESTAMPTZ(3) NOT NULL,
    "idempotencyKey" TEXT,
    "requestHash" TEXT NOT NULL,
    "price" JSONB NOT NULL,
    "holdMicros" BIGINT NOT NULL,
    "costMicros" BIGINT,
    "lossMicros" BIGINT NOT NULL DEFAULT 0,
    "inputTokens" INTEGER,
    "cacheReadTokens" INTEGER,
    "cacheWrite5mTokens" INTEGER,
    "cacheWrite1hTokens" INTEGER,
    "outputTokens" INTEGER,
    "reasoningTokens" INTEGER,
    "usageEstimated" BOOLEAN,
    "stopReason" TEXT,
    "errorCode" TEXT,
    "firstTokenMs" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "core"."Model" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'chat',
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "contextTokens" INTEGER NOT NULL,
    "maxOutputTokens" INTEGER NOT NULL,
    "typicalOutputTokens" INTEGER NOT NULL,
    "price" JSONB NOT NULL,
    "capabilities" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Model_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "auth"."User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "User_accountId_key" ON "auth"."User"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_currentTokenHash_key" ON "auth"."Session"("currentTokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Session_previousTokenHash_key" ON "auth"."Session"("previousTokenHash");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "auth"."Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "auth"."ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_accountId_createdAt_idx" ON "auth"."ApiKey"("accountId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ApiKey_userId_idx" ON "auth"."ApiKey"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "CreditAccount_userId_key" ON "core"."CreditAccount"("userId");

-- CreateIndex
CREATE INDEX "CreditTransaction_accountId_seq_idx" ON "core"."CreditTransaction"("accountId", "seq" DESC);

-- CreateIndex
CREATE INDEX "Run_accountId_createdAt_idx" ON "core"."Run"("accountId", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "auth"."User" ADD CONSTRAINT "User_roleName_fkey" FOREIGN KEY ("roleName") REFERENCES "auth"."Role"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth"."UserProfile" ADD CONSTRAINT "UserProfile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "auth"."User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth"."Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "auth"."User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth"."ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "auth"."User"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- From here on: what the Prisma schema cannot say.

INSERT INTO auth."Role" (name) VALUES ('user'), ('support'), ('admin');

ALTER TABLE auth."User" ADD CONSTRAINT "User_email_lower_case" CHECK (email = lower(email));

ALTER TABLE core."CreditAccount"
    ADD CONSTRAINT "CreditAccount_never_negative"
        CHECK ("currentBalance" >= 0 AND available >= 0 AND held >= 0 AND "totalPurchased" >= 0 AND "totalUsed" >= 0),
    ADD CONSTRAINT "CreditAccount_balance_is_available_plus_held" CHECK ("currentBalance" = available + held),
    ADD CONSTRAINT "CreditAccount_id_without_space" CHECK (strpos(id, ' ') = 0);

ALTER TABLE core."CreditTransaction"
    ADD CONSTRAINT "CreditTransaction_type_known"
        CHECK (type IN ('welcome', 'purchase', 'grant', 'correction', 'refund', 'hold', 'settlement', 'void')),
    ADD CONSTRAINT "CreditTransaction_after_never_negative" CHECK ("balanceAfter" >= 0 AND "availableAfter" >= 0);

-- A user account's entries carry the chain of its buckets. A system account's cannot: its running value would be one
-- row that every transaction of the installation locks. What it holds is the sum of its entries.
ALTER TABLE core."LedgerEntry"
    ADD CONSTRAINT "LedgerEntry_bucket_known" CHECK (bucket IN ('available', 'held', 'total')),
    ADD CONSTRAINT "LedgerEntry_chain"
        CHECK (CASE WHEN bucket = 'total' THEN "beforeMicros" IS NULL AND "afterMicros" IS NULL
                    ELSE "beforeMicros" >= 0 AND "afterMicros" >= 0 AND "afterMicros" = "beforeMicros" + amount END);

ALTER TABLE core."Run"
    ADD CONSTRAINT "Run_id_prefixed" CHECK (id LIKE 'run\_%'),
    ADD CONSTRAINT "Run_state_known"
        CHECK (state IN ('queued', 'running', 'done', 'error', 'cancelled', 'interrupted', 'capped')),
    ADD CONSTRAINT "Run_ended_when_final" CHECK (("endedAt" IS NULL) = (state IN ('queued', 'running'))),
    ADD CONSTRAINT "Run_cost_when_ended" CHECK (("endedAt" IS NULL) = ("costMicros" IS NULL)),
    ADD CONSTRAINT "Run_queued_is_unclaimed" CHECK ((state = 'queued' AND fence = 0) OR state <> 'queued'),
    ADD CONSTRAINT "Run_running_has_lease" CHECK (state <> 'running' OR "leaseUntil" IS NOT NULL),
    ADD CONSTRAINT "Run_amounts_never_negative" CHECK ("holdMicros" >= 0 AND "costMicros" >= 0 AND "lossMicros" >= 0);

-- One value, because an index that began with the account would leave the planner a choice between it and the account's
-- whole history; no account id has a space. Partial, because most calls carry no key and an index entry of each would be
-- paid on each call.
CREATE UNIQUE INDEX "Run_account_idempotencyKey_key"
    ON core."Run" (("accountId" || ' ' || "idempotencyKey")) WHERE "idempotencyKey" IS NOT NULL;
CREATE UNIQUE INDEX "CreditTransaction_account_idempotencyKey_key"
    ON core."CreditTransaction" (("accountId" || ' ' || "idempotencyKey")) WHERE "idempotencyKey" IS NOT NULL;
-- The predicate names a column that neither a claim nor a lease renewal touches, so that both stay heap-only updates.
CREATE INDEX "Run_open_idx" ON core."Run" ("queueDeadlineAt") WHERE "endedAt" IS NULL;

-- Room on the page for the next version of a row that is updated with every call.
ALTER TABLE core."CreditAccount" SET (fillfactor = 50);
ALTER TABLE core."Run" SET (fillfactor = 50);

-- Ids are compared byte by byte: cheaper, and their order (which is the order of locks) does not change when the
-- operating system's collations do.
ALTER TABLE core."CreditAccount" ALTER id TYPE text COLLATE "C";
ALTER TABLE core."CreditTransaction" ALTER id TYPE text COLLATE "C", ALTER "accountId" TYPE text COLLATE "C",
    ALTER "runId" TYPE text COLLATE "C", ALTER "idempotencyKey" TYPE text COLLATE "C";
ALTER TABLE core."LedgerEntry" ALTER "transactionId" TYPE text COLLATE "C", ALTER "accountId" TYPE text COLLATE "C";
ALTER TABLE core."Run" ALTER id TYPE text COLLATE "C", ALTER "accountId" TYPE text COLLATE "C",
    ALTER "idempotencyKey" TYPE text COLLATE "C";

CREATE FUNCTION core.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'core."%" is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege', HINT = 'Write a correction as a new transaction.';
END;
$$;
REVOKE EXECUTE ON FUNCTION core.refuse_change() FROM PUBLIC;

CREATE TRIGGER "CreditTransaction_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON core."CreditTransaction"
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER "LedgerEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON core."LedgerEntry"
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
-- ALWAYS: a session in replica mode does not get around them.
ALTER TABLE core."CreditTransaction" ENABLE ALWAYS TRIGGER "CreditTransaction_append_only";
ALTER TABLE core."LedgerEntry" ENABLE ALWAYS TRIGGER "LedgerEntry_append_only";
