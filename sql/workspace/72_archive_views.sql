-- What will be done, and what lies where.

CREATE VIEW archive_due WITH (security_invoker = true) AS
	SELECT action, rule, due, person_id, application_id, last_activity
	FROM due_at(now(), true)
	WHERE action <> 'keep';
COMMENT ON VIEW archive_due IS
	'What the next sweep will do and why, one row a person or, for candidates, an application; due_at(moment) says it for any moment, and what is kept. Live and archived rows are in';
COMMENT ON COLUMN archive_due.action IS 'end (a spell whose last day has come), archive, restore or purge';
COMMENT ON COLUMN archive_due.rule IS 'The rule behind it: left_on, left, rehired, candidate_idle, archive_expired, consent_withdrawn';
COMMENT ON COLUMN archive_due.due IS 'When it fell due';
COMMENT ON COLUMN archive_due.person_id IS 'The person';
COMMENT ON COLUMN archive_due.application_id IS 'The application that is purged; NULL where it is about the person as a whole';
COMMENT ON COLUMN archive_due.last_activity IS 'When the period began to run; NULL for people who work here';

CREATE VIEW assessment_all WITH (security_invoker = true) AS
	SELECT id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version, kind, taken_at, raw, scores,
		model, model_version, status, created_at, false AS archived, NULL::timestamptz AS archived_at
	FROM assessment
	UNION ALL
	SELECT id, person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version, kind, taken_at, raw, scores,
		model, model_version, status, created_at, true, archived_at
	FROM assessment_archive;
COMMENT ON VIEW assessment_all IS 'Every assessment once, live and archived: for studies, which must not leave those out who left';
COMMENT ON COLUMN assessment_all.id IS 'The assessment; it keeps its id on its way into the archive and back';
COMMENT ON COLUMN assessment_all.person_id IS 'The person assessed';
COMMENT ON COLUMN assessment_all.application_id IS 'The application it was for; NULL for a spell';
COMMENT ON COLUMN assessment_all.employment_id IS 'The spell it was for; NULL for an application';
COMMENT ON COLUMN assessment_all.vendor IS 'Who sent it; NULL where nobody did';
COMMENT ON COLUMN assessment_all.external_id IS 'The vendor''s own id of it';
COMMENT ON COLUMN assessment_all.instrument IS 'Code of the test or interview';
COMMENT ON COLUMN assessment_all.instrument_version IS 'Version of the test or interview';
COMMENT ON COLUMN assessment_all.kind IS 'interview or reassessment';
COMMENT ON COLUMN assessment_all.taken_at IS 'When it was taken';
COMMENT ON COLUMN assessment_all.raw IS 'Scores as sent, on the scale of each indicator';
COMMENT ON COLUMN assessment_all.scores IS 'Scores by indicator, 0 to 100, higher is better';
COMMENT ON COLUMN assessment_all.model IS 'The model that scored it, if one did';
COMMENT ON COLUMN assessment_all.model_version IS 'Version of that model';
COMMENT ON COLUMN assessment_all.status IS 'valid, suggested, withdrawn, not_scored or not_scored_by_choice';
COMMENT ON COLUMN assessment_all.created_at IS 'When it was stored';
COMMENT ON COLUMN assessment_all.archived IS 'Whether it lies in the archive, its person having left';
COMMENT ON COLUMN assessment_all.archived_at IS 'When it was archived; NULL for a live one';

CREATE VIEW answer_all WITH (security_invoker = true) AS
	SELECT id, assessment_id, person_id, question, body, answered_at, false AS archived, NULL::timestamptz AS archived_at FROM answer
	UNION ALL
	SELECT id, assessment_id, person_id, question, body, answered_at, true, archived_at FROM answer_archive;
COMMENT ON VIEW answer_all IS 'Every answer once, live and archived';
COMMENT ON COLUMN answer_all.id IS 'The answer; it keeps its id on its way into the archive and back';
COMMENT ON COLUMN answer_all.assessment_id IS 'The assessment it belongs to, see assessment_all';
COMMENT ON COLUMN answer_all.person_id IS 'The person who answered';
COMMENT ON COLUMN answer_all.question IS 'Code or text of the question';
COMMENT ON COLUMN answer_all.body IS 'What was said or written';
COMMENT ON COLUMN answer_all.answered_at IS 'When';
COMMENT ON COLUMN answer_all.archived IS 'Whether it lies in the archive, its person having left';
COMMENT ON COLUMN answer_all.archived_at IS 'When it was archived; NULL for a live one';

CREATE VIEW storage_report WITH (security_barrier = true) AS
	SELECT x.state, x.table_name, x.year, count(*) AS rows, sum(x.bytes)::bigint AS bytes, max(x.relation_bytes) AS table_bytes
	FROM (
		SELECT 'live' AS state, 'assessment' AS table_name, extract(year FROM m.taken_at AT TIME ZONE 'UTC')::integer AS year,
			pg_column_size(m.*) AS bytes, pg_total_relation_size('assessment'::regclass) AS relation_bytes
		FROM assessment m
		UNION ALL
		SELECT 'archived' AS state, 'assessment_archive' AS table_name, extract(year FROM m.archived_at AT TIME ZONE 'UTC')::integer,
			pg_column_size(m.*), pg_total_relation_size('assessment_archive'::regclass)
		FROM assessment_archive m
		UNION ALL
		SELECT 'live' AS state, 'answer' AS table_name, extract(year FROM n.answered_at AT TIME ZONE 'UTC')::integer,
			pg_column_size(n.*), pg_total_relation_size('answer'::regclass)
		FROM answer n
		UNION ALL
		SELECT 'archived' AS state, 'answer_archive' AS table_name, extract(year FROM n.archived_at AT TIME ZONE 'UTC')::integer,
			pg_column_size(n.*), pg_total_relation_size('answer_archive'::regclass)
		FROM answer_archive n
		UNION ALL
		SELECT 'purged' AS state, 'received' AS table_name, extract(year FROM r.received_at AT TIME ZONE 'UTC')::integer,
			pg_column_size(r.*), pg_total_relation_size('received'::regclass)
		FROM received r WHERE r.status = 'purged'
		UNION ALL
		SELECT 'log' AS state, 'audit_log' AS table_name, extract(year FROM l.at AT TIME ZONE 'UTC')::integer,
			pg_column_size(l.*), pg_total_relation_size('audit_log'::regclass)
		FROM audit_log l
	) x
	GROUP BY x.state, x.table_name, x.year;
COMMENT ON VIEW storage_report IS 'What interview data and its traces take up, one row a table and year; about no single person. Reads the tables whole';
COMMENT ON COLUMN storage_report.state IS 'live, archived, purged (what remembers purged messages) or log';
COMMENT ON COLUMN storage_report.table_name IS 'The table';
COMMENT ON COLUMN storage_report.year IS 'Year in which the rows were taken, given, archived, received or logged, UTC';
COMMENT ON COLUMN storage_report.rows IS 'Rows of that year';
COMMENT ON COLUMN storage_report.bytes IS 'Bytes of these rows, compressed as stored';
COMMENT ON COLUMN storage_report.table_bytes IS 'Bytes of the whole table on disk with its indexes and free space';
