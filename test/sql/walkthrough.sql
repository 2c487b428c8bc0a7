-- The walkthrough of README.md: what a new user types, with the answers that it promises.

SET client_min_messages = warning;
SET DateStyle = 'ISO, YMD';
SELECT current_database() AS first_database \gset

-- a database of its own, since the user begins with an empty one
CREATE DATABASE aiehr_walkthrough;
\c aiehr_walkthrough
SET client_min_messages = warning;
SET DateStyle = 'ISO, YMD';
SET TimeZone = 'Asia/Shanghai';

CREATE EXTENSION aiehr;
SELECT aiehr.create_workspace('hr');
SELECT name, version = (SELECT extversion FROM pg_extension WHERE extname = 'aiehr') AS current, distributed FROM aiehr.workspace;

-- 1. what is measured, and what it predicts: the catalogue is plain tables
INSERT INTO hr.indicator (code, kind, is_potential, lo, hi, name_en, name_zh) VALUES
	('algorithm',     'hard', false,  0, 100, 'Algorithms',            '算法能力'),
	('problem_speed', 'hard', false, 60,   0, 'Minutes to a solution', '问题解决速度'),
	('collaboration', 'soft', true,   0, 100, 'Team potential',        '团队协作潜力');
INSERT INTO hr.criterion (code, lo, hi, aggregate, name_en, name_zh) VALUES
	('cross_team',  0, 1,   'mean', 'Share of cross-team projects joined', '跨部门项目参与率'),
	('peer_rating', 1, 5,   'mean', 'Peer rating',                         '同事互评得分'),
	('delivery',    0, 100, 'mean', 'Delivery',                            '项目完成率');
INSERT INTO hr.predictor_map (indicator, criterion, weight) VALUES
	('collaboration', 'cross_team', 0.5), ('collaboration', 'peer_rating', 0.5), ('algorithm', 'delivery', 1);
INSERT INTO hr.org_unit (code, name) VALUES ('rd', 'R&D');
INSERT INTO hr.job (code, title, core) VALUES ('dev', 'Developer', true);
INSERT INTO hr.instrument (code, version, job, modality) VALUES ('dev-interview', '3', 'dev', 'text');
INSERT INTO hr.weighting (job, purpose, weights, status, approved_by) VALUES
	('dev', 'fit',         '{"algorithm": 0.5, "problem_speed": 0.2, "collaboration": 0.3}', 'approved', 'hr lead'),
	('dev', 'performance', '{"delivery": 0.6, "cross_team": 0.2, "peer_rating": 0.2}',       'approved', 'hr lead');
INSERT INTO hr.offering (code, kind, name_en, name_zh) VALUES
	('team_course', 'course',   'Working in teams',    '团队建设课程'),
	('rotation',    'rotation', 'Cross-team rotation', '跨部门项目轮岗');
INSERT INTO hr.intervention_rule (indicator, direction, min_gap, offering, priority) VALUES
	('collaboration', 'under', 0.15, 'team_course', 1),
	('collaboration', 'under', 0.30, 'rotation',    0);

-- 2. an interview result arrives: the assessment's id
SELECT hr.record_assessment('{
  "person": {"external_key": "C-1001", "name": "张伟", "email": "zhang.wei@example.com"},
  "job": "dev",
  "vendor": "acme-ai", "external_id": "iv-77", "instrument": "dev-interview", "instrument_version": "3", "kind": "interview",
  "taken_at": "2025-03-02T09:30:00+08:00", "model": "acme-7b", "model_version": "2025-02",
  "scores": {"algorithm": 82, "problem_speed": 18, "collaboration": 80}}');

-- the same message again changes nothing: the same id, still one assessment
SELECT hr.record_assessment('{
  "person": {"external_key": "C-1001", "name": "张伟", "email": "zhang.wei@example.com"},
  "job": "dev",
  "vendor": "acme-ai", "external_id": "iv-77", "instrument": "dev-interview", "instrument_version": "3", "kind": "interview",
  "taken_at": "2025-03-02T09:30:00+08:00", "model": "acme-7b", "model_version": "2025-02",
  "scores": {"algorithm": 82, "problem_speed": 18, "collaboration": 80}}');
SELECT count(*) AS assessments, (SELECT count(*) FROM hr.application) AS applications, (SELECT count(*) FROM hr.person) AS people
FROM hr.assessment;

-- every indicator on 0..100; 18 minutes of 60 are a score of 70
SELECT indicator, raw, score FROM hr.assessment_score ORDER BY indicator;

-- 0.5 * 82 + 0.2 * 70 + 0.3 * 80 = 79
SELECT job, fit_score FROM hr.standing WHERE person_id = 1;

-- 3. hired: the spell's id; the interview data goes with the person and the benchmark is frozen
SELECT hr.hire(application_id => 1, org_unit => 'rd', hired_on => '2025-04-01');
SELECT stage, (SELECT scores FROM hr.benchmark WHERE person_id = 1) AS benchmark FROM hr.application WHERE id = 1;

