#!/usr/bin/env bash
# normalise.sh: what it costs to normalise a million values of each kind, beside the SQL that people write for it.
#
#   bench/normalise.sh            against the server of the PG* environment; aiehr must be installed there
#   EXPLAIN=1 bench/normalise.sh  prints the plan of each query too
#
# The values are made here, in the spellings of test/sql/normalise*.sql. The peer's SQL does a part of the work only: no
# order or reading of names, no calling codes, one spelling of dates. A line of µs is the time of a call less that
# of reading the column. Exit status 1 when a value is not what it was made from.
set -euo pipefail

schema=aiehr_bench_normalise
rows=${ROWS:-1000000}
. "$(dirname "$0")/lib/common.sh"
. "$(dirname "$0")/lib/queries.sh"
settings+=" SET search_path = $schema, aiehr, public;"
use_schema $schema

sql <<SQL
$new_schema
CREATE TABLE made AS
SELECT i, '1' || 3 + i % 7 || lpad((i::bigint * 7919 % 1000000007)::text, 9, '0') AS phone, date '1950-01-01' + i * 37 % 20000 AS born,
	'user' || i || '@example' || i % 9 || '.com' AS email,
	(ARRAY['张', '王', '欧阳', '单', '李', '刘'])[1 + i % 6] || (ARRAY['伟强', '芳', '秀英', '晓东', '静'])[1 + i % 5] AS han,
	(ARRAY['Zhang', 'Wang', 'Ouyang', 'Shan', 'Li', 'Liu'])[1 + i % 6] AS family, (ARRAY['Weiqiang', 'Fang', 'Xiuying', 'Xiaodong', 'Jing'])[1 + i % 5] AS given
FROM generate_series(1, $rows) AS i;
CREATE TABLE v AS
SELECT i, phone AS phone_made, born AS born_made, email AS email_made,
	CASE i % 5 WHEN 0 THEN phone WHEN 1 THEN '+86 ' || phone WHEN 2 THEN '0086-' || phone WHEN 3 THEN left(phone, 3) || '-' || substr(phone, 4, 4) || '-' || right(phone, 4) ELSE translate(phone, '0123456789', '０１２３４５６７８９') END AS phone,
	CASE i % 4 WHEN 0 THEN to_char(born, 'YYYY-MM-DD') WHEN 1 THEN to_char(born, 'YYYYMMDD') WHEN 2 THEN to_char(born, 'YYYY"年"FMMM"月"FMDD"日"') ELSE to_char(born, 'YYYY/MM/DD') END AS born,
	CASE i % 4 WHEN 0 THEN email WHEN 1 THEN upper(email) WHEN 2 THEN email || ' ' ELSE replace(email, '@', '＠') END AS email,
	CASE i % 5 WHEN 0 THEN family || ' ' || given WHEN 1 THEN given || ' ' || family WHEN 2 THEN upper(family || '  ' || given) ELSE han END AS name,
	s || substr('10X98765432', 1 + (SELECT sum(substr(s, p, 1)::int * (1 << (18 - p)) % 11)::int % 11 FROM generate_series(1, 17) AS p), 1) AS id_number,
	(ARRAY['大学本科', '高中学历', 'Bachelor''s degree', '硕士研究生', 'PhD', '大专'])[1 + i % 6] AS education
FROM made, LATERAL (SELECT '110105' || to_char(born, 'YYYYMMDD') || lpad((i % 1000)::text, 3, '0') AS s) AS b;
VACUUM (FREEZE, ANALYZE) v;
SQL

for c in name email phone id_number born education; do
	add "scan_$c" "SELECT count(octet_length($c)) FROM v"
