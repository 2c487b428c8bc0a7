#!/bin/bash
# run.sh: how well text models fitted to the answers of one file predict the scores of another.
#
#   bench/answers/run.sh TRAIN TEST        (make answers TRAIN=a.csv TEST=b.csv)
#
# Both are CSV with a header line: first the key of the person, then columns of answers, named answer or text, or beginning with
# answer_, and columns of scores, which are all others. A model is fitted for each score to TRAIN alone, its penalty chosen by
# cross-validation there, and judged by Pearson's r on TEST. What fit_text() refuses, and models whose cross-validated r may be
# zero, are shown as not usable; they are no failure. Memory is the highest of the server's process. It needs a server on
# which CREATE EXTENSION aiehr works, as PG... says, and makes a database aiehr_answers there. KEEP=1 leaves it. With LEAST=r the exit
# status is 1 where the mean r on TEST is less.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
export PGCLIENTENCODING=UTF8 PGTZ=UTC PGDATESTYLE=ISO PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

fail() { echo "answers: $*" >&2; exit 1; }

sql() { psql -XqAt -v ON_ERROR_STOP=1 -d aiehr_answers "$@"; }

. "$here/../lib/csv.sh"

[ $# -eq 2 ] || fail "usage: make answers TRAIN=a.csv TEST=b.csv"
header=$(header_of "$1") || exit 1
mapfile -t columns <<< "$header"
id=${columns[0]} answers=() scores=()
for name in "${columns[@]:1}"; do
	case $name in
	answer | answer_* | text) answers+=("$name") ;;
	*) scores+=("$name") ;;
	esac
done
[ ${#answers[@]} -gt 0 ] || fail "$1 has no column of answers: answer, answer_... or text"
[ ${#scores[@]} -gt 0 ] || fail "$1 has no column of scores"

dropdb --if-exists -f aiehr_answers && createdb -T template0 -E UTF8 aiehr_answers || fail "cannot make the database aiehr_answers"
sql -c 'CREATE EXTENSION aiehr' || fail "cannot create the extension"
load "$1" train "$id" "${answers[@]}" "${scores[@]}"
load "$2" test "$id" "${answers[@]}" "${scores[@]}"
list() { local IFS=,; echo "{$*}"; }
echo "aiehr: models fitted to $(basename "$1"), judged on $(basename "$2")"
echo
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -P null='-' -d aiehr_answers -v id="$id" -v answers="$(list "${answers[@]}")" -v scores="$(list "${scores[@]}")" \
	-f "$here/answers.sql" || fail "the answers cannot be scored"
least=$(sql -c "SELECT coalesce(avg(r), 0) >= ${LEAST:--1} FROM judged") || fail "LEAST=${LEAST:-} is no number"
[ -n "${KEEP:-}" ] || dropdb -f aiehr_answers
[ "$least" = t ] || fail "the mean r is below $LEAST"
