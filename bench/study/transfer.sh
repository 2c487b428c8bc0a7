#!/bin/bash
# transfer.sh: weights fitted on the hires of one file, tried on those of another.
#
#   bench/study/transfer.sh TRAIN TEST        (make study TRAIN=a.csv TEST=b.csv)
#
# Both files are of the form that run.sh describes. Nothing of the second is looked at until the weights stand.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/file.sh"

keep() { # keep PART FILE
	load_file "$2"
	sql -v part="$1" -f "$here/transfer_keep.sql" || fail "the people of $2 cannot be kept"
}

read_header "${1:-}"
read_header "${2:-}"
fresh_database
sql -c 'CREATE EXTENSION aiehr' -f "$here/transfer_tables.sql" || fail "cannot make the tables"
echo "aiehr: weights of $(basename "$1") on $(basename "$2")"
echo
step 'first file' keep train "$1"
step 'weights fitted' sql -f "$here/transfer_fit.sql"
step 'second file' keep test "$2"
echo
report transfer_report.sql
clean_up
