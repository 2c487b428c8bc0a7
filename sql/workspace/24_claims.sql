-- What each source says of a person, field by field; where sources contradict each other; and what is held to be true.

CREATE TABLE source (
	code		text PRIMARY KEY CHECK (code <> ''),
	name		text,
	kind		text NOT NULL DEFAULT 'other' CHECK (kind IN ('resume', 'form', 'interview', 'system', 'referral', 'hand', 'other')),
	trust		float8 NOT NULL DEFAULT 0.9 CHECK (trust > 0 AND trust < 1)
);
COMMENT ON TABLE source IS 'Where values come from; record_claims() adds the ones it has not met before with the default trust';
COMMENT ON COLUMN source.trust IS 'How likely a value of this source is right, 0..1, where source_trust says nothing about the field';
-- what people enter here by hand, and what stood in person before any source spoke
INSERT INTO source (code, name, kind, trust) VALUES ('@hand', 'Entered by hand', 'hand', 0.98), ('@person', 'Stood in person before', 'other', 0.9);

CREATE TABLE profile_field (
	code		text PRIMARY KEY CHECK (code <> ''),
	kind		text NOT NULL CHECK (kind IN ('name', 'email', 'phone', 'id_number', 'date', 'education', 'organisation', 'text')),
	multiple	boolean NOT NULL DEFAULT false,
	rule		text NOT NULL DEFAULT 'agreement' CHECK (rule IN ('agreement', 'trust', 'latest', 'manual')),
	severity	text NOT NULL DEFAULT 'medium' CHECK (severity IN ('low', 'medium', 'high')),
	decide_at	float8 NOT NULL DEFAULT 0.95 CHECK (decide_at > 0.5 AND decide_at < 1),
	half_life	interval CHECK (half_life > '0'),
	place		integer NOT NULL DEFAULT 100
);
COMMENT ON TABLE profile_field IS 'Fields that sources make claims about: how values are normalised and compared, and how contradictions are resolved';
COMMENT ON COLUMN profile_field.kind IS 'How values are normalised and compared; organisation: legal forms and abbreviations do not count, text: words alone';
COMMENT ON COLUMN profile_field.multiple IS 'Whether a person may have several values at once, as telephones: then only values that look like a misspelling of each other are a conflict';
COMMENT ON COLUMN profile_field.rule IS 'agreement: the weight of all valid claims decides when it is clear; trust: the most trusted source; latest: the newest claim; manual: somebody decides';
COMMENT ON COLUMN profile_field.decide_at IS 'Probability from which on a conflict is resolved without a hand';
COMMENT ON COLUMN profile_field.half_life IS 'After how long half of the values are no longer right; NULL: they do not change';
INSERT INTO profile_field (code, kind, multiple, rule, severity, half_life, place) VALUES
	('name', 'name', false, 'agreement', 'medium', NULL, 10),
	('email', 'email', true, 'agreement', 'low', '6 years', 20),
	('phone', 'phone', true, 'agreement', 'low', '6 years', 30),
	('id_number', 'id_number', false, 'agreement', 'high', NULL, 40),
	('birth_date', 'date', false, 'agreement', 'medium', NULL, 50),
	('education_first', 'education', false, 'manual', 'high', NULL, 60),
	('education_highest', 'education', false, 'manual', 'high', NULL, 70),
	('degree', 'education', false, 'manual', 'high', NULL, 80),
	('school', 'organisation', false, 'agreement', 'medium', NULL, 90),
	('graduated_on', 'date', false, 'agreement', 'low', NULL, 100),
	('employer', 'organisation', false, 'agreement', 'low', '5 years', 110),
	('title', 'text', false, 'agreement', 'low', '5 years', 120),
	('city', 'text', false, 'agreement', 'low', '6 years', 130),
	('education_entry', 'text', true, 'agreement', 'low', NULL, 140),
	('employment_entry', 'text', true, 'agreement', 'low', NULL, 150);

CREATE TABLE source_trust (
	source		text REFERENCES source ON UPDATE CASCADE ON DELETE CASCADE,
	field		text REFERENCES profile_field ON UPDATE CASCADE ON DELETE CASCADE,
	trust		float8 NOT NULL CHECK (trust > 0 AND trust < 1),
	PRIMARY KEY (source, field)
);
COMMENT ON TABLE source_trust IS 'Trust in a source about one field, where it differs from its trust in general';
CREATE INDEX source_trust_field ON source_trust (field);			-- the foreign key's own check

