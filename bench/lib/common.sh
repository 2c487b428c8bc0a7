# common.sh: what the benchmarks share; sourced by them, after `set -euo pipefail`.
#
# Each works in $work, a folder that goes with the script, against the server of the PG* environment.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# psql without decoration that stops at the first error
sql() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

# the median of numbers, one a line, in a file or from standard input
median() { sort -n "$@" | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }

# use_schema NAME: puts into new_schema the statements that begin a benchmark in a schema of its own, which goes with the script
use_schema() {
	trap "psql -XAtq -c 'SET client_min_messages = error; DROP SCHEMA IF EXISTS $1 CASCADE' || true; rm -rf '$work'" EXIT
	new_schema="SET client_min_messages = error;
		CREATE EXTENSION IF NOT EXISTS aiehr;
		DROP SCHEMA IF EXISTS $1 CASCADE;
		CREATE SCHEMA $1;
		SET search_path = $1, aiehr;"
}

# drop_workspaces PREFIX: the workspaces of a benchmark and their roles, those of a killed run too
drop_workspaces() {
	sql >/dev/null 2>&1 <<-SQL || true
		SELECT aiehr.drop_workspace(name, force => true) FROM aiehr.workspace WHERE name LIKE '$1%';
		SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE rolname LIKE '$1%' \gexec
	SQL
}

# explain STATEMENT: runs it with every statement behind it explained, and rolls it back
explain() {
	sql <<-SQL
		LOAD 'auto_explain';
		SET auto_explain.log_min_duration = ${EXPLAIN_MS:-1};
		SET auto_explain.log_nested_statements = on;
		SET auto_explain.log_analyze = on;
		SET auto_explain.log_triggers = on;
		SET client_min_messages = log;
		BEGIN;
		$1
		ROLLBACK;
	SQL
}
