-- Normalisation of texts, e-mail addresses, telephone and identity numbers, dates and levels of education.
SET search_path = public, aiehr;
SET DateStyle = 'SQL, DMY';

-- Text: full width, compatibility forms, case beyond ASCII, marks, white space and what cannot be seen.
-- (what has no width is shown as ~)
SELECT translate(v, U&'\200B\FEFF\202D\202C', '~~~~') AS value, normalise_text(v), length(normalise_text(v)) AS n FROM (VALUES ('  Ｈｅｌｌｏ　 World '), ('Straße Ǆ İ ΑΣ ÀÉ ЖЯ'), ('ﬁne ① ㈱ ﾊﾞ'), (U&'e\0301a\200B\FEFF'),
	(U&'\FF21\0301'), ('劉 曉東'), (E'a\t\n\rb\u00a0\u2003c'), ('   '), (U&'\200B'), ('')) AS x (v);
-- It is idempotent, also where a mark follows a fold or characters would compose again.
SELECT count(*), count(*) FILTER (WHERE normalise_text(t) IS DISTINCT FROM t) AS not_idempotent
FROM (SELECT normalise_text(chr(a) || chr(b)) AS t FROM generate_series(33, 66000, 37) AS a, unnest('{65,769,776,837,12441,4449,4520,65281,97}'::int[]) AS b WHERE a NOT BETWEEN 55296 AND 57343) AS q WHERE t IS NOT NULL;
-- The compatibility form is PostgreSQL's own for every character of the basic plane, once both are folded.
SELECT count(*), count(*) FILTER (WHERE normalise_text('x' || chr(c) || 'x') IS DISTINCT FROM normalise_text(normalize('x' || chr(c) || 'x', NFKC))) AS differ
FROM generate_series(161, 65533) AS c WHERE c NOT BETWEEN 55296 AND 57343;
-- E-mail: what stands around an address goes, one mailbox has one form.
SELECT v AS value, c.* FROM (VALUES (' A.B@QQ.com '), ('mailto:x@y.co?subject=hello'), ('E-mail: x@y.co'), ('Ann "A" Lee <Ann.Lee@Example.ORG>'), ('<a@b.cn>;'), ('Bob.B+jobs@GoogleMail.com'), ('b.o.b.b@gmail.com'), ('bob+x@outlook.com'),
	('１２３＠ｑｑ．ｃｏｍ'), ('a＠b。com'), ('o''neil@x.ie'), ('张三@例子.公司'), ('x@mail.y-z.co.uk'), ('x@y.com.'), (repeat('a', 64) || '@b.com'),
	('a@b'), ('a@@b.c'), ('a b@c.com'), ('.a@b.com'), ('a.@b.com'), ('a..b@b.com'), ('a@-b.com'), ('a@b-.com'), ('a@b..com'), ('a@1.2.3.4'), ('@b.com'), ('a@'), ('a.b.com'),
	('a(comment)@b.com'), ('a@b.com, c@d.com'), (repeat('a', 65) || '@b.com'), ('a@' || repeat('b', 64) || '.com'), ('+@gmail.com'), ('n/a'), ('无'), ('-'), ('')) AS x (v), check_value('email', v) AS c;
SELECT normalise_email('A@B.com'), normalise_email('A@B') IS NULL AS invalid;

