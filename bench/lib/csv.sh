# csv.sh: files of records into tables, and steps with their times, for the tools that measure on a file. Whoever reads it has functions fail,
# which says something and ends, and sql, which runs psql on the tool's database.

# Reads a file into a table of texts, its columns those of the header; the columns that must be there follow.
load() { # load FILE TABLE COLUMN...
	local file=$1 table=$2 header name columns names=
	shift 2
	[ -s "$file" ] && [ -r "$file" ] || fail "file $file is empty or cannot be read"
	header=$(head -n 1 "$file" | sed $'1s/^\xef\xbb\xbf//' | tr -d '\r"')
	IFS=, read -ra columns <<< "$header"
	for name; do
		[[ " ${columns[*]} " == *" $name "* ]] || fail "$file: there is no column $name"
	done
	for name in "${columns[@]}"; do
		[[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || fail "$file: \"$name\" is no name of a column"
		names+=${names:+, }\"$name\"
	done
	sql -c "CREATE TABLE $table (line bigint GENERATED ALWAYS AS IDENTITY, ${names//, / text, } text)" &&
		sql -c "COPY $table ($names) FROM STDIN WITH (FORMAT csv, HEADER true)" < "$file" || fail "$file cannot be read as CSV"
}

# Runs one step and says how long it took.
step() { # step TITLE COMMAND...
	local begun=$EPOCHREALTIME title=$1 words
	shift
	words=$("$@") || fail "$title: failed"
	awk -v a="$begun" -v b="$EPOCHREALTIME" -v t="$title" -v w="$words" 'BEGIN { printf "%7.2f s  %-26s %s\n", b - a, t, w }'
}
