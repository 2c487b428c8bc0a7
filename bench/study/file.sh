# file.sh: reading a file of hires, for the scripts of this folder. Sets scores, ratings and, by read_header, definition.

scores=($(printf 'personality_%02d ' {1..13}) $(printf 'sjt_%d ' {1..9}) biodata sjt_seconds)
ratings=(overall_rating technical_skills teamwork customer_service hire_again)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PGCLIENTENCODING=UTF8 PGTZ=UTC PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

fail() { echo "study: $*" >&2; exit 1; }

list() { local IFS=,; echo "$*"; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -v scores="{$(list "${scores[@]}")}" -v ratings="{$(list "${ratings[@]}")}" -d aiehr_study "$@"; }

# The columns of a file as those of a table: its header without byte order mark, carriage return, quotes and blanks around the names.
read_header() { # read_header FILE
	local file=$1 header name i missing= columns
	[ -n "$file" ] || fail "no file given; usage: make study HIRES=file.csv, or make study TRAIN=a.csv TEST=b.csv"
	[ -f "$file" ] || fail "there is no file $file"
	[ -r "$file" ] || fail "file $file cannot be read"
	[ -s "$file" ] || fail "file $file is empty"
	header=$(head -n 1 "$file" | sed $'1s/^\xef\xbb\xbf//' | tr -d '\r"')
	IFS=, read -ra columns <<< "$header"
	declare -gA seen=()
	definition=
	for i in "${!columns[@]}"; do
		name=$(sed 's/^ *//; s/ *$//' <<< "${columns[i]}")
		[ -n "$name" ] || fail "$file: column $((i + 1)) has no name"
		[ -z "${seen[$name]:-}" ] || fail "$file: column $name occurs twice"
		seen[$name]=1
		definition+=${definition:+, }\"$name\"' text'
	done
	for name in employee_id "${scores[@]}" "${ratings[@]}" retained; do
		[ -n "${seen[$name]:-}" ] || missing+=" $name"
	done
	[ -z "$missing" ] || fail "$file: missing columns:$missing"
}

# Reads a file into the new schema study, its numbers checked; says how many there are.
load_file() { # load_file FILE
	read_header "$1"
	sql -c 'DROP SCHEMA IF EXISTS study CASCADE' -c 'CREATE SCHEMA study' -c "CREATE TABLE study.line (line bigint GENERATED ALWAYS AS IDENTITY, $definition)" &&
		sql -c "COPY study.line ($(sed 's/ text//g' <<< "$definition")) FROM STDIN WITH (FORMAT csv, HEADER true)" < "$1" ||
		fail "$1 cannot be read as CSV"
	sql -f "$here/10_file.sql" || fail "$1 holds what cannot be used"
}

# Runs one step and notes how long it took; the step's own words follow.
step() { # step TITLE COMMAND...
	local begun=$EPOCHREALTIME title=$1 words seconds
	shift
	words=$("$@") || exit 1
	seconds=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')
	printf '%7s s  %-28s %s\n' "$seconds" "$title" "$words"
}

# The database and the roles of a workspace in it; roles belong to the cluster and stay when a database goes.
clean_up() {
	[ -n "$(psql -XqAt -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'aiehr_study'")" ] || return 0
	dropdb -f aiehr_study &&
		psql -XqAt -d postgres -c 'DROP ROLE IF EXISTS hires_owner, hires_hr, hires_loader, hires_analyst, hires_auditor'
}

fresh_database() {
	clean_up || fail "cannot remove what an earlier run left"
	createdb -T template0 -E UTF8 aiehr_study || fail "cannot make the database aiehr_study"
}

# What is to be read by people.
report() { # report FILE.sql
	psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null='' -d aiehr_study -v ratings="{$(list "${ratings[@]}")}" -f "$here/$1" || fail "the report failed"
}
