-- A workspace of bench/leavers.sh. Variables: schema, people. Every third employee works in a unit that is about to close;
-- each has one or two assessments of twelve indicators, every fifth an intervention open, every tenth a place in a pool.
-- The rows come in behind the triggers, standing included: what is measured is leaving alone.
SET search_path = :"schema", aiehr, public;
SET session_replication_role = replica;

INSERT INTO indicator (code, kind, lo, hi)
	SELECT 'i' || to_char(n, 'FM00'), CASE WHEN n % 2 = 0 THEN 'hard' ELSE 'soft' END, 0, 100 FROM generate_series(1, 12) n;
INSERT INTO org_unit (code, name) SELECT 'd' || n, 'Department ' || n FROM generate_series(0, 8) n;
INSERT INTO job (code, title) SELECT 'j' || n, 'Job ' || n FROM generate_series(0, 4) n;
INSERT INTO instrument (code, version) VALUES ('interview', '1');
INSERT INTO weighting (job, purpose, weights, status, approved_by, in_force)
	SELECT 'j' || n, 'fit', (SELECT scorecard_agg(code, 1) FROM indicator), 'approved', 'bench', true FROM generate_series(0, 4) n;
INSERT INTO talent_pool (code, name, population, share) VALUES ('core', 'Core', 'employees', 0.2);

INSERT INTO person (external_key) SELECT 'p' || n FROM generate_series(1, :people) n;
INSERT INTO application (person_id, job, stage, opened_at, decided_at, last_activity)
	SELECT id, 'j' || id % 5, 'hired', '2023-11-01', '2023-12-15', '2023-12-15' FROM person ORDER BY id;
INSERT INTO employment (person_id, job, org_unit, application_id, core, hired_on)
	SELECT a.person_id, a.job, 'd' || a.person_id % 9, a.id, false, date '2024-01-01' + (a.person_id % 300)::int FROM application a ORDER BY a.id;
INSERT INTO assessment (person_id, application_id, employment_id, vendor, external_id, instrument, instrument_version, kind, taken_at, raw, scores)
	SELECT e.person_id, CASE k WHEN 1 THEN e.application_id END, CASE k WHEN 2 THEN e.id END, 'vendor', 'x' || e.person_id || '-' || k,
		'interview', '1', CASE k WHEN 1 THEN 'interview' ELSE 'reassessment' END, timestamptz '2023-12-01 12:00+00' + (k - 1) * interval '2 years', c.card, c.card
	FROM employment e
	CROSS JOIN LATERAL generate_series(1, 1 + (e.person_id % 2)::int) k
	CROSS JOIN LATERAL (SELECT scorecard_agg(i.code, 50 + abs(hashint8extended(e.person_id * 12 + ascii(right(i.code, 1)), k) % 4500) / 100.0) AS card FROM indicator i) c
	ORDER BY e.person_id, k;
INSERT INTO benchmark (employment_id, person_id, valid_from, scores)
	SELECT e.id, e.person_id, e.hired_on, a.scores FROM employment e JOIN assessment a ON a.application_id = e.application_id ORDER BY e.id;
INSERT INTO standing (person_id, job, employment_id, hired_on, assessed, fit_score, benchmark, benchmark_from)
	SELECT e.person_id, e.job, e.id, e.hired_on, b.scores, 60, b.scores, b.valid_from FROM employment e JOIN benchmark b ON b.employment_id = e.id ORDER BY e.id;
INSERT INTO intervention (employment_id, person_id, indicator, direction, reason, gap_rule, threshold, predicted, actual, gap_at_open, n_facts)
	SELECT e.id, e.person_id, 'i01', 'under', 'gap', 'relative', 0.15, 80, 55, -0.3125, 3 FROM employment e WHERE e.person_id % 5 = 0 ORDER BY e.id;
INSERT INTO talent_pool_member (pool, person_id, job, origin, reason)
	SELECT 'core', e.person_id, e.job, 'automatic', 'rank' FROM employment e WHERE e.person_id % 10 = 0 ORDER BY e.id;
RESET session_replication_role;
