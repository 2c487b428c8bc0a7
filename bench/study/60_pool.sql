-- The top fifth by fit among those employed.

INSERT INTO hires.talent_pool (code, name, job, population, share, ties, min_n) VALUES ('top', 'Top fifth', 'associate', 'employees', 0.2, 'include', 1);
CREATE TABLE study.pool AS SELECT * FROM hires.refresh_talent_pool('top');
-- who was in it, before some leave
CREATE TABLE study.pool_member AS SELECT person_id FROM hires.talent_pool_member WHERE pool = 'top' AND upper_inf(valid);
-- what has to be told before the leavers are gone
CREATE TABLE study.before AS
	SELECT (SELECT count(*) FROM hires.standing) AS standing,
		(SELECT count(*) FROM hires.standing WHERE fit_score IS NOT NULL) AS fit_scores,
		(SELECT count(*) FROM hires.gap) AS gaps,
		(SELECT count(*) FROM hires.gap WHERE exceeded) AS exceeded,
		(SELECT count(*) FROM hires.intervention WHERE ended_at IS NULL) AS interventions,
		(SELECT corr(fit_score, aiehr.scorecard_get(performance, 'overall_rating')) FROM hires.standing) AS r,
		(SELECT count(fit_score + (aiehr.scorecard_get(performance, 'overall_rating'))) FROM hires.standing) AS r_n,
		(SELECT avg(fit_score) FROM hires.standing) AS mean_fit;

SELECT format('%s of %s are in, from %s points on', p.entered, p.n, round(p.cut_score::numeric, 2)) FROM study.pool p;
