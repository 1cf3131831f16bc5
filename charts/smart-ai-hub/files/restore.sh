#!/bin/sh
# Puts one dump in the place of what the database holds, in one transaction: either all of it, or nothing changes.
set -eu
cd /backups
file="$RESTORE_FILE"
[ "$file" != latest ] || file="$(ls -1 hub-*.dump | sort | tail -n 1)"
[ -f "$file" ] || { echo "there is no $file; the volume holds: $(ls -1)"; exit 1; }

sql() { psql --dbname="$DATABASE_URL" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"; }

busy="$(sql --tuples-only --no-align --command="SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()
  AND application_name IN ('api-gateway', 'auth-service', 'core-service', 'llm-worker', 'mcp-server')")"
[ -z "$busy" ] || { echo "still connected: $busy. Scale the services to zero first (docs/operations/backup-and-restore.md)."; exit 1; }

# Roles belong to the server, not to the dump.
sql <<'SQL'
SET client_min_messages = warning;
DO $$
DECLARE v_role text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['hub_gateway', 'hub_worker', 'hub_auth', 'hub_core'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = v_role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
    END IF;
    EXECUTE format('GRANT %I TO CURRENT_USER', v_role);
  END LOOP;
END;
$$;
SQL

# COMMIT comes only after the last line of a dump that was read to its end.
whole=/tmp/whole
rm -f "$whole"
{
  echo 'SET client_min_messages = warning; BEGIN; DROP SCHEMA IF EXISTS auth, core CASCADE; DROP TABLE IF EXISTS public._prisma_migrations;'
  # A setting of PostgreSQL 17 that older servers refuse; it stands once, at the head.
  { pg_restore --no-owner --file=- "$file" && : >"$whole"; } | sed '0,/^SET transaction_timeout/{//d}'
  [ -e "$whole" ] && echo 'COMMIT;'
} | sql --output=/dev/null
[ -e "$whole" ] || { echo "$file could not be read to its end; nothing was changed"; exit 1; }
sql --tuples-only --command="SELECT 'restored ' || count(*) || ' ledger entries from $file' FROM core.\"CreditTransaction\""
