#!/bin/bash
# check.sh: runs every test there is, and ends with one line, "N passed, N failed".
#
# T=name picks the tests of one name. All suites run, whatever becomes of the one before; the
# exit status is 0 when something passed and nothing failed. Each suite leaves its output in
# build/log; what failed is shown.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
take_turn "$0" "$@"
move_if_hidden "$0" "$@"
forget_pg_environment

T=${T:-}
export T
cd "$top" || exit 2
log=$build/log
cluster=$build/cluster
passed=0 failed=0
rm -rf "$log"
mkdir -p "$log"

heading() { printf '\n== %s\n' "$1"; }

add() { # add PASSED FAILED
	passed=$((passed + $1))
	failed=$((failed + $2))
}

finish() {
	echo
	echo "$passed passed, $failed failed"
	[ $failed = 0 ] && [ $passed -gt 0 ]
	exit
}

cleanup() {
	[ -z "${tap_job:-}" ] || { kill "$tap_job" 2>/dev/null; wait "$tap_job" 2>/dev/null; }
	test/lib/cluster.sh stop "$cluster"
}

# The files of a suite that T picks, one name a line.
chosen() { # chosen FOLDER SUFFIX
	local f base
	for f in "$1"/*"$2"; do
		base=${f##*/}
		base=${base%"$2"}
		[ -e "$f" ] && [ "${T:-$base}" = "$base" ] && echo "$f"
	done
}

# Counts the results of pg_regress: "test NAME ... ok" up to PostgreSQL 15, TAP since.
count_regress() { # count_regress LOG EXPECTED STATUS
	local ok bad
	ok=$(grep -cE '^ok +[0-9]|^(test| +) .* \.\.\. ok ' "$1")
	bad=$(grep -cE '^not ok +[0-9]|^(test| +) .* \.\.\. (FAILED|failed)' "$1")
	# a run that was broken off, or failed as a whole
	[ $((ok + bad)) -ge "$2" ] || bad=$(($2 - ok))
	[ "$3" = 0 ] || [ "$bad" -gt 0 ] || bad=1
	add "$ok" "$bad"
}

# Counts the lines of TAP at the outermost level. A skipped test did not pass, and a file that
# dies or breaks its plan counts as one failure more.
count_tap() { # count_tap LOG STATUS
	local ok bad
	ok=$(grep -E '^ok [0-9]+' "$1" | grep -civ '# *skip')
	bad=$(grep -E '^not ok [0-9]+' "$1" | grep -civ '# *todo')
	[ "$2" = 0 ] || [ "$bad" -gt 0 ] || bad=1
	add "$ok" "$bad"
	printf '%-60s %s ok, %s not ok\n' "$3" "$ok" "$bad"
	[ "$bad" = 0 ] || sed 's/^/    /' "$1"
}

regress_suite() { # regress_suite TITLE FOLDER SUFFIX OTHER, the variable of the suite to leave out
	local n status
	n=$(chosen "$2" "$3" | wc -l)
	[ "$n" -gt 0 ] || return 0
	heading "$1"
	make -s installcheck PG_CONFIG="$PG_CONFIG" with_llvm=no "$4=" > "$log/$1" 2>&1
	status=$?
	grep -E '^(ok|not ok|test) |\.\.\. ' "$log/$1"
	if [ $status != 0 ]; then
		grep -vE '^(ok|not ok|test) |\.\.\. ' "$log/$1"
		[ ! -f regression.diffs ] || head -200 regression.diffs
	fi
	count_regress "$log/$1" "$n" $status
}

