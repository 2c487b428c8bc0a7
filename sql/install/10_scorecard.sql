-- The type scorecard: named numbers, '{"teamwork": 71, "coding": 84.5}', and its algebra.

CREATE TYPE aiehr.scorecard;

CREATE FUNCTION aiehr.scorecard_in(cstring) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_in';
COMMENT ON FUNCTION aiehr.scorecard_in(cstring) IS 'text input of scorecard';

CREATE FUNCTION aiehr.scorecard_out(aiehr.scorecard) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_out';
COMMENT ON FUNCTION aiehr.scorecard_out(aiehr.scorecard) IS 'text output of scorecard';

CREATE FUNCTION aiehr.scorecard_recv(internal) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_recv';
COMMENT ON FUNCTION aiehr.scorecard_recv(internal) IS 'binary input of scorecard';

CREATE FUNCTION aiehr.scorecard_send(aiehr.scorecard) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_send';
COMMENT ON FUNCTION aiehr.scorecard_send(aiehr.scorecard) IS 'binary output of scorecard';

CREATE TYPE aiehr.scorecard (
	INPUT = aiehr.scorecard_in,
	OUTPUT = aiehr.scorecard_out,
	RECEIVE = aiehr.scorecard_recv,
	SEND = aiehr.scorecard_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.scorecard IS
	'named numbers: scores, weights, bounds or gaps by key, written as a JSON object; up to 1000 keys of up to 63 bytes';

CREATE FUNCTION aiehr.scorecard(jsonb) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_from_jsonb';
COMMENT ON FUNCTION aiehr.scorecard(jsonb) IS 'scorecard from a jsonb object of numbers';

CREATE FUNCTION aiehr.scorecard_to_jsonb(aiehr.scorecard) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_to_jsonb';
COMMENT ON FUNCTION aiehr.scorecard_to_jsonb(aiehr.scorecard) IS 'jsonb object of a scorecard, every digit kept';

-- Explicit, since an implicit cast would silently pick jsonb's operators.
CREATE CAST (jsonb AS aiehr.scorecard) WITH FUNCTION aiehr.scorecard(jsonb);
COMMENT ON CAST (jsonb AS aiehr.scorecard) IS 'an object of numbers becomes a scorecard';
CREATE CAST (aiehr.scorecard AS jsonb) WITH FUNCTION aiehr.scorecard_to_jsonb(aiehr.scorecard);
COMMENT ON CAST (aiehr.scorecard AS jsonb) IS 'a scorecard becomes an object of numbers';

-- Single scores and keys ------------------------------------------------------------------------------

CREATE FUNCTION aiehr.scorecard_get(s aiehr.scorecard, key text) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_get';
COMMENT ON FUNCTION aiehr.scorecard_get(aiehr.scorecard, text) IS 'score of a key, NULL if it is absent';

CREATE OPERATOR aiehr.-> (
	LEFTARG = aiehr.scorecard, RIGHTARG = text, FUNCTION = aiehr.scorecard_get
);
COMMENT ON OPERATOR aiehr.-> (aiehr.scorecard, text) IS 'score of a key, NULL if it is absent';

CREATE FUNCTION aiehr.scorecard_exists(s aiehr.scorecard, key text) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_exists';
COMMENT ON FUNCTION aiehr.scorecard_exists(aiehr.scorecard, text) IS 'does the scorecard have the key';

CREATE OPERATOR aiehr.? (
	LEFTARG = aiehr.scorecard, RIGHTARG = text, FUNCTION = aiehr.scorecard_exists,
	RESTRICT = contsel, JOIN = contjoinsel
);
COMMENT ON OPERATOR aiehr.? (aiehr.scorecard, text) IS 'does the scorecard have the key';

CREATE FUNCTION aiehr.keys(s aiehr.scorecard) RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_keys';
COMMENT ON FUNCTION aiehr.keys(aiehr.scorecard) IS 'keys of a scorecard, in byte order';

CREATE FUNCTION aiehr.each(s aiehr.scorecard, OUT key text, OUT value float8) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'scorecard_each';
COMMENT ON FUNCTION aiehr.each(aiehr.scorecard) IS 'a row for each key of a scorecard, in byte order';

CREATE FUNCTION aiehr.slice(s aiehr.scorecard, keys text[]) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_slice';
COMMENT ON FUNCTION aiehr.slice(aiehr.scorecard, text[]) IS
	'the scorecard with only these keys, as far as it has them';

-- Algebra by key --------------------------------------------------------------------------------------

CREATE FUNCTION aiehr.scorecard_concat(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_concat';
COMMENT ON FUNCTION aiehr.scorecard_concat(aiehr.scorecard, aiehr.scorecard) IS
	'all keys of both; where both have a key, the right side wins';

CREATE OPERATOR aiehr.|| (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_concat
);
COMMENT ON OPERATOR aiehr.|| (aiehr.scorecard, aiehr.scorecard) IS
	'all keys of both; where both have a key, the right side wins';

CREATE FUNCTION aiehr.scorecard_minus(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_minus';
COMMENT ON FUNCTION aiehr.scorecard_minus(aiehr.scorecard, aiehr.scorecard) IS 'difference by key, over the common keys';

CREATE OPERATOR aiehr.- (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_minus
);
COMMENT ON OPERATOR aiehr.- (aiehr.scorecard, aiehr.scorecard) IS 'difference by key, over the common keys';

CREATE FUNCTION aiehr.scorecard_plus(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_plus';
COMMENT ON FUNCTION aiehr.scorecard_plus(aiehr.scorecard, aiehr.scorecard) IS 'sum by key, over the common keys';

CREATE OPERATOR aiehr.+ (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_plus,
	COMMUTATOR = OPERATOR(aiehr.+)
);
COMMENT ON OPERATOR aiehr.+ (aiehr.scorecard, aiehr.scorecard) IS 'sum by key, over the common keys';

CREATE FUNCTION aiehr.scorecard_times(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_times';
COMMENT ON FUNCTION aiehr.scorecard_times(aiehr.scorecard, aiehr.scorecard) IS 'product by key, over the common keys';

CREATE OPERATOR aiehr.* (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_times,
	COMMUTATOR = OPERATOR(aiehr.*)
);
COMMENT ON OPERATOR aiehr.* (aiehr.scorecard, aiehr.scorecard) IS 'product by key, over the common keys';

CREATE FUNCTION aiehr.scorecard_scale(s aiehr.scorecard, factor float8) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_scale';
COMMENT ON FUNCTION aiehr.scorecard_scale(aiehr.scorecard, float8) IS 'every score times a number';

CREATE OPERATOR aiehr.* (
	LEFTARG = aiehr.scorecard, RIGHTARG = float8, FUNCTION = aiehr.scorecard_scale
);
COMMENT ON OPERATOR aiehr.* (aiehr.scorecard, float8) IS 'every score times a number';

-- From raw results to decisions -----------------------------------------------------------------------

CREATE FUNCTION aiehr.rescale(
	raw aiehr.scorecard, lo aiehr.scorecard, hi aiehr.scorecard, clamp boolean DEFAULT false
) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_rescale';
COMMENT ON FUNCTION aiehr.rescale(aiehr.scorecard, aiehr.scorecard, aiehr.scorecard, boolean) IS
	'every score from its scale to 0..100, reversed where lo > hi; a score outside is an error, or the bound with clamp';

CREATE FUNCTION aiehr.composite(
	s aiehr.scorecard, weights aiehr.scorecard,
	missing text DEFAULT 'renormalise', min_share float8 DEFAULT 0.5
) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_composite_sql';
COMMENT ON FUNCTION aiehr.composite(aiehr.scorecard, aiehr.scorecard, text, float8) IS
	'weighted mean over the keys with a weight; missing scores: renormalise, null or error; NULL below min_share of the items or of the weight';

CREATE FUNCTION aiehr.dot(s aiehr.scorecard, w aiehr.scorecard) RETURNS float8
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_dot';
COMMENT ON FUNCTION aiehr.dot(aiehr.scorecard, aiehr.scorecard) IS
	'sum of products over the keys of w, for regression weights; NULL if s lacks one of them';

CREATE FUNCTION aiehr.gap(predicted aiehr.scorecard, actual aiehr.scorecard, rule text DEFAULT 'relative')
	RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_gap';
COMMENT ON FUNCTION aiehr.gap(aiehr.scorecard, aiehr.scorecard, text) IS
	'relative: (actual - predicted) / predicted, without keys predicted as 0; points: actual - predicted; over the common keys';

CREATE FUNCTION aiehr.exceeding(gap aiehr.scorecard, threshold float8) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_exceeding';
COMMENT ON FUNCTION aiehr.exceeding(aiehr.scorecard, float8) IS
	'the keys whose size of gap is strictly above the threshold, compared after rounding to 1e-9';

-- Comparison ------------------------------------------------------------------------------------------

CREATE FUNCTION aiehr.scorecard_eq(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_eq';
COMMENT ON FUNCTION aiehr.scorecard_eq(aiehr.scorecard, aiehr.scorecard) IS 'same keys and same scores';

CREATE FUNCTION aiehr.scorecard_ne(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_ne';
COMMENT ON FUNCTION aiehr.scorecard_ne(aiehr.scorecard, aiehr.scorecard) IS 'some key or score differs';

CREATE FUNCTION aiehr.scorecard_lt(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_lt';
COMMENT ON FUNCTION aiehr.scorecard_lt(aiehr.scorecard, aiehr.scorecard) IS 'sorts before';

CREATE FUNCTION aiehr.scorecard_le(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_le';
COMMENT ON FUNCTION aiehr.scorecard_le(aiehr.scorecard, aiehr.scorecard) IS 'sorts before or equals';

CREATE FUNCTION aiehr.scorecard_gt(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_gt';
COMMENT ON FUNCTION aiehr.scorecard_gt(aiehr.scorecard, aiehr.scorecard) IS 'sorts after';

CREATE FUNCTION aiehr.scorecard_ge(aiehr.scorecard, aiehr.scorecard) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_ge';
COMMENT ON FUNCTION aiehr.scorecard_ge(aiehr.scorecard, aiehr.scorecard) IS 'sorts after or equals';

CREATE FUNCTION aiehr.scorecard_cmp(aiehr.scorecard, aiehr.scorecard) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_cmp';
COMMENT ON FUNCTION aiehr.scorecard_cmp(aiehr.scorecard, aiehr.scorecard) IS
	'-1, 0 or 1: a total order by the first key or score that differs';

CREATE FUNCTION aiehr.scorecard_hash(aiehr.scorecard) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_hash';
COMMENT ON FUNCTION aiehr.scorecard_hash(aiehr.scorecard) IS 'hash of a scorecard';

CREATE FUNCTION aiehr.scorecard_hash_extended(aiehr.scorecard, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_hash_extended';
COMMENT ON FUNCTION aiehr.scorecard_hash_extended(aiehr.scorecard, bigint) IS 'hash of a scorecard, with a seed';

CREATE OPERATOR aiehr.= (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_eq,
	COMMUTATOR = OPERATOR(aiehr.=), NEGATOR = OPERATOR(aiehr.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR aiehr.= (aiehr.scorecard, aiehr.scorecard) IS 'same keys and same scores';

CREATE OPERATOR aiehr.<> (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_ne,
	COMMUTATOR = OPERATOR(aiehr.<>), NEGATOR = OPERATOR(aiehr.=),
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR aiehr.<> (aiehr.scorecard, aiehr.scorecard) IS 'some key or score differs';

CREATE OPERATOR aiehr.< (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_lt,
	COMMUTATOR = OPERATOR(aiehr.>), NEGATOR = OPERATOR(aiehr.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR aiehr.< (aiehr.scorecard, aiehr.scorecard) IS 'sorts before';

CREATE OPERATOR aiehr.<= (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_le,
	COMMUTATOR = OPERATOR(aiehr.>=), NEGATOR = OPERATOR(aiehr.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR aiehr.<= (aiehr.scorecard, aiehr.scorecard) IS 'sorts before or equals';

CREATE OPERATOR aiehr.> (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_gt,
	COMMUTATOR = OPERATOR(aiehr.<), NEGATOR = OPERATOR(aiehr.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR aiehr.> (aiehr.scorecard, aiehr.scorecard) IS 'sorts after';

CREATE OPERATOR aiehr.>= (
	LEFTARG = aiehr.scorecard, RIGHTARG = aiehr.scorecard, FUNCTION = aiehr.scorecard_ge,
	COMMUTATOR = OPERATOR(aiehr.<=), NEGATOR = OPERATOR(aiehr.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR aiehr.>= (aiehr.scorecard, aiehr.scorecard) IS 'sorts after or equals';

-- Equal cards have equal bytes, so an index may keep one copy of equal entries (btequalimage).
CREATE OPERATOR CLASS aiehr.scorecard_btree_ops DEFAULT FOR TYPE aiehr.scorecard USING btree AS
	OPERATOR 1 aiehr.<, OPERATOR 2 aiehr.<=, OPERATOR 3 aiehr.=, OPERATOR 4 aiehr.>=, OPERATOR 5 aiehr.>,
	FUNCTION 1 aiehr.scorecard_cmp(aiehr.scorecard, aiehr.scorecard),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS aiehr.scorecard_btree_ops USING btree IS 'order of scorecards';
COMMENT ON OPERATOR FAMILY aiehr.scorecard_btree_ops USING btree IS 'order of scorecards';

CREATE OPERATOR CLASS aiehr.scorecard_hash_ops DEFAULT FOR TYPE aiehr.scorecard USING hash AS
	OPERATOR 1 aiehr.=,
	FUNCTION 1 aiehr.scorecard_hash(aiehr.scorecard),
	FUNCTION 2 aiehr.scorecard_hash_extended(aiehr.scorecard, bigint);
COMMENT ON OPERATOR CLASS aiehr.scorecard_hash_ops USING hash IS 'equality of scorecards';
COMMENT ON OPERATOR FAMILY aiehr.scorecard_hash_ops USING hash IS 'equality of scorecards';

-- Aggregates ------------------------------------------------------------------------------------------

CREATE TYPE aiehr.scorecard_state;

CREATE FUNCTION aiehr.scorecard_state_in(cstring) RETURNS aiehr.scorecard_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_state_in';
COMMENT ON FUNCTION aiehr.scorecard_state_in(cstring) IS 'text input of scorecard_state';

CREATE FUNCTION aiehr.scorecard_state_out(aiehr.scorecard_state) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_state_out';
COMMENT ON FUNCTION aiehr.scorecard_state_out(aiehr.scorecard_state) IS 'text output of scorecard_state';

CREATE FUNCTION aiehr.scorecard_state_recv(internal) RETURNS aiehr.scorecard_state
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_state_recv';
COMMENT ON FUNCTION aiehr.scorecard_state_recv(internal) IS 'binary input of scorecard_state';

CREATE FUNCTION aiehr.scorecard_state_send(aiehr.scorecard_state) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_state_send';
COMMENT ON FUNCTION aiehr.scorecard_state_send(aiehr.scorecard_state) IS 'binary output of scorecard_state';

CREATE TYPE aiehr.scorecard_state (
	INPUT = aiehr.scorecard_state_in,
	OUTPUT = aiehr.scorecard_state_out,
	RECEIVE = aiehr.scorecard_state_recv,
	SEND = aiehr.scorecard_state_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.scorecard_state IS
	'state of scorecard_sum, _avg and _count: count, sum and rounding residue by key, {"teamwork": [2, 151.5, 0]}';

CREATE FUNCTION aiehr.scorecard_accum(aiehr.scorecard_state, aiehr.scorecard) RETURNS aiehr.scorecard_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_accum';
COMMENT ON FUNCTION aiehr.scorecard_accum(aiehr.scorecard_state, aiehr.scorecard) IS
	'transition of scorecard_sum, _avg and _count';

CREATE FUNCTION aiehr.scorecard_combine(aiehr.scorecard_state, aiehr.scorecard_state) RETURNS aiehr.scorecard_state
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_combine';
COMMENT ON FUNCTION aiehr.scorecard_combine(aiehr.scorecard_state, aiehr.scorecard_state) IS
	'the states of two sets of rows as one';

CREATE FUNCTION aiehr.scorecard_sum_final(aiehr.scorecard_state) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_sum_final';
COMMENT ON FUNCTION aiehr.scorecard_sum_final(aiehr.scorecard_state) IS 'final step of scorecard_sum';

CREATE FUNCTION aiehr.scorecard_avg_final(aiehr.scorecard_state) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_avg_final';
COMMENT ON FUNCTION aiehr.scorecard_avg_final(aiehr.scorecard_state) IS 'final step of scorecard_avg';

CREATE FUNCTION aiehr.scorecard_count_final(aiehr.scorecard_state) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_count_final';
COMMENT ON FUNCTION aiehr.scorecard_count_final(aiehr.scorecard_state) IS 'final step of scorecard_count';

CREATE AGGREGATE aiehr.scorecard_sum(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_accum, STYPE = aiehr.scorecard_state,
	COMBINEFUNC = aiehr.scorecard_combine, FINALFUNC = aiehr.scorecard_sum_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_sum(aiehr.scorecard) IS 'sum by key';

CREATE AGGREGATE aiehr.scorecard_avg(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_accum, STYPE = aiehr.scorecard_state,
	COMBINEFUNC = aiehr.scorecard_combine, FINALFUNC = aiehr.scorecard_avg_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_avg(aiehr.scorecard) IS 'mean by key, over the rows that have the key';

CREATE AGGREGATE aiehr.scorecard_count(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_accum, STYPE = aiehr.scorecard_state,
	COMBINEFUNC = aiehr.scorecard_combine, FINALFUNC = aiehr.scorecard_count_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_count(aiehr.scorecard) IS 'number of rows that have the key';

CREATE FUNCTION aiehr.scorecard_smaller(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_smaller';
COMMENT ON FUNCTION aiehr.scorecard_smaller(aiehr.scorecard, aiehr.scorecard) IS
	'all keys of both, with the smaller score where both have one';

CREATE FUNCTION aiehr.scorecard_larger(a aiehr.scorecard, b aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_larger';
COMMENT ON FUNCTION aiehr.scorecard_larger(aiehr.scorecard, aiehr.scorecard) IS
	'all keys of both, with the larger score where both have one';

CREATE FUNCTION aiehr.scorecard_copy_final(aiehr.scorecard) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_copy_final';
COMMENT ON FUNCTION aiehr.scorecard_copy_final(aiehr.scorecard) IS 'final step of scorecard_min and scorecard_max';

CREATE AGGREGATE aiehr.scorecard_min(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_smaller, STYPE = aiehr.scorecard,
	COMBINEFUNC = aiehr.scorecard_smaller, FINALFUNC = aiehr.scorecard_copy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_min(aiehr.scorecard) IS 'smallest score by key';

CREATE AGGREGATE aiehr.scorecard_max(aiehr.scorecard) (
	SFUNC = aiehr.scorecard_larger, STYPE = aiehr.scorecard,
	COMBINEFUNC = aiehr.scorecard_larger, FINALFUNC = aiehr.scorecard_copy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_max(aiehr.scorecard) IS 'largest score by key';

CREATE TYPE aiehr.scorecard_list;

CREATE FUNCTION aiehr.scorecard_list_in(cstring) RETURNS aiehr.scorecard_list
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_in';
COMMENT ON FUNCTION aiehr.scorecard_list_in(cstring) IS 'text input of scorecard_list';

CREATE FUNCTION aiehr.scorecard_list_out(aiehr.scorecard_list) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_out';
COMMENT ON FUNCTION aiehr.scorecard_list_out(aiehr.scorecard_list) IS 'text output of scorecard_list';

CREATE FUNCTION aiehr.scorecard_list_recv(internal) RETURNS aiehr.scorecard_list
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_recv';
COMMENT ON FUNCTION aiehr.scorecard_list_recv(internal) IS 'binary input of scorecard_list';

CREATE FUNCTION aiehr.scorecard_list_send(aiehr.scorecard_list) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_send';
COMMENT ON FUNCTION aiehr.scorecard_list_send(aiehr.scorecard_list) IS 'binary output of scorecard_list';

CREATE TYPE aiehr.scorecard_list (
	INPUT = aiehr.scorecard_list_in,
	OUTPUT = aiehr.scorecard_list_out,
	RECEIVE = aiehr.scorecard_list_recv,
	SEND = aiehr.scorecard_list_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.scorecard_list IS
	'state of scorecard_agg: keys and values as the rows came; written like the scorecard that they make';

CREATE FUNCTION aiehr.scorecard_list_accum(aiehr.scorecard_list, key text, value float8) RETURNS aiehr.scorecard_list
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_accum';
COMMENT ON FUNCTION aiehr.scorecard_list_accum(aiehr.scorecard_list, text, float8) IS 'transition of scorecard_agg';

CREATE FUNCTION aiehr.scorecard_list_combine(aiehr.scorecard_list, aiehr.scorecard_list) RETURNS aiehr.scorecard_list
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_combine';
COMMENT ON FUNCTION aiehr.scorecard_list_combine(aiehr.scorecard_list, aiehr.scorecard_list) IS
	'the lists of two sets of rows as one';

CREATE FUNCTION aiehr.scorecard_list_final(aiehr.scorecard_list) RETURNS aiehr.scorecard
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'scorecard_list_final';
COMMENT ON FUNCTION aiehr.scorecard_list_final(aiehr.scorecard_list) IS 'final step of scorecard_agg';

CREATE AGGREGATE aiehr.scorecard_agg(key text, value float8) (
	SFUNC = aiehr.scorecard_list_accum, STYPE = aiehr.scorecard_list,
	COMBINEFUNC = aiehr.scorecard_list_combine, FINALFUNC = aiehr.scorecard_list_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.scorecard_agg(text, float8) IS
	'a scorecard from rows of key and value; NULL values are skipped, a key that appears twice is an error';
