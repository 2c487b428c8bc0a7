-- Development plans: by which rules they are made, in which words, what was planned and what came of it.

CREATE TABLE development_rule (
	kind		text PRIMARY KEY CHECK (kind IN ('gap', 'intervention', 'below_target', 'below_norm', 'below_cut', 'decline', 'talk', 'review', 'growth')),
	priority	integer NOT NULL,
	due_after	interval NOT NULL CHECK (due_after > '0'),
	active		boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE development_rule IS 'Rules that put something into a development plan: of those that hold for an indicator the lowest priority number wins';
COMMENT ON COLUMN development_rule.kind IS
	'gap: achieved less than predicted, beyond the policy''s limit; intervention: one is open for a gap that is within it; below_target: score below the job''s target; below_norm, without one: below policy.low_percentile of the norm; below_cut, without either: below policy.fit_cut; decline, growth: reliable change since the first result; talk: high fit, low performance; review: low fit, high performance';
COMMENT ON COLUMN development_rule.priority IS 'Place among the rules, and so of the item in a plan';
COMMENT ON COLUMN development_rule.due_after IS 'After how long the item is due';
COMMENT ON COLUMN development_rule.active IS 'Whether the rule is used';
INSERT INTO development_rule (kind, priority, due_after) VALUES
	('gap', 10, '3 months'), ('intervention', 20, '3 months'), ('below_target', 30, '6 months'), ('decline', 40, '6 months'), ('talk', 50, '1 month'),
	('below_norm', 60, '6 months'), ('below_cut', 70, '6 months'), ('review', 80, '3 months'), ('growth', 90, '6 months');

-- The words of plans are the company's: rows to be changed, and rows to be added for another language.
CREATE TABLE development_text (
	kind		text CHECK (kind IN ('plan', 'gap', 'intervention', 'below_target', 'below_norm', 'below_cut', 'decline', 'talk', 'review', 'growth')),
	part		text,
	locale		text CHECK (locale ~ '^[a-z]{2,3}$'),
	body		text NOT NULL CHECK (btrim(body) <> ''),
	PRIMARY KEY (kind, part, locale),
	CONSTRAINT development_text_part CHECK (part IN ('no_data', 'no_need', 'left', 'instruction') AND kind = 'plan' OR part IN ('offer', 'alone', 'reason') AND kind <> 'plan'),
	CONSTRAINT development_text_placeholders CHECK (aiehr.placeholders(body) <@
		'{indicator,offering,score,expected,difference,percentile,limit,gap,n}'::text[])
);
COMMENT ON TABLE development_text IS 'What development plans say, by kind of item, part and language, with placeholders in braces; to be changed by the company';
COMMENT ON COLUMN development_text.kind IS 'Kind of item as in development_rule; plan: of the plan as a whole';
COMMENT ON COLUMN development_text.part IS
	'offer: what to do, where an offering answers it; alone: the same without one; reason: which figures, which rule. Of the plan: no_data (no score nor fact), no_need (no rule holds), left (works here no more), instruction (to a language model)';
COMMENT ON COLUMN development_text.locale IS 'Language (ISO 639); a plan can be made in any that has texts here';
COMMENT ON COLUMN development_text.body IS
	'The text. {indicator}, {offering}: names; {score}, {expected}: points of 0..100; {difference}: points between them; {percentile}; {limit}: of the rule; {gap}: in the unit of the policy''s rule; {n}: facts, results or people of the norm';

CREATE TABLE development_plan (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	locale		text NOT NULL,
	status		text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'approved', 'superseded', 'done', 'closed')),
	source		text NOT NULL DEFAULT 'rule' CHECK (source IN ('rule', 'model')),
	note		text,
	based_on	bigint REFERENCES development_plan ON DELETE CASCADE,
	model		text CHECK (model <> '' AND octet_length(model) <= 200),
	prompt_hash bytea CHECK (octet_length(prompt_hash) = 32),
	made_at		timestamptz NOT NULL DEFAULT clock_timestamp(),
	made_by		name NOT NULL,
	approved_at	timestamptz,
	approved_by name,
	ended_at	timestamptz,
	CONSTRAINT development_plan_model CHECK (num_nonnulls(based_on, model, prompt_hash) = CASE source WHEN 'model' THEN 3 ELSE 0 END),
	CONSTRAINT development_plan_approved CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NOT NULL OR status NOT IN ('approved', 'done'))),
	CONSTRAINT development_plan_ended CHECK ((ended_at IS NULL) = (status IN ('draft', 'approved')))
);
COMMENT ON TABLE development_plan IS 'Development plans of people: made by rule, or a rule-made one worded by a language model, which stays a draft until a person approves it';
COMMENT ON COLUMN development_plan.locale IS 'Language of its texts';
COMMENT ON COLUMN development_plan.status IS 'draft, approved, superseded (by another plan), done (no item is open any more), closed (the person left)';
COMMENT ON COLUMN development_plan.source IS 'rule: texts from development_text; model: the same items in the words of a language model';
COMMENT ON COLUMN development_plan.note IS 'Why it has no item';
COMMENT ON COLUMN development_plan.based_on IS 'The rule-made plan that a model worded';
COMMENT ON COLUMN development_plan.model IS 'Which model worded it';
COMMENT ON COLUMN development_plan.prompt_hash IS 'SHA-256 of the request that was sent to it';
COMMENT ON COLUMN development_plan.made_at IS 'When it was made, or the model''s answer stored';
COMMENT ON COLUMN development_plan.made_by IS 'Role that had it made';
COMMENT ON COLUMN development_plan.approved_at IS 'When it was approved';
COMMENT ON COLUMN development_plan.approved_by IS 'Role that approved it';
COMMENT ON COLUMN development_plan.ended_at IS 'When it was superseded, done or closed';
CREATE INDEX development_plan_person ON development_plan (person_id, status);	-- the plans of a person; erase, export, merge
CREATE INDEX development_plan_based_on ON development_plan (based_on) WHERE based_on IS NOT NULL;	-- its wordings; the foreign key's own check

