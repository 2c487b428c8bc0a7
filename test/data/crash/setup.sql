-- A company of a hundred people for the crash harness, and a ledger beside the workspace, written in the same transactions: what
-- the ledger says was stored must be there, once, however the server ended.
\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE EXTENSION aiehr;
SELECT aiehr.create_workspace('hr');
INSERT INTO hr.indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100), ('b', 'soft', 60, 0);
INSERT INTO hr.criterion (code, lo, hi, aggregate) VALUES ('m', 0, 100, 'mean'), ('l', 1, 5, 'last');
INSERT INTO hr.predictor_map (indicator, criterion, weight) VALUES ('a', 'm', 1), ('b', 'l', 1);
INSERT INTO hr.job (code, title) VALUES ('j1', 'One'), ('j2', 'Two');
INSERT INTO hr.instrument (code, version) VALUES ('iv', '1');
INSERT INTO hr.weighting (job, purpose, weights, status, approved_by) SELECT j, p, w::aiehr.scorecard, 'approved', 'test'
	FROM (VALUES ('j1'), ('j2')) j (j), (VALUES ('fit', '{"a": 1, "b": 2}'), ('performance', '{"m": 1, "l": 1}')) w (p, w);
INSERT INTO hr.offering (code, kind) VALUES ('course', 'course');
INSERT INTO hr.intervention_rule (indicator, min_gap, offering) VALUES ('a', 0.15, 'course'), ('b', 0.15, 'course');
INSERT INTO hr.talent_pool (code, name, population, share, min_n) VALUES ('top', 'Top', 'employees', 0.2, 1);
INSERT INTO hr.person (external_key) SELECT 'p' || n FROM generate_series(1, 100) n;
INSERT INTO hr.employment (person_id, job, hired_on) SELECT id, 'j' || 1 + id % 2, '2025-01-01' FROM hr.person;

CREATE TABLE ledger (external_id text PRIMARY KEY, external_key text NOT NULL, candidate boolean NOT NULL);
CREATE TABLE fact_ledger (external_id text PRIMARY KEY);
