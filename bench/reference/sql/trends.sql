-- Growth of persons. input (person, time, y)
CREATE TEMPORARY TABLE rows AS
	SELECT observations(person, time, y) AS o FROM input WHERE time IS NOT NULL AND y IS NOT NULL;

SELECT v.stat, s.label, v.value
FROM rows, growth_slopes(o) AS s, LATERAL (VALUES
	('slope', s.slope),
	('slope_se', s.se),
	('slope_p', s.p),
	('lmm_person_slope', s.shrunken)
) AS v (stat, value);

SELECT 'lmm_fixef', v.term, v.value
FROM rows, growth_model(o) AS m, LATERAL (VALUES
	('(Intercept)', m.intercept),
	('t', m.slope)
) AS v (term, value);

DROP TABLE rows;
