-- The log of what was done to people's data, and the register of where such data is.

CREATE TABLE audit_log (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at			timestamptz NOT NULL DEFAULT clock_timestamp(),
	action		text NOT NULL,
	rule		text,
	session_role name NOT NULL DEFAULT session_user,
	acting_role	name NOT NULL,
	subject		text,
	subject_id	bigint,
	n			bigint NOT NULL DEFAULT 1,
	payload_hash bytea,
	chain		bytea,
	link		bigint,
	xid			xid8 NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON COLUMN audit_log.link IS 'Place in the chain, from 1: rows are chained when their transaction is over, so this is not the order of ids';
COMMENT ON TABLE audit_log IS 'Append-only, written in the transaction of the change: who did what to which ids by which rule; seal_audit() chains finished batches';
CREATE INDEX audit_log_subject ON audit_log (subject, subject_id);	-- the history of one thing
CREATE INDEX audit_log_unsealed ON audit_log (id) WHERE chain IS NULL;	-- what seal_audit() has yet to chain
CREATE UNIQUE INDEX audit_log_link ON audit_log (link) WHERE link IS NOT NULL;	-- the chain in its order, and its head

CREATE TABLE audit_payload (
	audit_id	bigint PRIMARY KEY REFERENCES audit_log,
	person_id	bigint,
	payload		jsonb NOT NULL
);
COMMENT ON TABLE audit_payload IS 'What an audit row was about, apart from it, so that it can be erased while the chain still verifies';
CREATE INDEX audit_payload_person ON audit_payload (person_id) WHERE person_id IS NOT NULL;	-- erase

CREATE TABLE personal_data (
	table_name	name,
	column_name	name,
	data_class	text NOT NULL CHECK (data_class IN ('key', 'identity', 'contact', 'scores', 'words', 'performance', 'process', 'protected', 'proof')),
	on_erase	text NOT NULL CHECK (on_erase IN ('delete', 'forget', 'keep')),
	step		integer NOT NULL,
	PRIMARY KEY (table_name, column_name)
);
COMMENT ON TABLE personal_data IS 'Every table and column that holds data of a person; class key names the column that points to the person; erase and export walk it in order of step';

-- delete: the row goes with the person; forget: the column is emptied; keep: proof that names no person
INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES
	('study', 'person_id', 'key', 'delete', 5), ('study', 'card', 'scores', 'delete', 5), ('study', 'rater_id', 'key', 'forget', 6),
	('standing', 'person_id', 'key', 'delete', 10), ('standing', 'assessed', 'scores', 'delete', 10), ('standing', 'fit_score', 'scores', 'delete', 10),
	('standing', 'benchmark', 'scores', 'delete', 10), ('standing', 'performance', 'performance', 'delete', 10),
	('standing', 'actual', 'performance', 'delete', 10), ('standing', 'gap', 'performance', 'delete', 10),
	('standing', 'exceeded', 'performance', 'delete', 10), ('standing', 'facts', 'performance', 'delete', 10), ('standing', 'performance_score', 'performance', 'delete', 10),
	('intervention', 'person_id', 'key', 'delete', 20), ('intervention', 'reason', 'performance', 'delete', 20),
	('intervention', 'predicted', 'scores', 'delete', 20), ('intervention', 'actual', 'performance', 'delete', 20),
	('intervention', 'gap_at_open', 'performance', 'delete', 20), ('intervention', 'gap_at_close', 'performance', 'delete', 20),
	('talent_pool_member', 'person_id', 'key', 'delete', 30), ('talent_pool_member', 'fit_score', 'scores', 'delete', 30),
	('talent_pool_member', 'reason', 'process', 'delete', 30),
	('answer', 'person_id', 'key', 'delete', 40), ('answer', 'body', 'words', 'delete', 40),
	('answer_archive', 'person_id', 'key', 'delete', 41), ('answer_archive', 'body', 'words', 'delete', 41),
	('assessment', 'person_id', 'key', 'delete', 50), ('assessment', 'raw', 'scores', 'delete', 50), ('assessment', 'scores', 'scores', 'delete', 50),
	('assessment_archive', 'person_id', 'key', 'delete', 51), ('assessment_archive', 'raw', 'scores', 'delete', 51),
	('assessment_archive', 'scores', 'scores', 'delete', 51),
	('received', 'person_id', 'key', 'forget', 52), ('received', 'external_id', 'identity', 'forget', 52), ('received', 'assessment_id', 'process', 'forget', 52),
	('performance_fact', 'person_id', 'key', 'delete', 60), ('performance_fact', 'value', 'performance', 'delete', 60),
	('performance_fact', 'rater_id', 'key', 'forget', 61),
	('benchmark', 'person_id', 'key', 'delete', 62), ('benchmark', 'scores', 'scores', 'delete', 62),
	('absence', 'person_id', 'key', 'delete', 63), ('absence', 'kind', 'process', 'delete', 63),
	('document', 'person_id', 'key', 'delete', 64), ('document', 'title', 'words', 'delete', 64), ('document', 'location', 'words', 'delete', 64),
	('document', 'sha256', 'identity', 'delete', 64),
	('employment_history', 'person_id', 'key', 'delete', 65), ('employment', 'manager_id', 'key', 'forget', 68), ('employment_history', 'manager_id', 'key', 'forget', 69),
	('employment', 'person_id', 'key', 'delete', 70), ('employment', 'leave_reason', 'process', 'delete', 70),
	('application', 'person_id', 'key', 'delete', 80), ('application', 'fit_score_at_decision', 'scores', 'delete', 80),
	('application_stage', 'reason', 'process', 'delete', 80),
	('consent', 'person_id', 'key', 'delete', 81), ('legal_hold', 'person_id', 'key', 'delete', 82), ('legal_hold', 'reason', 'process', 'delete', 82),
	('protected_attribute', 'person_id', 'key', 'delete', 83), ('protected_attribute', 'value', 'protected', 'delete', 83),
	('person_alias', 'person_id', 'key', 'delete', 84), ('person_alias', 'external_key', 'identity', 'delete', 84),
	('audit_payload', 'person_id', 'key', 'delete', 85), ('audit_payload', 'payload', 'process', 'delete', 85),
	('person', 'id', 'key', 'delete', 90), ('person', 'external_key', 'identity', 'delete', 90), ('person', 'name', 'identity', 'delete', 90),
	('person', 'email', 'contact', 'delete', 90), ('person', 'email_key', 'contact', 'delete', 90), ('person', 'phone', 'contact', 'delete', 90),
	('person', 'phone_key', 'contact', 'delete', 90), ('person', 'country', 'identity', 'delete', 90),
	('suppression', 'key_hash', 'proof', 'keep', 99), ('received', 'external_hash', 'proof', 'keep', 99), ('received', 'content_hash', 'proof', 'keep', 99);
