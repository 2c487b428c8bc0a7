#!/bin/sh
# install_script.sh: writes the extension's install script to standard output.
#
# It is sql/install/*.sql in name order, then one function, _workspace_ddl(phase), that holds the
# files of sql/workspace as text. create_workspace runs all three phases, upgrade_workspace makes
# the second one anew:
#   1  files 00-49  tables, and the functions that they need
#   2  files 50-89  views and functions
#   3  files 90-99  triggers, privileges
set -eu
cd "$(dirname "$0")/../.."
quote='$aiehr_workspace$'
outer='$aiehr_ddl$'

for f in sql/install/*.sql; do
	[ -e "$f" ] || { echo "install_script.sh: sql/install is empty" >&2; exit 1; }
	cat "$f"
	echo
done

for f in sql/workspace/*; do
	case ${f##*/} in
	'*') ;;
	[0-9][0-9]_*.sql)
		if grep -qF -e "$quote" -e "$outer" "$f"; then
			echo "$f: $quote and $outer are the quotes around the workspace files" >&2
			exit 1
		fi ;;
	*)
		echo "$f: files of a workspace are called NN_topic.sql" >&2
		exit 1 ;;
	esac
done

# Bytes above 127 as octal escapes of bytea: the server reads the script in the encoding of the database, whichever that is.
ascii() {
	LC_ALL=C awk '
		BEGIN { for (i = 128; i < 256; i++) octal[sprintf("%c", i)] = sprintf("\\%03o", i) }
		/[^ -~\t]/ {
			line = ""
			for (i = 1; i <= length($0); i++) {
				c = substr($0, i, 1)
				line = line (c in octal ? octal[c] : c)
			}
			$0 = line
		}
		{ print }' "$1"
}

phase() { # the files of one phase as a dollar-quoted text
	printf '%s' "$quote"
	for f in "$@"; do
		[ ! -e "$f" ] || { ascii "$f"; echo; }
	done
	printf '%s' "$quote"
}

cat <<'SQL'
-- Made from sql/workspace at build time.
CREATE FUNCTION aiehr._workspace_ddl(phase int) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $aiehr_ddl$
SELECT (ARRAY[
SQL
phase sql/workspace/[0-4][0-9]_*.sql
echo ,
phase sql/workspace/[5-8][0-9]_*.sql
echo ,
phase sql/workspace/9[0-9]_*.sql
cat <<'SQL'

])[phase]
$aiehr_ddl$;
COMMENT ON FUNCTION aiehr._workspace_ddl(int) IS
	'SQL text of a workspace: 1 tables, 2 views and functions, 3 triggers and privileges; NULL for any other phase';
SQL
