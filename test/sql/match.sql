-- Who is one person: models, weights, blocking keys and clusters.
SET search_path = public, aiehr;

-- Columns are known by their names and types; what is a number of the row, a time or a document is not compared
CREATE TABLE applicant ("Rec ID" bigint, "Full Name" text, "Date of Birth" date, "E-Mail" text, "Mobile Phone" text, id_card_no text,
	gender char(1), city text, seen_at timestamptz, resume bytea, remote boolean, grade integer);
SELECT f ->> 'column' AS column, f ->> 'as' AS kind
FROM jsonb_array_elements(match_fields('applicant', '{grade}') -> 'fields') WITH ORDINALITY AS field(f, place) ORDER BY place;

-- A whole name beside its parts would say everything twice
CREATE TABLE split_name (first_name text, surname text, full_name text, dob text);
SELECT jsonb_path_query_array(match_fields('split_name'), '$.fields[*].field') AS fields, match_fields('split_name') ?& '{upper,lower,keys}' AS complete;
CREATE TABLE nothing (id bigint, payload bytea);
SELECT match_fields('nothing');

-- A model by hand. Values that few have weigh more, missing ones nothing
CREATE TABLE given (model jsonb);
INSERT INTO given VALUES ('{"fields": [
	{"field": "name", "as": "name", "frequent": {"王伟": 500}, "others": 2, "levels": {"exact": {"m": 0.8, "u": 0.0001},
		"same_letters": {"m": 0.1, "u": 0.0001}, "one_edit": {"m": 0.04, "u": 0.001}, "similar": {"m": 0.03, "u": 0.002},
		"same_family": {"m": 0.01, "u": 0.05}, "different": {"m": 0.02, "u": 0.9468}}},
	{"field": "born", "as": "date", "levels": {"exact": {"m": 0.85, "u": 0.0001}, "one_edit": {"m": 0.06, "u": 0.002},
		"two_parts": {"m": 0.04, "u": 0.005}, "same_year": {"m": 0.02, "u": 0.02}, "different": {"m": 0.03, "u": 0.9729}}},
	{"field": "phone", "as": "phone", "region": "CN", "levels": {"exact": {"m": 0.8, "u": 0.000001, "u_same_name": 0.00001}, "one_edit": {"m": 0.1, "u": 0.000001},
		"different": {"m": 0.1, "u": 0.999998}}},
	{"field": "id", "as": "id_number", "levels": {"exact": {"m": 0.8, "u": 0.0000001}, "one_edit": {"m": 0.1, "u": 0.000001},
		"different": {"m": 0.1, "u": 0.9999989}}}],
	"keys": [["phone"], ["id"], ["name.letters", "born.year"]], "prior": 0.00001, "people": 100000}');
SELECT field, level, m, u, people, round(weight::numeric, 2) AS weight
FROM given, match_explain('{"name": "王伟", "born": "1990-03-05", "phone": "13800138000"}', '{"name": "王伟", "born": "1990-05-03", "id": null}', model);
SELECT round(match_weight(a, b, model)::numeric, 2) AS weight, round(match_probability(match_weight(a, b, model))::numeric, 4) AS probability,
	(SELECT abs(sum(weight) - match_weight(a, b, model)) < 1e-9 FROM match_explain(a, b, model)) AS is_sum,
	match_weight(a, b, model) = match_weight(b, a, model) AS is_symmetric
FROM given, (VALUES
	(1, '{"name": "王伟", "born": "1990-03-05"}'::jsonb, '{"name": "王伟", "born": "1990-03-05"}'::jsonb),
	(2, '{"name": "欧阳锦程", "born": "1990-03-05"}', '{"name": "欧阳锦程", "born": "1990/3/5"}'),
	(3, '{"name": "欧阳锦程", "phone": "+86 138 0013 8000"}', '{"name": "Ouyang Jincheng", "phone": "13800138000"}'),
	(4, '{"name": "Smith, John"}', '{"name": "john smith"}'),
	(5, '{"name": "Robert Brown"}', '{"name": "Bob Brown"}'),
	(6, '{}', '{"name": "王伟"}')) AS pair(i, a, b) ORDER BY i;

