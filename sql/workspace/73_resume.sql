-- Resumes that were read, and the claims that wait for somebody to accept them.

CREATE FUNCTION record_resume(sha256 bytea, fields jsonb, location text, title text DEFAULT NULL, media_type text DEFAULT NULL)
	RETURNS TABLE (person_id bigint, document_id bigint, made boolean, n_claims bigint)
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT r.person_id, r.document_id, r.made, r.n_claims FROM aiehr._record_resume('policy'::regclass, sha256, fields, location, title, media_type) r;
END;
REVOKE ALL ON FUNCTION record_resume(bytea, jsonb, text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION record_resume(bytea, jsonb, text, text, text) IS
	'Stores what was read from a resume, once by the SHA-256 of the file: a document, and the fields (of aiehr.resume_fields(), with page, box and confidence) as proposed claims about the person whom identity number, e-mail address or telephone number name, who is made where nobody is known by them';

CREATE FUNCTION find_resume(sha256 bytea) RETURNS TABLE (person_id bigint, n_claims bigint)
	LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT r.person_id, (SELECT count(*) FROM claim c WHERE c.source_record_id = r.id AND c.withdrawn_at IS NULL)
	FROM source_record r
	WHERE r.source = 'resume' AND r.external_id = encode(sha256, 'hex');
END;
REVOKE ALL ON FUNCTION find_resume(bytea) FROM PUBLIC;
COMMENT ON FUNCTION find_resume(bytea) IS 'The person of a resume that was read before, by the SHA-256 of the file, and its claims; no row: it was not';

CREATE FUNCTION accept_claims(claims bigint[]) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._decide_claims('policy'::regclass, claims, true);
END;
REVOKE ALL ON FUNCTION accept_claims(bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION accept_claims(bigint[]) IS 'Lets proposed claims count: golden values and conflicts follow; returns how many waited for it';

CREATE FUNCTION reject_claims(claims bigint[]) RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT aiehr._decide_claims('policy'::regclass, claims, false);
END;
REVOKE ALL ON FUNCTION reject_claims(bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION reject_claims(bigint[]) IS 'Keeps proposed claims from ever counting, and empties what the person was made with by them; returns how many waited for it';

CREATE VIEW claim_proposed WITH (security_invoker = true) AS
	SELECT c.id AS claim_id, c.person_id, c.field, c.raw AS value, c.normalised, c.valid, c.note, c.confidence, c.page, c.box,
		r.source, r.external_id, d.location, c.claimed_at, g.value AS golden_value
	FROM claim c
	JOIN source_record r ON r.id = c.source_record_id
	JOIN profile_field f ON f.code = c.field
	LEFT JOIN golden_value g ON g.person_id = c.person_id AND g.field = c.field
	LEFT JOIN LATERAL (
		SELECT d.location FROM document d WHERE d.person_id = c.person_id AND encode(d.sha256, 'hex') = r.external_id ORDER BY d.id DESC LIMIT 1
	) d ON true
	WHERE c.status = 'proposed' AND c.withdrawn_at IS NULL
	ORDER BY c.person_id, f.place, c.id;
COMMENT ON VIEW claim_proposed IS 'Claims that were read by a program and wait for accept_claims() or reject_claims(), with where they stand in which document and what is held true now';
COMMENT ON COLUMN claim_proposed.claim_id IS 'What accept_claims() and reject_claims() are told';
COMMENT ON COLUMN claim_proposed.person_id IS 'The person';
COMMENT ON COLUMN claim_proposed.field IS 'The field';
COMMENT ON COLUMN claim_proposed.value IS 'The value as it was read';
COMMENT ON COLUMN claim_proposed.normalised IS 'The form it is compared in; NULL: invalid';
COMMENT ON COLUMN claim_proposed.valid IS 'Whether it passed the check of its kind';
COMMENT ON COLUMN claim_proposed.note IS 'Why it is invalid, as a code';
COMMENT ON COLUMN claim_proposed.confidence IS 'How sure the reading is, 0..1';
COMMENT ON COLUMN claim_proposed.page IS 'Page of the document, from 1';
COMMENT ON COLUMN claim_proposed.box IS 'Left, top, right, bottom on the page in shares of its width and height, 0..1';
COMMENT ON COLUMN claim_proposed.source IS 'Code of the source';
COMMENT ON COLUMN claim_proposed.external_id IS 'The record''s id there; of a resume the SHA-256 of its file';
COMMENT ON COLUMN claim_proposed.location IS 'Where the document lies';
COMMENT ON COLUMN claim_proposed.claimed_at IS 'When it was said';
COMMENT ON COLUMN claim_proposed.golden_value IS 'What is held true of the person now';
