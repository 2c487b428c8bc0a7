#!/bin/bash
# attach.sh: what it costs a company's own table that its rows come into a workspace.
#
# 50,000 rows in one statement, on a table of candidates as applications have them: two dozen columns, five indexes, a
# foreign key, a trigger that keeps the time of the last change (attach.sql). Each statement is run
#   plain     with the table alone
#   ours      with the table attached
#   peer      with a row-level PL/pgSQL trigger that keeps the workspace's table person by an upsert, and does nothing
#             about addresses, suppression, sessions that make the same person, or corrections in the workspace
# At the end: what it adds that rows claim four fields, beside record_claims() of the same.
# ROWS=n makes it smaller, ROUNDS=n the number of runs of which the median counts.
set -euo pipefail
cd "$(dirname "$0")"
rows=${ROWS:-50000} rounds=${ROUNDS:-5}
. lib/common.sh
trap 'sql -c "SET client_min_messages = warning" -c "DROP SCHEMA IF EXISTS bench_host CASCADE" >/dev/null; drop_workspaces bench_attach; rm -rf "$work"' EXIT
drop_workspaces bench_attach

sql -c 'CREATE EXTENSION IF NOT EXISTS aiehr' 2>/dev/null
sql -v rows="$rows" -f attach.sql

map='{"external_key": "'"''C-'' || id"'", "name": "first_name || '"'' ''"' || last_name", "email": "mail", "phone": "mobile", "country": "country"}'
insert="INSERT INTO bench_host.candidate (id, first_name, last_name, mail, mobile, street, zip, city, country, born_on, office_id, source, notes)
	SELECT * FROM bench_host.fresh"

# run KIND: milliseconds of each statement, on tables that begin empty
run() {
	local name
	sql >/dev/null <<-SQL
		SET client_min_messages = warning;
		SELECT aiehr.detach('bench_host.candidate');
		DROP TRIGGER IF EXISTS peer ON bench_host.candidate;
		DELETE FROM bench_attach.person;
		TRUNCATE bench_host.candidate;
	SQL
	sql -c 'VACUUM ANALYZE bench_attach.person' -c 'VACUUM ANALYZE bench_attach.person_alias'
	case $1 in
	ours) sql -c "SELECT aiehr.attach('bench_host.candidate', 'bench_attach', 'people', '$map')" >/dev/null ;;
	peer) sql -c "CREATE TRIGGER peer AFTER INSERT OR UPDATE OR DELETE ON bench_host.candidate FOR EACH ROW EXECUTE FUNCTION bench_host.peer()" ;;
	esac
	while IFS='|' read -r name statement; do
		printf '\\timing on\n%s;\n' "$statement" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' >> "$work/$name.$1"
		sql -c 'VACUUM ANALYZE bench_host.candidate' -c 'VACUUM ANALYZE bench_attach.person'
	done <<-LIST
		insert|$(echo "$insert" | tr '\n' ' ')
		touch|UPDATE bench_host.candidate SET is_new = false
		change|UPDATE bench_host.candidate SET mail = 'x' || mail
		delete|DELETE FROM bench_host.candidate
	LIST
}
for _ in $(seq "$rounds"); do
	for kind in plain ours peer; do
		run $kind
	done
done

# Facts are compared with what must be written anyway: the rows of the host table and those of performance_fact.
review="INSERT INTO bench_host.review SELECT id, 'C-' || id, id % 100, daterange('2025-01-01', '2025-07-01') FROM bench_host.fresh"
direct="INSERT INTO bench_attach.performance_fact (person_id, criterion, period, value, source, external_id)
	SELECT p.id, 'rating', r.half, r.mark, 'direct', r.id FROM bench_host.review r JOIN bench_attach.person p ON p.external_key = r.key"
sql >/dev/null <<-SQL
	SET client_min_messages = warning;
	DELETE FROM bench_attach.person;
	INSERT INTO bench_attach.person (external_key) SELECT 'C-' || id FROM bench_host.fresh;
	VACUUM ANALYZE bench_attach.person;
