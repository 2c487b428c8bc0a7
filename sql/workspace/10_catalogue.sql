-- What is measured and how it is judged: the policy, the organisation, indicators, criteria, instruments and weightings.

CREATE TABLE job (
	code		text PRIMARY KEY CHECK (code <> ''),
	title		text NOT NULL,
	family		text,
	target		aiehr.scorecard,
	core		boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE job IS 'Jobs that people apply for and work in; target holds the wanted score by indicator';

-- One row with job NULL holds every setting; a row of a job overrides those of its columns that are not NULL.
CREATE TABLE policy (
	id					bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	job					text REFERENCES job ON UPDATE CASCADE ON DELETE CASCADE,
	gap_threshold		float8 CHECK (gap_threshold BETWEEN 0 AND 1000),
	gap_close			float8 CHECK (gap_close BETWEEN 0 AND 1000),
	gap_rule			text CHECK (gap_rule IN ('relative', 'points', 'percentile', 'residual')),
	gap_direction		text CHECK (gap_direction IN ('under', 'over', 'both')),
	gap_min_facts		integer CHECK (gap_min_facts >= 1),
	low_predicted		float8 CHECK (low_predicted BETWEEN 0 AND 100),
	low_percentile		float8 CHECK (low_percentile BETWEEN 0 AND 100),
	performance_window	interval CHECK (performance_window > '0'),
	outcome_window		interval CHECK (outcome_window > '0'),
	pool_share			float8 CHECK (pool_share > 0 AND pool_share <= 1),
	lift_share			float8 CHECK (lift_share > 0 AND lift_share <= 1),
	reassess_every		interval CHECK (reassess_every > '0'),
	onboarding			interval CHECK (onboarding > '0'),
	candidate_idle		interval CHECK (candidate_idle >= '0'),
	min_keep			interval CHECK (min_keep >= '0'),
	archive_keep		interval CHECK (archive_keep >= '0'),
	smallest_group		integer CHECK (smallest_group >= 3),
	fit_cut				float8 CHECK (fit_cut BETWEEN 0 AND 100),
	performance_cut		float8 CHECK (performance_cut BETWEEN 0 AND 100),
	weight_step			float8 CHECK (weight_step > 0 AND weight_step <= 1),
	review_scores		boolean,
	score_max_age		interval CHECK (score_max_age > '0'),
	time_zone			text CHECK (time_zone IS NULL OR now() AT TIME ZONE time_zone IS NOT NULL),
	UNIQUE NULLS NOT DISTINCT (job),
	-- what only the company as a whole can decide
	CONSTRAINT policy_override CHECK (job IS NULL OR num_nonnulls(smallest_group, time_zone, candidate_idle, min_keep, archive_keep) = 0),
	CONSTRAINT policy_complete CHECK (job IS NOT NULL OR num_nulls(gap_threshold, gap_close, gap_rule, gap_direction, gap_min_facts,
		low_predicted, low_percentile, performance_window, outcome_window, pool_share, lift_share, reassess_every, onboarding,
		candidate_idle, smallest_group, fit_cut, performance_cut, weight_step, review_scores, time_zone) = 0),
	CONSTRAINT policy_close_below_open CHECK (gap_close <= gap_threshold)
);
COMMENT ON TABLE policy IS 'Settings of the company: the row with job NULL holds all of them, a row of a job overrides what it sets';

INSERT INTO policy (gap_threshold, gap_close, gap_rule, gap_direction, gap_min_facts, low_predicted, low_percentile, performance_window,
	outcome_window, pool_share, lift_share, reassess_every, onboarding, candidate_idle, smallest_group, fit_cut, performance_cut, weight_step, review_scores, time_zone)
VALUES (0.15, 0.12, 'relative', 'under', 1, 10, 25, '1 year', '6 months', 0.20, 0.30, '2 years', '90 days', '6 months', 5, 60, 60, 0.10, true, 'UTC');

CREATE TABLE org_unit (
	code		text PRIMARY KEY CHECK (code <> ''),
	name		text NOT NULL,
	parent		text REFERENCES org_unit ON UPDATE CASCADE CHECK (parent <> code),
	valid		daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
	cost_centre text CHECK (cost_centre <> ''),
	id			bigint GENERATED ALWAYS AS IDENTITY UNIQUE		-- what stays when the code changes
);
COMMENT ON TABLE org_unit IS 'Departments and teams as a tree, each with the dates it exists; an UPDATE holds from its day on, what was before it is in org_unit_history';
CREATE INDEX org_unit_parent ON org_unit (parent);		-- children of a unit; the foreign key's own check

-- Codes of indicators and criteria share one space, since scorecards of both are joined; kept by triggers on the two tables.
CREATE TABLE measure_code (
	code		text PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('indicator', 'criterion'))
);
COMMENT ON TABLE measure_code IS 'Every code of an indicator or criterion once, so that no code means two things';

