#!/bin/sh
# Writes one dump of the whole database beside the others, and forgets the oldest. A dump that cannot be read back is none.
set -eu
umask 077
cd /backups
name="hub-$(date -u +%Y%m%dT%H%M%SZ).dump"
rm -f ./*.part
pg_dump --dbname="$DATABASE_URL" --format=custom --no-owner --file="$name.part"
pg_restore --list "$name.part" >/dev/null
mv "$name.part" "$name"
echo "wrote $name ($(wc -c <"$name") bytes)"
ls -1 hub-*.dump | sort | head -n "-$KEEP" | while read -r old; do
  rm -- "$old"
  echo "forgot $old"
done
