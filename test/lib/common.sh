# common.sh: what the scripts that need a server share. Sourced, never run.
#
# Nothing is installed into the system: the server's installation is copied to build/pg once (its
# programs find their files relative to themselves) and the extension goes into that copy.

set -uo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$top/build
name=${0##*/}

say() { echo "$name: $*"; }
die() { echo "$name: $*" >&2; exit 2; }

# The server refuses to run as root, so root hands it to another user.
if [ "$(id -u)" != 0 ]; then
	server_user=$(id -un)
elif id postgres >/dev/null 2>&1; then
	server_user=postgres
else
	server_user=nobody
fi

as_server() { # runs a program as the server's user
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --init-groups -- "$@"
	else
		"$@"
	fi
}

# Has this pg_config what building needs? (Debian's server package brings PGXS without the headers.)
can_build() { [ -f "$("$1" --pgxs)" ] && [ -f "$("$1" --includedir-server)/postgres.h" ]; }

# Prints the pg_config to use: PG_CONFIG, else that of PGMAJOR, else of the newest installed
# server that is not too old and can be built for.
find_pg_config() {
	local v
	if [ -n "${PG_CONFIG:-}" ]; then
		command -v "$PG_CONFIG"
		return
	fi
	for v in ${PGMAJOR:-$(ls /usr/lib/postgresql 2>/dev/null | grep -E '^[0-9]+$' | sort -rn)}; do
		if [ "$v" -ge 15 ] && [ -x "/usr/lib/postgresql/$v/bin/postgres" ] &&
			can_build "/usr/lib/postgresql/$v/bin/pg_config"; then
			echo "/usr/lib/postgresql/$v/bin/pg_config"
			return
		fi
	done
	[ -z "${PGMAJOR:-}" ] && command -v pg_config
}

# One run at a time in one tree: a second would replace the files under the first.
take_turn() { # take_turn "$0" "$@"
	mkdir -p "$build" 2>/dev/null && [ -w "$build" ] || die "cannot write to $build"
	[ -z "${AIEHR_TURN:-}" ] || return 0
	command -v flock >/dev/null || return 0
	AIEHR_TURN=1 flock -n -o -E 75 "$build/lock" "$@"
	local status=$?
	[ $status != 75 ] || die "another run is at work in this folder"
	exit $status
}

# A folder that the server's user cannot read (say, below /root) is copied to where it can be, and
# the whole run takes place there. The copy's name is kept, so that the next run removes it when
# this one is killed.
move_if_hidden() { # move_if_hidden "$0" "$@"
	local copy status old
	[ "$(id -u)" = 0 ] || return 0
	old=$(cat "$build/copy" 2>/dev/null)
	case $old in
	/var/tmp/aiehr.??????)
		[ ! -d "$old/build/cluster" ] || "$old/test/lib/cluster.sh" stop "$old/build/cluster"
		rm -rf "$old" "$build/copy" ;;
	esac
	as_server sh -c 'cd "$1" 2>/dev/null &&
		[ -z "$(find . \( -path ./.git -o -path ./build \) -prune -o ! -readable -print 2>&1 | head -1)" ]' \
		sh "$top" && return 0
	copy=$(mktemp -d /var/tmp/aiehr.XXXXXX) || die "cannot make a folder in /var/tmp"
	echo "$copy" > "$build/copy"
	say "user $server_user cannot read $top: running in a copy, $copy"
	tar -C "$top" --exclude=./.git --exclude=./build --exclude='*.o' -c . | tar -C "$copy" -x &&
		chmod -R a+rX "$copy" || die "cannot copy the tree"
	trap 'rm -rf "$copy" "$build/copy"' EXIT
	(cd "$copy" && "$copy/test/lib/${1##*/}" "${@:2}")
	status=$?
	exit $status
}

# Makes build/pg, the private copy of the server's installation, unless it is there already, and
# sets PG_CONFIG and PATH to it.
use_private_server() {
	local config bin root=$build/pg want d f
	config=$(find_pg_config) && can_build "$config" ||
		die "no PostgreSQL 15 or later with its development files; see .ci/install.sh"
	bin=$("$config" --bindir)
	want="$config $("$bin/postgres" --version) $(stat -c '%Y %s' "$bin/postgres" 2>/dev/null)"
	if [ "$(cat "$root/made_from" 2>/dev/null)" != "$want" ]; then
		rm -rf "$root"
		mkdir -p "$root$bin" || die "cannot write to $root"
		for f in "$bin"/{postgres,initdb,psql,createdb,dropdb,createuser,dropuser,vacuumdb,pgbench,pg_*}; do
			[ ! -x "$f" ] || cp -pL "$f" "$root$bin/" || die "cannot copy $f"
		done
		for d in "$("$config" --pkglibdir)" "$("$config" --sharedir)"; do
			mkdir -p "$root$d" && cp -a "$d/." "$root$d/" || die "cannot copy $d"
		done
		# nothing is written there, so links do; a folder below one that is linked already is there with it
		for d in "$("$config" --includedir)" "$("$config" --includedir-server)" "$("$config" --libdir)"; do
			[ -e "$root$d" ] || { [ -e "$d" ] && mkdir -p "$root${d%/*}" && ln -s "$d" "$root$d"; } || die "cannot link $d"
		done
		# an aiehr of the system is not under test
		find "$root" -depth -name 'aiehr*' -exec rm -rf {} +
		chmod -R a+rX "$root"
		echo "$want" > "$root/made_from"
	fi
	export PG_CONFIG=$root$bin/pg_config PATH=$root$bin:$PATH
}

# Builds the extension and installs it in the private copy. Make's own flags of the outer run
# would switch off -j here; STRICT and the like arrive through the environment.
build_and_install() {
	(cd "$top" && umask 022 && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		make -s -j"$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" with_llvm=no PG_CONFIG="$PG_CONFIG" install)
}

# Settings of the caller's own database must not leak into a run.
forget_pg_environment() {
	unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE \
		PGDATA PGOPTIONS PGSSLMODE PGCLIENTENCODING PGAPPNAME PGTZ PGDATESTYLE PGREQUIREPEER
	export PSQLRC=/dev/null
}
