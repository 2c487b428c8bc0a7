-- The workspace of bench/facts.sh: a million employees, each with a benchmark and two facts.
-- Variables: people. The rows come in behind the triggers; rebuild_standing() then makes what the triggers would have.

SELECT aiehr.create_workspace('bench_facts');
SET search_path = bench_facts, aiehr, public;

INSERT INTO indicator (code, kind, lo, hi)
	SELECT 'i' || to_char(n, 'FM00'), CASE WHEN n % 2 = 0 THEN 'hard' ELSE 'soft' END, 0, 100 FROM generate_series(1, 12) n;
INSERT INTO criterion (code, lo, hi, aggregate) VALUES
	('delivery', 0, 100, 'mean'), ('peer', 1, 5, 'mean'), ('manager', 1, 5, 'mean'), ('projects', 0, 1, 'mean'), ('training', 0, 10, 'sum'), ('quality', 0, 100, 'last');
INSERT INTO predictor_map (indicator, criterion, weight) VALUES
	('i01', 'delivery', 1), ('i02', 'peer', 0.5), ('i02', 'projects', 0.5), ('i03', 'manager', 1), ('i04', 'quality', 1), ('i05', 'training', 1);
INSERT INTO org_unit (code, name) SELECT 'd' || n, 'Department ' || n FROM generate_series(1, 8) n;
INSERT INTO job (code, title) SELECT 'j' || n, 'Job ' || n FROM generate_series(1, 3) n;
INSERT INTO instrument (code, version) VALUES ('interview', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by)
	SELECT 'j' || n, 'fit', (SELECT scorecard_agg(code, 1) FROM indicator), 'approved', 'bench' FROM generate_series(1, 3) n
	UNION ALL
	SELECT 'j' || n, 'performance', (SELECT scorecard_agg(code, 1) FROM criterion), 'approved', 'bench' FROM generate_series(1, 3) n;
INSERT INTO offering (code, kind) VALUES ('course', 'course'), ('rotation', 'rotation');
INSERT INTO intervention_rule (indicator, direction, min_gap, offering, priority)
	SELECT 'i' || to_char(n, 'FM00'), 'under', g, o, p FROM generate_series(1, 5) n, (VALUES (0.15, 'course', 1), (0.3, 'rotation', 0)) r (g, o, p);

SET session_replication_role = replica;
INSERT INTO person (external_key) SELECT 'p' || n FROM generate_series(1, :people) n;
INSERT INTO employment (person_id, job, org_unit, hired_on)
	SELECT id, 'j' || 1 + id % 3, 'd' || 1 + id % 8, date '2024-01-01' + (id % 300)::int FROM person ORDER BY id;
INSERT INTO assessment (person_id, employment_id, instrument, instrument_version, taken_at, raw, scores)
	SELECT e.person_id, e.id, 'interview', '1', timestamptz '2023-12-01 12:00+00', c.card, c.card
	FROM employment e
	CROSS JOIN LATERAL (SELECT scorecard_agg(i.code, 50 + abs(hashint8extended(e.person_id * 12 + ascii(right(i.code, 1)), 1) % 4500) / 100.0) AS card FROM indicator i) c
	ORDER BY e.person_id;
INSERT INTO benchmark (employment_id, person_id, valid_from, scores)
	SELECT e.id, e.person_id, e.hired_on, a.scores FROM employment e JOIN assessment a ON a.employment_id = e.id ORDER BY e.id;
-- close to what was predicted, so that a tenth or so of the gaps is exceeded
CREATE TABLE bench_fact AS
	SELECT p.id AS person_id, c.code AS criterion, k, daterange('2025-01-01'::date + 91 * (k - 1), '2025-01-01'::date + 91 * k) AS period,
		c.lo + (c.hi - c.lo) * least(100, greatest(0, (b.scores -> m.indicator) + (abs(hashint8extended(p.id * 8 + k, 7) % 2400) - 1000) / 100.0)) / 100 AS value
	FROM person p
	JOIN benchmark b ON b.person_id = p.id
	CROSS JOIN generate_series(1, 3) k
	JOIN (SELECT code, lo, hi, row_number() OVER (ORDER BY code) - 1 AS i FROM criterion) c
		ON c.i = abs(hashint8extended(p.id, k) % 6)
	JOIN (SELECT criterion, min(indicator) AS indicator FROM predictor_map GROUP BY criterion) m ON m.criterion = c.code;
INSERT INTO performance_fact (person_id, criterion, period, value, source, external_id)
	SELECT person_id, criterion, period, value, 'history', person_id || '-' || k FROM bench_fact WHERE k < 3 ORDER BY person_id;
RESET session_replication_role;
VACUUM ANALYZE;
\timing on
SELECT rebuild_standing() AS people_rebuilt;
\timing off
VACUUM ANALYZE;
CHECKPOINT;
