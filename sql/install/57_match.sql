-- Who is one person: distances between strings, the model of Fellegi and Sunter, and clusters.

CREATE FUNCTION aiehr.levenshtein_distance(a text, b text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_levenshtein_distance';
COMMENT ON FUNCTION aiehr.levenshtein_distance(text, text) IS
	'Least number of characters to insert, delete or substitute that makes b of a';

CREATE FUNCTION aiehr.osa_distance(a text, b text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_osa_distance';
COMMENT ON FUNCTION aiehr.osa_distance(text, text) IS
	'Optimal string alignment: as levenshtein_distance(), but two neighbouring characters that are swapped count as one edit';

CREATE FUNCTION aiehr.jaro_winkler(a text, b text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_jaro_winkler';
COMMENT ON FUNCTION aiehr.jaro_winkler(text, text) IS
	'Similarity of Jaro and Winkler over characters, from 0 to 1; the common prefix of up to four characters counts above 0.7';

CREATE FUNCTION aiehr.match_fields(relation regclass, without text[] DEFAULT '{}') RETURNS jsonb
	LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_match_fields';
COMMENT ON FUNCTION aiehr.match_fields(regclass, text[]) IS
	'A match model that is not fitted yet: the columns of a relation that records can be compared by, each with the kind that its name and type suggest';

CREATE FUNCTION aiehr._match_value(kind integer, region text, value text) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10
AS 'MODULE_PATHNAME', 'aiehr_match_value';
COMMENT ON FUNCTION aiehr._match_value(integer, text, text) IS 'A value in the canonical form in which it is compared, by the number of its kind; NULL where it says nothing';

CREATE FUNCTION aiehr.fit_match_model(relation regclass, id name, model jsonb) RETURNS jsonb
	LANGUAGE c STABLE STRICT
AS 'MODULE_PATHNAME', 'aiehr_fit_match_model';
COMMENT ON FUNCTION aiehr.fit_match_model(regclass, name, jsonb) IS
	'The model with blocking keys, prior, m and u of each level and the frequent values, fitted to a relation without labels by EM';

CREATE FUNCTION aiehr.match_pairs(relation regclass, id name, model jsonb,
	OUT a text, OUT b text, OUT weight float8, OUT probability float8) RETURNS SETOF record
	LANGUAGE c STABLE STRICT ROWS 10000
AS 'MODULE_PATHNAME', 'aiehr_match_pairs';
COMMENT ON FUNCTION aiehr.match_pairs(regclass, name, jsonb) IS
	'The pairs of records of a relation that are one person with at least the lower probability of the model';

CREATE FUNCTION aiehr.deduplicate(relation regclass, id name, model jsonb,
	OUT record text, OUT cluster bigint, OUT probability float8, OUT refused jsonb) RETURNS SETOF record
	LANGUAGE c STABLE STRICT ROWS 10000
AS 'MODULE_PATHNAME', 'aiehr_deduplicate';
COMMENT ON FUNCTION aiehr.deduplicate(regclass, name, jsonb) IS
	'The cluster of each record of a relation, records of one person being in one, with the probability of the link by which the record came to it, NULL for a record alone; refused are unions with other clusters for somebody to look at, each with the other record and the reason: doubtful (between the thresholds), chain (all pairs together speak against it), id_number (valid ones differ)';

CREATE FUNCTION aiehr.match_weight(a jsonb, b jsonb, model jsonb) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_match_weight';
COMMENT ON FUNCTION aiehr.match_weight(jsonb, jsonb, jsonb) IS
	'The weight in bits of two records being one person, the prior included, in the manner of Fellegi and Sunter; -Infinity where two valid identity numbers differ';

CREATE FUNCTION aiehr.match_probability(weight float8) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_match_probability';
COMMENT ON FUNCTION aiehr.match_probability(float8) IS
	'The probability that a match weight in bits stands for';

CREATE FUNCTION aiehr.match_explain(a jsonb, b jsonb, model jsonb,
	OUT field text, OUT level text, OUT m float8, OUT u float8, OUT people float8, OUT weight float8) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10
AS 'MODULE_PATHNAME', 'aiehr_match_explain';
COMMENT ON FUNCTION aiehr.match_explain(jsonb, jsonb, jsonb) IS
	'What match_weight() adds up: a row for the prior and one for each field, with its level of agreement, how often that is seen among pairs of one person (m) and of two (u), and how many people have a value in common';

CREATE FUNCTION aiehr.match_keys(record jsonb, model jsonb) RETURNS bigint[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_match_keys';
COMMENT ON FUNCTION aiehr.match_keys(jsonb, jsonb) IS
	'The hashed blocking keys of a record: only records that have one in common need be compared';
