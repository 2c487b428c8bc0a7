-- Talent pools and their members.

CREATE TABLE talent_pool (
	code		text PRIMARY KEY CHECK (code <> ''),
	name		text NOT NULL,
	job			text REFERENCES job ON UPDATE CASCADE,
	population	text NOT NULL CHECK (population IN ('candidates', 'employees')),
	cohort		text,
	share		float8 NOT NULL CHECK (share > 0 AND share <= 1),
	ties		text NOT NULL DEFAULT 'include' CHECK (ties IN ('include', 'exclude')),
	min_n		integer NOT NULL DEFAULT 5 CHECK (min_n >= 1),
	rule_version integer NOT NULL DEFAULT 1,
	refreshed_at timestamptz
);
COMMENT ON TABLE talent_pool IS 'Rules of talent pools: the top share by fit score of a population, in one job (NULL: each job apart) and cohort';

CREATE TABLE talent_pool_member (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	pool		text NOT NULL REFERENCES talent_pool ON UPDATE CASCADE ON DELETE CASCADE,
	person_id	bigint NOT NULL REFERENCES person,
	job			text NOT NULL,
	origin		text NOT NULL DEFAULT 'manual' CHECK (origin IN ('manual', 'automatic')),
	valid		tstzrange NOT NULL DEFAULT tstzrange(now(), NULL) CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
	fit_score	float8,
	rank		bigint,
	rule_version integer,
	reason		text NOT NULL,
	end_reason	text,
	CONSTRAINT talent_pool_member_end CHECK (upper_inf(valid) = (end_reason IS NULL))
);
COMMENT ON TABLE talent_pool_member IS 'Who is and was in a pool, from when to when and why; members end, they are not deleted';
CREATE UNIQUE INDEX talent_pool_member_current ON talent_pool_member (pool, person_id, job, origin) WHERE upper_inf(valid);	-- once at a time
CREATE INDEX talent_pool_member_person ON talent_pool_member (person_id);	-- leavers, erase
