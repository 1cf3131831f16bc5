-- Two unique columns can stop a second opening of the same account: its id and its user. Of several at once the one that PostgreSQL
-- happens to find first counts, so both must be met quietly; whether it is the same account is checked afterwards.
CREATE OR REPLACE FUNCTION core.open_account(account_id text, user_id text, welcome_micros bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_transaction text := 'txn_' || substr(account_id, 5) || '_welcome';
BEGIN
    INSERT INTO "CreditAccount" (id, "userId", "currentBalance", available)
    VALUES (account_id, user_id, welcome_micros, welcome_micros)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        IF NOT EXISTS (SELECT 1 FROM "CreditAccount" WHERE id = account_id AND "userId" = user_id) THEN
            RAISE EXCEPTION 'account % or user % belongs to another pair', account_id, user_id USING ERRCODE = 'unique_violation';
        END IF;
        RETURN false;
    END IF;
    IF welcome_micros > 0 THEN
        INSERT INTO "CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description)
        VALUES (v_transaction, account_id, 'welcome', welcome_micros, welcome_micros, welcome_micros, 'Welcome credits');
        INSERT INTO "LedgerEntry" ("transactionId", "accountId", bucket, amount, "beforeMicros", "afterMicros")
        VALUES (v_transaction, account_id, 'available', welcome_micros, 0, welcome_micros),
               (v_transaction, 'promotions', 'total', -welcome_micros, NULL, NULL);
    END IF;
    RETURN true;
END;
$$;