CREATE TABLE indicator (
	code		text PRIMARY KEY CHECK (code <> '' AND octet_length(code) <= 63 AND code !~ '^@'),	-- @ begins what studies make of codes
	kind		text NOT NULL CHECK (kind IN ('hard', 'soft')),
	is_potential boolean NOT NULL DEFAULT false,
	lo			float8 NOT NULL CHECK (lo > '-Infinity' AND lo < 'Infinity'),
	hi			float8 NOT NULL CHECK (hi > '-Infinity' AND hi < 'Infinity'),
	outside		text NOT NULL DEFAULT 'error' CHECK (outside IN ('error', 'clamp')),
	name_en		text,
	name_zh		text,
	name_ja		text,
	name_ko		text,
	CONSTRAINT indicator_scale CHECK (lo <> hi)
);
COMMENT ON TABLE indicator IS 'What assessments measure; lo is the worst and hi the best raw value, so lo above hi means lower is better';

CREATE TABLE criterion (
	code		text PRIMARY KEY CHECK (code <> '' AND octet_length(code) <= 63 AND code !~ '^@'),
	lo			float8 CHECK (lo > '-Infinity' AND lo < 'Infinity'),
	hi			float8 CHECK (hi > '-Infinity' AND hi < 'Infinity'),
	true_zero	boolean NOT NULL DEFAULT false,
	aggregate	text NOT NULL DEFAULT 'mean' CHECK (aggregate IN ('mean', 'sum', 'last')),
	pass_line	float8,
	name_en		text,
	name_zh		text,
	name_ja		text,
	name_ko		text,
	CONSTRAINT criterion_scale CHECK (lo <> hi AND (lo IS NULL) = (hi IS NULL))
);
COMMENT ON TABLE criterion IS 'What performance is measured by; without lo and hi (sales) it is scaled through criterion_norm';

CREATE TABLE criterion_norm (
	job			text REFERENCES job ON UPDATE CASCADE ON DELETE CASCADE,
	criterion	text REFERENCES criterion ON UPDATE CASCADE ON DELETE CASCADE,
	n			bigint NOT NULL CHECK (n >= 2),
	mean		float8 NOT NULL,
	sd			float8 NOT NULL CHECK (sd > 0),
	refreshed_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (job, criterion)
);
COMMENT ON TABLE criterion_norm IS 'Mean and standard deviation by job of criteria without a scale; changed by refresh_norms() alone';

CREATE TABLE predictor_map (
	indicator	text REFERENCES indicator ON UPDATE CASCADE ON DELETE CASCADE,
	criterion	text REFERENCES criterion ON UPDATE CASCADE ON DELETE CASCADE,
	weight		float8 NOT NULL DEFAULT 1 CHECK (weight > 0 AND weight < 'Infinity'),
	PRIMARY KEY (indicator, criterion)
);
COMMENT ON TABLE predictor_map IS 'Which indicator predicts which criteria, and how much each counts';

