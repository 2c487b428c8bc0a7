#!/bin/bash
# run.sh: runs the benchmarks, all or the one named, and prints one table of them.
#
#   bench/run.sh [NAME]        (make bench, make bench B=NAME)
#
# A benchmark is a script bench/NAME.sh. It prints, among whatever else it has to say, lines of six
# fields: what | ours | peer | ratio | target | verdict. The peer is what people would use instead.
# The exit status is that of the scripts: a missed target is shown and counted, since machines differ.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

rows=$(mktemp)
trap 'rm -f "$rows" "$rows.one"' EXIT
status=0 found=0

echo "processors $(getconf _NPROCESSORS_ONLN)$(sed -n 's/^model name[^:]*:/,/p' /proc/cpuinfo 2>/dev/null | head -1)"
psql -XAt -F ' ' -c "SELECT version()" -c "
	SELECT name, setting, coalesce(unit, '') FROM pg_settings
	WHERE name IN ('shared_buffers', 'max_wal_size', 'checkpoint_timeout', 'autovacuum', 'fsync',
	               'synchronous_commit', 'full_page_writes', 'work_mem', 'jit', 'max_parallel_workers_per_gather')
	ORDER BY name" || exit 2

for script in bench/*.sh; do
	name=$(basename "$script" .sh)
	[ "$name" != run ] && [ "${1:-$name}" = "$name" ] || continue
	found=1
	printf '\n== %s\n' "$name"
	if ! "$script" | tee "$rows.one"; then
		echo "$script failed"
		status=1
	fi
	awk -F ' *[|] *' -v script="$name" 'NF == 6 && $1 != "name" { print script "|" $0 }' "$rows.one" >> "$rows"
done
[ $found = 1 ] || { echo "no benchmark ${1:-at all}" >&2; exit 2; }

printf '\n== ratios\n'
{
	echo 'benchmark|what|ours|peer|ratio|target|verdict'
	cat "$rows"
} | awk -F ' *[|] *' '
	{ for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > wide[i]) wide[i] = length($i) } }
	END { for (r = 1; r <= NR; r++) {
		line = ""
		for (i = 1; i <= 7; i++) line = line sprintf("%-" wide[i] "s  ", cell[r, i])
		sub(/ +$/, "", line)
		print line } }'
exit $status
