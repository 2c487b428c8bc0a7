#!/bin/bash
# cluster.sh: throwaway clusters.
#
#   cluster.sh start DIR [--durable] [name=value]...   makes a fresh cluster in DIR and starts it
#   cluster.sh env DIR                                 prints the shell commands that point libpq to it
#   cluster.sh stop DIR                                stops and deletes it
#
# A cluster that a killed run left in DIR is removed first; a folder that this script did not make
# is never touched. The server listens on a unix socket only, in a folder of its own with a short
# name, since a socket's path has at most 107 bytes and DIR may lie deep. Without --durable nothing
# is flushed to disk. The programs are those of PATH.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
forget_pg_environment

[ $# -ge 2 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2; }
command=$1
mkdir -p "$(dirname "$2")" && dir=$(cd "$(dirname "$2")" && pwd -P)/$(basename "$2") || exit 2
shift 2
mark=$dir/made_by_cluster_sh	# holds the socket's folder

# The pid of the server of this folder; the file may outlive the server and the number be another's.
server_pid() {
	local pid
	pid=$(head -1 "$dir/data/postmaster.pid" 2>/dev/null) || return 1
	[ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || return 1
	[ ! -d /proc/self ] || [ "$(readlink "/proc/$pid/cwd")" = "$dir/data" ] || return 1
	echo "$pid"
}

remove() {
	local pid socket
	[ -e "$dir" ] || return 0
	[ -f "$mark" ] || die "$dir was not made by this script"
	socket=$(cat "$mark")
	if pid=$(server_pid); then
		kill -QUIT "$pid"
		for _ in $(seq 100); do server_pid >/dev/null || break; sleep 0.05; done
		! server_pid >/dev/null || die "the server of $dir does not stop"
	fi
	case $socket in */aiehr.??????) rm -rf "$socket" ;; esac
	rm -rf "$dir"
}

start() {
	local durable='' socket setting
	[ "${1:-}" != --durable ] || { durable=1; shift; }
	remove
	socket=$(mktemp -d "${TMPDIR:-/tmp}/aiehr.XXXXXX") && mkdir -p "$dir" && echo "$socket" > "$mark" ||
		die "cannot make $dir"
	if [ "$(id -u)" = 0 ]; then
		chown "$server_user" "$dir" "$socket" || die "cannot give $dir to $server_user"
	fi
	cd "$dir" || exit 2
	as_server initdb -N -E UTF8 --locale=C.UTF-8 -A trust -U postgres -D "$dir/data" > "$dir/initdb.log" 2>&1 ||
		{ rm -rf "$dir/data"
		  as_server initdb -N -E UTF8 --locale=C -A trust -U postgres -D "$dir/data" > "$dir/initdb.log" 2>&1; } ||
		{ cat "$dir/initdb.log" >&2; die "initdb failed"; }
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$socket'"
		echo "port = 5432"
		[ -n "$durable" ] || printf '%s = off\n' fsync synchronous_commit full_page_writes
		for setting; do echo "${setting%%=*} = '${setting#*=}'"; done
	} >> "$dir/data/postgresql.conf"
	as_server pg_ctl -s -w -D "$dir/data" -l "$dir/log" start || { cat "$dir/log" >&2; die "the server does not start"; }
}

case $command in
start) start "$@" ;;
stop) remove ;;
env)
	[ -f "$mark" ] || die "$dir was not made by this script"
	echo "export PGHOST='$(cat "$mark")' PGPORT=5432 PGUSER=postgres PGDATABASE=postgres" ;;
*) die "unknown command $command" ;;
esac