CREATE TABLE source_record (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	source		text NOT NULL REFERENCES source ON UPDATE CASCADE,
	external_id	text NOT NULL CHECK (external_id <> ''),
	received_at	timestamptz NOT NULL DEFAULT now() CHECK (isfinite(received_at)),
	payload_hash bytea NOT NULL,
	UNIQUE (source, external_id)
);
COMMENT ON TABLE source_record IS 'A resume, form or row of another system that made claims about a person, once by source and its id there';
COMMENT ON COLUMN source_record.payload_hash IS 'SHA-256 of the claims with the workspace''s key: the same record again changes nothing';
CREATE INDEX source_record_person ON source_record (person_id);		-- export, erase, merge

CREATE TABLE claim (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	field		text NOT NULL REFERENCES profile_field ON UPDATE CASCADE,
	raw			text NOT NULL,
	normalised	text,
	valid		boolean NOT NULL,
	note		text,
	source_record_id bigint NOT NULL REFERENCES source_record ON DELETE CASCADE,
	claimed_at	timestamptz NOT NULL DEFAULT now() CHECK (isfinite(claimed_at)),
	confidence	float8 NOT NULL DEFAULT 1 CHECK (confidence > 0 AND confidence <= 1),
	withdrawn_at timestamptz,
	status		text NOT NULL DEFAULT 'accepted' CHECK (status IN ('proposed', 'accepted', 'rejected')),
	page		integer CHECK (page > 0),
	box			float8[] CHECK (cardinality(box) = 4),
	CONSTRAINT claim_valid CHECK (normalised IS NOT NULL OR NOT valid)
);
COMMENT ON TABLE claim IS 'What a source says of a person, field by field, raw and normalised; an invalid value stays as a claim and never becomes the golden value';
COMMENT ON COLUMN claim.note IS 'Why the value is invalid, as a code';
COMMENT ON COLUMN claim.confidence IS 'How sure the reading of the value is (of a scan, say), 0..1; multiplies the trust in the source';
COMMENT ON COLUMN claim.withdrawn_at IS 'When the source took it back, having sent another value in the same record';
COMMENT ON COLUMN claim.status IS 'proposed: read by a program and waits for accept_claims(), until then it counts nowhere; accepted; rejected';
COMMENT ON COLUMN claim.page IS 'Page of the document it was read from, from 1';
COMMENT ON COLUMN claim.box IS 'Where on the page: left, top, right, bottom in shares of its width and height, 0..1, from the upper left corner; of a scan as it was straightened';
CREATE INDEX claim_person ON claim (person_id, field);				-- the triggers; export, erase, merge
CREATE INDEX claim_source_record ON claim (source_record_id);		-- what a record says, when it comes again; the foreign key's own check
CREATE INDEX claim_waiting ON claim (person_id, id) WHERE status = 'proposed' AND withdrawn_at IS NULL;	-- the queue of claims to accept
CREATE INDEX claim_field ON claim (field, normalised);				-- frequencies of values; the foreign key's own check

-- Derived: kept by triggers, checked by check_golden(), made again by rebuild_golden().
CREATE TABLE golden_value (
	person_id	bigint NOT NULL REFERENCES person,
	field		text NOT NULL,
	value		text,
	normalised	text,
	claim_id	bigint,
	also		text[],
	n_claims	integer NOT NULL,
	reason		text NOT NULL CHECK (reason IN ('only', 'agreed', 'evidence', 'trust', 'latest', 'manual', 'id_number', 'undecided', 'invalid')),
	confidence	float8,
	flagged		boolean NOT NULL,
	PRIMARY KEY (person_id, field),
	CONSTRAINT golden_value_valued CHECK ((value IS NULL) = (reason = 'invalid'))
);
COMMENT ON TABLE golden_value IS 'What is held to be true of a person, one row a field, with the claim it comes from; kept by triggers';
COMMENT ON COLUMN golden_value.value IS 'The value as it is shown; NULL: no claim is valid';
COMMENT ON COLUMN golden_value.also IS 'Further values of a field that may have several, the likeliest first';
COMMENT ON COLUMN golden_value.n_claims IS 'Valid claims that were weighed';
COMMENT ON COLUMN golden_value.reason IS 'only: one claim; agreed: all claims go together; evidence, trust, latest, manual: how a conflict was resolved; id_number: read from it; undecided: the conflict is open; invalid: no claim is valid';
COMMENT ON COLUMN golden_value.confidence IS 'Probability that the value is right, by the trust in its sources';
COMMENT ON COLUMN golden_value.flagged IS 'Whether somebody should look: the conflict is open, or no claim passed its check';

