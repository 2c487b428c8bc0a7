-- Records that name nobody find their person on arrival; who may be one waits for somebody; everybody is deduplicated on demand.

\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_matching');
SET search_path = x_matching, pg_catalog;

\echo == without a model nobody is found, and nothing is kept
SELECT find_person('{"name": "李娜"}');
SELECT * FROM record_claims('{"source": "form", "external_id": "f-1", "claims": {"name": "李娜", "phone": "13912345678"}}');
SELECT fit_matching();
SELECT count(*) FROM match_record;

-- three hundred people from a list; the first forty on a web form too, without some of what the list says
CREATE TABLE public.listed AS
	SELECT i, substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + i % 20, 1) || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平', 1 + (i * 7) % 20, 1)
			|| substr('华国建文玉春海志红金晓云志光兰荣梅龙英', 1 + (i * 11) % 19, 1) AS name,
		'138' || lpad((i * 7919 % 100000000)::text, 8, '0') AS phone, 'user' || i || '@example.cn' AS email,
		to_char(DATE '1970-01-01' + (i * 97) % 11000, 'YYYY-MM-DD') AS birth_date, (ARRAY['北京', '上海', '广州', '成都', '武汉'])[1 + i % 5] AS city
	FROM generate_series(1, 300) AS i;
INSERT INTO person (external_key, country) SELECT 'L' || i, 'CN' FROM public.listed ORDER BY i;
SELECT status, count(*) FROM record_claims((
	SELECT jsonb_agg(jsonb_build_object('source', 'list', 'external_id', 'L' || i, 'person', 'L' || i, 'claims', to_jsonb(l) - 'i')) FROM public.listed l)) GROUP BY status;
INSERT INTO person (external_key, country) SELECT 'W' || i, 'CN' FROM public.listed WHERE i <= 40 ORDER BY i;
SELECT status, count(*) FROM record_claims((
	SELECT jsonb_agg(jsonb_build_object('source', 'web', 'external_id', 'W' || i, 'person', 'W' || i, 'claims', jsonb_build_object(
		'name', name, 'phone', CASE WHEN i % 2 = 0 THEN phone END, 'email', CASE WHEN i % 3 > 0 THEN email END, 'birth_date', birth_date, 'city', city)))
	FROM public.listed l WHERE i <= 40)) GROUP BY status;

\echo == fitted, everybody is compared with everybody
SELECT fit_matching(upper => 1);
SELECT fit_matching(lower => 0.9, upper => 0.8);
SELECT fit_matching(upper => 'NaN');
SELECT fit_matching(region => 'Atlantis');
SELECT fit_matching();
SELECT records, in_force, fitted_by = session_user AS by_me FROM match_model;
SELECT reason, count(*), bool_and(other_id = (SELECT p.id FROM person p WHERE p.external_key = 'W' || substr(k.external_key, 2))) AS right_ones
FROM match_review r JOIN person k ON k.id = r.person_id GROUP BY reason;
SELECT * FROM check_matching();
SELECT count(*) AS keys_are_there FROM (SELECT record_id FROM match_key GROUP BY record_id) k;

\echo == who is meant
SELECT k.external_key, round(f.probability::numeric, 3) AS probability, f.reason
FROM find_person('{"name": "李磊文", "birth_date": "1975-07-31", "city": "上海", "phone": "138 0016 6299"}') f JOIN person k ON k.id = f.person_id;
SELECT * FROM find_person('{"name": "欧阳修", "phone": "13500000000"}');
SELECT * FROM find_person('{"name": ["a"]}');
SELECT * FROM find_person('[]');
SELECT field, value, other_value, level, weight > 0 AS speaks_for FROM explain_match(
	(SELECT id FROM person WHERE external_key = 'L21'), (SELECT id FROM person WHERE external_key = 'W21'));

