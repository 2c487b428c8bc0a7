#!/usr/bin/env bash
# text.sh: fitting text models and scoring answers, beside scikit-learn with the same n-grams, penalties and folds.
#
#   bench/text.sh                 against the server of the PG* environment; aiehr must be installed there
#   PEOPLE=1000 SCORED=20000      people that models are fitted to, and people that are scored
#
# Answers are invented: five of some fifty words from eight thousand, frequent and rare as in a language, of each person, and five
# scores that lean on the words. The peer is Debian's python3-sklearn: TfidfVectorizer with an analyzer that makes each n-gram plain and
# for its question, and Ridge for each penalty and fold. Reading and parsing files is not in its time; in ours, everything is.
# Exit status 1 when the two do not agree on penalties, cross-validated r and scores. Without the peer ours is shown alone.
set -euo pipefail

schema=aiehr_bench_text
people=${PEOPLE:-1000} scored=${SCORED:-20000}
. "$(dirname "$0")/lib/common.sh"
use_schema $schema
here=$(dirname "$0")
export PGOPTIONS="${PGOPTIONS:-} -c client_min_messages=warning"

sql <<SQL
$new_schema
CREATE TABLE word AS SELECT i, translate(substr(md5('word' || i), 1, 3 + i % 6), '0123456789', 'ghijklmnop') AS w, (hashtext('weight' || i) / 2147483648.0) AS weight FROM generate_series(1, 8000) AS i;
CREATE UNIQUE INDEX ON word (i) INCLUDE (w, weight);
-- The rank of a word falls as in Zipf's law; which one a place has depends on the place alone.
CREATE TABLE draw AS SELECT p AS person, q AS question, (exp(ln(8000) * ((hashint8(p::bigint * 1000003 + q * 1009 + k)::bigint & 4294967295) / 4294967296.0)))::int AS i, k
FROM generate_series(1, $((people + scored))) AS p, generate_series(1, 5) AS q, generate_series(1, 40 + (p * 7 + q * 13) % 20) AS k;
CREATE TABLE said AS SELECT person, 'q' || question AS question, string_agg(w, ' ' ORDER BY k) || '.' AS answer, sum(weight * (1 + (i % 5 = question % 5)::int)) AS pull
FROM draw JOIN word USING (i) GROUP BY 1, 2;
CREATE TABLE score AS SELECT person, t, 3 + 0.1 * sum(pull * (1 + (question = 'q' || t)::int)) + (hashtext('noise' || person || t) / 2147483648.0) AS score
FROM said, generate_series(1, 5) AS t WHERE person <= $people GROUP BY 1, 2;
CREATE TABLE train AS SELECT person, question, answer, s1, s2, s3, s4, s5 FROM said JOIN (SELECT person, max(score) FILTER (WHERE t = 1) AS s1, max(score) FILTER (WHERE t = 2) AS s2,
	max(score) FILTER (WHERE t = 3) AS s3, max(score) FILTER (WHERE t = 4) AS s4, max(score) FILTER (WHERE t = 5) AS s5 FROM score GROUP BY 1) AS s USING (person);
CREATE TABLE sheet AS SELECT person, array_agg(question ORDER BY question) AS questions, array_agg(answer ORDER BY question) AS answers FROM said WHERE person > $people GROUP BY 1;
-- The folds of fit_text(): people in the order of a hash of their key.
CREATE TABLE fold AS SELECT person, (row_number() OVER (ORDER BY hashtext(person::text)::bigint & 4294967295, person::text COLLATE "C") - 1) % 5 AS fold FROM (SELECT DISTINCT person FROM train) AS p;
DROP TABLE draw;
CREATE TABLE model (t int, m text_model);
VACUUM (FREEZE, ANALYZE);
SQL

# seconds STATEMENT...: how long psql takes for them, from its own clock
seconds() {
	{
		printf 'SET jit = off; SET search_path = %s, aiehr;\n%s\n\\timing on\n%s;\n' "$schema" "$2" "$1"
	} | sql | awk '/^Time:/ { print $2 / 1000 }'
}
settings_of() { echo "SET max_parallel_workers_per_gather = $1;"; }

