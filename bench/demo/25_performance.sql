-- What the company's systems would say of people's work, half-year by half-year.
--
-- A criterion shows, weakly, the traits that its indicators measure: that is the validity which a study has to find.
-- The rest is the person's luck, the climate of the department and the half-year's chance. Who has completed a measure does
-- better afterwards in the criteria that its indicator predicts.

CREATE TABLE source.half_year AS
	SELECT daterange(starts::date, (starts + interval '6 months')::date) AS period
	FROM generate_series(timestamp '2023-07-01', timestamp '2025-01-01', interval '6 months') AS starts;

-- who gained what by a measure, and from when on it shows
CREATE TABLE source.trained (n bigint, indicator text, shows_from date, PRIMARY KEY (n, indicator));

-- who works when: first spells and returns
CREATE VIEW source.spell AS
	SELECT c.n, c.job, c.org_unit, c.climate, c.luck, c.manager, c.hired_on, l.left_on
	FROM source.career c
	LEFT JOIN source.leaver l ON l.n = c.n
	UNION ALL
	SELECT c.n, c.job, c.org_unit, c.climate, c.luck, c.manager, r.hired_on, NULL
	FROM source.career c
	JOIN source.rehire r ON r.n = c.n;

-- which criteria count in which job, who says so, and where their middle lies on 0..100
CREATE TABLE source.measured AS
	SELECT *
	FROM (VALUES
		('dev',     'delivery',        'system',   1, 73), ('dev',     'cross_team',      'system',   1, 71),
		('dev',     'peer_rating',     'peer',     2, 74), ('dev',     'manager_rating',  'manager',  1, 73),
		('sales',   'sales',           'system',   2, 50), ('sales',   'customer_rating', 'customer', 1, 75),
		('sales',   'manager_rating',  'manager',  1, 73), ('sales',   'cross_team',      'system',   1, 71),
		('sales',   'peer_rating',     'peer',     1, 74),
		('service', 'customer_rating', 'customer', 2, 74), ('service', 'delivery',        'system',   1, 73),
		('service', 'peer_rating',     'peer',     2, 75), ('service', 'manager_rating',  'manager',  1, 73),
		('service', 'cross_team',      'system',   1, 71)) AS m (job, criterion, rater_kind, times, middle);

CREATE FUNCTION source.facts(half daterange) RETURNS TABLE (external_key text, criterion text, period daterange, value float8,
		rater_kind text, rater text, external_id text)
	LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH worker AS (
		-- two months of a half-year are enough to be judged by
		SELECT s.*, p.external_key
		FROM source.spell s
		JOIN source.person p ON p.n = s.n
		WHERE least(coalesce(s.left_on, upper(half)), upper(half)) - greatest(s.hired_on, lower(half)) >= 60
	), talent AS (
		SELECT w.n, m.criterion, sum(m.weight * (t.level + coalesce(g.gain, 0))) / sum(m.weight) AS level
		FROM worker w
		CROSS JOIN hr.predictor_map m
		JOIN source.trait t ON t.n = w.n AND t.indicator = m.indicator
		LEFT JOIN LATERAL (
			SELECT 2.8 AS gain FROM source.trained x
			WHERE x.n = w.n AND x.indicator = m.indicator AND x.shows_from <= lower(half)
		) g ON true
		GROUP BY w.n, m.criterion
	), achieved AS (
		SELECT w.*, m.criterion, m.rater_kind, i AS nth,
			m.middle + w.climate * 0.8
				+ 9 * (0.48 * t.level + 0.62 * w.luck
					+ 0.55 * source.normal(w.n, concat_ws('/', 'fact', m.criterion, lower(half), i))) AS score
		FROM worker w
		JOIN source.measured m ON m.job = w.job
		JOIN talent t ON t.n = w.n AND t.criterion = m.criterion
		CROSS JOIN LATERAL generate_series(1, m.times) AS i
	), on_scale AS (
		SELECT a.*, greatest(0, least(100, a.score)) AS percent,
			-- sales of a quarter
			daterange((lower(half) + CASE WHEN a.criterion = 'sales' THEN (a.nth - 1) * interval '3 months' ELSE '0' END)::date,
				(lower(half) + CASE WHEN a.criterion = 'sales' THEN a.nth * interval '3 months' ELSE '6 months' END)::date) AS during
		FROM achieved a
	)
	SELECT o.external_key, o.criterion, o.during,
		CASE WHEN o.criterion = 'sales' THEN round((150 * exp(0.03 * (o.score - 50)))::numeric, 1)
			WHEN k.hi = 100 THEN round(o.percent::numeric, 1)
			ELSE round((k.lo + (k.hi - k.lo) * o.percent / 100)::numeric, 2) END::float8,
		o.rater_kind,
		CASE o.rater_kind WHEN 'manager' THEN (SELECT p.external_key FROM source.person p WHERE p.n = o.manager) END,
		concat_ws('/', o.external_key, o.criterion, lower(half), o.nth)
	FROM on_scale o
	JOIN hr.criterion k ON k.code = o.criterion
	ORDER BY o.external_key, o.criterion, o.nth;
END;

SELECT format('%s people, %s applications, %s results to come', (SELECT count(*) FROM source.person), (SELECT count(*) FROM source.application),
	(SELECT count(*) FROM source.message));