\echo == a record that names nobody joins, or makes somebody; one call may bring two of one person
SELECT a.source, k.external_key, a.status, a.n_claims
FROM record_claims((SELECT jsonb_build_object('source', 'ats', 'external_id', 'a-1', 'claims', (to_jsonb(l) - 'i')
		|| jsonb_build_object('phone', '+86 ' || phone, 'birth_date', replace(birth_date, '-', '/'), 'city', '西安')) FROM public.listed l WHERE i = 200)
	|| '[{"source": "ats", "external_id": "a-2", "claims": {"name": "欧阳修", "phone": "13511112222", "email": "ouyang@example.cn", "birth_date": "1999-09-09"}},
	{"source": "ats", "external_id": "a-3", "claims": {"name": "欧阳修", "phone": ["13511112222"], "email": "ouyang@example.cn", "city": "北京"}}]') a
JOIN person k ON k.id = a.person_id ORDER BY a.line;
SELECT name, email, external_key FROM person WHERE email = 'ouyang@example.cn';
SELECT r.external_id, r.source, count(*) OVER (PARTITION BY r.person_id) AS of_the_person FROM source_record r WHERE r.source = 'ats' ORDER BY 1;
-- the same again changes nothing
SELECT status FROM record_claims('{"source": "ats", "external_id": "a-2", "claims": {"name": "欧阳修", "phone": "13511112222", "email": "ouyang@example.cn", "birth_date": "1999-09-09"}}');
-- a person who is named and unknown is an error all the same
SELECT * FROM record_claims('{"source": "ats", "external_id": "a-4", "person": "nobody", "claims": {"name": "欧阳修"}}');
SELECT * FROM record_claims('{"source": "ats", "external_id": "a-4", "new_act": "yes", "claims": {"name": "欧阳修"}}');
SELECT * FROM check_matching();

\echo == what comes in without claims is compared as well
INSERT INTO person (external_key, name, email) VALUES ('X1', '欧阳秀', 'ouyang@example.cn ');
SELECT k.external_key, o.name, r.reason FROM match_review r JOIN person k ON k.id = r.other_id JOIN person o ON o.id = r.person_id WHERE k.external_key = 'X1';
UPDATE person SET email = 'x1@example.org', name = 'Somebody Else' WHERE external_key = 'X1';
SELECT count(*) FROM match_review r JOIN person k ON k.id = r.other_id WHERE k.external_key = 'X1';

\echo == valid identity numbers that differ are two people, whatever else agrees
SELECT person_id = (SELECT id FROM person WHERE external_key = 'L50') AS joined
FROM record_claims('{"source": "ats", "external_id": "a-5", "person": "L50", "claims": {"id_number": "11010519491231002X"}}');
SELECT person_id = (SELECT id FROM person WHERE external_key = 'L50') AS joined
FROM record_claims((SELECT jsonb_build_object('source', 'ats', 'external_id', 'a-6', 'claims', (to_jsonb(l) - 'i') || '{"id_number": "440524188001010014"}') FROM public.listed l WHERE i = 50));
SELECT reason FROM match_review r WHERE r.person_id = (SELECT id FROM person WHERE external_key = 'L50');

\echo == somebody decides: one is kept apart, one is merged, the rest are merged at once
SELECT count(keep_apart(r.person_id, r.other_id, 'twins')) FROM match_review r JOIN person k ON k.id = r.person_id WHERE k.external_key = 'L3';
SELECT count(*) FROM match_review r JOIN person k ON k.id = r.person_id WHERE k.external_key = 'L3';
SELECT merge_people(r.person_id, r.other_id, 'looked at') > 0 AS merged FROM match_review r JOIN person k ON k.id = r.person_id WHERE k.external_key = 'L4';
SELECT place_hold((SELECT id FROM person WHERE external_key = 'L5'), 'lawsuit') > 0 AS held;
SELECT count(*), count(merge_id) AS merged, count(problem) AS not_merged, min(problem) ~ 'on hold' AS why FROM merge_matched();
SELECT count(*) FROM person;
SELECT * FROM check_matching();
-- what the decision was holds when everybody is compared again
SELECT k.external_key, d.reason, d.merge_id, d.problem ~ 'on hold' AS held FROM deduplicate(apply => true) d JOIN person k ON k.id = d.person_id ORDER BY 1;
SELECT lift_hold((SELECT id FROM person WHERE external_key = 'L5'));
SELECT count(*) FROM person;

