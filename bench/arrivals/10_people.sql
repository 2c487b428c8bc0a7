-- The people of all records but the last :arriving, as deduplicate() clusters them, in a workspace; straight into its tables, since this is
-- not what is measured.
SET client_min_messages = warning;
SET jit = off;
SET search_path = arrivals, aiehr, public;
ALTER TABLE public.record ADD COLUMN arrives boolean NOT NULL DEFAULT false;
UPDATE public.record SET arrives = true WHERE line IN (SELECT line FROM public.record ORDER BY hashint8(line), line LIMIT :arriving);
CREATE VIEW public.standing_record AS SELECT line, name, email, phone, id_number, birth_date, city, school, employer FROM public.record WHERE NOT arrives;
-- one model for those who are there, those who arrive and the batch
CREATE TABLE public.fitted AS
	SELECT aiehr.fit_match_model('public.standing_record', 'line', aiehr.match_fields('public.standing_record', '{line}')) AS model;
CREATE TABLE public.clustered AS
	SELECT d.record::bigint AS line, d.cluster
	FROM public.fitted AS f, aiehr.deduplicate('public.standing_record', 'line', f.model) AS d;
SET session_replication_role = replica;
INSERT INTO person (id, country) OVERRIDING SYSTEM VALUE SELECT DISTINCT cluster, 'CN' FROM public.clustered;
SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person \g (format=unaligned tuples_only=on) /dev/null
INSERT INTO source (code) SELECT DISTINCT source FROM public.record;
INSERT INTO source_record (person_id, source, external_id, received_at, payload_hash)
	SELECT c.cluster, r.source, r.line, r.applied_at::timestamptz, ''
	FROM public.record r
	JOIN public.clustered c ON c.line = r.line;
INSERT INTO claim (person_id, field, raw, normalised, valid, note, source_record_id, claimed_at)
	SELECT s.person_id, v.field, v.raw, k.normalised, k.valid, k.note, s.id, s.received_at
	FROM source_record s
	JOIN public.record r ON r.line = s.external_id::bigint
	CROSS JOIN LATERAL (VALUES ('name', r.name), ('email', r.email), ('phone', r.phone), ('id_number', r.id_number), ('birth_date', r.birth_date),
		('city', r.city), ('school', r.school), ('employer', r.employer)) AS v (field, raw)
	JOIN profile_field f ON f.code = v.field
	CROSS JOIN LATERAL _check_claim(f.kind, v.raw, 'CN') AS k
	WHERE v.raw <> '';
SET session_replication_role = origin;
INSERT INTO match_model (model, records, fitted_by) SELECT model, (SELECT count(*) FROM public.clustered), CURRENT_USER FROM public.fitted;
ANALYZE person, source_record, claim;