-- performance facts arrive as plain rows
INSERT INTO hr.performance_fact (person_id, criterion, period, value, rater_kind, source)
	SELECT 1, c, daterange('2025-04-01', '2025-10-01'), v, k, 'half-year review'
	FROM (VALUES ('cross_team', 0.5, 'system'), ('peer_rating', 3.4, 'peer'), ('delivery', 84.0, 'system')) AS f (c, v, k);

-- collaboration: 80 predicted, (50 + 60) / 2 = 55 achieved, a gap of -31.25 %
SELECT indicator, predicted, actual, gap, gap_points, n_facts, exceeded, note FROM hr.gap WHERE person_id = 1 ORDER BY indicator;

-- above 30 % the rotation is proposed, with the reason
SELECT indicator, offering, gap_at_open, status, reason FROM hr.intervention_open WHERE person_id = 1;

-- 0.6 * 84 + 0.2 * 50 + 0.2 * 60 = 72.4; both above the cut of 60
SELECT job, fit_score, round(performance_score::numeric, 9) AS performance_score, quadrant FROM hr.standing WHERE person_id = 1;

-- 4. the talent pool: one of one has entered, the cut is that one's score
INSERT INTO hr.talent_pool (code, name, job, population, share, ties, min_n)
	VALUES ('core', '核心储备人才', 'dev', 'employees', 0.20, 'include', 1);
SELECT entered, "left", stayed, cut_score FROM hr.refresh_talent_pool('core');
-- again: nothing changes
SELECT entered, "left", stayed, cut_score FROM hr.refresh_talent_pool('core');

-- one person proves nothing: validity is hidden, and the proposal is the old weights; a department of one is hidden too
SELECT indicator, criterion, n, r, note, suppressed FROM hr.validity WHERE job = 'dev' AND criterion = 'delivery' ORDER BY r DESC, indicator;
SELECT weighting_id, code, n, present, proposed, reason FROM hr.propose_weights('dev', purpose => 'fit');
SELECT hr.approve_weighting(max(id), 'hr lead', 'validity study 2025') FROM hr.weighting WHERE status = 'draft';
SELECT job, fit_score, performance_score FROM hr.standing WHERE person_id = 1;
SELECT org_unit, n, class, reading, suppressed FROM hr.department_analysis;
-- the bias audit knows neither sex nor race of the one applicant, and says so
SELECT measure, table_kind, count(*) AS categories, sum(n) AS n, min(n_all) AS n_all, min(n_unknown_sex) AS unknown_sex, min(n_unknown_race) AS unknown_race FROM hr.bias_audit_ll144 GROUP BY 1, 2 ORDER BY 1, 2;

-- 5. leaving moves the interview data to the archive in the same transaction
UPDATE hr.employment SET left_on = '2026-01-31', leave_reason = 'resigned' WHERE person_id = 1;
SELECT count(*) FROM hr.assessment WHERE person_id = 1;
SELECT count(*) FROM hr.assessment_archive WHERE person_id = 1;
SELECT count(*) FROM hr.assessment_all WHERE person_id = 1;

-- nothing is due for a leaver while the policy names no end of the archive: the dry run and the sweep agree
SELECT * FROM hr.archive_due;
SELECT * FROM hr.sweep(dry_run => true);
SELECT * FROM hr.sweep();
SELECT count(*) FROM hr.assessment_all WHERE person_id = 1;

-- the end of the spell has taken the leaver out of the pool: nobody is left to go
SELECT end_reason FROM hr.talent_pool_member;
SELECT entered, "left", stayed, cut_score FROM hr.refresh_talent_pool('core');

-- rehired: restored
INSERT INTO hr.employment (person_id, job, org_unit, hired_on) VALUES (1, 'dev', 'rd', '2026-03-01');
SELECT count(*) FROM hr.assessment WHERE person_id = 1;
SELECT count(*) FROM hr.assessment_archive WHERE person_id = 1;
SELECT job, fit_score FROM hr.standing WHERE person_id = 1;

-- 6. the algebra, without any table: 3/4 * 82 + 1/4 * 80
SET search_path = "$user", public, aiehr;
SELECT aiehr.composite('{"algorithm": 82, "collaboration": 80}', '{"algorithm": 3, "collaboration": 1}');
SELECT aiehr.exceeding(aiehr.gap('{"collaboration": 80}', '{"collaboration": 55}'), 0.15);
-- two persons at least make a correlation
SELECT aiehr.corr(aiehr.comoments(assessed || performance, '{algorithm,delivery}'), 'algorithm', 'delivery') FROM hr.standing;
-- what happens to whose data, and when, is a function of its arguments alone
SELECT * FROM aiehr.archive_transition(employed => false, open_process => false, store => 'active', hold => false,
	last_activity => '2025-01-31 12:00+08', as_of => '2025-07-31 12:00:01+08',
	idle => '6 months', min_keep => NULL, time_zone => 'Asia/Shanghai');

-- what the triggers kept is what the raw tables say
SELECT * FROM hr.check_standing();

RESET search_path;
\c :first_database
DROP DATABASE aiehr_walkthrough;
DROP ROLE hr_owner, hr_hr, hr_loader, hr_analyst, hr_auditor;
