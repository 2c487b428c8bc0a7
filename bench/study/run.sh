#!/bin/bash
# run.sh: the main job on real people: scores of those who were hired, what their supervisors say of them, who stayed, and what
# the scores are worth.
#
#   bench/study/run.sh FILE        (make study HIRES=FILE)
#
# FILE is CSV with a header line; columns are found by name, others are left alone: employee_id, personality_01..13, sjt_1..9,
# biodata, sjt_seconds (scores, empty where missing), overall_rating, technical_skills, teamwork, customer_service, hire_again
# (ratings of 1 to 5), retained (0 or 1), and if there is one, protected_group. It needs a server on which CREATE EXTENSION aiehr
# works, as PG... says; it makes a database aiehr_study there. The counts are checked against the file: a difference is exit status 1.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/file.sh"

run() { sql -f "$here/$1" || fail "$1 failed"; }

read_header "${1:-}"
fresh_database
echo "aiehr: study of $(basename "$1")"
echo
step 'file read and checked' load_file "$1"
step 'workspace made' run 20_workspace.sql
step 'assessments loaded' run 30_assessments.sql
step 'employed' run 40_employment.sql
step 'facts recorded' run 50_facts.sql
run 52_image.sql
step 'facts sent once more' run 55_again.sql
run 57_compare.sql
step 'pool filled' run 60_pool.sql
step 'leavers archived' run 70_leavers.sql
step 'weights proposed' run 75_proposal.sql
echo
report 80_report.sql
report 82_worth.sql
findings=$(run 90_checks.sql) || fail "the checks failed"
[ -z "$findings" ] || { echo "$findings" >&2; fail "the counts above do not agree with the file"; }
echo "all counts agree with the file"
clean_up
