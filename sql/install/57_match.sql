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