CREATE TABLE conflict (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	field		text NOT NULL,
	conflicting text[] NOT NULL,
	severity	text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
	status		text NOT NULL CHECK (status IN ('open', 'resolved')),
	proposed	text,
	confidence	float8,
	resolution	text,
	how			text CHECK (how IN ('automatic', 'manual', 'vanished')),
	reason		text,
	resolved_by name,
	opened_at	timestamptz NOT NULL DEFAULT now(),
	resolved_at timestamptz,
	reopened	boolean NOT NULL DEFAULT false,
	UNIQUE (person_id, field),
	CONSTRAINT conflict_resolved CHECK ((status = 'resolved') = (how IS NOT NULL) AND (status = 'resolved') = (resolved_at IS NOT NULL))
);
COMMENT ON TABLE conflict IS 'Fields of a person on which valid claims contradict each other, open or resolved, one row a person and field';
COMMENT ON COLUMN conflict.conflicting IS 'The normalised values, the likeliest first';
COMMENT ON COLUMN conflict.proposed IS 'The likeliest value, normalised';
COMMENT ON COLUMN conflict.confidence IS 'Its probability';
COMMENT ON COLUMN conflict.how IS 'automatic: by the rule of the field; manual: by resolve_conflict(); vanished: no claim contradicts any more';
COMMENT ON COLUMN conflict.reopened IS 'Whether it was decided by hand before, and a source has said something new since: then only a hand resolves it again';
CREATE INDEX conflict_waiting ON conflict (severity, opened_at) WHERE status = 'open';	-- the queue

-- Derived by refresh_value_frequency() alone, so that what is held true of one person does not move with every stranger.
CREATE TABLE value_frequency (
	field		text REFERENCES profile_field ON UPDATE CASCADE ON DELETE CASCADE,
	value		text,
	people		bigint NOT NULL CHECK (people > 0),
	PRIMARY KEY (field, value)
);
COMMENT ON TABLE value_frequency IS 'How many people have a value, for values of at least the smallest group: common words are likelier than rare misspellings of them, and a telephone of many is nobody''s own';
COMMENT ON COLUMN value_frequency.value IS 'Normalised value; for names their parts; an empty text for all of the field';

CREATE TABLE data_quality_history (
	day			date,
	field		text REFERENCES profile_field ON UPDATE CASCADE ON DELETE CASCADE,
	n_people	bigint NOT NULL,
	n_filled	bigint NOT NULL,
	n_claims	bigint NOT NULL,
	n_invalid	bigint NOT NULL,
	n_compared	bigint NOT NULL,
	n_deviant	bigint NOT NULL,
	n_conflict	bigint NOT NULL,
	n_open		bigint NOT NULL,
	expected_errors float8 NOT NULL,
	PRIMARY KEY (day, field)
);
COMMENT ON TABLE data_quality_history IS 'Counts of claims and golden values by day and field, written by record_data_quality(); names no person';
COMMENT ON COLUMN data_quality_history.n_compared IS 'Claims, invalid ones too, of people with two or more for the field and a golden value that no open conflict puts in doubt';
COMMENT ON COLUMN data_quality_history.n_deviant IS 'Those of them that the golden value contradicts, or that failed their check';
COMMENT ON COLUMN data_quality_history.expected_errors IS 'Golden values that are wrong by their own probabilities';
CREATE INDEX data_quality_history_field ON data_quality_history (field);	-- the foreign key's own check

