-- The nightly run, as of the day of the demonstration: first what it would do, then the thing itself, then the proof of it.

-- who is to go, by the rules as the sources know them: candidates not taken who have been idle for more than six months, and leavers after a
-- year; but for holds, and for candidates who agreed to be remembered
CREATE TABLE source.due_candidate AS
	SELECT a.n
	FROM source.application a
	JOIN source.id i ON i.n = a.n
	LEFT JOIN hr.consent c ON c.person_id = i.person_id
	WHERE a.stage IN ('rejected', 'withdrawn', 'offer_declined', 'no_show')
		AND greatest(a.decided_on + time '16:00', c.given_at) + interval '6 months' < :'as_of'
		AND (c.id IS NULL OR c.withdrawn_at <= :'as_of' OR c.expires_at <= :'as_of')
		AND i.person_id NOT IN (SELECT person_id FROM hr.legal_hold);
CREATE TABLE source.due_leaver AS
	SELECT l.n
	FROM source.leaver l
	JOIN source.id i ON i.n = l.n
	WHERE l.left_on + interval '1 year' < :'as_of' AND l.n NOT IN (SELECT n FROM source.rehire)
		AND i.person_id NOT IN (SELECT person_id FROM hr.legal_hold);
CREATE TABLE source.hold AS SELECT person_id FROM hr.legal_hold;
-- what the rules keep, and why
CREATE TABLE source.kept AS SELECT rule, person_id, application_id FROM hr.due_at(:'as_of') WHERE action = 'keep';

CREATE TABLE source.plan AS SELECT * FROM hr.sweep(as_of => :'as_of', dry_run => true);
CREATE TABLE source.rows_before AS
	SELECT (SELECT count(*) FROM hr.person) AS people, (SELECT count(*) FROM hr.assessment_all) AS assessments, (SELECT count(*) FROM hr.application) AS applications,
		(SELECT count(*) FROM hr.performance_fact) AS facts;
CREATE TABLE source.done AS SELECT * FROM hr.sweep(as_of => :'as_of');
CREATE TABLE source.again AS SELECT * FROM hr.sweep(as_of => :'as_of');

CREATE TABLE source.seal AS SELECT * FROM hr.seal_audit();

SELECT format('%s purged as foreseen; %s audit rows sealed, none of them touched', coalesce(sum(people) FILTER (WHERE action = 'purge'), 0),
	(SELECT sealed FROM source.seal))
FROM source.done;