# Each file runs in a database of its own that has aiehr and pgTAP.
pgtap_suite() {
	local f status out
	[ -n "$(chosen test/pgtap .sql)" ] || return 0
	heading pgTAP
	createdb aiehr_pgtap &&
		psql -Xq -v ON_ERROR_STOP=1 -d aiehr_pgtap -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION aiehr' ||
		{ add 0 1; return; }
	for f in $(chosen test/pgtap .sql); do
		out=$log/${f##*/}
		createdb -T aiehr_pgtap pgtap_run
		prove -v --exec 'psql -XqAt -v ON_ERROR_STOP=1 -P pager=off -d pgtap_run -f' "$f" > "$out" 2>&1
		status=$?
		dropdb -f pgtap_run
		count_tap "$out" $status "$f"
	done
}

# One file of the TAP suite, in a folder of its own, as an ordinary user.
tap_file() {
	local f=$1 work
	work=$build/tap/$(basename "$f" .pl)
	mkdir -p "$work" && { [ "$(id -u)" != 0 ] || chown "$server_user" "$work"; }
	as_server env HOME="$work" TESTDIR="$work" TESTDATADIR="$work/tmp_check" TESTLOGDIR="$work/tmp_check/log" \
		PERL5LIB="$pgxs/../test/perl:$top/test/t" PG_REGRESS="$pgxs/../test/regress/pg_regress" \
		PGPORT=65432 prove -v "$f" > "$log/$(basename "$f")" 2>&1
	echo $? > "$log/$(basename "$f").status"
}

tap_suite() {
	local f
	pgxs=$(dirname "$("$PG_CONFIG" --pgxs)")
	rm -rf "$build/tap"
	mkdir -p "$build/tap"
	for f in $(chosen test/t .pl); do tap_file "$f"; done
}

tap_results() {
	local f
	[ -n "$(chosen test/t .pl)" ] || return 0
	heading TAP
	wait "$tap_job"
	tap_job=
	for f in $(chosen test/t .pl); do
		count_tap "$log/$(basename "$f")" "$(cat "$log/$(basename "$f").status")" "$f"
	done
}

repository_suite() {
	[ -z "$T" ] || [ "$T" = repo ] || return 0
	heading repository
	test/lib/repo.sh > "$log/repository" 2>&1
	count_tap "$log/repository" $? test/lib/repo.sh
}

# What is to be found again in public data, where the shared folder has it.
shared_suite() { # shared_suite NAME WHAT SCRIPT FILE...
	local name=$1 what=$2 script=$3 f files=()
	shift 3
	[ -x "$script" ] && { [ -z "$T" ] || [ "$T" = "$name" ]; } || return 0
	heading "$name"
	if [ -z "${AIEHR_SHARED:-}" ]; then
		echo "skipped: $what (AIEHR_SHARED is not set)"
		return 0
	fi
	for f; do
		files+=("$AIEHR_SHARED/data/$f")
		[ -r "${files[-1]}" ] || { echo "skipped: $what (no file ${files[-1]})"; return 0; }
	done
	if AIEHR_BUILT=1 test/lib/with_cluster.sh "$script" "${files[@]}" > "$log/$name" 2>&1; then
		tail -20 "$log/$name"
		add 1 0
	else
		cat "$log/$name"
		add 0 1
	fi
}

# What other programs say of the same data: the project's own files, and those of the shared folder.
reference_suite() {
	local folder out=$log/reference
	[ -z "$T" ] || [ "$T" = reference ] || return 0
	heading reference
	for folder in test/data/reference "${AIEHR_SHARED:-}/reference"; do
		if [ "$folder" = /reference ]; then
			echo "skipped: shared reference values (AIEHR_SHARED is not set)"
		elif [ ! -d "$folder" ]; then
			echo "skipped: shared reference values (no folder $folder)"
		elif bench/reference/run.pl "$folder" > "$out" 2>&1; then
			sed -n '/^all /p; $p' "$out"
			add 1 0
		else
			cat "$out"
			add 0 1
		fi
	done
}

heading build
use_private_server
"$PG_CONFIG" --version
build_and_install || { add 0 1; finish; }

trap cleanup EXIT
trap 'exit 130' INT TERM HUP
test/lib/cluster.sh start "$cluster" || { add 0 1; finish; }
tap_suite &	# a server a file: most of its time is waiting
tap_job=$!
eval "$(test/lib/cluster.sh env "$cluster")"
unset PGDATABASE
repository_suite
regress_suite regression test/sql .sql ISOLATION
regress_suite isolation test/specs .spec REGRESS
pgtap_suite
reference_suite
shared_suite study 'the study on public data' bench/study/run.sh siop2021/hires_train.csv
LEAST=0.235 shared_suite answers 'text models on public data' bench/answers/run.sh siop2019/train.csv siop2019/dev.csv
tap_results
crash=$(grep -E 'PANIC|TRAP:|was terminated by signal' "$cluster/log")
if [ -n "$crash" ]; then
	heading "server log"
	echo "$crash"
	add 0 1
fi
finish