-- Telephone numbers by region, with the prefixes, labels, extensions and second numbers that people write.
SELECT region, translate(v, U&'\202D\202C', '~~') AS value, c.* FROM (VALUES
	('CN', '13800138000'), ('CN', '+86 138-0013-8000'), ('CN', '0086-138 0013 8000'), ('CN', '86 13800138000'), ('CN', '１３８００１３８０００'), ('CN', '(+86)138.0013.8000'), ('CN', '010-62345678'), ('CN', '0755 8123 4567'),
	('CN', '(021) 5888 8888 转 8001'), ('CN', '手机：13800138000'), ('CN', 'Tel: 138 0013 8000 ext. 12'), ('CN', '13800138000x12'), ('CN', '13800138000/13900139000'), ('CN', '13800138000、13900139000'), ('CN', '13800138000(微信同号)'),
	('CN', '400-810-1234'), ('CN', '447911123456'), ('CN', U&'\202D138 0013 8000\202C'), ('CN', '12345'), ('CN', '23800138000'), ('CN', '1380013800'), ('CN', '138001380001'), ('CN', 'abc13800138000'), ('CN', '138-0013-80oo'),
	('CN', '+999 12345678'), ('CN', '000000'), ('CN', '暂无'), ('CN', ''), ('CN', '+'), ('CN', repeat('1', 40)),
	('JP', '090-1234-5678'), ('JP', '03-3210-7000'), ('JP', '010 86 13800138000'), ('JP', '0120-123-456'), ('JP', '0101234567'),
	('KR', '010-1234-5678'), ('KR', '02-312-3456'), ('KR', '1588-1234'), ('KR', '001 86 138 0013 8000'), ('KR', '00700 81 3 3210 7000'),
	('US', '(415) 555-2671'), ('US', '1-415-555-2671'), ('US', '+1.415.555.2671'), ('US', '011 44 20 7946 0018'), ('US', '415-155-2671'), ('US', '911-555-2671'), ('US', '5552671'),
	('GB', '020 7946 0018'), ('GB', '+44 (0)20 7946 0018'), ('GB', '07911 123456'), ('UK', '07911123456'), ('GB', '01204 12345'), ('GB', '01225 12345'),
	('FR', '06 12 34 56 78'), ('FR', '+33 (0)1 23 45 67 89'), ('FR', '0612345'), ('DE', '030/901820'), ('DE', '0151 23456789'), ('DE', '+49 89 12345-0'), ('DE', '0164 1'),
	('IT', '06 698 12345'), ('IT', '+39 06 698 12345'), ('RU', '8 (916) 123-45-67'), ('RU', '+7 916 123 45 67'), ('HU', '06 1 234 5678'), ('SG', '6123 4567'), ('HK', '2123 4567'), ('TW', '0912-345-678'), ('MX', '+52 1 222 123 4567'),
	('XX', '13800138000'), ('XX', '+8613800138000'), ('', '+8613800138000')) AS x (region, v), check_value('phone', v, region) AS c;
SELECT normalise_phone('138 0013 8000'), normalise_phone('090-1234-5678', 'jp');
-- Whatever the separators, prefix or width, one number: 500 mobile numbers in six spellings each.
SELECT count(*), count(*) FILTER (WHERE normalise_phone(v) IS DISTINCT FROM '+86' || n) AS differ
FROM (SELECT '1' || 3 + i % 7 || lpad((i * 7919 % 1000000007)::text, 9, '0') AS n FROM generate_series(1, 500) AS i) AS s,
	LATERAL (VALUES (n), ('+86' || n), ('0086-' || n), (left(n, 3) || ' ' || substr(n, 4, 4) || ' ' || right(n, 4)), ('(' || left(n, 3) || ')' || substr(n, 4)), (translate(n, '0123456789', '０１２３４５６７８９'))) AS x (v);
-- What comes out is read again as the same number in every region.
SELECT count(*) FILTER (WHERE normalise_phone(p, r) IS DISTINCT FROM p) AS differ FROM unnest('{+8613800138000,+81312345678,+12125552671,+442079460018,+390669812345,+79161234567}'::text[]) AS p, unnest('{CN,JP,KR,US,GB,FR,DE,IT,XX}'::text[]) AS r;

-- Identity numbers: spellings, the old form, and each thing that can be wrong.
SELECT v AS value, c.*, id_number_birth_date(v) AS born, id_number_sex(v) AS sex FROM (VALUES ('11010519491231002X'), ('11010519491231002x'), ('１１０１０５１９４９１２３１００２Ｘ'), ('110105 19491231 002X'), ('110105-19491231-002X'), ('110105491231002'),
	('440524188001010014'), ('110105194912310021'), ('99010519491231002X'), ('11010519491331002X'), ('11010519490229002X'), ('110105000000000000'), ('1101051949123100'), ('11010519491231002XX'), ('X1010519491231002X'), ('1101054912310X2'),
	('E12345678'), ('身份证110105'), ('无'), ('')) AS x (v), check_value('id_number', v) AS c;
