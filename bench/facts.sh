#!/bin/bash
# facts.sh: what keeping standing, gaps and interventions costs when performance facts come in.
#
# 100,000 facts in one COPY into a workspace of a million employees:
#   plain     foreign keys, but none of our triggers
#   ours      with the triggers of the workspace
#   peer      with a row-level PL/pgSQL trigger that does the same work (facts_peer.sql)
# and single-row INSERTs, plain and ours. PEOPLE=n makes it smaller, EXPLAIN=1 prints the plans of our statements,
# and of the peer's.
set -euo pipefail
cd "$(dirname "$0")"
people=${PEOPLE:-1000000} loads=${LOADS:-100000} rounds=${ROUNDS:-5}
. lib/common.sh
trap 'drop_workspaces bench_facts; rm -rf "$work"' EXIT
drop_workspaces bench_facts

sql -c 'CREATE EXTENSION IF NOT EXISTS aiehr' 2>/dev/null
echo "a workspace of $people people"
sql -v people="$people" -f facts.sql
sql -f facts_peer.sql
sql -c "COPY (SELECT person_id, criterion, period, value, 'load', 'n' || person_id FROM bench_facts.bench_fact WHERE k = 3
	ORDER BY hashint8(person_id) LIMIT $loads) TO STDOUT" > "$work/facts"
echo "facts to load: $(wc -l < "$work/facts")"

# $1: which triggers; prints the milliseconds of the COPY, which is rolled back
load() {
	local switch
	case $1 in
	plain) switch="ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER USER;" ;;
	ours) switch="" ;;
	peer) switch="ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER USER; ALTER TABLE bench_facts.performance_fact ENABLE TRIGGER z_peer;" ;;
	esac
	sql >"$work/out" <<-SQL
		BEGIN;
		$switch
		\timing on
		$copy
		\timing off
		SELECT count(*) FROM bench_facts.intervention;
		ROLLBACK;
	SQL
	tail -1 "$work/out" > "$work/interventions.$1"
	sql -c 'VACUUM bench_facts.performance_fact, bench_facts.standing, bench_facts.person, bench_facts.intervention, bench_facts.outbox' >/dev/null
	sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' "$work/out"
}

copy="\copy bench_facts.performance_fact (person_id, criterion, period, value, source, external_id) FROM '$work/facts'"
if [ -n "${EXPLAIN:-}" ]; then
	explain "ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER z_peer;
$copy"
	explain "ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER USER;
ALTER TABLE bench_facts.performance_fact ENABLE TRIGGER z_peer;
$copy"
fi

for _ in $(seq "$rounds"); do
	for kind in plain ours peer; do
		load $kind >> "$work/$kind"
	done
done
[ "$(cat "$work/interventions.ours")" = "$(cat "$work/interventions.peer")" ] ||
	echo "ours and the peer opened different numbers of interventions: $(cat "$work/interventions.ours"), $(cat "$work/interventions.peer")"
plain=$(median "$work/plain") ours=$(median "$work/ours") peer=$(median "$work/peer")
echo "interventions in all after a load: $(cat "$work/interventions.ours"), by the peer $(cat "$work/interventions.peer")"

# single rows: the median of 2,000 statements each, in turn, without waiting for the disk
cat > "$work/one.pgb" <<-'SQL'
	\set person random(1, :people)
	INSERT INTO bench_facts.performance_fact (person_id, criterion, period, value, source) VALUES (:person, 'delivery', '[2025-10-01,2026-01-01)', 50 + :person % 40, 'one');
SQL
single() {
	(cd "$work" && PGOPTIONS='-c synchronous_commit=off' pgbench -n -M prepared -c 1 -t 2000 -D people="$people" --random-seed=7 -l --log-prefix="$1" -f one.pgb >/dev/null 2>&1)
	awk '{ print $3 / 1000 }' "$work/$1".* | median
}
sql -c 'ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER USER'
one_plain=$(single one_plain)
sql -c 'ALTER TABLE bench_facts.performance_fact ENABLE TRIGGER USER; ALTER TABLE bench_facts.performance_fact DISABLE TRIGGER z_peer'
one_ours=$(single one_ours)

row() { # what, ours, peer, ratio, target as number
	awk -v w="$1" -v o="$2" -v p="$3" -v r="$4" -v t="$5" -v text="$6" 'BEGIN {
		printf "%s | %.1f ms | %.1f ms | %.2f | %s | %s\n", w, o, p, r, text, (r <= t) ? "ok" : "MISSED" }'
}
ratio() { awk "BEGIN { print $1 }"; }
echo 'name | ours | peer | ratio | target | verdict'
row "COPY $loads facts, triggers : none" "$ours" "$plain" "$(ratio "$ours / $plain")" 3 'at most 3 (stretch 2.5)'
row "time added, ours : row-level PL/pgSQL" "$(ratio "$ours - $plain")" "$(ratio "$peer - $plain")" "$(ratio "($ours - $plain) / ($peer - $plain)")" 0.5 'at most 0.5 (stretch 0.33)'
row "one INSERT, ms added by triggers" "$one_ours" "$one_plain" "$(ratio "$one_ours - $one_plain")" 1 'at most 1 ms'