CREATE TABLE instrument (
	code		text CHECK (code <> ''),
	version		text,
	job			text REFERENCES job ON UPDATE CASCADE,
	modality	text NOT NULL DEFAULT 'text' CHECK (modality IN ('text', 'voice', 'video', 'simulation', 'test', 'form')),
	name		text,
	PRIMARY KEY (code, version)
);
COMMENT ON TABLE instrument IS 'Tests and interviews by version; job NULL serves any job';

CREATE TABLE instrument_norm (
	instrument	text,
	version		text,
	indicator	text REFERENCES indicator ON UPDATE CASCADE,
	n			bigint NOT NULL CHECK (n >= 2),
	mean		float8 NOT NULL,
	sd			float8 NOT NULL CHECK (sd > 0),
	reliability	float8 CHECK (reliability BETWEEN 0 AND 1),
	reliability_kind text CHECK (reliability_kind IN ('alpha', 'omega', 'retest', 'interrater', 'parallel')),
	source		text,
	PRIMARY KEY (instrument, version, indicator),
	FOREIGN KEY (instrument, version) REFERENCES instrument ON UPDATE CASCADE ON DELETE CASCADE,
	CONSTRAINT instrument_norm_source CHECK (reliability IS NULL OR (reliability_kind IS NOT NULL AND source IS NOT NULL))
);
COMMENT ON TABLE instrument_norm IS 'Per instrument and indicator: n, mean, standard deviation of rescaled scores, reliability with its kind and source';

CREATE TABLE weighting (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	job			text NOT NULL REFERENCES job ON UPDATE CASCADE,
	purpose		text NOT NULL CHECK (purpose IN ('fit', 'performance')),
	weights		aiehr.scorecard NOT NULL,
	status		text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'approved', 'retired')),
	valid_from	date NOT NULL DEFAULT '-infinity',
	in_force	boolean NOT NULL DEFAULT false,
	reason		text,
	fitted_until date,
	approved_by	text,
	approved_at	timestamptz,
	created_at	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT weighting_approved CHECK (status <> 'approved' OR approved_by IS NOT NULL),
	-- weights that cannot score anybody are refused here, not when the next assessment comes in
	CONSTRAINT weighting_weights CHECK (aiehr.composite(weights, weights) > 0)
);
COMMENT ON TABLE weighting IS 'Versions of weights by job and purpose; in_force marks the one that scores, set by a trigger and, when a date comes, by sweep()';
CREATE UNIQUE INDEX weighting_one_in_force ON weighting (job, purpose) WHERE in_force;	-- also the look-up of every score
CREATE INDEX weighting_job ON weighting (job, purpose, valid_from);						-- the next to come into force

CREATE TABLE offering (
	code		text PRIMARY KEY CHECK (code <> ''),
	kind		text NOT NULL CHECK (kind IN ('course', 'rotation', 'coaching', 'retention_talk', 'other')),
	name_en		text,
	name_zh		text,
	name_ja		text,
	name_ko		text,
	active		boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE offering IS 'Courses, rotations, talks: what an intervention can propose';

CREATE TABLE intervention_rule (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	indicator	text NOT NULL REFERENCES indicator ON UPDATE CASCADE ON DELETE CASCADE,
	direction	text NOT NULL DEFAULT 'under' CHECK (direction IN ('under', 'over')),
	min_gap		float8 NOT NULL CHECK (min_gap >= 0 AND min_gap < 'Infinity'),
	offering	text NOT NULL REFERENCES offering ON UPDATE CASCADE,
	job			text REFERENCES job ON UPDATE CASCADE ON DELETE CASCADE,
	priority	integer NOT NULL DEFAULT 100,
	UNIQUE NULLS NOT DISTINCT (indicator, direction, job, priority, offering)
);
COMMENT ON TABLE intervention_rule IS 'Which gap calls for which offering: of the rules that match a gap, the lowest priority number wins';
