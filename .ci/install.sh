#!/bin/bash
# install.sh: installs what building and testing aiehr needs and the machine lacks.
#
# On Debian and Ubuntu through apt, as root or by sudo; elsewhere it says what is missing. It
# returns at once when nothing is. PGMAJOR picks the PostgreSQL major, PG_CONFIG an installation
# of one's own. (Debian's server package makes and starts a cluster "main", as it always does;
# nothing here uses it.)
. "$(dirname "${BASH_SOURCE[0]}")/../test/lib/common.sh"

missing=() packages=()
need() { # need WHAT PACKAGE: both go on the lists
	missing+=("$1")
	packages+=("$2")
}

# the major that the distribution offers
offered_major() {
	apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -1
}

# Looks for the server and what belongs to one of its majors.
look_for_server() {
	local config major
	if config=$(find_pg_config) && can_build "$config" && [ -x "$("$config" --bindir)/postgres" ]; then
		major=$("$config" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
		[ "$major" -ge 15 ] || die "$config is PostgreSQL $major; aiehr needs 15 or later"
		[ -f "$("$config" --sharedir)/extension/pgtap.control" ] || need pgTAP "postgresql-$major-pgtap"
	elif [ -n "${PG_CONFIG:-}" ]; then
		die "PG_CONFIG=$PG_CONFIG has no server with development files beside it"
	else
		major=${PGMAJOR:-MAJOR}
		need "PostgreSQL 15 or later" "postgresql-$major"
		need "its server development files" "postgresql-server-dev-$major"
		need pgTAP "postgresql-$major-pgtap"
	fi
}

# have_header NAME: among the folders that the Makefile and the compiler look into
have_header() {
	echo "#include <$1>" | ${CXX:-g++} -I/usr/include/eigen3 -I/usr/local/include/eigen3 -x c++ -E -o /dev/null - 2>/dev/null
}

look_for_rest() {
	command -v make >/dev/null || need make make
	command -v gcc >/dev/null || need gcc gcc
	command -v g++ >/dev/null || need g++ g++
	have_header boost/math/distributions/students_t.hpp || need Boost.Math libboost-dev
	have_header Eigen/Cholesky || need Eigen libeigen3-dev
	have_header unicode/ubrk.h || need "ICU's headers" libicu-dev
	command -v prove >/dev/null || need "prove (Perl)" perl
	perl -MIPC::Run -e 1 2>/dev/null || need "Perl's IPC::Run" libipc-run-perl
	command -v pkg-config >/dev/null || need pkg-config pkg-config
	have_header curl/curl.h || need libcurl libcurl4-openssl-dev
	[ -n "$(find /usr/include/postgresql /usr/include/libpq-fe.h /usr/include/pgsql -maxdepth 1 -name libpq-fe.h -print -quit 2>/dev/null)" ] ||
		[ -f "$(pg_config --includedir 2>/dev/null)/libpq-fe.h" ] || need "libpq's headers" libpq-dev
	look_for_ocr
}

# have_language NAME: data of Tesseract, wherever its version keeps them
have_language() {
	[ -n "$(find /usr/share/tesseract-ocr /usr/share/tessdata /usr/local/share/tessdata -name "$1.traineddata" -print -quit 2>/dev/null)" ]
}

# What aiehr resume reads PDFs and pictures with; the command builds without the libraries and says so.
look_for_ocr() {
	local language
	command -v pkg-config >/dev/null || need pkg-config pkg-config
	pkg-config --exists tesseract 2>/dev/null || need Tesseract libtesseract-dev
	pkg-config --exists lept 2>/dev/null || need Leptonica libleptonica-dev
	command -v pdftotext >/dev/null || need "poppler's programs" poppler-utils
	for language in eng chi_sim jpn kor; do
		have_language $language || need "Tesseract's data for $language" "tesseract-ocr-${language//_/-}"
	done
}

install_packages() {
	local admin=() major
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || die "missing: ${packages[*]}; neither root nor sudo to install them"
		admin=(sudo)
	fi
	# the lock on apt's lists has no timeout of its own
	for _ in 1 2 3 4 5 6; do
		"${admin[@]}" apt-get -qq update >&2 && break
		say "apt-get update failed; once more"
		sleep 10
	done
	case "${packages[*]}" in
	*MAJOR*)
		major=$(offered_major)
		[ "${major:-0}" -ge 15 ] || die "this distribution offers PostgreSQL ${major:-none}; aiehr needs 15 or later: add the PostgreSQL project's own package archive, or set PG_CONFIG"
		packages=("${packages[@]//MAJOR/$major}") ;;
	esac
	say "installing ${packages[*]}"
	"${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
		install -y -qq --no-install-recommends "${packages[@]}" >&2
}

look_for_server
look_for_rest
[ ${#missing[@]} -gt 0 ] || exit 0
printf -v list '%s, ' "${missing[@]}"
if ! command -v apt-get >/dev/null; then
	echo "install.sh: missing: ${list%, }" >&2
	exit 1
fi
install_packages || die "apt could not install ${packages[*]}"
