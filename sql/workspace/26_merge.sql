-- Two records that were one person: what was merged, how it was before, and which never are.

CREATE TABLE person_merge (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,	-- follows later merges
	kept_id		bigint NOT NULL,
	dropped_id	bigint NOT NULL CHECK (dropped_id <> kept_id),
	reason		text NOT NULL CHECK (reason <> ''),
	merged_by	name NOT NULL,
	merged_at	timestamptz NOT NULL DEFAULT clock_timestamp(),
	unmerged_by	name,
	unmerged_at	timestamptz
);
COMMENT ON TABLE person_merge IS 'Two people that were found to be one: kept_id stayed, dropped_id is an id of nobody while the merge stands';
CREATE INDEX person_merge_person ON person_merge (person_id);		-- a merge on top of another, erase
CREATE INDEX person_merge_dropped ON person_merge (dropped_id);	-- where somebody went

CREATE TABLE person_merge_row (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	merge_id	bigint NOT NULL REFERENCES person_merge ON DELETE CASCADE,
	table_name	name NOT NULL,
	row_key		jsonb,
	column_name	name,
	old_value	bigint,
	new_value	bigint,
	row_data	jsonb,
	CHECK (num_nonnulls(row_key, row_data) > 0)
);
COMMENT ON TABLE person_merge_row IS
	'What a merge did, in its order. row_key and column_name: the column went from old_value to new_value; row_data alone: the row was set aside; both: columns of the row changed, from the first value of each to the second; row_key alone: the row was added';
CREATE INDEX person_merge_row_merge ON person_merge_row (merge_id, id);

CREATE TABLE never_merge (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	other_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE CHECK (other_id <> person_id),
	reason		text NOT NULL CHECK (reason <> ''),
	decided_by	name NOT NULL,
	decided_at	timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE never_merge IS 'Pairs of people that somebody knows to be two, in either order: neither a matcher nor merge_people() joins them';
CREATE UNIQUE INDEX never_merge_pair ON never_merge (least(person_id, other_id), greatest(person_id, other_id));
CREATE INDEX never_merge_person ON never_merge (person_id);			-- erase
CREATE INDEX never_merge_other ON never_merge (other_id);			-- the foreign key's own check

INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES
	('person_merge_row', 'row_data', 'identity', 'delete', 86), ('person_merge', 'person_id', 'key', 'delete', 86),
	('person_merge', 'reason', 'process', 'delete', 86),
	('never_merge', 'person_id', 'key', 'delete', 87), ('never_merge', 'other_id', 'key', 'delete', 87),
	('never_merge', 'reason', 'process', 'delete', 87);