-- The check character by its definition, in SQL: all are accepted, and none with one digit changed or two neighbours swapped.
CREATE TABLE no_id AS
SELECT s || substr('10X98765432', 1 + (SELECT sum(substr(s, p, 1)::int * (1 << (18 - p)) % 11)::int % 11 FROM generate_series(1, 17) AS p), 1) AS id
FROM (SELECT (ARRAY['110105', '310104', '440524', '510104', '659001', '810000'])[1 + i % 6] || to_char(date '1930-01-01' + i * 37 % 29000, 'YYYYMMDD') || lpad((i * 7919 % 1000)::text, 3, '0') AS s FROM generate_series(1, 600) AS i) AS q;
SELECT count(*) AS numbers, count(*) FILTER (WHERE normalise_id_number(id) = id) AS valid, count(*) FILTER (WHERE id_number_birth_date(id) = to_date(substr(id, 7, 8), 'YYYYMMDD')) AS birth_dates,
	count(*) FILTER (WHERE id_number_sex(id) = CASE substr(id, 17, 1)::int % 2 WHEN 1 THEN 'male' ELSE 'female' END) AS sexes FROM no_id;
SELECT count(*) AS changed, count(normalise_id_number(bad)) AS accepted
FROM (SELECT overlay(id PLACING d::text FROM p) AS bad FROM no_id, generate_series(1, 17) AS p, generate_series(0, 9) AS d WHERE substr(id, p, 1) <> d::text) AS q;
SELECT count(*) AS swapped, count(normalise_id_number(bad)) AS accepted
FROM (SELECT overlay(id PLACING substr(id, p + 1, 1) || substr(id, p, 1) FROM p FOR 2) AS bad FROM no_id, generate_series(1, 16) AS p WHERE substr(id, p, 1) <> substr(id, p + 1, 1)) AS q;
-- The old form of a person born after 1900 is the new one.
SELECT count(*) AS old_forms, count(*) FILTER (WHERE normalise_id_number(left(id, 6) || substr(id, 9, 9)) = id) AS same FROM no_id WHERE substr(id, 7, 2) = '19';

-- Dates, whatever DateStyle says.
SELECT v AS value, c.* FROM (VALUES ('1990-03-05'), ('1990/3/5'), ('19900305'), ('1990.03.05'), ('1990 3 5'), ('1990年3月5日'), ('１９９０．３．５'), ('1990-03-05T10:00:00Z'), ('1990-03-05 00:00:00+08'), ('1990年3月5日生'), ('1990年03月05号'),
	('一九九〇年三月五日'), ('二〇〇一年十二月二十五日'), ('二零零一年十月三十一日'), ('昭和55年3月5日'), ('平成元年3月5日'), ('民國79年3月5日'), ('1990년 3월 5일'), ('March 5, 1990'), ('5th of Mar. 1990'), ('Monday, 5 March 1990'), ('05-Mar-1990'), ('5 sept 1990'),
	('5.3.1990'), ('13/03/1990'), ('03/13/1990'), ('03/03/1990'), ('90-03-05'), ('900305'), ('5.3.90'), ('90年3月5日'),
	('1990.3'), ('1990年3月'), ('1990-03'), ('199003'), ('03/1990'), ('Mar 1990'),
	('05/03/1990'), ('5-3-1990'), ('1/2/05'), ('05-03-05'), ('1.1.05'), ('050301'), ('1990'), ('1990年'), ('March 5'), ('1990-02-30'), ('1900-02-29'), ('2000-02-29'), ('1990-13-01'), ('19901301'), ('1990-00-10'), ('0/5/1990'), ('32/32/1990'), ('1700-01-01'), ('9999-12-31'),
	('32937'), ('至今'), ('2015.09-2019.07'), ('1990-03-05x'), ('5 Foo 1990'), ('123456789012345678901234567890'), ('unknown'), ('----'), ('')) AS x (v), check_value('birth_date', v) AS c;
