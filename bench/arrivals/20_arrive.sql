-- The others arrive, each in a transaction of its own: first as rows of person, which the triggers match and which are deleted again, then as
-- records of their sources.
SET client_min_messages = warning;
CREATE TABLE public.arrival (way text, line bigint, took float8);
DO $$
DECLARE
	r			record;
	began		timestamptz;
	made		bigint;
BEGIN
	FOR r IN SELECT a.* FROM public.record a WHERE a.arrives ORDER BY a.line LOOP
		began := clock_timestamp();
		INSERT INTO arrivals.person (name, email, phone) VALUES (r.name, nullif(r.email, ''), nullif(r.phone, '')) RETURNING id INTO made;
		INSERT INTO public.arrival VALUES ('row of person', r.line, extract(epoch FROM clock_timestamp() - began) * 1000);
		COMMIT;
		DELETE FROM arrivals.person WHERE id = made;
		COMMIT;
	END LOOP;
	FOR r IN SELECT a.line, a.message FROM (
			SELECT c.line, jsonb_build_object('source', c.source, 'external_id', c.line::text, 'received_at', c.applied_at, 'claims',
				jsonb_build_object('name', c.name, 'email', c.email, 'phone', c.phone, 'id_number', c.id_number, 'birth_date', c.birth_date, 'city', c.city,
					'school', c.school, 'employer', c.employer)) AS message
			FROM public.record c
			WHERE c.arrives) a
		ORDER BY a.line LOOP
		began := clock_timestamp();
		PERFORM FROM arrivals.record_claims(r.message);
		INSERT INTO public.arrival VALUES ('record_claims()', r.line, extract(epoch FROM clock_timestamp() - began) * 1000);
		COMMIT;
	END LOOP;
END
$$;
SELECT way AS "arrived as", count(*) AS n, round(avg(took)::numeric, 2) AS "mean ms", round(percentile_cont(0.5) WITHIN GROUP (ORDER BY took)::numeric, 2) AS median,
	round(percentile_cont(0.99) WITHIN GROUP (ORDER BY took)::numeric, 2) AS "p99", round(max(took)::numeric, 2) AS worst
FROM public.arrival
GROUP BY way
ORDER BY way DESC;
