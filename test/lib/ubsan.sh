#!/bin/bash
# ubsan.sh: the regression tests against a module built with the undefined-behaviour sanitizer.
#
# The stock server loads it as it is: only the module links libubsan. The sanitizer reports into
# the server's log and goes on, so one run shows all findings; each place counts as a failure.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
take_turn "$0" "$@"
move_if_hidden "$0" "$@"
forget_pg_environment

tree=$build/ubsan
cluster=$build/cluster
use_private_server
rm -rf "$tree"
mkdir -p "$tree"
tar -C "$top" --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.bc' --exclude='*.so' -c . |
	tar -C "$tree" -x || die "cannot copy the tree"
cd "$tree" || exit 2

# PGXS has -fwrapv, which makes signed overflow a defined thing and hides it.
flags='-fsanitize=undefined -fno-wrapv -O1 -g'
trap '"$top/test/lib/cluster.sh" stop "$cluster"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL
if ! make -s -j2 with_llvm=no PG_CONFIG="$PG_CONFIG" COPT="$flags" HOT_CFLAGS=-O1 install; then
	echo "0 passed, 1 failed"
	exit 1
fi
export UBSAN_OPTIONS=print_stacktrace=1
"$top/test/lib/cluster.sh" start "$cluster" || exit 2
eval "$("$top/test/lib/cluster.sh" env "$cluster")"
unset PGDATABASE
make -s installcheck with_llvm=no PG_CONFIG="$PG_CONFIG" COPT="$flags" ISOLATION= 2>&1 | tee "$build/ubsan.out"
status=${PIPESTATUS[0]}
passed=$(grep -cE '^ok +[0-9]|^(test| +) .* \.\.\. ok ' "$build/ubsan.out")
failed=$(grep -cE '^not ok +[0-9]|^(test| +) .* \.\.\. (FAILED|failed)' "$build/ubsan.out")
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
[ ! -s regression.diffs ] || head -200 regression.diffs
findings=$(grep -F 'runtime error' "$cluster/log" | sort | uniq -c | sort -rn)
if [ -n "$findings" ]; then
	echo "$findings"
	failed=$((failed + $(echo "$findings" | wc -l)))
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
