-- Files that were imported, so that the same file changes nothing twice and an import that was cut off goes on where it was.

CREATE TABLE import_run (
	id			text PRIMARY KEY CHECK (id <> '' AND octet_length(id) <= 200),
	kind		text NOT NULL CHECK (kind IN ('people', 'assessments', 'facts')),
	content_hash bytea NOT NULL UNIQUE,
	n_rows		bigint NOT NULL CHECK (n_rows >= 0),
	done		bigint NOT NULL DEFAULT 0,
	n_new		bigint NOT NULL DEFAULT 0,
	n_changed	bigint NOT NULL DEFAULT 0,
	n_same		bigint NOT NULL DEFAULT 0,
	n_bad		bigint NOT NULL DEFAULT 0,
	started_by	name NOT NULL DEFAULT session_user,
	started_at	timestamptz NOT NULL DEFAULT now(),
	finished_at	timestamptz,
	CONSTRAINT import_run_done CHECK (done BETWEEN 0 AND n_rows),
	CONSTRAINT import_run_finished CHECK (finished_at IS NULL OR done = n_rows)
);
COMMENT ON TABLE import_run IS 'Imports of files by aiehr import, once by keyed hash of the content: how far each came and what it did; nothing of the rows themselves';
COMMENT ON COLUMN import_run.id IS 'Name that was given to the import, else one made of the hash';
COMMENT ON COLUMN import_run.kind IS 'What its rows are: people, assessments or facts';
COMMENT ON COLUMN import_run.started_at IS 'When it began, for the last time if it was begun anew';
COMMENT ON COLUMN import_run.content_hash IS 'Keyed hash of kind, mapping and all rows: the same again is the same import';
COMMENT ON COLUMN import_run.n_rows IS 'Rows of the file, without its header';
COMMENT ON COLUMN import_run.done IS 'Rows dealt with so far, from the first; a rerun after a kill goes on with the next';
COMMENT ON COLUMN import_run.n_new IS 'Rows that made something new';
COMMENT ON COLUMN import_run.n_changed IS 'Rows that added to what was known, or corrected it';
COMMENT ON COLUMN import_run.n_same IS 'Rows that said what was known already';
COMMENT ON COLUMN import_run.n_bad IS 'Rows that were refused';
COMMENT ON COLUMN import_run.started_by IS 'Role of the session that began it';
COMMENT ON COLUMN import_run.finished_at IS 'When its last row was dealt with; NULL: it was cut off or is at work';