-- What the names of columns do not say.
COMMENT ON COLUMN source.code IS 'What record_claims() is told';
COMMENT ON COLUMN source.kind IS 'resume, form, interview, system, referral, hand or other';
COMMENT ON COLUMN source_trust.source IS 'Code of the source';
COMMENT ON COLUMN source_trust.field IS 'Code of the field';
COMMENT ON COLUMN source_trust.trust IS 'How likely a value of this source for this field is right, 0..1';
COMMENT ON COLUMN profile_field.code IS 'Name of the field in claims';
COMMENT ON COLUMN profile_field.severity IS 'How grave a conflict is: the order of the queue';
COMMENT ON COLUMN profile_field.place IS 'Order in which fields are shown';
COMMENT ON COLUMN source_record.source IS 'Code of the source';
COMMENT ON COLUMN source_record.external_id IS 'Its id there';
COMMENT ON COLUMN source_record.received_at IS 'When the source said it';
COMMENT ON COLUMN claim.field IS 'Code of the field';
COMMENT ON COLUMN claim.raw IS 'The value as the source wrote it';
COMMENT ON COLUMN claim.normalised IS 'The form it is compared in; NULL: invalid';
COMMENT ON COLUMN claim.valid IS 'Whether it passed the check of its kind';
COMMENT ON COLUMN claim.source_record_id IS 'The record that says so';
COMMENT ON COLUMN claim.claimed_at IS 'When it was said; trust ages from here';
COMMENT ON COLUMN golden_value.field IS 'Code of the field';
COMMENT ON COLUMN golden_value.normalised IS 'The form it is compared in';
COMMENT ON COLUMN golden_value.claim_id IS 'The claim it comes from';
COMMENT ON COLUMN conflict.field IS 'Code of the field';
COMMENT ON COLUMN conflict.severity IS 'low, medium or high, by the field';
COMMENT ON COLUMN conflict.status IS 'open: waits for a hand; resolved';
COMMENT ON COLUMN conflict.resolution IS 'The value it was resolved to, normalised';
COMMENT ON COLUMN conflict.reason IS 'By hand: why; else the rule that decided';
COMMENT ON COLUMN conflict.resolved_by IS 'Who decided by hand';
COMMENT ON COLUMN conflict.opened_at IS 'Since when it waits, or waited';
COMMENT ON COLUMN conflict.resolved_at IS 'When it was resolved';
COMMENT ON COLUMN value_frequency.field IS 'Code of the field';
COMMENT ON COLUMN value_frequency.people IS 'People who have it by a valid claim';
COMMENT ON COLUMN data_quality_history.day IS 'The day, in the policy''s time zone';
COMMENT ON COLUMN data_quality_history.field IS 'Code of the field';
COMMENT ON COLUMN data_quality_history.n_people IS 'People about whom any source said anything';
COMMENT ON COLUMN data_quality_history.n_filled IS 'Those with a golden value';
COMMENT ON COLUMN data_quality_history.n_claims IS 'Claims that were not withdrawn';
COMMENT ON COLUMN data_quality_history.n_invalid IS 'Those of them that failed their check';
COMMENT ON COLUMN data_quality_history.n_conflict IS 'Conflicts, open or resolved';
COMMENT ON COLUMN data_quality_history.n_open IS 'Conflicts that waited for a hand';

INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES
	('golden_value', 'person_id', 'key', 'delete', 71), ('golden_value', 'value', 'identity', 'delete', 71), ('golden_value', 'normalised', 'identity', 'delete', 71),
	('golden_value', 'also', 'contact', 'delete', 71), ('golden_value', 'reason', 'process', 'delete', 71),
	('conflict', 'person_id', 'key', 'delete', 72), ('conflict', 'conflicting', 'identity', 'delete', 72), ('conflict', 'proposed', 'identity', 'delete', 72),
	('conflict', 'resolution', 'identity', 'delete', 72), ('conflict', 'reason', 'process', 'delete', 72),
	('claim', 'person_id', 'key', 'delete', 73), ('claim', 'raw', 'identity', 'delete', 73), ('claim', 'normalised', 'identity', 'delete', 73),
	('claim', 'note', 'process', 'delete', 73),
	('source_record', 'person_id', 'key', 'delete', 74), ('source_record', 'external_id', 'identity', 'delete', 74), ('source_record', 'payload_hash', 'identity', 'delete', 74);
