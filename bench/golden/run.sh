#!/bin/bash
# run.sh: how often the golden record is right, on records of people whose true values are known.
#
#   bench/golden/run.sh RECORDS TRUTH        (make golden DATA=records.csv TRUTH=truth.csv)
#
# RECORDS is CSV with a header line. Columns are found by name: person_id (whom the record is about, as a key of any kind), rec_id,
# source, applied_at, and any of name, birth_date, id_number, phone, email, city, school, education, employer, title. TRUTH has a row
# a person with person_id and the same columns. The true person is given, so that what is measured is the resolution alone: claims are
# recorded through record_claims(), how common values are is counted once, and golden values are compared with the truth after the
# same normalisation. The truth is read after everything is resolved. It needs a server on which CREATE EXTENSION aiehr works, as
# PG... says, and makes a database aiehr_golden there.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PGCLIENTENCODING=UTF8 PGTZ=UTC PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

. "$here/../lib/csv.sh"

fail() { echo "golden: $*" >&2; exit 1; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -d aiehr_golden "$@"; }

clean_up() {
	[ -n "$(psql -XqAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'aiehr_golden'")" ] || return 0
	dropdb -f aiehr_golden &&
		psql -XqAt -d postgres -c 'DROP ROLE IF EXISTS golden_owner, golden_hr, golden_loader, golden_analyst, golden_auditor'
}

report() { psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null='' -d aiehr_golden -f "$here/$1" || fail "the report failed"; }

[ $# -eq 2 ] || fail "usage: make golden DATA=records.csv TRUTH=truth.csv"
clean_up || fail "cannot remove what an earlier run left"
createdb -T template0 -E UTF8 aiehr_golden || fail "cannot make the database aiehr_golden"
echo "aiehr: golden records of $(basename "$1")"
echo
sql -c 'CREATE EXTENSION aiehr' -c "SELECT FROM aiehr.create_workspace('golden')" || fail "cannot make a workspace"
load "$1" record person_id rec_id source applied_at
step 'claims recorded' sql -f "$here/10_claims.sql"
step 'values counted, resolved' sql -f "$here/20_resolve.sql"
load "$2" truth person_id
sql -f "$here/30_compare.sql" || fail "the golden values cannot be compared"
echo
report 40_report.sql
findings=$(sql -c 'SELECT fault, count(*) FROM golden.check_golden() GROUP BY fault') || fail "check_golden() failed"
[ -z "$findings" ] || { echo "$findings" >&2; fail "check_golden() finds faults"; }
[ -n "${KEEP:-}" ] || clean_up