fit='INSERT INTO model SELECT t, m FROM (SELECT fit_text(person, question, answer, s1) AS m1, fit_text(person, question, answer, s2) AS m2, fit_text(person, question, answer, s3) AS m3,
	fit_text(person, question, answer, s4) AS m4, fit_text(person, question, answer, s5) AS m5 FROM train) AS f, LATERAL (VALUES (1, m1), (2, m2), (3, m3), (4, m4), (5, m5)) AS v (t, m)'
score='CREATE TABLE predicted AS SELECT person, score_text((SELECT m FROM model WHERE t = 1), questions, answers) AS p1, score_text((SELECT m FROM model WHERE t = 2), questions, answers) AS p2,
	score_text((SELECT m FROM model WHERE t = 3), questions, answers) AS p3, score_text((SELECT m FROM model WHERE t = 4), questions, answers) AS p4,
	score_text((SELECT m FROM model WHERE t = 5), questions, answers) AS p5 FROM sheet'
ours_fit=$(for _ in 1 2 3; do seconds "$fit" "$(settings_of 0) TRUNCATE model;"; done | median)
ours_score=$(for _ in 1 2 3; do seconds "$score" "$(settings_of 2) DROP TABLE IF EXISTS predicted;"; done | median)
alone=$(seconds "$score" "$(settings_of 0) DROP TABLE IF EXISTS predicted;")
sql -c "SET search_path = $schema, aiehr" -c "$(settings_of 2)" -c "EXPLAIN (COSTS OFF) ${score/CREATE TABLE predicted AS/}" | grep -E 'Gather|Workers|Scan on sheet'
echo "scoring $((5 * scored)) answers, five models: $ours_score s; in one process: $alone s"

# The interpreter that has the peer need not be the first on the path.
python=
for candidate in "${PYTHON:-python3}" /usr/bin/python3; do
	[ -z "$python" ] && "$candidate" -c 'import sklearn' 2>/dev/null && python=$candidate
done
line() { # line WHAT OURS PEER TARGET
	awk -v what="$1" -v ours="$2" -v peer="$3" -v target="$4" 'BEGIN {
		printf("%s | %.2f | %s | %s | >= %s | %s\n", what, ours, peer == "" ? "-" : sprintf("%.2f", peer), peer == "" ? "-" : sprintf("%.2f", peer / ours), target,
			peer == "" ? "-" : (peer / ours >= target) ? "ok" : "MISSED") }'
}
peer_fit='' peer_score='' status=0
if [ -n "$python" ]; then
	sql -c "SET search_path = $schema" -c "\copy (SELECT fold, jsonb_object_agg(question, answer), to_json(ARRAY[s1, s2, s3, s4, s5]) FROM train JOIN fold USING (person) GROUP BY person, fold, s1, s2, s3, s4, s5) TO '$work/train' CSV" \
		-c "\copy (SELECT person, jsonb_object_agg(question, answer) FROM said WHERE person > $people GROUP BY person) TO '$work/scored' CSV"
	"$python" "$here/text_peer.py" "$work/train" "$work/scored" "$work/predicted" >"$work/peer"
	read -r peer_fit peer_score < "$work/peer"
	agree=$(sql <<-SQL
		SET search_path = $schema, aiehr;
		CREATE TABLE peer (person bigint, p1 float8, p2 float8, p3 float8, p4 float8, p5 float8);
		\copy peer FROM '$work/predicted' CSV
		SELECT least(corr(a.p1, b.p1), corr(a.p2, b.p2), corr(a.p3, b.p3), corr(a.p4, b.p4), corr(a.p5, b.p5)) >= 0.999 FROM predicted a JOIN peer b USING (person);
	SQL
	)
	chosen=$(sql -c "SET search_path = $schema, aiehr" -c "SELECT (describe_text(m)).penalty || ' ' || round((describe_text(m)).r::numeric, 3) FROM model ORDER BY t")
	theirs=$(tail -n +2 "$work/peer" | awk '{ printf "%s %.3f\n", $1, $2 }')
	[ "$agree" = t ] || { echo "scores differ from the peer's"; status=1; }
	[ "$chosen" = "$theirs" ] || { echo "penalty and r differ: ours"; echo "$chosen"; echo "peer's"; echo "$theirs"; status=1; }
else
	echo "python3-sklearn is not installed: no peer"
fi
echo 'name | ours s | peer s | ratio | target | verdict'
line "fitting five scores of $people people" "$ours_fit" "$peer_fit" 2
line "scoring $((5 * scored)) answers by five models" "$ours_score" "$peer_score" 5
exit $status
