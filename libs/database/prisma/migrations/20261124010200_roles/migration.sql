-- Group roles belong to the whole cluster, databases come and go: another database, or another migration running right
-- now, may have made them already.
DO $$
DECLARE
    v_role text;
    -- From 16 on, who creates a role is its member but may not act as it.
    v_may_act_as text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['hub_gateway', 'hub_worker', 'hub_auth', 'hub_core'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = v_role) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        -- The migrating login may act as each role, so that one login can serve every service of a small installation.
        FOR attempt IN 1..20 LOOP
            EXIT WHEN pg_has_role(current_user, v_role, v_may_act_as);
            BEGIN
                EXECUTE format('GRANT %I TO CURRENT_USER', v_role);
            EXCEPTION WHEN unique_violation OR internal_error THEN
                -- A concurrent migration changed the same membership ("tuple concurrently updated").
                PERFORM pg_sleep(0.05);
            END;
        END LOOP;
    END LOOP;
END;
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA core FROM PUBLIC;

GRANT USAGE ON SCHEMA core TO hub_gateway, hub_worker, hub_auth, hub_core;
GRANT USAGE ON SCHEMA auth TO hub_gateway, hub_auth;

-- These two read with the rights of their caller.
GRANT EXECUTE ON FUNCTION core.read_runs(text[]), core.list_abandoned_runs(int, bigint)
    TO hub_gateway, hub_worker, hub_core;

-- api-gateway (and mcp-server, which submits the same way): admit, take back what was not started, read.
GRANT EXECUTE ON FUNCTION core.admit_runs(jsonb), core.void_queued_runs(jsonb) TO hub_gateway;
GRANT SELECT ON core."Run", core."Model" TO hub_gateway;
GRANT SELECT (id, "userId", "currentBalance", available, held) ON core."CreditAccount" TO hub_gateway;
GRANT SELECT ON auth."ApiKey" TO hub_gateway;
GRANT UPDATE ("lastUsedAt") ON auth."ApiKey" TO hub_gateway;
GRANT SELECT (id, "roleName", "accountId") ON auth."User" TO hub_gateway;

-- llm-worker: take runs, keep them, end them; publish what it can reach.
GRANT EXECUTE ON FUNCTION core.claim_runs(jsonb), core.renew_leases(text[], int[], bigint), core.settle_runs(jsonb),
    core.void_queued_runs(jsonb) TO hub_worker;
GRANT SELECT ON core."Run" TO hub_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON core."Model" TO hub_worker;

-- auth-service: its own schema, and one account for each new user.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO hub_auth;
GRANT EXECUTE ON FUNCTION core.open_account(text, text, bigint) TO hub_auth;
GRANT SELECT ON core."CreditAccount" TO hub_auth;

-- core-service: reads all of core; credits and corrections through their function only.
GRANT SELECT ON ALL TABLES IN SCHEMA core TO hub_core;
GRANT EXECUTE ON FUNCTION core.grant_credits(text, text, bigint, text, text, jsonb, text),
    core.set_account_frozen(text, boolean) TO hub_core;
