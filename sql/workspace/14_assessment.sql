-- Assessments and answers, live and archived, and the memory of what was received.

CREATE TABLE assessment (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	application_id bigint REFERENCES application,
	employment_id bigint REFERENCES employment,
	vendor		text,
	external_id	text,
	instrument	text NOT NULL,
	instrument_version text NOT NULL,
	kind		text NOT NULL DEFAULT 'interview' CHECK (kind IN ('interview', 'reassessment')),
	taken_at	timestamptz NOT NULL CHECK (isfinite(taken_at)),
	raw			aiehr.scorecard NOT NULL,
	scores		aiehr.scorecard NOT NULL,
	model		text,
	model_version text,
	status		text NOT NULL DEFAULT 'valid' CHECK (status IN ('valid', 'suggested', 'withdrawn', 'not_scored', 'not_scored_by_choice')),
	created_at	timestamptz NOT NULL DEFAULT now(),
	FOREIGN KEY (instrument, instrument_version) REFERENCES instrument ON UPDATE CASCADE,
	UNIQUE (vendor, external_id),
	CONSTRAINT assessment_of CHECK (num_nonnulls(application_id, employment_id) = 1),
	CONSTRAINT assessment_source CHECK ((vendor IS NULL) = (external_id IS NULL))
);
COMMENT ON TABLE assessment IS 'Results of people in reach: for an application or a spell, raw as sent and rescaled to 0..100; never rewritten, a recomputation is a new row';
CREATE INDEX assessment_person ON assessment (person_id, taken_at);	-- standing, archive, restore
CREATE INDEX assessment_application ON assessment (application_id) WHERE application_id IS NOT NULL;	-- purge; the foreign key's own check
CREATE INDEX assessment_employment ON assessment (employment_id) WHERE employment_id IS NOT NULL;		-- the foreign key's own check

CREATE TABLE assessment_archive (
	id			bigint PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	application_id bigint REFERENCES application,
	employment_id bigint REFERENCES employment,
	vendor		text,
	external_id	text,
	instrument	text NOT NULL,
	instrument_version text NOT NULL,
	kind		text NOT NULL,
	taken_at	timestamptz NOT NULL,
	raw			aiehr.scorecard NOT NULL,
	scores		aiehr.scorecard NOT NULL,
	model		text,
	model_version text,
	status		text NOT NULL,
	created_at	timestamptz NOT NULL,
	archived_at	timestamptz NOT NULL DEFAULT now(),
	archive_reason text NOT NULL,
	FOREIGN KEY (instrument, instrument_version) REFERENCES instrument ON UPDATE CASCADE
);
COMMENT ON TABLE assessment_archive IS 'Assessments of people who left, moved here whole and moved back when they are rehired';
CREATE INDEX assessment_archive_person ON assessment_archive (person_id);		-- restore, erase
CREATE INDEX assessment_archive_application ON assessment_archive (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX assessment_archive_employment ON assessment_archive (employment_id) WHERE employment_id IS NOT NULL;

CREATE TABLE answer (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	assessment_id bigint NOT NULL REFERENCES assessment,
	person_id	bigint NOT NULL REFERENCES person,
	question	text NOT NULL,
	body		text NOT NULL,
	answered_at	timestamptz NOT NULL DEFAULT now(),
	UNIQUE (assessment_id, question)
);
COMMENT ON TABLE answer IS 'What a person said or wrote to a question of an assessment';
CREATE INDEX answer_person ON answer (person_id);					-- archive, restore, erase

CREATE TABLE answer_archive (
	id			bigint PRIMARY KEY,
	assessment_id bigint NOT NULL,
	person_id	bigint NOT NULL REFERENCES person,
	question	text NOT NULL,
	body		text NOT NULL,
	answered_at	timestamptz NOT NULL,
	archived_at	timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE answer_archive IS 'Answers of people who left';
CREATE INDEX answer_archive_person ON answer_archive (person_id);	-- restore, erase

-- Outlives assessment, archive and person: after a purge the identifiers are gone and only keyed hashes stay.
CREATE TABLE received (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	vendor		text NOT NULL,
	external_id	text,
	external_hash bytea NOT NULL,
	content_hash bytea NOT NULL,
	assessment_id bigint,
	person_id	bigint,
	status		text NOT NULL DEFAULT 'stored' CHECK (status IN ('stored', 'purged')),
	received_at	timestamptz NOT NULL DEFAULT now(),
	UNIQUE (vendor, external_hash),
	CONSTRAINT received_purged CHECK (status <> 'purged' OR num_nonnulls(external_id, assessment_id, person_id) = 0)
);
COMMENT ON TABLE received IS 'Every message once by vendor and keyed hash of its id, so that the same message changes nothing, also after archive and purge';
CREATE INDEX received_person ON received (person_id) WHERE person_id IS NOT NULL;	-- purge, erase
CREATE INDEX received_assessment ON received (assessment_id) WHERE assessment_id IS NOT NULL;	-- a deleted assessment
