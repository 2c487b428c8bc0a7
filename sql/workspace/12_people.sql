-- People, their applications and their employment.

CREATE TABLE person (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	external_key text UNIQUE CHECK (external_key <> ''),
	name		text,
	email		text,
	phone		text,
	country		text CHECK (country ~ '^[A-Z]{2}$'),
	created_at	timestamptz NOT NULL DEFAULT now(),
	-- what people are found by: compared byte by byte, so that no collation can change an index
	email_key	text COLLATE "C" GENERATED ALWAYS AS (nullif(lower(btrim(email) COLLATE "C"), '')) STORED,
	phone_key	text COLLATE "C" GENERATED ALWAYS AS (nullif(regexp_replace(phone COLLATE "C", '[^0-9+]', '', 'g'), '')) STORED
);
COMMENT ON TABLE person IS 'One row a human being, candidate, employee or leaver; neither sex nor race is in it';
CREATE INDEX person_email ON person (email_key) WHERE email_key IS NOT NULL;	-- a message names a person by e-mail
CREATE INDEX person_phone ON person (phone_key) WHERE phone_key IS NOT NULL;	-- or by phone

CREATE TABLE person_alias (
	source		text,
	external_key text,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	PRIMARY KEY (source, external_key)
);
COMMENT ON TABLE person_alias IS 'Further keys that a person is known by in other systems';
CREATE INDEX person_alias_key ON person_alias (external_key);		-- a message names a person by a key of any source
CREATE INDEX person_alias_person ON person_alias (person_id);		-- erase, export

CREATE TABLE protected_attribute (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	attribute	text NOT NULL CHECK (attribute <> ''),
	value		text NOT NULL,
	source		text NOT NULL,
	recorded_on	date NOT NULL DEFAULT CURRENT_DATE,
	consent		boolean NOT NULL DEFAULT true,
	UNIQUE (person_id, attribute)
);
COMMENT ON TABLE protected_attribute IS 'Sex, race and the like for the bias audit alone: written through record_protected_attribute(), never an input of scores or pools';

CREATE TABLE application (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	job			text NOT NULL REFERENCES job ON UPDATE CASCADE,
	cohort		text,
	stage		text NOT NULL DEFAULT 'applied' CHECK (stage IN ('applied', 'screening', 'assessment', 'interview', 'offer',
					'on_hold', 'hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show')),
	opened_at	timestamptz NOT NULL DEFAULT now(),
	decided_at	timestamptz,
	start_on	date,
	last_activity timestamptz NOT NULL DEFAULT now(),
	fit_score_at_decision float8,
	weighting_at_decision bigint,
	created_at	timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE application IS 'A person wants a job: the unit of selection and of retention';
CREATE UNIQUE INDEX application_one_open ON application (person_id, job)
	WHERE stage NOT IN ('hired', 'rejected', 'withdrawn', 'offer_declined', 'no_show');	-- a second open one for the same job is the same one
CREATE INDEX application_person ON application (person_id);			-- standing, retention
CREATE INDEX application_idle ON application (last_activity)
	WHERE stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show');	-- what is due for the purge, longest idle first
CREATE INDEX application_job ON application (job);					-- weightings, pools

CREATE TABLE application_stage (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	application_id bigint NOT NULL REFERENCES application ON DELETE CASCADE,
	stage		text NOT NULL,
	entered_at	timestamptz NOT NULL DEFAULT now(),
	changed_by	name NOT NULL DEFAULT session_user,
	reason		text
);
COMMENT ON TABLE application_stage IS 'The stages an application went through, one row a step';
CREATE INDEX application_stage_application ON application_stage (application_id, entered_at);	-- the history of one application

CREATE TABLE employment (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	job			text NOT NULL REFERENCES job ON UPDATE CASCADE,
	org_unit	text REFERENCES org_unit ON UPDATE CASCADE,
	manager_id	bigint REFERENCES person ON DELETE SET NULL,
	application_id bigint REFERENCES application ON DELETE SET NULL,
	core		boolean,
	hired_on	date NOT NULL CHECK (isfinite(hired_on)),
	left_on		date CHECK (isfinite(left_on)),
	leave_reason text CHECK (leave_reason IN ('resigned', 'dismissed', 'retired', 'end_of_contract', 'death', 'transfer')),
	ended		boolean NOT NULL DEFAULT false,
	created_at	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT employment_order CHECK (left_on >= hired_on)
);
COMMENT ON TABLE employment IS 'Employment spells: from hired_on up to but not including left_on, the first day on which the person works there no more';
COMMENT ON COLUMN employment.ended IS 'Whether left_on has come: set by a trigger when the row is written and by sweep() when the date comes, so that nothing derived depends on the clock';
CREATE UNIQUE INDEX employment_one_open ON employment (person_id, job) WHERE left_on IS NULL;	-- a job is held once at a time
CREATE INDEX employment_person ON employment (person_id);			-- standing, archive
CREATE INDEX employment_manager ON employment (manager_id);			-- a manager's people; the foreign key's own check
CREATE INDEX employment_application ON employment (application_id);	-- who came of an application; the foreign key's own check
CREATE INDEX employment_job ON employment (job);					-- weightings, pools
CREATE INDEX employment_left ON employment (left_on) WHERE NOT ended AND left_on IS NOT NULL;	-- whose date has come, for sweep()

CREATE TABLE absence (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	employment_id bigint NOT NULL REFERENCES employment ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	kind		text NOT NULL CHECK (kind IN ('parental', 'sick', 'sabbatical', 'other')),
	period		daterange NOT NULL CHECK (NOT isempty(period)),
	-- nobody is absent twice at once; a range of one person makes btree_gist unnecessary
	EXCLUDE USING gist (int8range(person_id, person_id, '[]') WITH &&, period WITH &&)
);
COMMENT ON TABLE absence IS 'Longer absences within a spell, during which no re-assessment falls due';
CREATE INDEX absence_person ON absence (person_id);					-- the foreign key's own check, which the exclusion does not serve
CREATE INDEX absence_employment ON absence (employment_id);			-- the foreign key's own check
