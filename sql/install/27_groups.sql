-- The type groups: n, mean and spread of labelled groups, and how they compare.

CREATE TYPE aiehr.groups;

CREATE FUNCTION aiehr.groups_in(cstring) RETURNS aiehr.groups
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_in';
COMMENT ON FUNCTION aiehr.groups_in(cstring) IS
	'text input of groups';

CREATE FUNCTION aiehr.groups_out(aiehr.groups) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_out';
COMMENT ON FUNCTION aiehr.groups_out(aiehr.groups) IS
	'text output of groups';

CREATE FUNCTION aiehr.groups_recv(internal) RETURNS aiehr.groups
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_recv';
COMMENT ON FUNCTION aiehr.groups_recv(internal) IS
	'binary input of groups';

CREATE FUNCTION aiehr.groups_send(aiehr.groups) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_send';
COMMENT ON FUNCTION aiehr.groups_send(aiehr.groups) IS
	'binary output of groups';

CREATE TYPE aiehr.groups (
	INPUT = aiehr.groups_in,
	OUTPUT = aiehr.groups_out,
	RECEIVE = aiehr.groups_recv,
	SEND = aiehr.groups_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE aiehr.groups IS
	'n, mean and sum of squares of labelled groups: the mergeable state of analyses of variance, comparisons and shrunken means';

CREATE FUNCTION aiehr.merge(a aiehr.groups, b aiehr.groups) RETURNS aiehr.groups
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_combine';
COMMENT ON FUNCTION aiehr.merge(aiehr.groups, aiehr.groups) IS
	'the groups over the rows of both; NULL is no rows';

CREATE FUNCTION aiehr.groups_accum(aiehr.groups, text, float8) RETURNS aiehr.groups
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_accum';
COMMENT ON FUNCTION aiehr.groups_accum(aiehr.groups, text, float8) IS
	'transition of groups(text, float8)';

CREATE AGGREGATE aiehr.groups(text, float8) (
	SFUNC = aiehr.groups_accum, STYPE = aiehr.groups,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.groups(text, float8) IS
	'groups of these labels and values; rows that lack one of the two are left out';

CREATE FUNCTION aiehr.groups_accum(aiehr.groups, text, bigint, float8, float8) RETURNS aiehr.groups
	LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'groups_accum_published';
COMMENT ON FUNCTION aiehr.groups_accum(aiehr.groups, text, bigint, float8, float8) IS
	'transition of groups(text, bigint, float8, float8)';

CREATE AGGREGATE aiehr.groups(text, bigint, float8, float8) (
	SFUNC = aiehr.groups_accum, STYPE = aiehr.groups,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.groups(text, bigint, float8, float8) IS
	'groups, or parts of them, from published figures: label, n, mean, standard deviation with n - 1 (NULL where n is 1); rows that lack one are left out';

CREATE AGGREGATE aiehr.merge(aiehr.groups) (
	SFUNC = aiehr.merge, STYPE = aiehr.groups,
	COMBINEFUNC = aiehr.merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE aiehr.merge(aiehr.groups) IS
	'the groups over the rows of all parts';

-- Comparing them -----------------------------------------------------------------------------------

CREATE FUNCTION aiehr.group_comparison(g aiehr.groups, method text DEFAULT 'reml', level float8 DEFAULT 0.95,
	OUT "group" text, OUT n bigint, OUT mean float8, OUT sd float8, OUT se float8, OUT shrunken float8, OUT
	shrunken_se float8, OUT believed float8, OUT difference float8, OUT difference_low float8, OUT
	difference_high float8, OUT t float8, OUT df float8, OUT p float8, OUT p_holm float8, OUT p_bh float8, OUT
	d float8, OUT note text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 20
AS 'MODULE_PATHNAME', 'aiehr_group_comparison';
COMMENT ON FUNCTION aiehr.group_comparison(aiehr.groups, text, float8) IS
	'A row for each group, in byte order of the labels: mean with error; shrunken, the mean to be believed if groups are a sample of such groups, with its error given mu, tau2 and sigma2 of group_variance, and believed, the weight of the own mean in it, 0..1; difference from all others together with Welchs test and interval, p adjusted over the groups by Holm and by Benjamini and Hochberg, Cohens d. method is reml, moments, dl (DerSimonian and Laird) or pm (Paule and Mandel)';

CREATE FUNCTION aiehr.group_anova(g aiehr.groups,
	OUT groups bigint, OUT n bigint, OUT mean float8, OUT df_between bigint, OUT ss_between float8, OUT
	ms_between float8, OUT df_within bigint, OUT ss_within float8, OUT ms_within float8, OUT f float8, OUT p
	float8, OUT r2 float8, OUT sigma float8, OUT n0 float8, OUT icc1 float8, OUT icc2 float8, OUT welch_f
	float8, OUT welch_df2 float8, OUT welch_p float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_group_anova';
COMMENT ON FUNCTION aiehr.group_anova(aiehr.groups) IS
	'One-way analysis of variance: sums and means of squares, F test, share of variance explained, residual standard deviation, n0 the size that unequal groups amount to, icc1 of single values and icc2 of means of groups (below 0 is noted), and Welchs test for groups of unequal spread (1951)';

CREATE FUNCTION aiehr.group_variance(g aiehr.groups, method text DEFAULT 'reml',
	OUT groups bigint, OUT n bigint, OUT mu float8, OUT mu_se float8, OUT tau2 float8, OUT sigma2 float8, OUT q
	float8, OUT i2 float8, OUT note text) RETURNS record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'aiehr_group_variance';
COMMENT ON FUNCTION aiehr.group_variance(aiehr.groups, text) IS
	'Mean of the true means of groups with its error, their variance tau2, and sigma2 within groups, by reml, moments, dl (DerSimonian and Laird 1986) or pm (Paule and Mandel 1982); with dl and pm Cochrans Q and I2, the percent of the variance of means that is not chance';
