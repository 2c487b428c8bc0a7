#!/usr/bin/env bash
# scorecard.sh: what a weighted mean over scorecards costs, beside the ways to do it without the type.
#
#   bench/scorecard.sh            against the server of the PG* environment; aiehr must be installed there
#   EXPLAIN=1 bench/scorecard.sh  prints the plan of each query too
#
# One million people with twelve indicators each, once as a scorecard, once as twelve float8 columns,
# once as jsonb. All forms follow the same rule: a missing score is left out and the weights are
# renormalised; NULL where less than half of the items or of the weight is there. The forms over columns
# and jsonb are the fastest that we found; the expression that is NULL as soon as one score is missing
# comes first, so that complete people take a short way there too.
#
# The tables are filled by INSERT, which leaves their pages in shared buffers; CREATE TABLE AS would not,
# and a scan of a table above a quarter of shared_buffers never brings them in. Each query runs once
# to warm the rest, then five times in turn (the slowest once only); the table shows medians. One
# process, no JIT. Exit status 1 when the forms disagree; a missed target is only shown.
set -euo pipefail

schema=aiehr_bench_scorecard
rows=${ROWS:-1000000}
keys=(algorithm code_quality collaboration communication ethics initiative
	leadership learning ownership problem_speed resilience system_design)
weights=(10 10 10 10 10 5 10 10 5 5 5 10)
. "$(dirname "$0")/lib/common.sh"
. "$(dirname "$0")/lib/queries.sh"
settings+=" SET search_path = $schema, aiehr;"
use_schema $schema

# join SEPARATOR TEMPLATE: the template once for each key, with K and W put in
join() {
	local out='' i part
	for i in "${!keys[@]}"; do
		part=${2//@K/${keys[i]}}
		out+="${out:+$1}${part//@W/${weights[i]}}"
	done
	printf '%s' "$out"
}

# mean SCORE: the whole rule as one expression; SCORE is a template for one score
mean() {
	local dense sparse share
	dense="($(join ' + ' "$1 * @W")) / 100"
	share=$(join ' + ' "CASE WHEN $1 IS NOT NULL THEN @W ELSE 0 END")
	sparse="CASE WHEN num_nonnulls($(join ', ' "$1")) >= 6 AND ($share) >= 50
	THEN ($(join ' + ' "coalesce($1, 0) * @W")) / ($share) END"
	printf 'coalesce(%s, %s)' "$dense" "$sparse"
}

make_tables() {
	sql <<SQL
$new_schema
SELECT setseed(0.5);
CREATE TABLE cols (id bigint, $(join ', ' '@K float8'));
INSERT INTO cols
	SELECT i, $(join ', ' 'round((random() * 100)::numeric, 1)::float8 ')
	FROM generate_series(1, $rows) AS i;
CREATE TABLE card (id bigint, s scorecard);
INSERT INTO card
	SELECT id, jsonb_build_object($(join ', ' "'@K', @K"))::scorecard AS s FROM cols;
CREATE TABLE doc (id bigint, j jsonb);
INSERT INTO doc SELECT id, s::jsonb FROM card;
CREATE TABLE weight AS SELECT key, value AS weight FROM each('{$(join ', ' '"@K": @W')}');
VACUUM (FREEZE, ANALYZE) cols;
VACUUM (FREEZE, ANALYZE) card;
VACUUM (FREEZE, ANALYZE) doc;
VACUUM (FREEZE, ANALYZE) weight;
SQL
}

w="'{$(join ', ' '"@K": @W')}'"
add composite "SELECT sum(composite(s, $w)) FROM card"
add count "SELECT count(s) FROM card"
add columns "SELECT sum($(mean '@K')) FROM cols"
add jsonb_cast "SELECT sum($(mean "(j -> '@K')::float8")) FROM doc"
add jsonb_text "SELECT sum($(mean "(j ->> '@K')::float8")) FROM doc"
add jsonb_each "SELECT sum((SELECT CASE WHEN count(*) >= 6 AND sum(weight) >= 50
	THEN sum(e.value::float8 * weight) / sum(weight) END
	FROM jsonb_each_text(j) AS e JOIN weight USING (key))) FROM doc"
# a key of the weights that no card has: every row is merged by key
once jsonb_each
add merged "SELECT sum(composite(s, ${w%?\'}, \"zeal\": 5}')) FROM card"

status=0

# same NAME...: the answers must agree with ours to nine digits
same() {
	local name
	for name; do
		awk -v a="$(answer_of composite)" -v b="$(answer_of "$name")" \
			'BEGIN { d = a - b; exit !(a != 0 && d * d <= 1e-18 * a * a) }' ||
			{ echo "the answer of $name differs from that of composite"; status=1; }
	done
}

make_tables
measure
same columns jsonb_cast jsonb_text jsonb_each

echo 'name | ours ms | peer ms | ratio | target | verdict'
line 'sum(composite(s, constant)) to count(s)' composite count ours/peer 1.5
line 'twelve float8 columns to composite' composite columns peer/ours 1.7
line 'jsonb, (j ->> key)::float8, to composite' composite jsonb_text peer/ours 30
line 'jsonb, (j -> key)::float8, to composite' composite jsonb_cast peer/ours 30
line 'jsonb_each_text joined to weights, to composite' composite jsonb_each peer/ours ''
line 'composite over other keys to count(s)' merged count ours/peer ''
exit $status
