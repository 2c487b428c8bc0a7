#!/bin/bash
# run.sh: how well deduplicate() finds who is in a CSV file more than once, against the truth in one of its columns.
#
#   bench/linkage/run.sh FILE TRUTH [MAP]        (make linkage DATA=FILE TRUTH=column [MAP=map.json])
#
# FILE has a header. TRUTH names the column that is the same for records of one person; it is not shown to the
# extension, but for the last comparison. Values like rec-12-org and rec-12-dup-0 are one person by their number.
# What the other columns are follows from their names; a column that is not known is compared as text. MAP is a JSON
# object that overrides this, from columns to kinds (docs/reference/match.md lists them), null for a column to leave out.
# Nothing is fitted to labels. Where the file has identity numbers or e-mail addresses a second run does without them.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
file=${1:-} truth=${2:-} map=${3:-}

die() {
	echo "linkage: $*" >&2
	exit 2
}

[ -n "$file" ] && [ -n "$truth" ] || die "usage: make linkage DATA=file.csv TRUTH=column [MAP=map.json]"
[ -r "$file" ] || die "cannot read $file"
[ -z "$map" ] || [ -r "$map" ] || die "cannot read $map"
mapping='{}'
[ -z "$map" ] || mapping=$(cat "$map")

# The columns of a table, from the header: quotes of CSV go, those of SQL come. A doubled quote is one in the name in both.
columns=$(head -1 "$file" | sed $'1s/^\xef\xbb\xbf//; s/\r$//' | awk '{
	n = 0; name = ""; quoted = 0
	for (i = 1; i <= length($0) + 1; i++) {
		c = substr($0, i, 1)
		if (c == "\"" && quoted && substr($0, i + 1, 1) == "\"") { name = name "\"\""; i++ }
		else if (c == "\"") quoted = !quoted
		else if ((c == "," && !quoted) || i > length($0)) {
			n++
			if (name == "" || name in seen) name = "column_" n
			seen[name] = 1
			printf "%s\"%s\" text", (n > 1 ? ", " : ""), name
			name = ""
		}
		else name = name c
	}
}')

psql=(psql -X -q -v ON_ERROR_STOP=1 -P footer=off)
"${psql[@]}" -d postgres -c 'DROP DATABASE IF EXISTS aiehr_linkage' -c "CREATE DATABASE aiehr_linkage ENCODING 'UTF8' TEMPLATE template0" 2> /dev/null ||
	die "cannot make a database"
export PGDATABASE=aiehr_linkage
"${psql[@]}" -c 'CREATE EXTENSION aiehr' -c "CREATE UNLOGGED TABLE record ($columns)" || die "cannot make a table of the columns of $file"
"${psql[@]}" -c "\\copy record FROM '${file//\'/\'\'}' CSV HEADER" || die "cannot load $file"

[ "$("${psql[@]}" -At -v map="$mapping" <<< "SELECT jsonb_typeof(:'map')" 2> /dev/null)" = object ] || die "$map is no JSON object"
[ "$("${psql[@]}" -At -v truth="$truth" <<< "SELECT count(*) FROM pg_attribute WHERE attrelid = 'record'::regclass AND attname = :'truth'")" = 1 ] ||
	die "$file has no column \"$truth\""

status=0
run() { # run TITLE WITHOUT: one run without the columns of a JSON array
	printf '\n%s\n' "$1"
	"${psql[@]}" -v truth="$truth" -v mapping="$mapping" -v without="$2" -f "$here/linkage.sql" || status=1
}

printf '%s, truth in %s\n' "$(basename "$file")" "$truth"
run 'all columns' '[]'
numbers=$("${psql[@]}" -At -v truth="$truth" -v map="$mapping" << 'END'
SELECT coalesce(jsonb_agg(c), '[]') FROM (
	SELECT f ->> 'column', f ->> 'as' FROM jsonb_array_elements(aiehr.match_fields('record') -> 'fields') AS f WHERE NOT :'map'::jsonb ? (f ->> 'column')
	UNION ALL SELECT key, value FROM jsonb_each_text(:'map')) AS said (c, kind)
WHERE kind IN ('id_number', 'email') AND c <> :'truth'
END
)
[ "$numbers" = '[]' ] || run "without $numbers" "$numbers"
exit $status
