#!/bin/sh
# Runs once, when the database is made: the role of FreeRADIUS with its password (its rights come with the migrations).
set -eu
psql -v ON_ERROR_STOP=1 -v senha="$RADIUS_SENHA" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE radius LOGIN PASSWORD :'senha';
ALTER ROLE radius SET synchronous_commit = off;
SQL
