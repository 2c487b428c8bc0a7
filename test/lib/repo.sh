#!/bin/bash
# repo.sh: checks on the repository itself, as TAP.
#
# Each check is a function that prints what is wrong, one line a finding; no line, no fault.
cd "$(dirname "$0")/../.." || exit 2

files() { # every file of the repository that matches one of the patterns
	local names=() p
	for p; do names+=(-o -name "$p"); done
	find . \( -path ./.git -o -path ./build -o -path ./results -o -path ./output_iso -o -path ./tmp_check \) -prune -o \
		-type f \( "${names[@]:1}" \) ! -path './sql/aiehr--*' ! -path ./src/workspace/statements.h -print | sort
}

text_files() { files '*.c' '*.h' '*.cpp' '*.sql' '*.spec' '*.pl' '*.pm' '*.sh' '*.awk' '*.md' '*.control' '*.json' Makefile run; }

# Every test has its output and the reverse; pg_regress stops at the first that has none.
expected_output() {
	diff <(for f in test/sql/*.sql test/specs/*.spec; do
		[ ! -e "$f" ] || basename "${f%.*}"; done | sort) \
		<(for f in expected/*.out; do
			[ ! -e "$f" ] || basename "$f" .out | sed -E 's/_[0-9]+$//'; done | sort -u) |
		sed -n 's/^< \(.*\)/\1: no expected output/p; s/^> \(.*\)/expected\/\1.out: no such test/p'
}

empty_output() { find expected -name '*.out' -empty 2>/dev/null; }

# pg_regress finds ./sql/NAME.sql before test/sql/NAME.sql.
hidden_tests() {
	local f
	for f in test/sql/*.sql; do
		[ ! -e "sql/${f##*/}" ] || echo "$f is hidden by sql/${f##*/}"
		[ ! -e "test/specs/$(basename "$f" .sql).spec" ] || echo "$f has the name of a spec"
	done
}

# The words are put together so that this file does not contain them.
unfinished() { text_files | xargs grep -nwE "TO""DO|FIX""ME|XX""X|HA""CK"; }

trailing_blanks() { text_files | grep -v '^./expected/' | xargs grep -nE '[[:blank:]]+$'; }

last_line_end() {
	text_files | while read -r f; do
		[ ! -s "$f" ] || [ -z "$(tail -c 1 "$f")" ] || echo "$f: no line end at its end"
	done
}

long_files() {
	files '*.c' '*.h' '*.cpp' '*.sql' '*.sh' '*.pl' | xargs wc -l |
		awk '$2 != "total" && $1 > 900 { print $2 ": " $1 " lines" }'
}

# A function's body lies between a { and a } in the first column.
long_functions() {
	files '*.c' '*.cpp' | xargs awk '
		/^\{/ { start = FNR }
		/^\}/ { if (start && FNR - start > 61) print FILENAME ":" start ": a function of " FNR - start " lines"; start = 0 }'
}

# A comment ends right above a function's head, or above the PG_FUNCTION_INFO_V1 before it.
uncommented_functions() {
	files '*.c' '*.cpp' | xargs awk '
		function check(    i, head) {
			for (i = FNR - 1; i > 0 && line[i] !~ /^[[:blank:]]*$|^PG_FUNCTION_INFO|;$|^}|\*\/$/; i--)
				head = line[i] " " head
			while (i > 0 && line[i] ~ /^[[:blank:]]*$|^PG_FUNCTION_INFO/)
				i--
			if (i == 0 || line[i] !~ /\*\/$/)
				print FILENAME ":" FNR ": no comment above " head
		}
		FNR == 1 { split("", line) }
		{ line[FNR] = $0 }
		/^\{/ && line[FNR - 1] ~ /\)$/ { check() }'
}

wide_lines() {
	files '*.c' '*.h' '*.cpp' | xargs awk '{
		line = $0; width = 0
		for (i = 1; i <= length(line); i++)
			width += substr(line, i, 1) == "\t" ? 4 - width % 4 : 1
		if (width > 110) print FILENAME ":" FNR ": " width " columns" }'
}

# Whoever made an object first owns it, and a script must not take it over.
careful_scripts() {
	files '*.sql' | grep -E '^./sql/(install|workspace)/' |
		xargs -r grep -niE '^[[:blank:]]*CREATE[[:blank:]]+OR[[:blank:]]+REPLACE|^[^-]*(CREATE|ADD)[[:blank:]].*IF[[:blank:]]+NOT[[:blank:]]+EXISTS'
}

# DefineCustom...Variable stand in the order of their names.
sorted_settings() {
	local names
	names=$(cat $(files '*.c') < /dev/null | grep -A1 'DefineCustom[A-Za-z]*Variable(' | grep -oE '"aiehr\.[a-z_]+"')
	diff <(echo "$names") <(echo "$names" | sort) | grep '^[<>]'
}

all_typedefs() { src/tools/typedefs.sh | diff typedefs.list - | sed -n 's/^[<>].*/&  (src\/tools\/typedefs.sh makes typedefs.list)/p'; }

# The version is in aiehr.control alone; META.json must agree with it, the changelog must know it.
one_version() {
	local v
	v=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" aiehr.control)
	grep -q "\"version\": \"$v\"" META.json || echo "META.json: another version than $v"
	grep -q "^## $v" CHANGELOG.md || echo "CHANGELOG.md: no section $v"
}

# Paths of one machine, in what others will read.
foreign_paths() { text_files | xargs grep -nE '(^|[^A-Za-z0-9_.$}/])/(home|root|work)/[a-z]'; }

executable_scripts() {
	files '*.sh' run | while read -r f; do
		head -1 "$f" | grep -q '^#!' && [ ! -x "$f" ] && echo "$f: not executable"
	done
}

shell_syntax() { files '*.sh' run | while read -r f; do bash -n "$f" 2>&1; done; }

checks=(expected_output empty_output hidden_tests unfinished trailing_blanks last_line_end long_files
	long_functions uncommented_functions wide_lines careful_scripts sorted_settings all_typedefs one_version
	foreign_paths executable_scripts shell_syntax)
echo "1..${#checks[@]}"
n=0 bad=0
for check in "${checks[@]}"; do
	n=$((n + 1))
	found=$($check)
	if [ -z "$found" ]; then
		echo "ok $n - ${check//_/ }"
	else
		echo "not ok $n - ${check//_/ }"
		echo "$found" | head -20 | sed 's/^/# /'
		bad=$((bad + 1))
	fi
done
exit $((bad > 0))
