#!/bin/bash
# with_cluster.sh: runs a script against a fresh throwaway cluster in which aiehr can be created.
#
#   with_cluster.sh [--measure] SCRIPT [ARGUMENT]...
#
# The script finds the server through the PG... variables, and its programs on the PATH. With
# --measure the cluster has settings under which figures mean something: flushing as in real use,
# and neither checkpoints nor autovacuum in the middle of a run.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
take_turn "$0" "$@"
move_if_hidden "$0" "$@"
forget_pg_environment

settings=()
if [ "${1:-}" = --measure ]; then
	settings=(--durable shared_buffers=1GB max_wal_size=4GB checkpoint_timeout=30min autovacuum=off)
	shift
fi
cd "$top" || exit 2
[ $# -gt 0 ] && [ -x "$1" ] || die "there is no program ${1:-}"
if [ -z "${AIEHR_BUILT:-}" ]; then
	use_private_server
	build_and_install || die "the extension does not build"
fi

cluster=$build/run
trap '"$top/test/lib/cluster.sh" stop "$cluster"' EXIT
trap 'exit 130' INT TERM HUP
test/lib/cluster.sh start "$cluster" "${settings[@]}" || exit 2
eval "$(test/lib/cluster.sh env "$cluster")"
AIEHR_TURN='' "$@"
