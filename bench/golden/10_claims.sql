-- People without a word about them, and what the records claim, through the function that applications call.
SET search_path = golden, aiehr, public;
INSERT INTO person (external_key, country) SELECT DISTINCT person_id, 'CN' FROM public.record ORDER BY person_id;
ANALYZE person;
SELECT sum(c.n_claims) || ' claims of ' || sum(c.records) || ' records'
FROM (SELECT DISTINCT (line - 1) / 10000 AS part FROM public.record) p
CROSS JOIN LATERAL (
	SELECT jsonb_agg(jsonb_build_object('source', r.source, 'external_id', r.rec_id, 'person', r.person_id, 'received_at', r.applied_at,
		'claims', (SELECT jsonb_object_agg(CASE j.key WHEN 'education' THEN 'education_highest' ELSE j.key END, j.value)
			FROM jsonb_each_text(to_jsonb(r)) AS j
			WHERE j.key IN ('name', 'birth_date', 'id_number', 'phone', 'email', 'city', 'school', 'education', 'employer', 'title')))) AS records
	FROM public.record r
	WHERE (r.line - 1) / 10000 = p.part
) b
CROSS JOIN LATERAL (SELECT sum(c.n_claims) AS n_claims, count(*) AS records FROM record_claims(b.records) c) c;
