#!/usr/bin/env bash
# comoments.sh: what all moments of twelve indicators cost, beside a scan and beside PostgreSQL's own corr().
#
#   bench/comoments.sh            against the server of the PG* environment; aiehr must be installed there
#   EXPLAIN=1 bench/comoments.sh  prints the plan of each query too
#
# One million cards of twelve indicators, complete, and one million of which a third lack some; the same as twelve float8
# columns, over which the 66 pairwise correlations are the peer. Four million rows for two workers against one, the leader out.
# Exit status 1 when a correlation differs from the peer's.
set -euo pipefail

schema=aiehr_bench_comoments
rows=${ROWS:-1000000}
keys=(algorithm code_quality collaboration communication ethics initiative
	leadership learning ownership problem_speed resilience system_design)
. "$(dirname "$0")/lib/common.sh"
. "$(dirname "$0")/lib/queries.sh"
settings+=" SET search_path = $schema, aiehr;"
use_schema $schema

# each TEMPLATE: the template for each key, with K put in, as a list
each() {
	local out='' k
	for k in "${keys[@]}"; do
		out+="${out:+, }${1//@K/$k}"
	done
	printf '%s' "$out"
}

# the correlations of all pairs of columns
pairs() {
	local out='' i j
	for i in "${!keys[@]}"; do
		for ((j = 0; j < i; j++)); do
			out+="${out:+, }corr(${keys[i]}, ${keys[j]})"
		done
	done
	printf '%s' "$out"
}

sql <<SQL
$new_schema
SELECT setseed(0.5);
CREATE TABLE cols (id bigint, $(each '@K float8'));
INSERT INTO cols SELECT i, $(each 'round((random() * 100)::numeric, 1)::float8 ') FROM generate_series(1, $rows) AS i;
CREATE TABLE card (id bigint, s scorecard);
INSERT INTO card SELECT id, jsonb_build_object($(each "'@K', @K"))::scorecard FROM cols;
CREATE TABLE holey (id bigint, s scorecard);
INSERT INTO holey SELECT id, CASE id % 3 WHEN 0 THEN slice(s, '{algorithm,code_quality,collaboration,communication,ethics,initiative,leadership,learning}') ELSE s END FROM card;
CREATE TABLE long (id bigint, s scorecard);
INSERT INTO long SELECT k * $rows + id, s FROM card CROSS JOIN generate_series(0, 3) k;
VACUUM (FREEZE, ANALYZE) cols;
VACUUM (FREEZE, ANALYZE) card;
VACUUM (FREEZE, ANALYZE) holey;
VACUUM (FREEZE, ANALYZE) long;
SQL

all="'{$(each '@K')}'"
workers() { echo "SET max_parallel_workers_per_gather = $1; SET parallel_leader_participation = off; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;"; }
add listwise "SELECT comoments(s, $all) FROM card"
add count "SELECT count(s) FROM card"
add corr "SELECT $(pairs) FROM cols"
add pairwise "SELECT comoments(s, $all, 'pairwise') FROM card"
add holey "SELECT comoments(s, $all, 'pairwise') FROM holey"
add holey_count "SELECT count(s) FROM holey"
add one "SELECT comoments(s, $all) FROM long" "$(workers 1)"
add two "SELECT comoments(s, $all) FROM long" "$(workers 2)"
measure

status=0
differ=$(sql -c "SET search_path = $schema, aiehr" -c "
	SELECT count(*) FROM correlation_matrix((SELECT comoments(s, $all) FROM card)) m
	JOIN (SELECT ARRAY[$(pairs)] AS r FROM cols) c ON true
	JOIN (SELECT row_number() OVER (ORDER BY b, a) AS i, a, b FROM unnest($all::text[]) a, unnest($all::text[]) b WHERE a < b) p ON p.a = m.a AND p.b = m.b
	WHERE abs(m.r - c.r[p.i]) > 1e-12")
[ "$differ" = 0 ] || { echo "$differ of the correlations differ from the peer's"; status=1; }

echo 'name | ours ms | peer ms | ratio | target | verdict'
line 'comoments of 12 keys to count(s)' listwise count ours/peer 2.2
line '66 corr() over columns to comoments' listwise corr peer/ours 15
line '66 corr() over columns to a scan of cards' count corr peer/ours ''
line 'pairwise, complete rows, to count(s)' pairwise count ours/peer ''
line 'pairwise, a third with holes, to count(s)' holey holey_count ours/peer ''
line 'one worker to two, 4 times the rows, leader out' two one peer/ours 1.6
exit $status
