#!/bin/bash
# sentences.sh: how well resume_fields() reads sentences of biographies whose fields are labelled.
#
#   bench/resumes/sentences.sh CSV        (make resume_sentences CSV=file)
#
# CSV has a header and the columns sentence_no, sentence, label, start, end, text: one row a labelled field, or one with an empty label for a
# sentence without any. NAME is compared with name, EDU with degree, ORG with employer and school, TITLE with title; a match is the same
# text in the same sentence. Other labels are fields that resume_fields() does not have. It needs a server on which CREATE EXTENSION aiehr
# works, as PG... says, and makes a database aiehr_sentences there.
set -uo pipefail
export PGCLIENTENCODING=UTF8 PGOPTIONS='-c client_min_messages=warning' PSQLRC=/dev/null

fail() { echo "resume_sentences: $*" >&2; exit 1; }

[ $# -eq 1 ] && [ -r "$1" ] || fail "usage: make resume_sentences CSV=file"
psql -XqAt -d postgres -c 'DROP DATABASE IF EXISTS aiehr_sentences (FORCE)' || fail "cannot remove what an earlier run left"
createdb -T template0 -E UTF8 aiehr_sentences || fail "cannot make the database aiehr_sentences"
psql -Xq -v ON_ERROR_STOP=1 -d aiehr_sentences -c 'CREATE EXTENSION aiehr' \
	-c 'CREATE TABLE labelled (sentence_no int, sentence text, label text, first int, last int, value text)' &&
	psql -Xq -v ON_ERROR_STOP=1 -d aiehr_sentences -c 'COPY labelled FROM STDIN (FORMAT csv, HEADER)' < "$1" || fail "$1 cannot be read"
psql -Xq -v ON_ERROR_STOP=1 -P footer=off -d aiehr_sentences <<'SQL' || fail "the sentences cannot be compared"
CREATE TABLE expected AS SELECT DISTINCT sentence_no, label, value FROM labelled WHERE label IN ('NAME', 'EDU', 'ORG', 'TITLE');
\timing on
CREATE TABLE found AS
	SELECT DISTINCT s.sentence_no, m.label, f.value
	FROM (SELECT DISTINCT sentence_no, sentence FROM labelled) s
	CROSS JOIN LATERAL aiehr.resume_fields(s.sentence) f
	JOIN (VALUES ('name', 'NAME'), ('degree', 'EDU'), ('employer', 'ORG'), ('school', 'ORG'), ('title', 'TITLE')) m (field, label) ON m.field = f.field;
\timing off
SELECT label, expected, found, hit AS right, round(hit::numeric / nullif(found, 0), 3) AS precision, round(hit::numeric / expected, 3) AS recall,
	round(2.0 * hit / nullif(found + expected, 0), 3) AS f1
FROM (SELECT e.label, count(*) AS expected, (SELECT count(*) FROM found f WHERE f.label = e.label) AS found,
		count(*) FILTER (WHERE EXISTS (SELECT FROM found f WHERE f.sentence_no = e.sentence_no AND f.label = e.label AND f.value = e.value)) AS hit
	FROM expected e GROUP BY e.label) c
ORDER BY label;
SQL
[ -n "${KEEP:-}" ] || dropdb aiehr_sentences
