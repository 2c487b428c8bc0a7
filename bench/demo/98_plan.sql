-- The development plan of the employee of whom the rules find most: in two languages, approved, begun.

SELECT n.person_id, p.external_key AS key
FROM hr.development_need n
JOIN hr.person p ON p.id = n.person_id
WHERE n.employment_id IS NOT NULL AND n.kind <> 'growth'
GROUP BY n.person_id, p.external_key
ORDER BY count(*) DESC, count(n.offering) DESC, n.person_id
LIMIT 1 \gset

\echo 'Of' :key
SELECT place, text, reason FROM hr.development_plan(:person_id, 'zh');
SELECT place, kind, text, reason FROM hr.development_plan(:person_id);

SELECT hr.make_plan(:person_id, 'zh') AS plan \gset
SELECT hr.approve_plan(:plan) \g /dev/null
SELECT hr.set_plan_item(i.id, 'in_progress', 'booked') FROM hr.development_plan_item i WHERE i.plan_id = :plan AND i.place = 1 \g /dev/null
\echo 'Approved, and the first item begun; what a training system reads:'
SELECT c.place, c.indicator, c.offering, c.offering_kind, round(c.score::numeric, 1) AS score, round(c.expected::numeric, 1) AS expected, c.item_status
FROM hr.development_plan_current c
WHERE c.plan_id = :plan
ORDER BY c.place;
\echo 'What the rules find of everybody:'
SELECT kind, count(DISTINCT person_id) AS people, count(*) AS items, count(offering) AS "with an offering" FROM hr.development_need GROUP BY kind, priority ORDER BY priority;
