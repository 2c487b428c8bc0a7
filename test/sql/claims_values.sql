-- Which values of two sources go together, which contradict each other, and which of them is believed; and what other fields and
-- the frequency of values say to it.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET TIME ZONE 'UTC';
SELECT aiehr.create_workspace('x_values');
SET search_path = x_values, aiehr, public;

-- two claims of one day by two sources, and what becomes of them
CREATE TABLE pair (id bigint PRIMARY KEY, field text, a text, b text, others jsonb);
CREATE FUNCTION tried(since bigint) RETURNS TABLE (field text, a text, b text, others jsonb, golden text, reason text, conflict text) LANGUAGE sql
BEGIN ATOMIC
	SELECT p.field, p.a, p.b, p.others, g.value, g.reason, k.status
	FROM pair p
	JOIN golden_value g ON g.person_id = p.id AND g.field = p.field
	LEFT JOIN conflict k ON k.person_id = p.id AND k.field = p.field
	WHERE p.id >= since
	ORDER BY p.id;
END;
CREATE PROCEDURE try(since bigint) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO person (id, external_key, country) OVERRIDING SYSTEM VALUE SELECT p.id, p.id::text, 'CN' FROM pair p WHERE p.id >= since ORDER BY p.id;
	PERFORM record_claims(jsonb_agg(jsonb_build_object('source', s.source, 'external_id', p.id, 'person_id', p.id, 'received_at', '2026-01-01',
			'claims', jsonb_build_object(p.field, s.value) || CASE s.source WHEN 'one' THEN coalesce(p.others, '{}') ELSE '{}' END)))
	FROM pair p CROSS JOIN LATERAL (VALUES ('one', p.a), ('two', p.b)) AS s (source, value)
	WHERE p.id >= since;
END
$$;

-- names
INSERT INTO pair (id, field, a, b)
SELECT 1000 + row_number() OVER (), 'name', v.* FROM (VALUES
	('张伟', '张伟 '), ('張偉', '张伟'), ('张伟', 'Wei Zhang'), ('ZHANG WEI', '张伟'), ('欧阳雪', 'Ouyang Xue'), ('单志强', 'Shan Zhiqiang'),
	('张伟', '张炜'), ('张伟强', '张强伟'), ('张伟强', '张伟'), ('张伟', '王芳'), ('张伟', 'Wei Wang'),
	('John Smith', 'Smith, John'), ('Bob Miller', 'Robert Miller'), ('J. Miller', 'John Miller'), ('John Smith', 'John A. Smith'), ('John Smith', 'Jon Smith'),
	('John Smith', 'Mary Jones'), ('José García', 'Jose Garcia'), ('O''Brien, Pat', 'Pat O''Brien')) AS v (a, b);
CALL try(1000);
SELECT field, a, b, golden, reason, conflict FROM tried(1000);

-- dates, education, organisations, words
INSERT INTO pair (id, field, a, b)
SELECT 1100 + row_number() OVER (), v.* FROM (VALUES
	('birth_date', '1990-05-12', '1990/5/12'), ('birth_date', '1990-05-12', '1990-12-05'), ('birth_date', '1990-05-12', '1990-01-01'), ('birth_date', '1990-05-12', '1991-05-12'),
	('birth_date', '1990-05-12', '1977-11-30'), ('graduated_on', '2019', '2019-07-01'), ('graduated_on', '2019.7', '2019-07'), ('graduated_on', '2019', '2020-07-01'),
	('education_highest', '本科', 'Bachelor'), ('education_highest', '大专', '高职'), ('education_highest', '本科', '大专'), ('education_highest', '博士', '高中'),
	('school', '北大', '北京大学'), ('school', '哈工大', '哈尔滨工业大学'), ('school', '清华大学', '北京大学'), ('school', 'OSU', 'Ohio State University'),
	('school', 'Leeds', 'University of Leeds'), ('school', 'NUS', 'National University of Singapore'), ('school', 'OSU', 'University of Leeds'),
	('employer', '云帆科技', '云帆科技有限公司'), ('employer', '云帆科技', '云帆科技(中国)'), ('employer', '云帆科技', '云帆科技北京分公司'), ('employer', 'Northwind', 'Northwind Ltd'),
	('employer', 'Contoso', 'Fabrikam'), ('employer', '有限公司', '集团'), ('title', 'Engineer', 'engineer'), ('title', '软件工程师', '高级软件工程师'), ('city', '北京', '南京'),
	('email', 'a.b@x.cn', 'A.B@X.CN'), ('email', 'zhangwei@163.com', 'zhangwie@163.com'), ('email', 'zhangwei@163.com', 'zhangwei@qq.com'),
	('phone', '138 0013 8000', '+8613800138000'), ('phone', '13800138000', '13800138001'), ('phone', '13800138000', '13911112222')) AS v (field, a, b);
