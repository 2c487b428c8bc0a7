-- What people achieve, what was expected of them, and the two held against each other.

CREATE TABLE performance_fact (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	criterion	text NOT NULL REFERENCES criterion ON UPDATE CASCADE,
	period		daterange NOT NULL CHECK (NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)
					AND isfinite(lower(period)) AND isfinite(upper(period))),
	value		float8 NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'),
	rater_id	bigint REFERENCES person ON DELETE SET NULL,
	rater_kind	text NOT NULL DEFAULT 'system' CHECK (rater_kind IN ('manager', 'peer', 'self', 'customer', 'system')),
	source		text NOT NULL DEFAULT 'manual',
	external_id	text,
	recorded_at	timestamptz NOT NULL DEFAULT clock_timestamp(),
	UNIQUE (source, external_id)
);
COMMENT ON TABLE performance_fact IS 'Ratings, sales, participation, training, attendance: one value of one criterion of one person in one period';
CREATE INDEX performance_fact_person ON performance_fact (person_id);	-- standing
CREATE INDEX performance_fact_rater ON performance_fact (rater_id) WHERE rater_id IS NOT NULL;	-- the foreign key's own check

CREATE TABLE benchmark (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	employment_id bigint NOT NULL REFERENCES employment ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	valid_from	date NOT NULL,
	scores		aiehr.scorecard NOT NULL,
	frozen_at	timestamptz NOT NULL DEFAULT now(),
	UNIQUE (employment_id, valid_from)
);
COMMENT ON TABLE benchmark IS 'The scores that a spell''s performance is compared with: frozen at hire, and anew at each re-assessment for the periods after it';
CREATE INDEX benchmark_person ON benchmark (person_id);				-- standing, erase

-- Derived: kept by triggers, checked by check_standing(), made again by rebuild_standing().
CREATE TABLE standing (
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	job			text NOT NULL,
	application_id bigint,
	employment_id bigint,
	hired_on	date,
	assessed	aiehr.scorecard,
	fit_score	float8,
	fit_sem		float8,
	benchmark	aiehr.scorecard,
	benchmark_from date,
	performance	aiehr.scorecard,
	facts		aiehr.scorecard,
	actual		aiehr.scorecard,
	gap			aiehr.scorecard,
	exceeded	aiehr.scorecard,
	performance_score float8,
	quadrant	text CHECK (quadrant IN ('high_high', 'high_low', 'low_high', 'low_low', 'unclear')),
	PRIMARY KEY (person_id, job)
) WITH (fillfactor = 70);	-- leaves room for updates in place
COMMENT ON TABLE standing IS 'Where a person stands in a job, for each open application and current spell: scores, benchmark, performance, gap; kept by triggers';
CREATE INDEX standing_job ON standing (job);						-- pools, weightings, group views

CREATE TABLE intervention (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	employment_id bigint NOT NULL REFERENCES employment ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	indicator	text NOT NULL REFERENCES indicator ON UPDATE CASCADE,
	direction	text NOT NULL CHECK (direction IN ('under', 'over')),
	rule_id		bigint REFERENCES intervention_rule ON DELETE SET NULL,
	offering	text REFERENCES offering ON UPDATE CASCADE,
	status		text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'accepted', 'started', 'completed', 'declined')),
	reason		text NOT NULL,
	gap_rule	text NOT NULL,
	threshold	float8 NOT NULL,
	predicted	float8 NOT NULL,
	actual		float8 NOT NULL,
	gap_at_open	float8 NOT NULL,
	n_facts		integer NOT NULL,
	opened_at	timestamptz NOT NULL DEFAULT clock_timestamp(),
	status_at	timestamptz NOT NULL DEFAULT clock_timestamp(),
	gap_closed_at timestamptz,
	gap_at_close float8,
	ended_at	timestamptz,
	end_reason	text CHECK (end_reason IN ('completed', 'declined', 'gap_closed', 'superseded', 'left')),
	CONSTRAINT intervention_end CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
	CONSTRAINT intervention_closed CHECK ((gap_closed_at IS NULL) = (gap_at_close IS NULL)),
	CONSTRAINT intervention_done CHECK (status NOT IN ('completed', 'declined') OR ended_at IS NOT NULL)
);
COMMENT ON TABLE intervention IS 'What is done about a gap: at most one open a spell and indicator; the end of the measure and the closing of the gap are recorded apart';
CREATE UNIQUE INDEX intervention_one_open ON intervention (employment_id, indicator) WHERE ended_at IS NULL;	-- the rule itself
CREATE INDEX intervention_spell ON intervention (employment_id, indicator, opened_at);	-- has this gap been dealt with before
CREATE INDEX intervention_person ON intervention (person_id);							-- profile, erase

CREATE TABLE outbox (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	topic		text NOT NULL CHECK (topic IN ('intervention', 'assessment', 'purge', 'person', 'plan', 'plan_item')),
	item_id		bigint NOT NULL,
	event		text NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE outbox IS 'What happened, for applications to read and delete at their own pace: ids only, no personal data';
