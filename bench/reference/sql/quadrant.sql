-- Groups by fit and performance. input (label, fit, performance)
CREATE TEMPORARY TABLE pairs AS
	SELECT label, fit, performance, format('{"fit": %s, "performance": %s}', fit, performance)::scorecard AS card
	FROM input
	WHERE label IS NOT NULL AND fit IS NOT NULL AND performance IS NOT NULL;

CREATE TEMPORARY TABLE means AS
	SELECT label, m, means(m) AS card
	FROM (SELECT label, comoments(card, '{fit,performance}') AS m FROM pairs GROUP BY label) AS g;

CREATE TEMPORARY TABLE everybody AS SELECT merge(m) AS m FROM means;

SELECT v.stat, label, v.value
FROM means AS g, everybody AS e, LATERAL (VALUES
	('fit_mean', mean(g.m, 'fit')),
	('perf_mean', mean(g.m, 'performance')),
	('quadrant', CASE
		WHEN mean(g.m, 'fit') >= mean(e.m, 'fit') THEN CASE WHEN mean(g.m, 'performance') >= mean(e.m, 'performance') THEN 1 ELSE 2 END
		ELSE CASE WHEN mean(g.m, 'performance') >= mean(e.m, 'performance') THEN 3 ELSE 4 END
	END)
) AS v (stat, value);

SELECT 'total_r', '', corr(m, 'fit', 'performance') FROM everybody;
SELECT 'between_group_r', '', corr(comoments(card, '{fit,performance}'), 'fit', 'performance') FROM means;
SELECT 'within_group_r', '', corr(comoments(p.card - g.card, '{fit,performance}'), 'fit', 'performance')
FROM pairs AS p JOIN means AS g USING (label);

DROP TABLE pairs, means, everybody;