CALL try(1100);
SELECT field, a, b, golden, reason, conflict FROM tried(1100);

-- what other fields know: an identity number of the birth date, an e-mail address of name and birthday
INSERT INTO pair (id, field, a, b, others)
SELECT 1200 + row_number() OVER (), v.field, v.a, v.b, v.others::jsonb FROM (VALUES
	('birth_date', '1990-05-12', '1991-05-12', '{"id_number": "110101199005120019"}'), ('birth_date', '1991-05-12', '1990-05-12', '{"id_number": "110101199005120019"}'),
	('birth_date', '1991-05-12', '1990-05-12', '{"id_number": "11010119900512001"}'),
	('birth_date', '1990-05-12', '1990-05-21', '{"email": "lina0512@163.com"}'), ('birth_date', '1990-05-12', '1990-05-21', '{"email": "lina0521@163.com"}'),
	('name', '张伟', '张强', '{"email": "zhangqiang@163.com"}'), ('name', '张强', '张伟', '{"email": "zhangqiang77@163.com"}'),
	('email', 'zhangwei@163.com', 'zhangwie@163.com', '{"name": "张伟"}'), ('email', 'zhangwie@163.com', 'zhangwei@163.com', '{"name": "张伟"}')) AS v (field, a, b, others);
CALL try(1200);
SELECT * FROM tried(1200);

-- how common values are: counted for values of at least the smallest group, and read from then on
INSERT INTO pair (id, field, a, b)
SELECT 1300 + row_number() OVER (), v.* FROM (VALUES ('city', 'Leeds', 'Leedz'), ('phone', '13512345678', '13512345679'), ('name', 'Anna Baker', 'Anna Bakre')) AS v (field, a, b);
CALL try(1300);
SELECT field, a, b, golden, reason, conflict FROM tried(1300);
INSERT INTO person (external_key) SELECT 'many ' || i FROM generate_series(1, 40) i;
SELECT count(*) FROM record_claims((SELECT jsonb_agg(jsonb_build_object('source', 'many', 'external_id', i, 'person', 'many ' || i, 'received_at', '2026-01-01',
	'claims', jsonb_build_object('city', 'Leeds', 'phone', '13512345679', 'name', 'Anna Baker'))) FROM generate_series(1, 40) i));
SELECT refresh_value_frequency() > 0 AS counted;
SELECT field, value, people FROM value_frequency WHERE field IN ('city', 'phone', 'name') AND value <> '' ORDER BY field, value COLLATE "C";
SELECT field, a, b, golden, reason, conflict FROM tried(1300);
SELECT * FROM check_golden();

-- age: what changes loses weight with the years, a birth date does not
INSERT INTO person (external_key) VALUES ('aged');
SELECT count(*) FROM record_claims('[{"source": "one", "external_id": "old", "person": "aged", "received_at": "2016-01-01", "claims": {"employer": "Contoso", "birth_date": "1990-05-12"}},
	{"source": "two", "external_id": "new", "person": "aged", "received_at": "2026-01-01", "claims": {"employer": "Fabrikam", "birth_date": "1991-05-12"}}]');
SELECT field, value, reason, round(confidence::numeric, 3) AS confidence FROM golden_value WHERE person_id = (SELECT id FROM person WHERE external_key = 'aged') ORDER BY field;

RESET search_path;
DROP SCHEMA x_values CASCADE;
DROP ROLE x_values_owner, x_values_hr, x_values_loader, x_values_analyst, x_values_auditor;
