-- What the company's other systems would send: people, applications, scores and careers, generated in schema source.
--
-- Everything comes from md5 of the seed, the person's number and a word, so that it is the same on every machine and
-- in every major of PostgreSQL. People have two abilities, hard and soft, and a trait for each indicator; scores show
-- these with error, and so, much weaker, does what people achieve.

CREATE SCHEMA source;

-- between 0 and 1, evenly
CREATE FUNCTION source.unit(n bigint, what text) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (('x' || substr(md5(:'seed' || '/' || what || '/' || n), 1, 12))::bit(48)::bigint + 0.5::float8) / 281474976710656::float8;

-- mean 0, standard deviation 1
CREATE FUNCTION source.normal(n bigint, what text) RETURNS float8
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN sqrt(-2 * ln(source.unit(n, what || '/r'))) * cos(2 * pi() * source.unit(n, what || '/a'));

-- one of a list
CREATE FUNCTION source.one_of(n bigint, what text, list text[]) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN list[1 + floor(source.unit(n, what) * cardinality(list))::int];

CREATE TABLE source.person AS
	WITH base AS (
		SELECT n,
			CASE WHEN source.unit(n, 'job') < 0.45 THEN 'dev' WHEN source.unit(n, 'job') < 0.75 THEN 'sales' ELSE 'service' END AS job,
			source.one_of(n, 'country', '{CN,CN,CN,CN,CN,SG,US,US,GB,DE}') AS country,
			source.normal(n, 'hard') AS hard,
			0.3 * source.normal(n, 'hard') + 0.95 * source.normal(n, 'soft') AS soft
		FROM generate_series(1, :people) AS n
	)
	SELECT n, 'P-' || lpad(n::text, 5, '0') AS external_key, job, country, hard, soft,
		CASE WHEN country IN ('CN', 'SG')
			THEN source.one_of(n, 'family', '{王,李,张,刘,陈,杨,黄,赵,吴,周,徐,孙,马,朱,胡,林,郭,何,高,罗}')
				|| source.one_of(n, 'given', '{伟,芳,娜,敏,静,丽,强,磊,军,洋,勇,艳,杰,涛,明,超,秀英,建国,志强,晓燕,嘉怡,子轩,雨桐,浩然}')
			ELSE source.one_of(n, 'given', '{Alice,Ben,Carla,David,Emma,Felix,Grace,Henry,Ines,Jonas,Karen,Liam,Maria,Noah,Olivia,Paul,Ruth,Simon,Tara,Victor}')
				|| ' ' || source.one_of(n, 'family', '{Smith,Miller,Brown,Taylor,Schmidt,Weber,Fischer,Evans,Walker,Wright,Clark,Young,Hall,Becker,Wagner,Hill,Green,Adams,Baker,Nelson}')
		END AS name
	FROM base;
ALTER TABLE source.person ADD PRIMARY KEY (n);

-- An indicator shows one of the two abilities and a trait of its own; a raw value runs from lo (worst) to hi (best).
CREATE TABLE source.trait AS
	SELECT p.n, i.code AS indicator,
		0.75 * CASE i.kind WHEN 'hard' THEN p.hard ELSE p.soft END + 0.66 * source.normal(p.n, 'trait ' || i.code) AS level
	FROM source.person p CROSS JOIN hr.indicator i;
ALTER TABLE source.trait ADD PRIMARY KEY (n, indicator);

CREATE TABLE source.score AS
	SELECT t.n, i.kind, t.indicator,
		greatest(0, least(100, 66 + 13 * (0.8 * t.level + 0.6 * source.normal(t.n, 'error ' || t.indicator)))) AS score
	FROM source.trait t
	JOIN hr.indicator i ON i.code = t.indicator
	-- an indicator in fifty was not scored: it stays away, it is not zero
	WHERE source.unit(t.n, 'missing ' || t.indicator) > 0.02;
ALTER TABLE source.score ADD PRIMARY KEY (n, indicator);

-- Who is chosen follows the scores, but not blindly: three in five are hired.
CREATE TABLE source.application AS
	WITH fit AS (
		SELECT p.n, p.job, sum(s.score * w.weight) / sum(w.weight) AS fit
		FROM source.person p
		JOIN hr.weighting v ON v.job = p.job AND v.purpose = 'fit'
		CROSS JOIN LATERAL aiehr.each(v.weights) AS w (indicator, weight)
		JOIN source.score s ON s.n = p.n AND s.indicator = w.indicator
		GROUP BY p.n, p.job
	), ranked AS (
		SELECT f.*, row_number() OVER (ORDER BY f.fit + 8 * source.normal(f.n, 'choice') DESC, f.n) AS place
		FROM fit f
	), decided AS (
		SELECT r.*, row_number() OVER (PARTITION BY r.place <= 1200 ORDER BY source.unit(r.n, 'outcome'), r.n) AS turn
		FROM ranked r
	), staged AS (
		SELECT n, job, fit,
			CASE WHEN place <= 1200 THEN 'hired'
				WHEN turn <= 500 THEN 'rejected' WHEN turn <= 560 THEN 'withdrawn'
				WHEN turn <= 590 THEN 'offer_declined' WHEN turn <= 600 THEN 'no_show'
				WHEN turn <= 660 THEN 'applied' WHEN turn <= 700 THEN 'screening'
				WHEN turn <= 720 THEN 'assessment' WHEN turn <= 770 THEN 'interview'
				WHEN turn <= 790 THEN 'offer' ELSE 'on_hold' END AS stage
		FROM decided
	), dated AS (
		SELECT s.*, date '2023-01-02' + floor(CASE
				WHEN s.stage = 'hired' THEN 800 * source.unit(s.n, 'applied') ^ 1.4
				WHEN s.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show') THEN 860 * source.unit(s.n, 'applied')
				ELSE 820 + 70 * source.unit(s.n, 'applied') END)::int AS applied_on
		FROM staged s
	)
	SELECT d.*, d.applied_on + 5 + floor(10 * source.unit(d.n, 'test'))::int AS tested_on,
		d.applied_on + 20 + floor(15 * source.unit(d.n, 'decision'))::int AS decided_on,
		d.stage <> 'applied' AS assessed
	FROM dated d;
