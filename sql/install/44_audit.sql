-- The audit log: written in the transaction of the change, chained afterwards, verified at any time.

CREATE FUNCTION aiehr._audit(action text, rule text, subject text, subject_id bigint, n bigint,
	payload jsonb DEFAULT NULL, person_id bigint DEFAULT NULL) RETURNS void
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_audit';
COMMENT ON FUNCTION aiehr._audit(text, text, text, bigint, bigint, jsonb, bigint) IS
	'Writes an audit row into the workspace that was entered; the payload is stored apart, only its keyed hash is in the row';

CREATE FUNCTION aiehr._audit_guard() RETURNS trigger
	LANGUAGE c VOLATILE AS 'MODULE_PATHNAME', 'aiehr_audit_guard';
COMMENT ON FUNCTION aiehr._audit_guard() IS 'Trigger of audit_log, argument table: refuses TRUNCATE, DELETE and every UPDATE but the one that adds a link';

CREATE FUNCTION aiehr._audit_link(state bytea, head bytea, row_text text) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'aiehr_audit_link';
COMMENT ON FUNCTION aiehr._audit_link(bytea, bytea, text) IS
	'SHA-256 of the link before (state, or head where that is NULL) followed by the text of a row in UTF-8';

CREATE AGGREGATE aiehr._audit_chain(bytea, text) (
	SFUNC = aiehr._audit_link, STYPE = bytea, PARALLEL = SAFE);
COMMENT ON AGGREGATE aiehr._audit_chain(bytea, text) IS 'Links of an audit log in the order of its rows, from the head so far on; as a window function one a row';

-- Rows of transactions that are over; those that a dump brought from another server may have numbers that are yet to come here.
CREATE FUNCTION aiehr._seal_audit(anchor regclass, OUT head bytea, OUT sealed bigint, OUT total bigint)
	LANGUAGE plpgsql VOLATILE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	last_link	bigint;
BEGIN
	PERFORM aiehr._enter(anchor);
	-- one at a time: the chain has one end; the number is 'audi'
	PERFORM pg_advisory_xact_lock((1635083369::bigint << 32) | anchor::oid::bigint);
	SELECT l.link, l.chain INTO last_link, head FROM audit_log l WHERE l.link IS NOT NULL ORDER BY l.link DESC LIMIT 1;
	last_link := coalesce(last_link, 0);
	WITH batch AS (
		SELECT l.id, last_link + row_number() OVER w AS link, _audit_chain(head, audit_text(l)) OVER w AS chain
		FROM audit_log l
		WHERE l.chain IS NULL
			AND (l.xid < pg_snapshot_xmin(pg_current_snapshot())
				OR (l.xid >= pg_snapshot_xmax(pg_current_snapshot()) AND l.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()))
		WINDOW w AS (ORDER BY l.id)
	)
	UPDATE audit_log l SET link = b.link, chain = b.chain FROM batch b WHERE l.id = b.id;
	GET DIAGNOSTICS sealed = ROW_COUNT;
	SELECT l.link, l.chain INTO last_link, head FROM audit_log l WHERE l.link IS NOT NULL ORDER BY l.link DESC LIMIT 1;
	total := coalesce(last_link, 0);
END
$$;
COMMENT ON FUNCTION aiehr._seal_audit(regclass) IS
	'Chains the audit rows of finished transactions; the hash at the head of the chain, how many rows were sealed now and how many there are in all';
