#!/bin/bash
# run.sh: the main job on real people: scores of those who were hired, what their supervisors say of them, who stayed.
#
#   bench/study/run.sh FILE        (make study HIRES=FILE)
#
# FILE is CSV with a header line; columns are found by name, others are left alone: employee_id, personality_01..13, sjt_1..9,
# biodata, sjt_seconds (scores, empty where missing), overall_rating, technical_skills, teamwork, customer_service, hire_again
# (ratings of 1 to 5), retained (0 or 1). It needs a server on which CREATE EXTENSION aiehr works, as PG... says; it
# makes a database aiehr_study there. The counts are checked against the file: a difference is exit status 1.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PGCLIENTENCODING=UTF8 PGTZ=UTC PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

fail() { echo "study: $*" >&2; exit 1; }

file=${1:-}
[ -n "$file" ] || fail "no file given; usage: make study HIRES=file.csv"
[ -f "$file" ] || fail "there is no file $file"
[ -r "$file" ] || fail "file $file cannot be read"
[ -s "$file" ] || fail "file $file is empty"

# The header: without byte order mark, carriage return, quotes and blanks around the names.
header=$(head -n 1 "$file" | sed $'1s/^\xef\xbb\xbf//' | tr -d '\r"')
IFS=, read -ra columns <<< "$header"
declare -A seen=()
definition=
for i in "${!columns[@]}"; do
	name=$(sed 's/^ *//; s/ *$//' <<< "${columns[i]}")
	[ -n "$name" ] || fail "$file: column $((i + 1)) has no name"
	[ -z "${seen[$name]:-}" ] || fail "$file: column $name occurs twice"
	seen[$name]=1
	definition+=${definition:+, }\"$name\"' text'
done
scores=($(printf 'personality_%02d ' {1..13}) $(printf 'sjt_%d ' {1..9}) biodata sjt_seconds)
ratings=(overall_rating technical_skills teamwork customer_service hire_again)
missing=
for name in employee_id "${scores[@]}" "${ratings[@]}" retained; do
	[ -n "${seen[$name]:-}" ] || missing+=" $name"
done
[ -z "$missing" ] || fail "$file: missing columns:$missing"

list() { local IFS=,; echo "$*"; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -v scores="{$(list "${scores[@]}")}" -v ratings="{$(list "${ratings[@]}")}" -d aiehr_study "$@"; }

# Runs one step and notes how long it took; the step's own words follow.
step() { # step TITLE FILE.sql
	local begun=$EPOCHREALTIME words seconds
	words=$(sql -f "$here/$2") || fail "step \"$1\" failed"
	seconds=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')
	printf '%7s s  %-28s %s\n' "$seconds" "$1" "$words"
}

# The database and the roles of a workspace in it; roles belong to the cluster and stay when a database goes.
clean_up() {
	[ -n "$(psql -XqAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'aiehr_study'")" ] || return 0
	dropdb -f aiehr_study &&
		psql -XqAt -d postgres -c 'DROP ROLE IF EXISTS hires_owner, hires_hr, hires_loader, hires_analyst, hires_auditor'
}

clean_up || fail "cannot remove what an earlier run left"
createdb -T template0 -E UTF8 aiehr_study || fail "cannot make the database aiehr_study"

echo "aiehr: study of $(basename "$file")"
echo
begun=$EPOCHREALTIME
sql -c 'CREATE SCHEMA study' -c "CREATE TABLE study.line (line bigint GENERATED ALWAYS AS IDENTITY, $definition)" &&
	sql -c "COPY study.line ($(sed 's/ text//g' <<< "$definition")) FROM STDIN WITH (FORMAT csv, HEADER true)" < "$file" ||
	fail "$file cannot be read as CSV"
printf '%7s s  %-28s %s\n' "$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')" 'file read' \
	"$(sql -c "SELECT count(*) || ' lines' FROM study.line")"
step 'file checked' 10_file.sql
step 'workspace made' 20_workspace.sql
step 'assessments loaded' 30_assessments.sql
step 'employed' 40_employment.sql
step 'facts recorded' 50_facts.sql
sql -f "$here/52_image.sql" || fail "cannot remember what is there"
step 'facts sent once more' 55_again.sql
sql -f "$here/57_compare.sql" || fail "cannot compare with what was there"
step 'pool filled' 60_pool.sql
step 'leavers archived' 70_leavers.sql
echo
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null='' -d aiehr_study -f "$here/80_report.sql" || fail "the report failed"
findings=$(sql -f "$here/90_checks.sql") || fail "the checks failed"
[ -z "$findings" ] || { echo "$findings" >&2; fail "the counts above do not agree with the file"; }
echo "all counts agree with the file"
clean_up
