-- Words of a text.

CREATE FUNCTION aiehr.words(body text, locale text DEFAULT 'root') RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'aiehr_words';
COMMENT ON FUNCTION aiehr.words(text, text) IS
	'the words of a text in their order, by ICU''s word break, in compatibility form (NFKC) with case folded; pieces without a letter or digit are left out';

CREATE FUNCTION aiehr.icu_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_icu_version';
COMMENT ON FUNCTION aiehr.icu_version() IS
	'version of the ICU library that splits texts into words in this server';
