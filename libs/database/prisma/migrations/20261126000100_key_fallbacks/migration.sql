-- Models that may answer the calls of a key where the only one that a call names fails. Names, not ids: what they lead to is looked up
-- with each call.
ALTER TABLE auth."ApiKey" ADD COLUMN "fallbackModels" TEXT[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT "ApiKey_fallbacks_are_few" CHECK (cardinality("fallbackModels") <= 7);
