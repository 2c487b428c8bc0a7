#!/bin/bash
# leavers.sh: what it costs when many people leave in one UPDATE.
#
# A third of 300,000 employees leave at once:
#   ours      the UPDATE, all else is done by the triggers of the workspace
#   peer      the same UPDATE in the same tables without triggers, then the same work in SQL written for the day
#             (leavers_peer.sql)
# Every round is rolled back. PEOPLE=n makes it smaller, ROUNDS=n repeats it more or less often, EXPLAIN=1 prints the
# plans of our statements.
set -euo pipefail
cd "$(dirname "$0")"
people=${PEOPLE:-300000} rounds=${ROUNDS:-5}
. lib/common.sh
trap 'drop_workspaces bench_leavers; rm -rf "$work"' EXIT
drop_workspaces bench_leavers

sql -c 'CREATE EXTENSION IF NOT EXISTS aiehr' >/dev/null
for schema in bench_leavers bench_leavers_peer; do
	sql -c "SELECT aiehr.create_workspace('$schema')" >/dev/null
	sql -v schema=$schema -v people="$people" -f leavers.sql >/dev/null
done
sql <<-'SQL'
	SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
	FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'bench_leavers_peer'::regnamespace AND NOT t.tgisinternal \gexec
	VACUUM ANALYZE;
	CHECKPOINT;
SQL

ours="UPDATE bench_leavers.employment SET left_on = '2026-01-31', leave_reason = 'resigned'
	WHERE org_unit IN ('d0', 'd3', 'd6') AND left_on IS NULL"
[ -z "${EXPLAIN:-}" ] || explain "$ours;"

measure() { # KIND: prints the milliseconds of one round, which is rolled back
	local schema=bench_leavers
	[ "$1" = ours ] || schema=bench_leavers_peer
	{
		echo 'BEGIN;'
		echo '\timing on'
		if [ "$1" = ours ]; then echo "$ours;"; else cat leavers_peer.sql; fi
		echo '\timing off'
		echo "SELECT 'moved', (SELECT count(*) FROM $schema.assessment_archive), (SELECT count(*) FROM $schema.audit_log),"
		echo "	(SELECT count(*) FROM $schema.intervention WHERE ended_at IS NULL), (SELECT count(*) FROM $schema.standing);"
		echo 'ROLLBACK;'
	} | sql > "$work/out"
	grep '^moved' "$work/out" > "$work/moved.$1"
	sql -c "VACUUM $schema.assessment, $schema.assessment_archive, $schema.employment, $schema.person, $schema.standing,
		$schema.intervention, $schema.talent_pool_member, $schema.audit_log, $schema.outbox" >/dev/null
	sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' "$work/out" | awk '{ sum += $1 } END { print sum }'
}
for _ in $(seq "$rounds"); do
	for kind in ours peer; do
		measure $kind >> "$work/$kind"
	done
done
cmp "$work/moved.ours" "$work/moved.peer" || { echo "ours and the peer did not do the same"; exit 1; }
ours=$(median "$work/ours") peer=$(median "$work/peer")
echo "archived assessments, audit rows, interventions and standings left: $(cut -d'|' -f2- "$work/moved.ours")"
echo "rounds, ms: ours $(xargs < "$work/ours"); peer $(xargs < "$work/peer")"
echo 'name | ours | peer | ratio | target | verdict'
awk -v n="$((people / 3))" -v o="$ours" -v p="$peer" 'BEGIN {
	printf "%d leave in one UPDATE, ours : by hand | %.0f ms | %.0f ms | %.2f | at most 1.5 | %s\n",
		n, o, p, o / p, (o / p <= 1.5) ? "ok" : "MISSED" }'