SELECT normalise_date('1990年3月5日'), normalise_date('2023-02-29');
-- Every day of four centuries in twelve spellings.
SELECT count(*), count(*) FILTER (WHERE normalise_date(v) IS DISTINCT FROM d) AS differ
FROM (SELECT date '1800-01-01' + i AS d FROM generate_series(0, 146096, 53) AS i) AS s,
	LATERAL unnest(ARRAY[to_char(d, 'YYYY-MM-DD'), to_char(d, 'YYYY/FMMM/FMDD'), to_char(d, 'YYYYMMDD'), to_char(d, 'YYYY.MM.DD'), to_char(d, 'YYYY"年"FMMM"月"FMDD"日"'), to_char(d, 'DD.MM.YYYY'),
		to_char(d, 'FMDD FMMonth YYYY'), to_char(d, 'FMMonth FMDDth, YYYY'), to_char(d, 'DD-Mon-YYYY'), to_char(d, 'YYYY"년" FMMM"월" FMDD"일"'), to_char(d, 'FMDay, FMDD Mon YYYY'), translate(to_char(d, 'YYYY-MM-DD'), '0123456789', '０１２３４５６７８９')]) AS x (v);

-- Levels of education: the ladder, its synonyms in both languages, what else stands beside a term.
SELECT education_level(v) AS level, string_agg(v, ' | ' ORDER BY n) AS terms FROM unnest(ARRAY[
	'小学', '初中', '初级中学', 'Junior high', 'middle school', '高中', '普通高中', '中专', '中等专科学校', '技校', '職高', '职业高中', 'High school diploma', 'Vocational secondary', 'A-levels', 'post-secondary',
	'大专', '专科', '大学专科', '高职', '副学士', 'Associate', 'Associate''s degree', '本科', '大学本科', '大学', '专升本', '全日制本科', '学士学位', '雙學士', 'Bachelor', 'Bachelor of Arts', 'B.Sc.', 'BA (Hons)', 'undergraduate', 'University of Leeds',
	'硕士', '硕士研究生', '研究生', '在职研究生', 'EMBA', 'MBA', 'Master''s', 'M.A.', 'postgraduate', '工程硕士', '博士', '博士研究生', '博士后', 'Ph.D.', 'PhD in Physics', 'Doctorate', '　ＰｈＤ ',
	'大学本科及以上', '本科/硕士', '硕士学位, 博士在读', 'headmasters', '高校教师', '大学之道', 'abc', '搬砖', 'bs', 'absolute', 'none', '无', '']) WITH ORDINALITY AS x (v, n) GROUP BY 1 ORDER BY 1;
SELECT v AS value, c.* FROM unnest('{本科,BA,abc,无}'::text[]) AS v, check_value('education', v) AS c;

-- check_value for the other fields; `valid` is NULL where there is no value, and all of it for NULL.
SELECT field, v AS value, c.* FROM (VALUES ('text', ' A  B '), ('text', ' '), ('name', 'LI  Nana'), ('name', '李娜娜'), ('name', '12345'), ('name', '无'), ('date', '1990.3'), ('date', '1700-01-01'), ('date', '17000101'), ('date', '2200-01-01'), ('birth_date', '1849-12-31'), ('birth_date', '1990')) AS x (field, v), check_value(field, v) AS c;
SELECT check_value('phone', NULL), normalise_text(NULL), normalise_phone('13800138000', NULL), name_parts(NULL);
-- A field that has no check is a mistake of the caller; the value is not in the message.
SELECT check_value('telephone', '13800138000');
SELECT check_value('Phone', '13800138000');

-- All can be indexed and run in parallel workers.
SELECT proname, provolatile, proparallel, proisstrict FROM pg_proc WHERE pronamespace = 'aiehr'::regnamespace AND (proname ~ '^(normalise_|id_number_)' OR proname IN ('education_level', 'name_parts', 'check_value')) ORDER BY proname COLLATE "C";
CREATE INDEX ON no_id (id_number_birth_date(id), ((name_parts(id)).tokens), normalise_phone(id, 'CN'));

