#!/bin/bash
# attach.sh: what it costs a company's own table that its rows come into a workspace.
#
# 50,000 rows in one statement, and single rows, on a table of candidates as applications have them: thirty columns, five
# indexes, a foreign key, a trigger that keeps the time of the last change. Each statement is run
#   plain     with the table alone
#   ours      with the table attached
#   peer      with a row-level PL/pgSQL trigger that keeps the workspace's table person, and nothing else
# ROWS=n makes it smaller.
set -euo pipefail
cd "$(dirname "$0")"
rows=${ROWS:-50000} rounds=${ROUNDS:-5}
. lib/common.sh
trap 'sql -c "SET client_min_messages = warning" -c "DROP SCHEMA IF EXISTS bench_host CASCADE" >/dev/null; drop_workspaces bench_attach; rm -rf "$work"' EXIT
drop_workspaces bench_attach

sql -c 'CREATE EXTENSION IF NOT EXISTS aiehr' 2>/dev/null
sql -v rows="$rows" -f attach.sql
map='{"external_key": "'"''C-'' || id"'", "name": "first_name || '"'' ''"' || last_name", "email": "mail", "phone": "mobile", "country": "country"}'

# how the table of candidates is between two runs: $1 plain, ours or peer; $2 whether it has rows. The workspace begins without people.
prepare() {
	sql >/dev/null <<-SQL
		SET client_min_messages = warning;
		SELECT aiehr.detach('bench_host.candidate');
		DROP TRIGGER IF EXISTS peer ON bench_host.candidate;
		DELETE FROM bench_attach.person;
		TRUNCATE bench_host.candidate;
		$([ "$2" = full ] && echo "$insert;")
		$(case $1 in
		ours) echo "SELECT aiehr.attach('bench_host.candidate', 'bench_attach', 'people', '$map');" ;;
		peer) echo "CREATE TRIGGER peer AFTER INSERT OR UPDATE OR DELETE ON bench_host.candidate FOR EACH ROW EXECUTE FUNCTION bench_host.peer();
			$([ "$2" = full ] && echo 'UPDATE bench_host.candidate SET mail = mail;')" ;;
		esac)
	SQL
	sql -c 'VACUUM ANALYZE bench_host.candidate; ' -c 'VACUUM ANALYZE bench_attach.person' -c 'VACUUM bench_attach.person_alias'
}
insert="INSERT INTO bench_host.candidate (id, first_name, last_name, mail, mobile, street, zip, city, country, born_on, office_id, source, notes)
	SELECT * FROM bench_host.fresh"

# measure NAME FULL STATEMENT: milliseconds of a statement, each time on tables that are the same
measure() { # and TITLE
	local kind
	for _ in $(seq "$rounds"); do
		for kind in plain ours peer; do
			prepare $kind "$2"
			printf '\\timing on\n%s;\n' "$3" | sql | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' >> "$work/$1.$kind"
		done
	done
	awk -v w="$4" -v o="$(median "$work/$1.ours")" -v b="$(median "$work/$1.plain")" -v p="$(median "$work/$1.peer")" 'BEGIN {
		printf "%s | %.0f ms | %.0f ms | %.2f | at most 3 | %s (by hand %.0f ms)\n", w, o, b, o / b, (o <= 3 * b) ? "ok" : "MISSED", p }'
}

echo 'name | ours | peer | ratio | target | verdict'
measure insert empty "$insert" "INSERT $rows people, attached : table alone"
measure touch full "UPDATE bench_host.candidate SET is_new = false" "UPDATE of $rows people, nothing mapped"
measure change full "UPDATE bench_host.candidate SET mail = 'x' || mail" "UPDATE of $rows people, mapped"
measure delete full "DELETE FROM bench_host.candidate" "DELETE of $rows people"