-- Two valid identity numbers that differ are two people; one with a slip is not valid and proves nothing
SELECT match_weight(a, '{"name": "欧阳锦程", "id": "440524188001010014"}', model) AS two_people, match_probability(match_weight(a, '{"name": "欧阳锦程", "id": "440524188001010014"}', model)) AS probability,
	match_weight(a, '{"name": "欧阳锦程", "id": "110105194912310021"}', model) > 0 AS a_slip
FROM given, (SELECT '{"name": "欧阳锦程", "id": "11010519491231002X"}'::jsonb AS a) AS record;
SELECT field, level, weight FROM given, match_explain('{"id": "11010519491231002X"}', '{"id": "440524188001010014"}', model) WHERE field IN ('id', 'veto');

-- Only records with a key in common are compared; a key whose values are missing is none
SELECT cardinality(match_keys('{"name": "张伟强", "born": "1990-03-05", "phone": "13800138000"}', model)) AS two_keys,
	match_keys('{"name": "张伟强", "born": "1990-03-05"}', model) = match_keys('{"name": "Zhang Weiqiang", "born": "19900101"}', model) AS same,
	match_keys('{"name": "张伟强"}', model) AS none FROM given;

-- A model that is none, with what is wrong; values of people are in no message
SELECT match_weight('{}', '{}', '[]');
SELECT match_weight('{}', '{}', '{"fields": []}');
SELECT match_weight('{}', '{}', '{"fields": [{"field": "a", "as": "shoe"}]}');
SELECT match_weight('{}', '{}', '{"fields": [{"field": "a"}]}');
SELECT match_weight('{}', '{}', '{"fields": [{"field": "a", "as": "code", "levels": {"exact": {"m": 0.5, "u": 0.1}}}]}');
SELECT match_weight('{}', '{}', '{"fields": [{"field": "a", "as": "code", "levels": {"exact": {"m": 2, "u": 0.1}}}]}');
SELECT match_weight('{}', '{}', jsonb_set(model, '{keys}', '[["shoe"]]')) FROM given;
SELECT match_weight('{}', '{}', jsonb_set(model, '{prior}', '2')) FROM given;
SELECT match_weight('{}', '{}', jsonb_set(model, '{fields,1,field}', '"name"')) FROM given;
SELECT match_weight('["Secret"]', '{}', model) FROM given;
SELECT match_weight('{"name": ["Secret"]}', '{}', model) FROM given;
SELECT match_weight(NULL, '{}', model) IS NULL AS unknown FROM given;

-- A population of our own: 1500 people; every fourth is there twice, every twelfth three times, an error in a field of every second copy
CREATE TABLE person AS
	SELECT i, (ARRAY['王','李','张','刘','陈','杨','赵','黄','周','吴'])[1 + h % 10] || (ARRAY['伟','芳','娜','敏','静','强','磊','洋','艳','勇'])[1 + h / 10 % 10] ||
			(ARRAY['','国','建','文','华','明','平','春','海','秀','玲'])[1 + h / 100 % 11] AS name,
		'1960-01-01'::date + h / 7 % 15000 AS born, '13' || lpad((h % 999999937)::text, 9, '0') AS phone,
		'u' || h % 99991 || '@example.org' AS email, (ARRAY['北京','上海','广州','深圳','杭州','成都','武汉','西安'])[1 + h / 13 % 8] AS city
	FROM (SELECT i, ('x' || substr(md5(i::text), 1, 7))::bit(28)::integer AS h FROM generate_series(1, 1500) AS i) AS hashed;