SQL
for _ in $(seq "$rounds"); do
	printf 'BEGIN;\n\\timing on\n%s;\n%s;\n\\timing off\nROLLBACK;\n' "$review" "$direct" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' |
		awk '{ t += $1 } END { print t }' >> "$work/facts.plain"
	sql -c 'SELECT aiehr.attach($$bench_host.review$$, $$bench_attach$$, $$performance_facts$$, $${"external_key": "key", "external_id": "id",
		"criterion": "'"'rating'"'", "value": "mark", "period": "half"}$$)' >/dev/null
	printf 'BEGIN;\n\\timing on\n%s;\n\\timing off\nROLLBACK;\n' "$review" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' >> "$work/facts.ours"
	sql -c 'SELECT aiehr.detach($$bench_host.review$$)' -c 'VACUUM bench_attach.performance_fact' >/dev/null
	echo 0 >> "$work/facts.peer"
done

# What rows claim: four fields, and name and addresses with them; beside record_claims() of the same, of people who are there.
# Each takes ten times what a row without claims does, so a fifth of the rows is enough.
few=$((rows / 5))
said="$map"
said="${said%\}}, \"claim.birth_date\": \"born_on\", \"claim.city\": \"city\", \"claim.school\": \"''School '' || id % 200\", \"claim.employer\": \"''Firm '' || id % 500\"}"
forget="SET session_replication_role = replica;
	TRUNCATE bench_attach.claim, bench_attach.source_record, bench_attach.golden_value, bench_attach.conflict;"
record="SELECT count(*) FROM bench_attach.record_claims((SELECT jsonb_agg(jsonb_build_object('source', 'list', 'external_id', 'C-' || id, 'person', 'C-' || id,
	'claims', jsonb_build_object('name', first_name || ' ' || last_name, 'email', mail, 'phone', mobile, 'birth_date', born_on, 'city', city,
	'school', 'School ' || id % 200, 'employer', 'Firm ' || id % 500))) FROM bench_host.fresh WHERE id <= $few))"
for _ in $(seq "$rounds"); do
	sql >/dev/null <<-SQL
		SET client_min_messages = warning;
		SELECT aiehr.detach('bench_host.candidate');
		$forget
		SET session_replication_role = origin;
		DELETE FROM bench_attach.person;
		TRUNCATE bench_host.candidate;
	SQL
	sql -c 'VACUUM ANALYZE bench_attach.person' -c 'VACUUM ANALYZE bench_attach.person_alias' -c 'VACUUM ANALYZE bench_attach.claim'
	sql -c "SELECT aiehr.attach('bench_host.candidate', 'bench_attach', 'people', '$said')" >/dev/null
	printf '\\timing on\n%s WHERE id <= %s;\n' "$insert" "$few" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' >> "$work/claims.ours"
	sql -c "$forget" -c 'VACUUM ANALYZE bench_attach.person' -c 'VACUUM ANALYZE bench_attach.claim'
	printf '\\timing on\n%s;\n' "$record" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' >> "$work/claims.peer"
done
sql -c "$forget" -c "SELECT aiehr.detach('bench_host.candidate')" >/dev/null

# row TITLE NAME
row() {
	awk -v w="$1" -v o="$(median "$work/$2.ours")" -v b="$(median "$work/$2.plain")" -v p="$(median "$work/$2.peer")" 'BEGIN {
		printf "%s, attached : alone | %.0f ms | %.0f ms | %.2f | at most 3 | %s\n", w, o, b, o / b, (o <= 3 * b) ? "ok" : "MISSED"
		if (p > b)
			printf "%s, time added : by PL/pgSQL | %.0f ms | %.0f ms | %.2f | at most 1 | %s\n", w, o - b, p - b, (o - b) / (p - b), (o <= p) ? "ok" : "MISSED" }'
}
echo 'name | ours | peer | ratio | target | verdict'
row "INSERT $rows people" insert
row "UPDATE of $rows people, nothing mapped" touch
row "UPDATE of $rows people, mapped" change
row "DELETE of $rows people" delete
row "INSERT $rows facts (alone: with the rows of performance_fact)" facts
awk -v n="$rows" -v few="$few" -v c="$(median "$work/claims.ours")" -v o="$(median "$work/insert.ours")" -v p="$(median "$work/claims.peer")" 'BEGIN {
	added = c / few - o / n
	printf "%d people, four fields claimed, time added : record_claims() | %.3f ms a row | %.3f ms a row | %.2f | at most 1.3 | %s\n",
		few, added, p / few, added * few / p, (added * few <= 1.3 * p) ? "ok" : "MISSED" }'