ALTER TABLE source.application ADD PRIMARY KEY (n);

-- The best go where the best are: R&D Product takes from the top, and yet achieves little.
CREATE TABLE source.career AS
	WITH placed AS (
		SELECT a.n, a.job, a.decided_on + 10 + floor(20 * source.unit(a.n, 'start'))::int AS hired_on,
			CASE a.job
				WHEN 'dev' THEN CASE WHEN a.fit + 6 * source.normal(a.n, 'unit') > percentile_cont(0.7) WITHIN GROUP (ORDER BY b.fit) THEN 'rd_product'
					ELSE source.one_of(a.n, 'unit', '{rd_platform,rd_platform,rd_data}') END
				WHEN 'sales' THEN source.one_of(a.n, 'unit', '{sales_north,sales_south,sales_online}')
				ELSE source.one_of(a.n, 'unit', '{service_phone,service_phone,service_field}') END AS org_unit
		FROM source.application a
		JOIN source.application b ON b.job = a.job AND b.stage = 'hired'
		WHERE a.stage = 'hired'
		GROUP BY a.n, a.job, a.fit, a.decided_on
	)
	SELECT p.*, CASE p.org_unit WHEN 'rd_product' THEN -14 WHEN 'sales_south' THEN 3 WHEN 'service_field' THEN 2 WHEN 'rd_data' THEN 1 ELSE 0 END AS climate,
		-- a third of the spread is the ability, the rest is the person's luck, health, boss and home
		source.normal(p.n, 'luck') AS luck
	FROM placed p;
ALTER TABLE source.career ADD PRIMARY KEY (n);

-- A manager for about twelve people, from among the longest serving of the unit.
ALTER TABLE source.career ADD COLUMN manager bigint;
WITH place AS (
	SELECT n, org_unit, row_number() OVER (PARTITION BY org_unit ORDER BY hired_on, n) AS place,
		greatest(count(*) OVER (PARTITION BY org_unit) / 12, 1) AS managers
	FROM source.career
)
UPDATE source.career c
SET manager = m.n
FROM place p
JOIN place m ON m.org_unit = p.org_unit AND m.place = 1 + p.place % p.managers
WHERE c.n = p.n AND m.n <> p.n;

-- Those who achieve little, and those of R&D Product, leave sooner. A year's notice of none, so dates are exact.
CREATE TABLE source.leaver AS
	WITH chance AS (
		SELECT c.n, c.hired_on,
			90 - 1400 * ln(source.unit(c.n, 'leave')) * exp(0.3 * c.luck + 0.02 * c.climate) AS days
		FROM source.career c
		WHERE c.n NOT IN (SELECT manager FROM source.career WHERE manager IS NOT NULL)
	), chosen AS (
		SELECT n, hired_on + floor(days)::int AS left_on
		FROM chance
		WHERE hired_on + floor(days)::int < :'as_of'::date - 5
		ORDER BY days / (:'as_of'::date - hired_on), n
		LIMIT 250
	)
	SELECT n, left_on,
		source.one_of(n, 'reason', '{resigned,resigned,resigned,resigned,dismissed,end_of_contract,end_of_contract,retired}') AS leave_reason
	FROM chosen;
ALTER TABLE source.leaver ADD PRIMARY KEY (n);

CREATE TABLE source.rehire AS
	SELECT n, left_on + 60 + floor(100 * source.unit(n, 'back'))::int AS hired_on
	FROM source.leaver
	WHERE left_on < :'as_of'::date - 170
	ORDER BY source.unit(n, 'rehire'), n
	LIMIT 30;
ALTER TABLE source.rehire ADD PRIMARY KEY (n);

-- What the vendors' services send: a test of skills and an interview for everybody who got so far, on the scales of the indicators.
CREATE TABLE source.message AS
	SELECT a.n, i.kind,
		jsonb_build_object(
			'person', jsonb_build_object('external_key', p.external_key, 'name', p.name, 'country', p.country,
				'email', lower(p.external_key) || '@example.com'),
			'job', a.job,
			'vendor', CASE i.kind WHEN 'hard' THEN 'skillcheck' ELSE 'interview-cloud' END,
			'external_id', i.kind || '-' || a.n,
			'instrument', CASE i.kind WHEN 'hard' THEN 'skills-test' ELSE 'structured-interview' END,
			'instrument_version', CASE WHEN i.kind = 'hard' THEN '1' WHEN a.tested_on < '2024-03-01' THEN '3' ELSE '4' END,
			'kind', 'interview',
			'taken_at', (a.tested_on + CASE i.kind WHEN 'hard' THEN time '09:30' ELSE time '14:00' END) || '+08:00',
			'model', CASE i.kind WHEN 'soft' THEN 'iv-score' END, 'model_version', CASE i.kind WHEN 'soft' THEN '7' END,
			'scores', jsonb_object_agg(i.code, round((i.lo + (i.hi - i.lo) * s.score / 100)::numeric, 2))) AS message
	FROM source.application a
	JOIN source.person p ON p.n = a.n
	JOIN source.score s ON s.n = a.n
	JOIN hr.indicator i ON i.code = s.indicator
	WHERE a.assessed
	GROUP BY a.n, a.job, a.tested_on, i.kind, p.external_key, p.name, p.country
	ORDER BY a.tested_on, a.n, i.kind;
