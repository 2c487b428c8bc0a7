-- How rows come in one by one, each taken or refused by itself, and what aiehr import keeps of the files it brought.

CREATE FUNCTION receive_people(people jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.item, r.outcome, r.id, r.field, r.value, r.sqlstate, r.reason, r.hint
		FROM aiehr._receive_people('policy'::regclass, people, false) r;
	END;
REVOKE ALL ON FUNCTION receive_people(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION receive_people(jsonb[]) IS
	'Makes people and fills in what is not known of them yet: one row each by its place in the array, new, changed, same or bad with field, value as sent, SQLSTATE and reason';

CREATE FUNCTION correct_people(people jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.item, r.outcome, r.id, r.field, r.value, r.sqlstate, r.reason, r.hint
		FROM aiehr._receive_people('policy'::regclass, people, true) r;
	END;
REVOKE ALL ON FUNCTION correct_people(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION correct_people(jsonb[]) IS
	'As receive_people(), and names, addresses, numbers and countries that are stored otherwise become what is sent; keys never do';

CREATE FUNCTION receive_assessments(messages jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.item, r.outcome, r.id, r.field, r.value, r.sqlstate, r.reason, r.hint
		FROM aiehr._receive_assessments('policy'::regclass, messages) r;
	END;
REVOKE ALL ON FUNCTION receive_assessments(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION receive_assessments(jsonb[]) IS
	'record_assessments() with the outcome in one word, and the SQLSTATE of what is wrong: one row each by its place in the array, new, same or bad';

CREATE FUNCTION receive_facts(facts jsonb[])
	RETURNS TABLE (item bigint, outcome text, id bigint, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.item, r.outcome, r.id, r.field, r.value, r.sqlstate, r.reason, r.hint
		FROM aiehr._receive_facts('policy'::regclass, facts) r;
	END;
REVOKE ALL ON FUNCTION receive_facts(jsonb[]) FROM PUBLIC;
COMMENT ON FUNCTION receive_facts(jsonb[]) IS
	'Stores performance facts, those that can be: one row each by its place in the array, new, same or bad with field, value as sent, SQLSTATE and reason';

-- Reads the staging table as whoever calls it, so that only what it hands on runs with the owner's rights.
CREATE FUNCTION import_rows(staging regclass, plan jsonb, correct boolean, after_row bigint, last_row bigint)
	RETURNS TABLE (line bigint, outcome text, field text, value text, sqlstate text, reason text, hint text)
	LANGUAGE sql VOLATILE SECURITY INVOKER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT r.line, r.outcome, r.field, r.value, r.sql_state, r.reason, r.hint
		FROM aiehr._import_rows('policy'::regclass, staging, plan, correct, after_row, last_row) r;
	END;
REVOKE ALL ON FUNCTION import_rows(regclass, jsonb, boolean, bigint, bigint) FROM PUBLIC;
COMMENT ON FUNCTION import_rows(regclass, jsonb, boolean, bigint, bigint) IS
	'For aiehr import: brings in the rows of its staging table after one number up to another, by a plan of aiehr._import_plan(); the outcome of each by its line in the file';

CREATE FUNCTION import_start(kind text, import_id text, digest bytea, n_rows bigint, resume boolean, wait boolean)
	RETURNS TABLE (state text, id text, done bigint, finished_at timestamptz)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		SELECT s.state, s.id, s.done, s.finished_at
		FROM aiehr._import_start('policy'::regclass, kind, import_id, digest, n_rows, resume, wait) s;
	END;
REVOKE ALL ON FUNCTION import_start(text, text, bytea, bigint, boolean, boolean) FROM PUBLIC;
COMMENT ON FUNCTION import_start(text, text, bytea, bigint, boolean, boolean) IS
	'For aiehr import: enters a file or finds that it was imported before; state is begun, resumed, finished, or busy while another session imports the same';

CREATE FUNCTION import_progress(import_id text, up_to bigint, added_new bigint, added_changed bigint, added_same bigint, added_bad bigint) RETURNS boolean
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
	BEGIN ATOMIC
		UPDATE import_run r
		SET done = up_to, n_new = r.n_new + added_new, n_changed = r.n_changed + added_changed, n_same = r.n_same + added_same, n_bad = r.n_bad + added_bad,
			finished_at = CASE WHEN up_to = r.n_rows THEN clock_timestamp() END
		WHERE r.id = import_id AND r.finished_at IS NULL AND up_to BETWEEN r.done AND r.n_rows
		RETURNING true;
	END;
REVOKE ALL ON FUNCTION import_progress(text, bigint, bigint, bigint, bigint, bigint) FROM PUBLIC;
COMMENT ON FUNCTION import_progress(text, bigint, bigint, bigint, bigint, bigint) IS
	'For aiehr import: notes in the transaction of the rows how far an import has come; true, or NULL when there is none that is open';
