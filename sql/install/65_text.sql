-- Words of a text, and models that score what somebody said or wrote.

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

CREATE TYPE aiehr.text_sample;

CREATE FUNCTION aiehr.text_sample_in(cstring) RETURNS aiehr.text_sample
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_sample_in';
COMMENT ON FUNCTION aiehr.text_sample_in(cstring) IS
	'text input of text_sample';

CREATE FUNCTION aiehr.text_sample_out(aiehr.text_sample) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_sample_out';
COMMENT ON FUNCTION aiehr.text_sample_out(aiehr.text_sample) IS
	'text output of text_sample';

CREATE FUNCTION aiehr.text_sample_recv(internal) RETURNS aiehr.text_sample
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_sample_recv';
COMMENT ON FUNCTION aiehr.text_sample_recv(internal) IS
	'binary input of text_sample';

CREATE FUNCTION aiehr.text_sample_send(aiehr.text_sample) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_sample_send';
COMMENT ON FUNCTION aiehr.text_sample_send(aiehr.text_sample) IS
	'binary output of text_sample';

CREATE TYPE aiehr.text_sample (
	INPUT = aiehr.text_sample_in,
	OUTPUT = aiehr.text_sample_out,
	RECEIVE = aiehr.text_sample_recv,
	SEND = aiehr.text_sample_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.text_sample IS
	'answers, as numbers of words, with the scores of those who gave them: the mergeable state from which a text model is fitted';

CREATE FUNCTION aiehr.merge(a aiehr.text_sample, b aiehr.text_sample) RETURNS aiehr.text_sample
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_sample_combine';
COMMENT ON FUNCTION aiehr.merge(aiehr.text_sample, aiehr.text_sample) IS
	'the answers of both; NULL is no answers, different options are an error';

-- A person's key may be of any type, and the text of some depends on settings.
CREATE FUNCTION aiehr.text_sample_accum(aiehr.text_sample, person anyelement, question text, answer text, score float8)
	RETURNS aiehr.text_sample
	LANGUAGE c STABLE PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'text_sample_accum';
COMMENT ON FUNCTION aiehr.text_sample_accum(aiehr.text_sample, anyelement, text, text, float8) IS
	'transition of text_sample(person, question, answer, score)';

CREATE FUNCTION aiehr.text_sample_accum(aiehr.text_sample, person anyelement, question text, answer text, score float8, options jsonb)
	RETURNS aiehr.text_sample
	LANGUAGE c STABLE PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'text_sample_accum';
COMMENT ON FUNCTION aiehr.text_sample_accum(aiehr.text_sample, anyelement, text, text, float8, jsonb) IS
	'transition of text_sample(person, question, answer, score, options)';

CREATE AGGREGATE aiehr.text_sample(person anyelement, question text, answer text, score float8) (
	SFUNC = aiehr.text_sample_accum, STYPE = aiehr.text_sample,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.text_sample(anyelement, text, text, float8) IS
	'answers with the score of the person, one row an answer; to be stored, merged and fitted later';

CREATE AGGREGATE aiehr.text_sample(person anyelement, question text, answer text, score float8, options jsonb) (
	SFUNC = aiehr.text_sample_accum, STYPE = aiehr.text_sample,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.text_sample(anyelement, text, text, float8, jsonb) IS
	'the same with options: words (of an n-gram, 1 or 2), min_count, penalty, calibrate, locale';

CREATE AGGREGATE aiehr.merge(aiehr.text_sample) (
	SFUNC = aiehr.merge, STYPE = aiehr.text_sample,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.merge(aiehr.text_sample) IS
	'the answers of all parts';

CREATE TYPE aiehr.text_model;

CREATE FUNCTION aiehr.text_model_in(cstring) RETURNS aiehr.text_model
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_model_in';
COMMENT ON FUNCTION aiehr.text_model_in(cstring) IS
	'text input of text_model';

CREATE FUNCTION aiehr.text_model_out(aiehr.text_model) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_model_out';
COMMENT ON FUNCTION aiehr.text_model_out(aiehr.text_model) IS
	'text output of text_model';

CREATE FUNCTION aiehr.text_model_recv(internal) RETURNS aiehr.text_model
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_model_recv';
COMMENT ON FUNCTION aiehr.text_model_recv(internal) IS
	'binary input of text_model';

CREATE FUNCTION aiehr.text_model_send(aiehr.text_model) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_model_send';
COMMENT ON FUNCTION aiehr.text_model_send(aiehr.text_model) IS
	'binary output of text_model';

CREATE TYPE aiehr.text_model (
	INPUT = aiehr.text_model_in,
	OUTPUT = aiehr.text_model_out,
	RECEIVE = aiehr.text_model_recv,
	SEND = aiehr.text_model_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.text_model IS
	'ridge regression on the n-grams of answers: scores what somebody said, and says why';

CREATE FUNCTION aiehr.fit_text(sample aiehr.text_sample) RETURNS aiehr.text_model
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000000
AS 'MODULE_PATHNAME', 'text_sample_fit';
COMMENT ON FUNCTION aiehr.fit_text(aiehr.text_sample) IS
	'the text model of a sample: ridge regression on n-grams, penalty and r by 5-fold cross-validation; fewer than 100 people are an error';

CREATE AGGREGATE aiehr.fit_text(person anyelement, question text, answer text, score float8) (
	SFUNC = aiehr.text_sample_accum, STYPE = aiehr.text_sample, FINALFUNC = aiehr.fit_text,
	FINALFUNC_MODIFY = READ_ONLY, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.fit_text(anyelement, text, text, float8) IS
	'a text model fitted to answers and the score of the person, one row an answer; rows without one of them are left out';

CREATE AGGREGATE aiehr.fit_text(person anyelement, question text, answer text, score float8, options jsonb) (
	SFUNC = aiehr.text_sample_accum, STYPE = aiehr.text_sample, FINALFUNC = aiehr.fit_text,
	FINALFUNC_MODIFY = READ_ONLY, COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.fit_text(anyelement, text, text, float8, jsonb) IS
	'the same with options: words (of an n-gram, 1 or 2), min_count (people, 2), penalty (else chosen), calibrate (true), locale (root)';

CREATE FUNCTION aiehr.score_text(model aiehr.text_model, questions text[], answers text[], unknown text DEFAULT 'error') RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000
AS 'MODULE_PATHNAME', 'aiehr_score_text';
COMMENT ON FUNCTION aiehr.score_text(aiehr.text_model, text[], text[], text) IS
	'score of a person''s answers, in the unit of the scores the model was fitted to; NULL where the model knows nothing of what was said; unknown questions are an error, or left out (ignore)';

CREATE FUNCTION aiehr.explain_text(model aiehr.text_model, questions text[], answers text[], unknown text DEFAULT 'error',
		OUT term text, OUT question text, OUT count bigint, OUT contribution float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 500
AS 'MODULE_PATHNAME', 'aiehr_explain_text';
COMMENT ON FUNCTION aiehr.explain_text(aiehr.text_model, text[], text[], text) IS
	'what the score is made of: intercept and contribution of each n-gram, of one question or (question NULL) of all answers together; they sum to the score';

CREATE FUNCTION aiehr.describe_text(model aiehr.text_model, OUT n bigint, OUT questions text[], OUT penalty float8,
		OUT r float8, OUT r_low float8, OUT r_high float8, OUT usable boolean, OUT note text,
		OUT slope float8, OUT intercept float8, OUT mean float8, OUT sd float8, OUT min_count bigint, OUT max_words bigint,
		OUT words bigint, OUT terms bigint, OUT locale text, OUT icu_version text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_describe_text';
COMMENT ON FUNCTION aiehr.describe_text(aiehr.text_model) IS
	'what a text model was fitted to and how well: people, questions, penalty, cross-validated r with its 95 % interval, usable where that lies above zero';

CREATE FUNCTION aiehr.text_usable(model aiehr.text_model) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_text_usable';
COMMENT ON FUNCTION aiehr.text_usable(aiehr.text_model) IS
	'does the 95 % interval of the cross-validated r lie above zero?';

CREATE FUNCTION aiehr.text_terms(model aiehr.text_model, top integer DEFAULT 20,
		OUT term text, OUT question text, OUT people bigint, OUT weight float8) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
AS 'MODULE_PATHNAME', 'aiehr_text_terms';
COMMENT ON FUNCTION aiehr.text_terms(aiehr.text_model, integer) IS
	'the n-grams with the largest weights, up or down, and how many people said each';
