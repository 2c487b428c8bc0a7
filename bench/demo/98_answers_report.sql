-- What became of the answers, and what one suggested score is made of.
SET search_path = public, aiehr;
SELECT s.c AS candidate, left(n.body, 62) || '...' AS "answer to the first question", m.status, round((m.raw -> 'collaboration')::numeric, 1) AS suggested
FROM source.speaker s JOIN hr.assessment m ON m.id = s.assessment_id JOIN hr.answer n ON n.assessment_id = m.id AND n.question = 'conflict'
ORDER BY s.c;
\echo Why candidate 1 has this score: the intercept and the n-grams that add or take most; all of them sum to it.
SELECT e.term, coalesce(e.question, 'all answers') AS question, e.count, round(e.contribution::numeric, 3) AS contribution
FROM source.speaker s CROSS JOIN LATERAL hr.explain_answers(s.assessment_id) e
WHERE s.c = 1 AND e.contribution IS NOT NULL
ORDER BY abs(e.contribution) DESC, e.term, e.question
LIMIT 8;
