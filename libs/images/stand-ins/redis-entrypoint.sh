#!/bin/sh
# As the official image does: options alone are those of redis-server, which is reached from outside its container.
set -eu

case "${1:-}" in
-*) set -- redis-server "$@" ;;
esac
[ "${1:-}" != redis-server ] || set -- "$@" --protected-mode no
exec "$@"
