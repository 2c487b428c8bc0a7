# csv.sh: reads CSV files into tables; sourced by scripts that have the functions `sql` (psql in their database) and `fail`.

# header_of FILE: the names of its columns, one a line; an error where one is no plain name
header_of() {
	local columns name
	[ -s "$1" ] && [ -r "$1" ] || fail "file $1 is empty or cannot be read"
	IFS=, read -ra columns <<< "$(head -n 1 "$1" | sed $'1s/^\xef\xbb\xbf//' | tr -d '\r"')"
	for name in "${columns[@]}"; do
		[[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || fail "$1: \"$name\" is no name of a column"
		echo "$name"
	done
}

# load FILE TABLE COLUMN...: a table of texts, its columns those of the header; the columns that must be there follow
load() {
	local file=$1 table=$2 header name columns names=
	shift 2
	header=$(header_of "$file") || exit 1
	mapfile -t columns <<< "$header"
	for name; do
		[[ " ${columns[*]} " == *" $name "* ]] || fail "$file: there is no column $name"
	done
	for name in "${columns[@]}"; do
		names+=${names:+, }\"$name\"
	done
	sql -c "CREATE TABLE $table (line bigint GENERATED ALWAYS AS IDENTITY, ${names//, / text, } text)" &&
		sql -c "COPY $table ($names) FROM STDIN WITH (FORMAT csv, HEADER true)" < "$file" || fail "$file cannot be read as CSV"
}

# step TITLE COMMAND...: runs one step and says how long it took
step() {
	local begun=$EPOCHREALTIME title=$1 words
	shift
	words=$("$@") || fail "$title: failed"
	awk -v a="$begun" -v b="$EPOCHREALTIME" -v t="$title" -v w="$words" 'BEGIN { printf "%7.2f s  %-26s %s\n", b - a, t, w }'
}
