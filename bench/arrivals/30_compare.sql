-- Pairs of records of one person: as they are kept, and as deduplicate() finds them by the same model in all records at once.
SET client_min_messages = warning;
SET jit = off;
CREATE VIEW public.every_record AS SELECT line, name, email, phone, id_number, birth_date, city, school, employer FROM public.record;
CREATE TABLE public.batch AS
	SELECT d.record::bigint AS line, d.cluster
	FROM arrivals.match_model m, aiehr.deduplicate('public.every_record', 'line', m.model) AS d
	WHERE m.in_force;
WITH joined AS (
	SELECT b.line, b.cluster, s.person_id FROM public.batch b JOIN arrivals.source_record s ON s.external_id = b.line::text AND s.source NOT LIKE '@%'
),
batch AS (SELECT sum(n * (n - 1) / 2) AS pairs FROM (SELECT count(*) AS n FROM joined GROUP BY cluster) c),
kept AS (SELECT sum(n * (n - 1) / 2) AS pairs FROM (SELECT count(*) AS n FROM joined GROUP BY person_id) c),
both_ways AS (SELECT sum(n * (n - 1) / 2) AS pairs FROM (SELECT count(*) AS n FROM joined GROUP BY cluster, person_id) c)
SELECT k.pairs AS "pairs kept", b.pairs AS "pairs of the batch", w.pairs AS "in both", round(w.pairs / (k.pairs + b.pairs - w.pairs), 5) AS agreement,
	(SELECT count(*) FROM arrivals.match_review) AS "for review", (SELECT count(*) FROM arrivals.person_merge) AS merges
FROM batch b, kept k, both_ways w;
-- of the pairs with a record that arrived
WITH joined AS (
	SELECT b.line, b.cluster, s.person_id, r.arrives
	FROM public.batch b
	JOIN arrivals.source_record s ON s.external_id = b.line::text AND s.source NOT LIKE '@%'
	JOIN public.record r ON r.line = b.line
),
pairs AS (
	SELECT a.line, o.line AS other, true AS in_batch, a.person_id = o.person_id AS is_kept
	FROM joined a JOIN joined o ON o.cluster = a.cluster
	WHERE a.arrives AND o.line <> a.line AND (NOT o.arrives OR o.line > a.line)
	UNION
	SELECT a.line, o.line, a.cluster = o.cluster, true
	FROM joined a JOIN joined o ON o.person_id = a.person_id
	WHERE a.arrives AND o.line <> a.line AND (NOT o.arrives OR o.line > a.line)
)
SELECT count(*) AS "pairs that arrived", count(*) FILTER (WHERE in_batch AND NOT is_kept) AS "only in the batch", count(*) FILTER (WHERE is_kept AND NOT in_batch) AS "only kept",
	round(avg((in_batch AND is_kept)::integer), 5) AS agreement
FROM pairs;
