-- Words of a text: ICU's word break, compatibility form, case folded.
SET search_path = public, aiehr;

-- English: contractions are one word, a typographic apostrophe is an apostrophe, numbers stay whole, signs go.
SELECT words('I don''t — or DON’T I? We''ll see: 3.14, 1,000 e-mails (half-done) & "quoted" 50% __ …');
SELECT words('naïve Café STRASSE straße Ŀ ﬁne ＡＢＣ ①② ½ ﷺ');
-- Chinese, Japanese and Korean have no blanks, or other ones.
SELECT words('我喜欢团队合作，也愿意加班。');
SELECT words('私は東京で働いています。データベースが好きです。ﾃﾞｰﾀ', 'ja');
SELECT words('저는 팀워크를 좋아합니다.', 'ko');
SELECT words('我在2024年用PostgreSQL做分析', 'zh');
SELECT words('ฉันชอบทำงานเป็นทีม', 'th');
-- Composed and decomposed letters are the same words; what cannot be seen is dropped.
SELECT words(U&'e\0301te\0301') = words('été') AS composed, words(U&'co\00ADop\200B') AS invisible, words('İ ı I i');
-- Nothing, blanks, signs, emoji.
SELECT words(''), words('   '), words('!?… 😀 👍🏽'), words(NULL), words('a', NULL);
-- Locales: all languages known to ICU, and nothing else; rules that ICU lacks for a language are those of root.
SELECT l, words('Hello world', l) FROM unnest('{root,und,en,en_GB,en-US,zh-Hant,sv,xh}'::text[]) AS l;
SELECT words('a', 'xx');
SELECT words('a', '');
SELECT words('a', 'en"; DROP TABLE');
SELECT words('a', repeat('e', 100));
-- Long words are none; long rows of marks are cut; long texts are refused.
SELECT words(repeat('a', 255) || ' ' || repeat('b', 256) || ' c') = ARRAY[repeat('a', 255), 'c'] AS cut;
SELECT cardinality(words('a' || repeat(U&'\0316\0301', 100000) || ' b')) AS words, octet_length((words('a' || repeat(U&'\0316\0301', 100000)))[1]) AS bytes;
SELECT cardinality(words(repeat('word ', 200000))) AS words, cardinality(words(repeat('团队合作', 20000))) AS chinese;
SELECT words(repeat('x', 10 * 1024 * 1024 + 1));
-- Every character of Unicode's planes gets through, alone and doubled; hardly a word is split or changed by another call.
SELECT count(*) AS characters, count(*) FILTER (WHERE w[1] <> 'a') AS lost, count(*) FILTER (WHERE EXISTS (SELECT FROM unnest(w) AS u WHERE words(u) <> ARRAY[u])) <= 10 AS stable
FROM (SELECT words('a ' || chr(c) || ' ' || chr(c) || chr(c) || 'b') AS w FROM generate_series(1, 201000) AS c WHERE c NOT BETWEEN 55296 AND 57343) AS t;
-- It can be indexed and runs in parallel workers.
SELECT provolatile, proparallel, proisstrict FROM pg_proc WHERE oid = 'words(text, text)'::regprocedure;
CREATE TABLE tw (body text);
CREATE INDEX ON tw USING gin (words(body));
INSERT INTO tw VALUES ('Team work'), ('alone');
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM tw WHERE words(body) @> '{team}';
SELECT * FROM tw WHERE words(body) @> '{team}';
RESET enable_seqscan;
DROP TABLE tw;

-- Databases in other encodings.
CREATE DATABASE tw_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C';
CREATE DATABASE tw_latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C';
CREATE DATABASE tw_cn TEMPLATE template0 ENCODING 'EUC_CN' LOCALE 'C';
SELECT current_database() AS here \gset
\c tw_ascii
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
-- SQL_ASCII says nothing of bytes above 127: they are read as UTF-8, and refused where they are none.
SELECT aiehr.words('Plain ASCII is fine');
SELECT aiehr.words(convert_from('\x43616fc3a9', 'SQL_ASCII')) = ARRAY[convert_from('\x63616fc3a9', 'SQL_ASCII')] AS utf8;
SELECT aiehr.words(convert_from('\x43e961ff', 'SQL_ASCII'));
CREATE FUNCTION pg_temp.refused(t text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM aiehr.words(t);
	RETURN false;
EXCEPTION WHEN character_not_in_repertoire THEN
	RETURN true;
END $$;
SELECT count(*) AS bytes, count(*) FILTER (WHERE pg_temp.refused(convert_from(set_byte('\x61'::bytea, 0, b) || '\x62'::bytea, 'SQL_ASCII'))) AS refused
FROM generate_series(1, 255) AS b;
\c tw_latin
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE EXTENSION aiehr;
-- What a folded or compatible form is made of may be no letter of the encoding: it is left out.
SELECT aiehr.words('Café Straße ½ ª');
\c tw_cn
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE EXTENSION aiehr;
SELECT aiehr.words('我喜欢团队合作，也愿意加班。');
\c :here
DROP DATABASE tw_ascii;
DROP DATABASE tw_latin;
DROP DATABASE tw_cn;