-- The assessment that an item rests on may move to the archive, so no foreign key points at it; what was said in it stays there alone.
CREATE TABLE development_plan_item (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	plan_id		bigint NOT NULL REFERENCES development_plan ON DELETE CASCADE,
	place		integer NOT NULL CHECK (place >= 1),
	kind		text NOT NULL,
	job			text NOT NULL REFERENCES job ON UPDATE CASCADE,
	application_id bigint REFERENCES application ON DELETE CASCADE,
	employment_id bigint REFERENCES employment ON DELETE CASCADE,
	indicator	text REFERENCES indicator ON UPDATE CASCADE,
	offering	text REFERENCES offering ON UPDATE CASCADE,
	text		text NOT NULL CHECK (btrim(text) <> ''),
	reason		text NOT NULL CHECK (btrim(reason) <> ''),
	score		float8,
	expected	float8,
	percentile	float8,
	n			bigint,
	assessment_id bigint,
	intervention_id bigint REFERENCES intervention ON DELETE SET NULL,
	due			date NOT NULL,
	status		text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'in_progress', 'done', 'dropped')),
	status_at	timestamptz NOT NULL DEFAULT clock_timestamp(),
	status_by	name,
	status_note text,
	UNIQUE (plan_id, place)
);
COMMENT ON TABLE development_plan_item IS 'What a development plan asks for, one row an item, with the figures and the rule behind it; set_plan_item() changes its status';
COMMENT ON COLUMN development_plan_item.plan_id IS 'The plan';
COMMENT ON COLUMN development_plan_item.place IS 'Place in the plan, from 1, the most pressing first';
COMMENT ON COLUMN development_plan_item.kind IS 'Rule that it comes from, as in development_rule';
COMMENT ON COLUMN development_plan_item.text IS 'What is to be done, in words';
COMMENT ON COLUMN development_plan_item.reason IS 'Which figures, which rule, in words';
COMMENT ON COLUMN development_plan_item.score IS 'Figure that the rule looked at, 0..100: score, what was achieved, or performance';
COMMENT ON COLUMN development_plan_item.expected IS 'What it was held against, 0..100: target, mean of the norm, cut, prediction, first score, or fit';
COMMENT ON COLUMN development_plan_item.percentile IS 'Percentile rank of the score, 0..100, for below_norm';
COMMENT ON COLUMN development_plan_item.n IS 'Facts behind what was achieved, results behind a change, people in the norm';
COMMENT ON COLUMN development_plan_item.intervention_id IS 'The intervention that is open for the indicator';
COMMENT ON COLUMN development_plan_item.due IS 'When it should be done';
COMMENT ON COLUMN development_plan_item.status IS 'open, in_progress, done or dropped';
COMMENT ON COLUMN development_plan_item.status_at IS 'When its status last changed';
COMMENT ON COLUMN development_plan_item.status_by IS 'Role that changed it';
COMMENT ON COLUMN development_plan_item.status_note IS 'What was said about the change; superseded, left: by which event it was dropped';
CREATE INDEX development_plan_item_application ON development_plan_item (application_id) WHERE application_id IS NOT NULL;	-- the foreign key's own check
CREATE INDEX development_plan_item_employment ON development_plan_item (employment_id) WHERE employment_id IS NOT NULL;		-- the foreign key's own check
CREATE INDEX development_plan_item_intervention ON development_plan_item (intervention_id) WHERE intervention_id IS NOT NULL;	-- the foreign key's own check

INSERT INTO personal_data (table_name, column_name, data_class, on_erase, step) VALUES
	('development_plan_item', 'text', 'words', 'delete', 18), ('development_plan_item', 'reason', 'performance', 'delete', 18),
	('development_plan_item', 'score', 'scores', 'delete', 18), ('development_plan_item', 'expected', 'scores', 'delete', 18),
	('development_plan_item', 'percentile', 'scores', 'delete', 18), ('development_plan_item', 'status_note', 'words', 'delete', 18),
	('development_plan', 'person_id', 'key', 'delete', 19), ('development_plan', 'note', 'words', 'delete', 19), ('development_plan', 'prompt_hash', 'process', 'delete', 19);
