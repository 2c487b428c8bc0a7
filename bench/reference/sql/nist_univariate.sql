-- Mean, standard deviation and autocorrelation of a column. input (row, y); :known, the relative tolerance if there is a known one
--
-- Else it is 1e-9, or what is left of the digits when numbers of the size of the mean are stored that are no whole numbers.
CREATE TEMPORARY TABLE series AS
	SELECT comoments(format('{"y": %s}', y)::scorecard, '{y}') AS m,
		CASE WHEN :'known' <> '' THEN nullif(:'known', '')::float8
			WHEN bool_and(y = floor(y)) THEN 1e-9
			ELSE greatest(1e-9, 5 * 2::float8 ^ -52 * abs(avg(y)) / stddev_samp(y)) END AS rtol
	FROM input;

-- each value beside the next: products about their own means, moved to the mean of all
CREATE TEMPORARY TABLE lagged AS
	SELECT comoments(format('{"y": %s, "next": %s}', y, next)::scorecard, '{y,next}') AS m
	FROM (SELECT y, lead(y) OVER (ORDER BY row) AS next FROM input) AS s
	WHERE next IS NOT NULL;

SELECT v.stat, '', v.value, rtol
FROM (SELECT s.m, l.m AS lag, n(l.m) AS k, s.rtol FROM series AS s, lagged AS l) AS b, LATERAL (VALUES
	('mean', mean(m, 'y')),
	('sd', sd(m, 'y')),
	('autocor1', ((k - 1) * covariance(lag, 'y', 'next') + k * (mean(lag, 'y') - mean(m, 'y')) * (mean(lag, 'next') - mean(m, 'y')))
		/ ((n(m) - 1) * sd(m, 'y') ^ 2))
) AS v (stat, value);

DROP TABLE series, lagged;
