-- People who come in by a table of the company's own or by a message are matched with all that their row says, and joined; the table goes
-- on as before.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT aiehr.create_workspace('x_matched');
SET search_path = x_matched, pg_catalog;

-- three hundred people, known by resumes, with birth date and identity number
CREATE TABLE public.cv AS
	SELECT i, substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + i % 20, 1) || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平', 1 + (i * 7) % 20, 1)
			|| substr('华国建文玉春海志红金晓云志光兰荣梅龙英', 1 + (i * 11) % 19, 1) AS name,
		'138' || lpad((i * 7919 % 100000000)::text, 8, '0') AS phone, 'user' || i || '@example.cn' AS email, day.born AS birth_date,
		n.digits || substr('10X98765432', 1 + (SELECT sum(substr(n.digits, k, 1)::int * ((1 << (18 - k)) % 11)) % 11 FROM generate_series(1, 17) k)::int, 1) AS id_number
	FROM generate_series(1, 300) AS i
	CROSS JOIN LATERAL (SELECT DATE '1970-01-01' + (i * 97) % 11000 AS born) day
	CROSS JOIN LATERAL (SELECT '110105' || to_char(day.born, 'YYYYMMDD') || lpad((i % 1000)::text, 3, '0') AS digits) n;
INSERT INTO person (external_key, country) SELECT 'CV' || i, 'CN' FROM public.cv ORDER BY i;
SELECT status, count(*), sum(n_invalid) AS invalid FROM record_claims((
	SELECT jsonb_agg(jsonb_build_object('source', 'resume', 'external_id', 'CV' || i, 'person', 'CV' || i, 'claims', to_jsonb(c) - 'i')) FROM public.cv c)) GROUP BY status;
SELECT fit_matching() > 0 AS fitted;

\echo == a host row under another key, with another telephone and the name in another order of words, is that person
CREATE SCHEMA plant;
CREATE TABLE plant.worker (no integer PRIMARY KEY, nm text, dob date, idno text, tel text, dept text);
SELECT aiehr.attach('plant.worker', 'x_matched', 'people', '{"external_key": "''W'' || no", "name": "nm", "phone": "tel", "country": "''CN''", "claim.birth_date": "dob",
	"claim.id_number": "idno"}');
INSERT INTO plant.worker SELECT i, name, birth_date, id_number, '1390000' || lpad(i::text, 4, '0'), 'A' FROM public.cv WHERE i IN (17, 18, 19);
INSERT INTO plant.worker VALUES (900, '欧阳修', '1988-08-08', NULL, '13900009000', 'B');
SELECT k.external_key, o.external_key AS other, r.reason, r.probability > 0.98 AS sure FROM match_review r JOIN person k ON k.id = r.person_id JOIN person o ON o.id = r.other_id ORDER BY 1;
SELECT count(*), count(merge_id) AS merged FROM merge_matched();
SELECT p.external_key, p.name = c.name AS same_name, (SELECT string_agg(a.source || ' ' || a.external_key, ', ' ORDER BY a.external_key) FROM person_alias a WHERE a.person_id = p.id) AS known_as
FROM person p JOIN public.cv c ON p.external_key = 'CV' || c.i WHERE c.i IN (17, 18, 19) ORDER BY 1;

\echo == the table goes on: changes, another key, a row that goes and comes back
UPDATE plant.worker SET dob = '1999-09-09', nm = nm || '儿' WHERE no = 17;
SELECT k.field, k.status FROM conflict k JOIN person p ON p.id = k.person_id WHERE p.external_key = 'CV17' ORDER BY 1;
UPDATE plant.worker SET no = 170 WHERE no = 17;
UPDATE plant.worker SET dept = 'C';
DELETE FROM plant.worker WHERE no = 18;
INSERT INTO plant.worker SELECT i, name, birth_date, id_number, NULL, 'A' FROM public.cv WHERE i = 18;
SELECT r.external_id, p.external_key, c.field, c.raw, c.withdrawn_at IS NOT NULL AS withdrawn
FROM source_record r JOIN person p ON p.id = r.person_id JOIN claim c ON c.source_record_id = r.id WHERE r.source = 'plant.worker' AND c.field IN ('birth_date', 'name', 'phone') ORDER BY 1, 3, 4, 5;
SELECT count(*) FROM person;
SELECT * FROM aiehr.check_attachments('x_matched');
SELECT * FROM check_matching();
SELECT * FROM check_golden();

\echo == a merge that is undone gives the row its person back
SELECT unmerge(m.id, 'two after all') > 0 AS back FROM person_merge m JOIN person p ON p.id = m.kept_id WHERE p.external_key = 'CV19';
UPDATE plant.worker SET nm = '别人' WHERE no = 19;
SELECT p.external_key, p.name FROM person p WHERE p.external_key IN ('CV19', 'W19') ORDER BY 1;
SELECT * FROM check_matching();

\echo == messages: the same
SELECT outcome FROM receive_people(ARRAY[(SELECT jsonb_build_object('external_key', 'X1', 'name', name, 'source', 'agency', 'claims', jsonb_build_object('birth_date', birth_date, 'id_number', id_number)) FROM public.cv WHERE i = 40)]);
SELECT k.external_key, o.external_key AS other, r.reason FROM match_review r JOIN person k ON k.id = r.person_id JOIN person o ON o.id = r.other_id WHERE o.external_key = 'X1';
SELECT count(merge_id) AS merged FROM merge_matched();
SELECT outcome, reason FROM receive_people(ARRAY[(SELECT jsonb_build_object('external_key', 'X1', 'name', name, 'source', 'agency', 'claims', jsonb_build_object('birth_date', birth_date, 'id_number', id_number)) FROM public.cv WHERE i = 40)]);
SELECT string_agg(r.source, ', ' ORDER BY r.source) FROM source_record r JOIN person p ON p.id = r.person_id WHERE p.external_key = 'CV40';

DROP TABLE public.cv;

SELECT aiehr.drop_workspace('x_matched', true);
DROP ROLE x_matched_owner, x_matched_hr, x_matched_loader, x_matched_analyst, x_matched_auditor;
