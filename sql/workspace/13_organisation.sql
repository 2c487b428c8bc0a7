-- What the organisation was before its latest change, and the files of people.
-- The tables org_unit and employment hold what was written last, from its first day on; a change leaves here what held before.
-- Both histories begin without a lower bound, so that a corrected first day leaves no gap, and end where the next one begins.

CREATE TABLE org_unit_history (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	unit_id		bigint NOT NULL REFERENCES org_unit (id) ON DELETE CASCADE,
	code		text NOT NULL,
	name		text NOT NULL,
	parent		text REFERENCES org_unit ON UPDATE CASCADE,
	cost_centre text,
	valid		daterange NOT NULL CHECK (NOT isempty(valid) AND NOT upper_inf(valid)),
	changed_at	timestamptz NOT NULL DEFAULT now(),
	changed_by	name NOT NULL DEFAULT session_user,
	-- a unit is one thing at a time; a range of one unit makes btree_gist unnecessary
	EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, valid WITH &&)
);
COMMENT ON TABLE org_unit_history IS 'What units of the organisation were before their latest change: name, code, parent, cost centre; kept by triggers';
CREATE INDEX org_unit_history_unit ON org_unit_history (unit_id);		-- the states of one unit; the foreign key's own check
CREATE INDEX org_unit_history_parent ON org_unit_history (parent);		-- the foreign key's own check

CREATE TABLE employment_history (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	employment_id bigint NOT NULL REFERENCES employment ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	org_unit	text REFERENCES org_unit ON UPDATE CASCADE,
	manager_id	bigint REFERENCES person ON DELETE SET NULL,
	valid		daterange NOT NULL CHECK (NOT isempty(valid) AND NOT upper_inf(valid)),
	changed_at	timestamptz NOT NULL DEFAULT now(),
	changed_by	name NOT NULL DEFAULT session_user,
	EXCLUDE USING gist (int8range(employment_id, employment_id, '[]') WITH &&, valid WITH &&)
);
COMMENT ON TABLE employment_history IS 'Units and managers that people had in a spell before their latest move; kept by triggers';
CREATE INDEX employment_history_employment ON employment_history (employment_id);	-- the moves of one spell; the foreign key's own check
CREATE INDEX employment_history_person ON employment_history (person_id);			-- profiles, erase
CREATE INDEX employment_history_unit ON employment_history (org_unit);				-- the foreign key's own check
CREATE INDEX employment_history_manager ON employment_history (manager_id) WHERE manager_id IS NOT NULL;	-- the foreign key's own check

-- The file itself stays where files are kept; what an application brought goes with it, unless the person is hired.
CREATE TABLE document (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	application_id bigint REFERENCES application ON DELETE CASCADE,
	kind		text NOT NULL CHECK (kind IN ('cv', 'letter', 'certificate', 'photo', 'contract', 'form', 'other')),
	title		text,
	media_type	text,
	location	text NOT NULL CHECK (location <> ''),
	sha256		bytea CHECK (octet_length(sha256) = 32),
	source		text NOT NULL DEFAULT 'manual',
	received_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE NULLS NOT DISTINCT (person_id, application_id, location)
);
COMMENT ON TABLE document IS 'Files of people, by where they lie: the person keeps them through hire, leave and rehire, an application takes its own with it when it is purged';
CREATE INDEX document_application ON document (application_id) WHERE application_id IS NOT NULL;	-- the foreign key's own check
