#!/bin/bash
# run.sh: how long a new record takes to find its person among those who are there, and whether the people so kept are those of the batch.
#
#   bench/arrivals/run.sh RECORDS [N]        (make arrivals DATA=records.csv [ARRIVING=n])
#
# RECORDS is CSV with a header line; columns are found by name: source, applied_at, and of name, birth_date, id_number, phone, email, city, school,
# employer all, empty where unknown. All records but N (5000 by default) are clustered by deduplicate() and stored as people; the others arrive one
# by one through record_claims(), each in a transaction of its own. Then all records are clustered at once by the same model, and pairs of
# records of one person are compared. It needs a server on which CREATE EXTENSION aiehr works, as PG... says, and makes a database aiehr_arrivals
# there.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PGCLIENTENCODING=UTF8 PGTZ=UTC PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null
. "$here/../lib/csv.sh"

fail() { echo "arrivals: $*" >&2; exit 1; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -d aiehr_arrivals "$@"; }

clean_up() {
	[ -n "$(psql -XqAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'aiehr_arrivals'")" ] || return 0
	dropdb -f aiehr_arrivals &&
		psql -XqAt -d postgres -c 'DROP ROLE IF EXISTS arrivals_owner, arrivals_hr, arrivals_loader, arrivals_analyst, arrivals_auditor'
}

report() { psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null='' -d aiehr_arrivals -f "$here/$1" || fail "the report failed"; }

[ $# -ge 1 ] && [[ ${2:-5000} =~ ^[1-9][0-9]*$ ]] || fail "usage: make arrivals DATA=records.csv [ARRIVING=n]"
clean_up || fail "cannot remove what an earlier run left"
createdb -T template0 -E UTF8 aiehr_arrivals || fail "cannot make the database aiehr_arrivals"
echo "aiehr: records of $(basename "$1"), the last ${2:-5000} of them one by one"
echo
sql -c 'CREATE EXTENSION aiehr' -c "SELECT FROM aiehr.create_workspace('arrivals')" || fail "cannot make a workspace"
load "$1" record source applied_at name birth_date id_number phone email city school employer
step 'people' sql -v arriving="${2:-5000}" -f "$here/10_people.sql"
step 'rebuild_matching()' sql -c 'SELECT FROM arrivals.rebuild_matching()'
echo
report 20_arrive.sql
report 30_compare.sql
clean_up
