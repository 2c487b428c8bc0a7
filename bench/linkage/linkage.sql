-- One run over the table record: what is compared, precision, recall and F1 of clusters over pairs at the default threshold, calibration
-- of pairs, time and memory. Variables: truth, the column; mapping, a jsonb object; without, an array of columns.

SET client_min_messages = warning;
SET search_path = pg_catalog;
ALTER TABLE public.record ADD COLUMN IF NOT EXISTS linkage_row bigint GENERATED ALWAYS AS IDENTITY;
SELECT format('SELECT linkage_row, coalesce(substring(%1$I FROM ''^rec-([0-9]+)-''), %1$I) AS person FROM public.record', :'truth') AS truths \gset

-- the columns that are compared: by name, then as the mapping says
WITH named AS (
	SELECT f, place
	FROM jsonb_array_elements(aiehr.match_fields('public.record', ARRAY(SELECT jsonb_array_elements_text(:'without')) || :'truth'::text || 'linkage_row'::text)
		-> 'fields') WITH ORDINALITY AS field(f, place)
	WHERE NOT :'mapping'::jsonb ? (f ->> 'column')),
mapped AS (
	SELECT jsonb_build_object('field', key, 'column', key, 'as', value) AS f, 1000 + row_number() OVER (ORDER BY key COLLATE "C") AS place
	FROM jsonb_each_text(:'mapping'::jsonb)
	WHERE value IS NOT NULL AND key <> :'truth' AND NOT :'without'::jsonb ? key)
SELECT jsonb_build_object('fields', jsonb_agg(f ORDER BY place)) AS model
FROM (SELECT * FROM named UNION ALL SELECT * FROM mapped) AS fields \gset

SELECT clock_timestamp() AS began \gset
CREATE TEMPORARY TABLE found AS SELECT * FROM aiehr.deduplicate('public.record', 'linkage_row', :'model');
SELECT round(extract(epoch FROM clock_timestamp() - :'began'::timestamptz), 1) AS seconds, pg_backend_pid() AS pid \gset
\setenv LINKAGE_PID :pid
\set memory `awk '/^VmHWM/ { peak = $2 } /^RssShmem/ { shared = $2 } END { printf "%d", (peak - shared) / 1024 }' /proc/$LINKAGE_PID/status 2>/dev/null || echo 0`
CREATE TEMPORARY TABLE person AS :truths;

\echo
SELECT string_agg(format('%s: %s', f ->> 'column', f ->> 'as'), ', ') AS "compared"
FROM jsonb_array_elements(:'model'::jsonb -> 'fields') AS f;

WITH joined AS (
	SELECT f.cluster, p.person FROM found AS f JOIN person AS p ON p.linkage_row = f.record::bigint),
said AS (SELECT sum(n * (n - 1) / 2) AS pairs, count(*) AS people FROM (SELECT count(*) AS n FROM joined GROUP BY cluster) AS c),
true_ones AS (SELECT sum(n * (n - 1) / 2) AS pairs, count(*) AS people FROM (SELECT count(*) AS n FROM joined GROUP BY person) AS c),
both_ones AS (SELECT sum(n * (n - 1) / 2) AS pairs FROM (SELECT count(*) AS n FROM joined GROUP BY cluster, person) AS c)
SELECT (SELECT count(*) FROM found) AS records, t.people, s.people AS clusters, t.pairs AS "true pairs", s.pairs AS "pairs found",
	round(b.pairs / nullif(s.pairs, 0), 4) AS precision, round(b.pairs / nullif(t.pairs, 0), 4) AS recall,
	round(2 * b.pairs / nullif(s.pairs + t.pairs, 0), 4) AS "F1", :'seconds' AS seconds, nullif(:'memory', '0') AS "MB",
	(SELECT coalesce(sum(jsonb_array_length(refused)), 0) FROM found) AS "for review"
FROM said AS s, true_ones AS t, both_ones AS b;

-- stated probabilities and what is true of them, bin by bin and from a bin on
SELECT lo AS "probability from", hi AS "to", pairs, round(mean, 4) AS "mean", round(true_ones / pairs, 4) AS "true",
	round(sum(mean * pairs) OVER up / sum(pairs) OVER up, 4) AS "mean from here on", round(sum(true_ones) OVER up / sum(pairs) OVER up, 4) AS "true from here on"
FROM (
	SELECT lo, hi, count(*)::numeric AS pairs, avg(m.probability)::numeric AS mean, sum((a.person = b.person)::integer)::numeric AS true_ones
	FROM aiehr.match_pairs('public.record', 'linkage_row', :'model') AS m
	JOIN person AS a ON a.linkage_row = m.a::bigint JOIN person AS b ON b.linkage_row = m.b::bigint
	JOIN (VALUES (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 0.999), (0.999, 1.01)) AS bin(lo, hi)
		ON m.probability >= lo AND m.probability < hi
	GROUP BY lo, hi
) AS b
WINDOW up AS (ORDER BY lo DESC)
ORDER BY lo;
DROP TABLE found, person;
