#!/usr/bin/env bash
# studies.sh: what the views on studies cost, beside one scan of the rows that they read.
#
#   bench/studies.sh              against the server of the PG* environment; aiehr must be installed there
#   EXPLAIN=1 bench/studies.sh    prints the plan of each query too
#
# A million hires with 12 indicators, 3 criteria, 20 jobs and 500 departments. PEOPLE=n makes it smaller.
set -euo pipefail
cd "$(dirname "$0")"
people=${PEOPLE:-1000000}
. lib/common.sh
. lib/queries.sh
settings+=' SET search_path = bench_studies, aiehr;'
trap 'drop_workspaces bench_studies; rm -rf "$work"' EXIT
drop_workspaces bench_studies

sql -c 'CREATE EXTENSION IF NOT EXISTS aiehr' 2>/dev/null
echo "a workspace of $people hires"
sql -v people="$people" -f studies.sql

columns='job, indicator, criterion, n, r, r_low, r_high, p_value, p_holm, r_range, r_criterion, n_needed, n_open, n_left, note'
add scan "SELECT count(card) FROM study WHERE window_ends <= current_date"
add validity "SELECT $columns FROM validity"
add departments "SELECT * FROM department_analysis"
add lift "SELECT * FROM lift"
add expectancy "SELECT * FROM expectancy"
once expectancy
measure

status=0
[ "$(wc -l < "$work/answer.validity")" = $((20 * 14 * 4)) ] || { echo "validity has not a row for each job, score and criterion"; status=1; }
[ "$(wc -l < "$work/answer.departments")" = 500 ] || { echo "department_analysis has not a row for each department"; status=1; }
[ "$(wc -l < "$work/answer.lift")" = $((20 * 14 * 4)) ] || { echo "lift has not a row for each job, score and criterion"; status=1; }

echo 'name | ours ms | peer ms | ratio | target | verdict'
line 'validity without lift to a scan of the study rows' validity scan ours/peer 8
line 'department_analysis to a scan of the study rows' departments scan ours/peer 8
line 'lift to a scan of the study rows' lift scan ours/peer 20
line 'expectancy to a scan of the study rows' expectancy scan ours/peer ''
exit $status
