-- Who may be somebody who is there already: what records are compared by, and what waits for somebody to look at.

CREATE VIEW identity_record WITH (security_invoker = true) AS
	SELECT r.id, r.person_id, c.name, c.email, c.phone, c.id_number, c.birth_date, c.city, c.school, c.employer
	FROM source_record r
	CROSS JOIN LATERAL (
		SELECT min(v.raw) FILTER (WHERE v.field = 'name') AS name, min(v.raw) FILTER (WHERE v.field = 'email') AS email,
			min(v.raw) FILTER (WHERE v.field = 'phone') AS phone, min(v.raw) FILTER (WHERE v.field = 'id_number') AS id_number,
			min(v.raw) FILTER (WHERE v.field = 'birth_date') AS birth_date, min(v.raw) FILTER (WHERE v.field = 'city') AS city,
			min(v.raw) FILTER (WHERE v.field = 'school') AS school, min(v.raw) FILTER (WHERE v.field = 'employer') AS employer
		FROM (
			SELECT DISTINCT ON (c.field) c.field, CASE WHEN c.valid AND c.field = 'phone' THEN c.normalised ELSE c.raw END AS raw
			FROM claim c
			WHERE c.source_record_id = r.id AND c.withdrawn_at IS NULL AND c.status = 'accepted'
			ORDER BY c.field, c.id
		) v
	) c
	WHERE r.source <> '@hand'
	UNION ALL
	SELECT -p.id, p.id, p.name, p.email, coalesce(aiehr.normalise_phone(p.phone, coalesce(p.country, 'CN')), p.phone), NULL, NULL, NULL, NULL, NULL
	FROM person p
	WHERE NOT EXISTS (
		SELECT FROM claim c
		JOIN source_record r ON r.id = c.source_record_id
		WHERE c.person_id = p.id AND c.withdrawn_at IS NULL AND c.status = 'accepted' AND r.source <> '@hand');
COMMENT ON VIEW identity_record IS
	'What people are matched by: a row for each record of a source, with the first value it gives of each field, and one for each person of whom no source spoke; those who left are in';
COMMENT ON COLUMN identity_record.id IS 'The source record; of a person of whom no source spoke, the person''s id with a minus sign';
COMMENT ON COLUMN identity_record.person_id IS 'The person whose record it is';
COMMENT ON COLUMN identity_record.name IS 'Full name as written';
COMMENT ON COLUMN identity_record.email IS 'E-mail address as written';
COMMENT ON COLUMN identity_record.phone IS 'Telephone number, in E.164 by the person''s country where it is valid';
COMMENT ON COLUMN identity_record.id_number IS 'Identity number as written';
COMMENT ON COLUMN identity_record.birth_date IS 'Date of birth as written';
COMMENT ON COLUMN identity_record.city IS 'City as written';
COMMENT ON COLUMN identity_record.school IS 'School as written';
COMMENT ON COLUMN identity_record.employer IS 'Employer as written';

CREATE TABLE match_model (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	model		jsonb NOT NULL,
	records		bigint NOT NULL,
	fitted_by	name NOT NULL,
	fitted_at	timestamptz NOT NULL DEFAULT now(),
	in_force	boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE match_model IS 'Models that say who is one person, fitted by fit_matching(); records are matched by the one in force, and not at all where none is';
COMMENT ON COLUMN match_model.model IS 'As fit_match_model() makes it, over the columns of identity_record';
COMMENT ON COLUMN match_model.fitted_by IS 'Who called fit_matching()';
COMMENT ON COLUMN match_model.fitted_at IS 'When';
COMMENT ON COLUMN match_model.in_force IS 'Whether records are matched by it';
COMMENT ON COLUMN match_model.records IS 'How many records it was fitted to';
CREATE UNIQUE INDEX match_model_one_in_force ON match_model (in_force) WHERE in_force;

-- Derived from identity_record by the model in force: kept by triggers, made again by rebuild_matching().
CREATE TABLE match_record (
	id			bigint PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	value		text[] NOT NULL
);
COMMENT ON TABLE match_record IS 'Records as the model in force compares them: a value for each of its fields in canonical form, by the id of identity_record; kept by triggers';
COMMENT ON COLUMN match_record.value IS 'Values in the order of the model''s fields; NULL: the record does not say';
CREATE INDEX match_record_person ON match_record (person_id);		-- all records of one person; erase

CREATE TABLE match_key (
	key_hash	bigint,
	record_id	bigint REFERENCES match_record ON DELETE CASCADE,
	PRIMARY KEY (key_hash, record_id)
);
COMMENT ON TABLE match_key IS 'Blocking keys of records, hashed: only records that have one in common are compared';
COMMENT ON COLUMN match_key.key_hash IS 'Hash of one or two parts of values, as of aiehr.match_keys()';
COMMENT ON COLUMN match_key.record_id IS 'Record that has it';
CREATE INDEX match_key_record ON match_key (record_id);				-- the foreign key's own check

CREATE TABLE match_hot_key (
	key_hash	bigint PRIMARY KEY,
	since		timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE match_hot_key IS 'Keys that more than 200 records have, as an agency''s telephone number: they say too little, and are looked up no more';
COMMENT ON COLUMN match_hot_key.key_hash IS 'As in match_key';
COMMENT ON COLUMN match_hot_key.since IS 'When it was found to be one';

CREATE TABLE match_review (
	person_id	bigint REFERENCES person ON DELETE CASCADE,
	other_id	bigint REFERENCES person ON DELETE CASCADE,
	probability	float8 NOT NULL CHECK (probability >= 0 AND probability <= 1),
	reason		text NOT NULL CHECK (reason IN ('same', 'doubtful', 'chain', 'id_number')),
	found_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person_id, other_id),
	CONSTRAINT match_review_order CHECK (person_id < other_id)
);
COMMENT ON TABLE match_review IS 'Pairs of people who may be one, until merge_people() joins or keep_apart() parts them; kept by triggers';
COMMENT ON COLUMN match_review.other_id IS 'The other person; the greater id of the two';
COMMENT ON COLUMN match_review.found_at IS 'When they were found to be alike';
COMMENT ON COLUMN match_review.probability IS 'That the likest two of their records are of one person, 0..1';
COMMENT ON COLUMN match_review.reason IS
	'same: nothing speaks against it, and merge_matched() joins them; doubtful: between the thresholds; chain: all their records together speak against it; id_number: valid identity numbers differ';
CREATE INDEX match_review_other ON match_review (other_id);			-- the other one's reviews; erase

INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES
	('match_record', 'person_id', 'key', 'delete', 84), ('match_record', 'value', 'identity', 'delete', 84),
	('match_review', 'person_id', 'key', 'delete', 85), ('match_review', 'other_id', 'key', 'delete', 85),
	('match_review', 'reason', 'process', 'delete', 85);
