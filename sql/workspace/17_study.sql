-- What studies of validity read and leave: a row a spell, moments of applicants, norms and reliabilities, evidence for weights.

-- Derived: kept by triggers, checked by check_study(), made again by rebuild_study().
CREATE TABLE study (
	employment_id bigint PRIMARY KEY REFERENCES employment ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	job			text NOT NULL,
	org_unit	text,
	hired_on	date NOT NULL,
	window_ends	date NOT NULL,
	left_on		date,
	rater_id	bigint REFERENCES person ON DELETE SET NULL,
	n_facts		integer NOT NULL,
	card		aiehr.scorecard NOT NULL
) WITH (fillfactor = 80);	-- leaves room for updates in place
COMMENT ON TABLE study IS 'What studies read of each employment spell, of those who left too: the scores frozen at hire and the outcomes within the policy''s window after it; kept by triggers';
-- units have few jobs and raters few units: taken for independent, they would make more groups than there are rows
CREATE STATISTICS study_group (ndistinct) ON job, org_unit, rater_id FROM study;
CREATE INDEX study_person ON study (person_id, window_ends);	-- the trigger on facts, for a few people; erase
CREATE INDEX study_window ON study (window_ends, person_id);	-- the same for many
CREATE INDEX study_job ON study (job);							-- studies of one job, weightings
CREATE INDEX study_rater ON study (rater_id) WHERE rater_id IS NOT NULL;	-- the foreign key's own check

-- Applicants who are purged live on in their moments: range restriction and drift need them.
CREATE TABLE applicant_norm (
	job			text NOT NULL,
	instrument	text NOT NULL,
	instrument_version text NOT NULL,
	model		text NOT NULL,
	model_version text NOT NULL,
	quarter		date NOT NULL,
	moments		aiehr.comoments NOT NULL,
	PRIMARY KEY (job, instrument, instrument_version, model, model_version, quarter)
);
COMMENT ON TABLE applicant_norm IS 'Pairwise co-moments of the scores of purged applicants, by job, instrument, model and quarter, merged by sweep() before it deletes; names no person';

CREATE TABLE criterion_reliability (
	criterion	text REFERENCES criterion ON UPDATE CASCADE ON DELETE CASCADE,
	job			text REFERENCES job ON UPDATE CASCADE ON DELETE CASCADE,
	icc			float8 NOT NULL CHECK (icc > 0 AND icc <= 1),
	raters		float8 NOT NULL DEFAULT 1 CHECK (raters >= 1 AND raters < 'Infinity'),
	n			bigint CHECK (n >= 2),
	source		text NOT NULL CHECK (source <> ''),
	estimated_on date NOT NULL DEFAULT CURRENT_DATE,
	PRIMARY KEY (criterion, job)
);
COMMENT ON TABLE criterion_reliability IS 'Inter-rater reliability of a criterion in a job, the intraclass correlation of one rater, with its source: what validity is corrected by, and nothing else is';
CREATE INDEX criterion_reliability_job ON criterion_reliability (job);	-- the foreign key's own check

CREATE TABLE contamination (
	indicator	text REFERENCES indicator ON UPDATE CASCADE ON DELETE CASCADE,
	criterion	text REFERENCES criterion ON UPDATE CASCADE ON DELETE CASCADE,
	reason		text NOT NULL CHECK (reason <> ''),
	PRIMARY KEY (indicator, criterion)
);
COMMENT ON TABLE contamination IS 'Criteria that were made from an indicator, or whose raters knew its score: their correlation is no validity';
CREATE INDEX contamination_criterion ON contamination (criterion);		-- the foreign key's own check

-- What a proposal rests on, as it was on the day: the weighting it drafted names it.
CREATE TABLE weighting_evidence (
	weighting_id bigint REFERENCES weighting ON DELETE CASCADE,
	code		text,
	n			bigint NOT NULL,
	r			float8,
	r_low		float8,
	r_high		float8,
	r_corrected	float8,
	relative_weight float8,
	target		float8 NOT NULL,
	applicant_sd float8,
	present		float8 NOT NULL,
	uncorrected	float8 NOT NULL,
	proposed	float8 NOT NULL,
	reason		text NOT NULL,
	PRIMARY KEY (weighting_id, code)
);
COMMENT ON TABLE weighting_evidence IS 'What propose_weights() found about each item of a weighting that it drafted';

CREATE TABLE weighting_trial (
	weighting_id bigint REFERENCES weighting ON DELETE CASCADE,
	variant		text CHECK (variant IN ('now', 'proposed', 'uncorrected', 'unit')),
	n			bigint NOT NULL,
	r			float8,
	r_low		float8,
	r_high		float8,
	r_cross_validated float8,
	impact_ratio float8,
	entering	bigint,
	leaving		bigint,
	note		text,
	PRIMARY KEY (weighting_id, variant)
);
COMMENT ON TABLE weighting_trial IS 'How the weights in force, the proposed ones and equal ones compare, as it was when propose_weights() drafted a weighting';