done
add text "SELECT count(normalise_text(name)) FROM v"
add text_sql "SELECT count(regexp_replace(lower(normalize(name, NFKC)), '\s+', ' ', 'g')) FROM v"
add email "SELECT count(normalise_email(email)) FROM v"
add email_sql "SELECT count(m) FROM (SELECT trim(lower(normalize(email, NFKC))) AS m FROM v OFFSET 0) AS q WHERE m ~ '^[a-z0-9.!#\$%&''*+/=?^_\`{|}~-]+@([a-z0-9-]+\.)+[a-z]{2,}\$'"
add phone "SELECT count(normalise_phone(phone)) FROM v"
add phone_sql "SELECT count('+86' || regexp_replace(regexp_replace(normalize(phone, NFKC), '[^0-9]', '', 'g'), '^(00)?86', '')) FROM v"
add id_number "SELECT count(normalise_id_number(id_number)) FROM v"
add id_number_sql "SELECT count(*) FROM v WHERE substr('10X98765432', 1 + (SELECT sum(substr(id_number, p, 1)::int * (1 << (18 - p)) % 11)::int % 11 FROM generate_series(1, 17) AS p), 1) = right(id_number, 1)"
add born "SELECT count(normalise_date(born)) FROM v"
add born_sql "SELECT count(to_date(regexp_replace(born, '[^0-9]+', '-', 'g'), CASE WHEN born ~ '^[0-9]{8}\$' THEN 'YYYYMMDD' ELSE 'YYYY-MM-DD' END)) FROM v"
add education "SELECT count(education_level(education)) FROM v"
add education_sql "SELECT count(CASE WHEN e ~ '博士|phd' THEN 8 WHEN e ~ '硕士|研究生|master' THEN 7 WHEN e ~ '本科|bachelor' THEN 6 WHEN e ~ '大专|专科' THEN 5 WHEN e ~ '高中|中专' THEN 3 END) FROM (SELECT lower(education) AS e FROM v OFFSET 0) AS q"
add name "SELECT count(n) FROM v, name_parts(name) AS n"
add name_sql "SELECT count((SELECT string_agg(w, ' ' ORDER BY w) FROM regexp_split_to_table(lower(normalize(name, NFKC)), '\s+') AS w)) FROM v"
add check "SELECT count(c) FROM v, check_value('phone', phone) AS c"
measure

status=0
wrong=$(sql -c "SET search_path = $schema, aiehr" -c "
	SELECT count(*) FROM v WHERE normalise_phone(phone) IS DISTINCT FROM '+86' || phone_made OR normalise_date(born) IS DISTINCT FROM born_made OR normalise_email(email) IS DISTINCT FROM email_made
		OR id_number_birth_date(id_number) IS DISTINCT FROM born_made OR education_level(education) IS NULL")
[ "$wrong" = 0 ] || { echo "$wrong rows are not what they were made from"; status=1; }
persons=$(sql -c "SET search_path = $schema, aiehr" -c "SELECT count(DISTINCT (name_parts(name)).tokens) FROM v")
[ "$persons" = 30 ] || { echo "$persons keys for 30 names"; status=1; }

per_call() { awk -v what="$1" -v all="$(time_of "$2")" -v scan="$(time_of "$3")" -v n="$rows" 'BEGIN { printf "%s: %.2f µs\n", what, (all - scan) * 1000 / n }'; }
per_call normalise_text text scan_name
per_call normalise_email email scan_email
per_call normalise_phone phone scan_phone
per_call normalise_id_number id_number scan_id_number
per_call normalise_date born scan_born
per_call education_level education scan_education
per_call name_parts name scan_name
per_call check_value check scan_phone

echo 'name | ours ms | peer ms | ratio | target | verdict'
line 'normalise_text to lower(normalize()) and a regexp' text text_sql peer/ours 2
line 'normalise_email to a regexp' email email_sql peer/ours 2
line 'normalise_phone to two regexps, China alone' phone phone_sql peer/ours 2
line 'normalise_id_number to the sum in SQL' id_number id_number_sql peer/ours 5
line 'normalise_date to to_date, three spellings' born born_sql peer/ours 2
line 'education_level to regexps' education education_sql peer/ours 1.5
line 'name_parts to sorted words' name name_sql peer/ours ''
exit $status
