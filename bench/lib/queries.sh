# queries.sh: statements timed in turn, for benchmarks of queries; sourced after common.sh.
#
#   add NAME SQL [SETTINGS]   a query; SETTINGS are SET statements that hold for it alone
#   once NAME...              these run a single time: they take too long for more
#   measure                   all of them `runs` times in turn, after a first time that warms the caches
#   time_of NAME              the median of its runs, ms
#   answer_of NAME            what it returned
#   line WHAT OURS PEER RATIO TARGET
#                             a line of the table: OURS and PEER are names, RATIO says which is divided by which
#                             (ours/peer or peer/ours); an empty TARGET only informs
#
# `settings` holds for all: one process and no JIT unless the script says otherwise.
names=()
queries=()
preludes=()
rarely=' '
settings='SET jit = off; SET max_parallel_workers_per_gather = 0;'
runs=${RUNS:-5}

add() {
	names+=("$1")
	queries+=("$(tr '\n\t' '  ' <<<"$2")")
	preludes+=("${3:-}")
}

once() { rarely+="$* "; }

# statement I: the I-th query with what it needs
statement() { echo "$settings ${preludes[$1]} ${queries[$1]};"; }

measure() {
	local i r
	{
		if [ "${EXPLAIN:-0}" != 0 ]; then
			for i in "${!queries[@]}"; do
				printf '\\qecho -- %s\n%s %s EXPLAIN (COSTS OFF, VERBOSE) %s;\nRESET ALL;\n' "${names[i]}" "$settings" "${preludes[i]}" "${queries[i]}"
			done
		fi
		for i in "${!queries[@]}"; do
			printf '%s %s\n\\o %s\n%s;\n\\o\nRESET ALL;\n' "$settings" "${preludes[i]}" "$work/answer.${names[i]}" "${queries[i]}"
		done
		echo '\o /dev/null'
		for ((r = 0; r < runs; r++)); do
			for i in "${!queries[@]}"; do
				[[ $rarely != *" ${names[i]} "* ]] || [ $r = 0 ] || continue
				printf '%s %s\n\\echo Name: %s\n\\timing on\n%s;\n\\timing off\nRESET ALL;\n' "$settings" "${preludes[i]}" "${names[i]}" "${queries[i]}"
			done
		done
	} >"$work/run.sql"
	sql -f "$work/run.sql" >"$work/out"
	grep -vE '^(Time|Name):' "$work/out" || true
}

time_of() { grep -A 1 "^Name: $1\$" "$work/out" | awk '/^Time:/ { print $2 }' | median; }

answer_of() { cat "$work/answer.$1"; }

line() {
	awk -v what="$1" -v ours="$(time_of "$2")" -v peer="$(time_of "$3")" -v ratio="$4" -v target="$5" 'BEGIN {
		r = ratio == "ours/peer" ? ours / peer : peer / ours
		met = ratio == "ours/peer" ? r <= target : r >= target
		printf "%s | %.1f | %.1f | %.2f | %s | %s\n", what, ours, peer, r,
			target == "" ? "-" : (ratio == "ours/peer" ? "<= " : ">= ") target,
			target == "" ? "-" : met ? "ok" : "MISSED"
	}'
}