-- Nothing that a column can hold raises an error: all bytes of ASCII, every plane, long rows of marks, text of a megabyte.
SELECT count(*) AS values, count(check_value(f, v)) AS checked
FROM unnest('{text,name,email,phone,id_number,date,education}'::text[]) AS f,
	(SELECT chr(c) || chr(c) || '1' || chr(c) FROM generate_series(1, 1114111, 211) AS c WHERE c NOT BETWEEN 55296 AND 57343
	UNION ALL SELECT repeat(chr(c), 300) FROM generate_series(1, 127) AS c
	UNION ALL SELECT 'a' || repeat(U&'\0301\0327', 20000) UNION ALL SELECT repeat('王', 300000) UNION ALL SELECT repeat('a ', 500000) UNION ALL SELECT repeat('1', 100000) UNION ALL SELECT repeat('(', 100000) UNION ALL SELECT repeat(U&'\FDFA', 1000)) AS x (v);

DROP TABLE no_id;

-- Other encodings: bytes that have no meaning stay as they are, and only ASCII is folded.
SELECT current_database() AS here \gset
CREATE DATABASE regress_normalise_ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;
\c regress_normalise_ascii
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SET search_path = public, aiehr;
SET client_encoding = 'SQL_ASCII';
SELECT encode(convert_to(normalise_text(convert_from(v, 'SQL_ASCII')), 'SQL_ASCII'), 'escape') AS text, (n).script, encode(convert_to((n).family, 'SQL_ASCII'), 'escape') AS family, encode(convert_to((n).tokens, 'SQL_ASCII'), 'escape') AS tokens
FROM (VALUES ('  A \351 B'::bytea), ('\377\376X'::bytea), ('\345\274\240\344\274\237'::bytea), ('Jos\303\251 GARC\303\215A'::bytea)) AS x (v), name_parts(convert_from(v, 'SQL_ASCII')) AS n;
SELECT normalise_phone('+86 138-0013-8000'), normalise_email('A@B.Com'), normalise_id_number('11010519491231002x'), normalise_date('5 March 1990'), education_level('PhD'), (name_parts('ZHANG Wei')).pinyin;
SELECT count(*) AS values, count(check_value(f, convert_from(decode(to_hex(b) || '41' || to_hex(b), 'hex'), 'SQL_ASCII'))) AS checked FROM generate_series(16, 255) AS b, unnest('{text,name,email,phone,id_number,date,education}'::text[]) AS f;
\c :here
DROP DATABASE regress_normalise_ascii;
-- EUC_CN gives the same as UTF8.
CREATE DATABASE regress_normalise_gb ENCODING 'EUC_CN' LOCALE 'C' TEMPLATE template0;
\c regress_normalise_gb
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SET search_path = public, aiehr;
SET client_encoding = 'UTF8';
SELECT normalise_text('Ａ　张伟'), normalise_phone('手机：１３８００１３８０００'), normalise_date('一九九零年三月五日'), normalise_date('１９９０年３月'), education_level('大学专科'), n.* FROM name_parts('单雄信') AS n;
SELECT n.* FROM name_parts('欧阳　丽娜') AS n;
\c :here
DROP DATABASE regress_normalise_gb;
-- EUC_JP and EUC_KR keep the characters that simplified ones would replace, and the readings are still known.
CREATE DATABASE regress_normalise_jp ENCODING 'EUC_JP' LOCALE 'C' TEMPLATE template0;
\c regress_normalise_jp
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SET search_path = public, aiehr;
SET client_encoding = 'UTF8';
SELECT normalise_text('ﾀﾅｶ Ａ'), n.* FROM unnest('{劉曉東,歐陽脩,単田芳,山田　はなこ}'::text[]) AS v, name_parts(v) AS n;
\c :here
DROP DATABASE regress_normalise_jp;
CREATE DATABASE regress_normalise_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;
\c regress_normalise_latin
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SET search_path = public, aiehr;
SET client_encoding = 'UTF8';
SELECT normalise_text('JOSÉ ÿ ½'), n.* FROM unnest('{JOSÉ GARCÍA-LÓPEZ,Lü Bu,Müller}'::text[]) AS v, name_parts(v) AS n;
\c :here
DROP DATABASE regress_normalise_latin;
