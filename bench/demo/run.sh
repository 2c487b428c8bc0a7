#!/bin/bash
# run.sh: a made-up company goes through the whole loop, and a report says what came of it.
#
#   make demo
#
# It needs a server on which CREATE EXTENSION aiehr works, as PG... says, and makes a database aiehr_demo there. Everything that
# is generated comes from SEED, every date from AS_OF, so that the report is the same each time but for the seconds. The exit status is 1
# when a step fails or a check finds something.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
seed=${SEED:-aiehr}
people=2000
as_of='2025-06-30 20:00:00+08'
export PGCLIENTENCODING=UTF8 PGTZ=Asia/Shanghai PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

fail() { echo "demo: $*" >&2; exit 1; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -v seed="$seed" -v people=$people -v as_of="$as_of" -d aiehr_demo "$@"; }

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# The database and the roles of its workspace; roles belong to the cluster and stay when a database goes.
clean_up() {
	[ -n "$(psql -XqAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'aiehr_demo'")" ] || return 0
	dropdb -f aiehr_demo && psql -XqAt -d postgres -c 'DROP ROLE IF EXISTS hr_owner, hr_hr, hr_loader, hr_analyst, hr_auditor,
		sub_owner, sub_hr, sub_loader, sub_analyst, sub_auditor'
}

# Prints what a check found and ends, if it found something.
expect_nothing() { # expect_nothing FILE.sql
	local findings
	findings=$(sql -f "$here/$1") || fail "the checks failed"
	[ -z "$findings" ] && return
	echo "$findings" >&2
	fail "what is printed above does not add up"
}

# Runs one step: how long it took, what it was, and its own words.
step() { # step TITLE FILE.sql...
	local title=$1 begun=$EPOCHREALTIME words args=() f
	shift
	for f; do args+=(-f "$here/$f"); done
	words=$(sql "${args[@]}") || fail "step \"$title\" failed"
	printf '%6s s  %-24s %s\n' "$(since "$begun")" "$title" "$(tail -n 1 <<< "$words")"
}

started=$EPOCHREALTIME
clean_up || fail "cannot remove what an earlier run left"
createdb -T template0 -E UTF8 aiehr_demo || fail "cannot make the database aiehr_demo"

echo "aiehr: a company in two years and a half, as of ${as_of%% *}"
echo
step 'a company is set up' 10_company.sql
step 'its people are made up' 20_source.sql 25_performance.sql
step 'results come in' 30_assessments.sql
step 'applications decided' 40_decisions.sql
step 'performance is recorded' 50_performance.sql
step 'talent pools filled' 60_pool.sql
step 'people leave and return' 70_leaving.sql
step 'the nightly run' 80_sweep.sql
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null=- -P border=1 -v as_of="$as_of" -d aiehr_demo -f "$here/90_report.sql" || fail "the report failed"
expect_nothing 95_checks.sql
echo "Every count above agrees with what was sent; check_standing(), check_lifecycle(), check_interventions() and"
echo "verify_audit() find nothing. $(since "$started") s in all."

echo
echo "Candidates answer in words, and a model learns from interviewers"
echo
step 'answers scored' 98_answers.sql
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null=- -P border=1 -d aiehr_demo -f "$here/98_answers_report.sql" || fail "the report failed"
expect_nothing 98_answers_checks.sql
echo "Contributions sum to the scores; who did not want to be scored has none, and only accepted scores count."

echo
echo "A subsidiary joins: its own tables are attached, a file of an agency is imported"
echo
step 'tables attached' 96_subsidiary.sql
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
sql -c "COPY source.agency TO STDOUT (FORMAT csv, HEADER)" > "$files/agency.csv" || fail "the agency's file cannot be written"
echo '{"external_key": "Kandidat", "name": ["Vorname", "Name"], "email": "E-Mail"}' > "$files/agency.json"
echo
(cd "$files" && aiehr import people agency.csv --map agency.json --workspace sub -d aiehr_demo) || fail "the import failed"
echo
expect_nothing 97_subsidiary_report.sql
echo "Every count agrees with the subsidiary's tables and the file; check_attachments() finds nothing."

echo
echo "A picture of a resume comes in: what is read waits until somebody accepts it"
echo
if said=$(aiehr resume "$here/resume.png" --workspace sub -d aiehr_demo 2>&1); then
	echo "${said#"$here/"}"
	psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null=- -P border=1 -d aiehr_demo -f "$here/98_resume.sql" || fail "the resume's report failed"
	expect_nothing 99_resume_checks.sql
	echo "Name, numbers, school and employer are as the picture has them; check_golden() finds nothing."
else
	[[ $said == *"not built into"* ]] || fail "the resume cannot be read: $said"
	echo "This build has no text recognition, so the picture is left out."
fi

echo
echo "A development plan, made by rule"
echo
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null=- -P border=1 -d aiehr_demo -f "$here/98_plan.sql" || fail "the plan failed"
clean_up