\echo == a merge that is undone gives each their records back, and is not proposed again
SELECT unmerge(m.id, 'two after all') > 0 AS back FROM person_merge m JOIN person k ON k.id = m.kept_id WHERE k.external_key = 'L4';
SELECT * FROM check_matching();
SELECT count(*) FROM match_review r JOIN person k ON k.id IN (r.person_id, r.other_id) WHERE k.external_key IN ('L4', 'W4');

\echo == a source that takes back what it said, a record that goes
SELECT status FROM record_claims('{"source": "ats", "external_id": "a-1", "claims": {"email": "user200@example.cn"}}');
SELECT value FROM match_record m JOIN source_record r ON r.id = m.id WHERE r.external_id = 'a-1' AND r.source = 'ats';
DELETE FROM source_record WHERE source = 'ats' AND external_id = 'a-1';
SELECT * FROM check_matching();

\echo == who is erased leaves no key behind, and does not come back by a record
SELECT count(*) FROM erase_person((SELECT id FROM person WHERE email = 'ouyang@example.cn'), 'asked for it') e WHERE e.rows > 0;
SELECT count(*) AS keys FROM match_key k WHERE NOT EXISTS (SELECT FROM match_record m WHERE m.id = k.record_id);
SELECT * FROM find_person('{"name": "欧阳修", "phone": "13511112222", "email": "ouyang@example.cn", "birth_date": "1999-09-09"}');
SELECT * FROM record_claims('{"source": "ats", "external_id": "a-7", "claims": {"name": "欧阳修", "email": "ouyang@example.cn"}}');
SELECT status FROM record_claims('{"source": "ats", "external_id": "a-7", "new_act": true, "claims": {"name": "欧阳修", "email": "ouyang@example.cn"}}');

\echo == keys of too many are looked up no more
INSERT INTO person (name, phone) SELECT '员工' || i, '02112345678' FROM generate_series(1, 250) AS i;
SELECT count(*) > 0 AS hot FROM match_hot_key;
SELECT * FROM check_matching();

\echo == made again, it is the same
CREATE TABLE public.before AS SELECT * FROM match_record;
SELECT rebuild_matching() = (SELECT count(*) FROM person) AS everybody;
SELECT count(*) FROM (SELECT * FROM match_record EXCEPT SELECT * FROM public.before) x;
SELECT conname, contype FROM pg_constraint WHERE conrelid = 'match_key'::regclass AND contype IN ('p', 'f') ORDER BY 1;

\echo == rights, and isolation
SET ROLE x_matching_loader;
SELECT x_matching.find_person('{"name": "李娜"}');
SELECT status FROM x_matching.record_claims('{"source": "loaded", "external_id": "1", "claims": {"name": "上官婉儿", "email": "wan@example.cn"}}');
RESET ROLE;
SET ROLE x_matching_hr;
SELECT count(*) FROM x_matching.find_person('{"name": "上官婉儿", "email": "wan@example.cn"}');
SELECT count(*) FROM x_matching.match_key;
RESET ROLE;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT record_claims('{"source": "loaded", "external_id": "2", "claims": {"name": "上官婉儿", "email": "wan@example.cn"}}');
ROLLBACK;

SET search_path = pg_catalog;
DROP TABLE public.listed, public.before;
SELECT aiehr.drop_workspace('x_matching', true);
DROP ROLE x_matching_owner, x_matching_hr, x_matching_loader, x_matching_analyst, x_matching_auditor;