CREATE TABLE record AS
	SELECT row_number() OVER (ORDER BY md5(i || '/' || copy)) AS rowno, i AS truth,
		CASE WHEN wrong = 1 THEN substr(name, 1, 1) || '健' || substr(name, 3) ELSE name END AS name,
		CASE WHEN wrong = 2 THEN born + 365 ELSE born END AS born,
		CASE WHEN wrong = 3 THEN translate(phone, '0123456789', '0123456798') ELSE phone END AS phone,
		CASE WHEN wrong = 4 THEN 'new.' || email WHEN wrong = 5 THEN '' ELSE email END AS email,
		CASE WHEN wrong = 6 THEN '南京' ELSE city END AS city, 'batch ' || substr(md5(i || 'x' || copy), 1, 1) AS noise
	FROM (SELECT *, CASE WHEN copy > 1 THEN (i / 4 + copy) % 12 ELSE 0 END AS wrong
		FROM person, generate_series(1, CASE WHEN i % 12 = 0 THEN 3 WHEN i % 4 = 0 THEN 2 ELSE 1 END) AS copy) AS copies;
CREATE TABLE fitted AS SELECT fit_match_model('record', 'rowno', match_fields('record', '{rowno,truth}')) AS model;

-- What the fit found without the truth: how often records of one person agree, and what says nothing is left out
SELECT f ->> 'field' AS field, round((f #>> '{levels,exact,m}')::numeric, 1) AS m, (f #>> '{levels,exact,u}')::float8 < 0.2 AS is_rare
FROM fitted, jsonb_array_elements(model -> 'fields') WITH ORDINALITY AS field(f, place) ORDER BY place;
SELECT round((model ->> 'prior')::numeric * count(*) * (count(*) - 1) / 2, -2) AS pairs_expected,
	(SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM record GROUP BY truth) AS t) AS pairs_true, jsonb_array_length(model -> 'keys') > 3 AS has_keys
FROM fitted, record GROUP BY model;

-- Of values the model keeps those that many people have
SELECT f ->> 'field' AS field, count(key) AS kept, bool_and(v::integer >= 10) AS of_ten_people
FROM fitted, jsonb_array_elements(model -> 'fields') AS f LEFT JOIN LATERAL jsonb_each_text(f -> 'frequent') AS term(key, v) ON true GROUP BY 1 ORDER BY 1;

-- Levels of a field are a distribution, m and u alike
SELECT bool_and(abs(m - 1) < 1e-4 AND abs(u - 1) < 1e-4) AS sums
FROM fitted, jsonb_array_elements(model -> 'fields') AS f,
	LATERAL (SELECT sum((value ->> 'm')::float8) AS m, sum((value ->> 'u')::float8) AS u FROM jsonb_each(f -> 'levels')) AS total;

-- Clusters against the truth, by pairs; every record is in one. A model that is fitted gives the same as one that is not
CREATE TABLE found AS SELECT * FROM deduplicate('record', 'rowno', match_fields('record', '{rowno,truth}'));
CREATE VIEW pairs AS
	SELECT a.truth = b.truth AS is_true, x.cluster = y.cluster AS is_found, count(*) AS n
	FROM record AS a JOIN record AS b ON b.rowno > a.rowno
	JOIN found AS x ON x.record = a.rowno::text JOIN found AS y ON y.record = b.rowno::text
	WHERE a.truth = b.truth OR x.cluster = y.cluster GROUP BY 1, 2;
SELECT (SELECT count(*) FROM found) = (SELECT count(*) FROM record) AS each_record,
	sum(n) FILTER (WHERE is_true AND is_found) / sum(n) FILTER (WHERE is_found) > 0.99 AS precise,
	sum(n) FILTER (WHERE is_true AND is_found) / sum(n) FILTER (WHERE is_true) > 0.98 AS complete FROM pairs;
SELECT count(*) AS differences FROM fitted, deduplicate('record', 'rowno', model) AS again FULL JOIN found USING (record)
	WHERE again.cluster IS DISTINCT FROM found.cluster;
SELECT bool_and(probability BETWEEN 0.9 AND 1) AS probabilities, bool_and((probability IS NULL) = (size = 1)) AS alone_has_none
FROM (SELECT probability, count(*) OVER (PARTITION BY cluster) AS size FROM found) AS f;

-- The pairs behind them: the weight of a pair is that of match_weight(), but for frequencies of rare values, which the model does not keep
SELECT count(*) FILTER (WHERE a = b) AS to_itself, bool_and(probability BETWEEN 0.2 AND 1) AS from_lower,
	round(avg((x.truth = y.truth)::integer) FILTER (WHERE probability > 0.99), 2) AS true_above,
	bool_and(abs(match_weight(to_jsonb(x), to_jsonb(y), model) - weight) < 4) AS near
FROM fitted, match_pairs('record', 'rowno', model) AS p JOIN record AS x ON x.rowno::text = a JOIN record AS y ON y.rowno::text = b;

-- A chain: two people of one common name, and a record that has something of both. All pairs together speak against one person
CREATE TABLE chain (no text, name text, born text, phone text, id text);
INSERT INTO chain VALUES ('a1', '赵大力', '1980-01-02', '13811110001', NULL), ('a2', '赵大力', '1980-01-02', '13811110001', NULL),
	('a3', '赵大力', '1980-01-02', '13811112222', NULL), ('b1', '孙小云', '1995-07-30', '13811112222', NULL),
	('b2', '孙小云', '1995-07-30', '13811112222', NULL), ('b3', '孙小云', '1995-07-30', '13811119999', NULL),
	('c1', '钱学', '1970-10-10', '13811113333', '11010519491231002X'), ('c2', '钱学', '1970-10-10', '13811113333', '440524188001010014'),
	('d', NULL, NULL, NULL, NULL);
SELECT string_agg(record, ' ' ORDER BY record) AS records, min(round(probability::numeric, 2)) AS least FROM given, deduplicate('chain', 'no', model) GROUP BY cluster ORDER BY 1;
SELECT record, r ->> 'record' AS other, r ->> 'reason' AS reason
FROM given, deduplicate('chain', 'no', jsonb_set(model, '{lower}', '0')) AS d, jsonb_array_elements(refused) AS r ORDER BY 1, 2;

-- No rows, one row, nothing to compare
SELECT count(*) FROM given, deduplicate('nothing', 'id', '{"fields": [{"field": "id", "as": "code"}]}');
INSERT INTO nothing VALUES (1, NULL), (NULL, NULL);
SELECT * FROM deduplicate('nothing', 'id', '{"fields": [{"field": "id", "as": "code"}]}') ORDER BY cluster;
SELECT fit_match_model('split_name', 'dob', match_fields('split_name')) #> '{fields,0,levels,exact}' ?& '{m,u}' AS fitted_to_nothing;

-- Names of columns are quoted; those that are not there are named
INSERT INTO applicant ("Rec ID", "Full Name", "E-Mail") VALUES (1, 'Ann Lee', 'ann@example.org'), (2, 'ANN LEE', 'Ann@Example.org');
SELECT count(DISTINCT cluster) > 0 AS runs FROM deduplicate('applicant', 'Rec ID', match_fields('applicant'));
SELECT * FROM deduplicate('applicant', 'no"such', match_fields('applicant'));
SELECT * FROM deduplicate('applicant', 'Rec ID', '{"fields": [{"column": "shoe"}]}');

-- With the rights of who asks
CREATE ROLE regress_match_reader;
GRANT USAGE ON SCHEMA aiehr, public TO regress_match_reader;
SET ROLE regress_match_reader;
SELECT count(*) FROM aiehr.deduplicate('record', 'rowno', '{"fields": [{"field": "name", "as": "name"}]}');
RESET ROLE;
REVOKE USAGE ON SCHEMA aiehr, public FROM regress_match_reader;
DROP ROLE regress_match_reader;
