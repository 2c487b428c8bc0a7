-- How long data stays, what must stay, and the proof of what went.

CREATE TABLE retention_rule (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	country		text CHECK (country ~ '^[A-Z]{2}$'),
	subject		text NOT NULL CHECK (subject IN ('candidate', 'leaver')),
	min_keep	interval CHECK (min_keep >= '0'),
	max_keep	interval CHECK (max_keep >= '0'),
	basis		text NOT NULL,
	valid		daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
	CONSTRAINT retention_rule_says CHECK (num_nonnulls(min_keep, max_keep) > 0)
);
COMMENT ON TABLE retention_rule IS 'Periods by country (NULL: everywhere) that override the policy, with their legal basis';
CREATE INDEX retention_rule_subject ON retention_rule (subject, country);	-- the rules of a person

CREATE TABLE legal_hold (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person,
	reason		text NOT NULL CHECK (reason <> ''),
	placed_by	name NOT NULL DEFAULT session_user,
	placed_at	timestamptz NOT NULL DEFAULT now(),
	lifted_by	name,
	lifted_at	timestamptz,
	CONSTRAINT legal_hold_lifted CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
COMMENT ON TABLE legal_hold IS 'People whose data must stay: blocks purge, erase and merge until lifted, never the archive';
CREATE INDEX legal_hold_person ON legal_hold (person_id) WHERE lifted_at IS NULL;	-- asked by every purge

CREATE TABLE consent (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	person_id	bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	purpose		text NOT NULL CHECK (purpose IN ('talent_pool', 'machine_scoring', 'processing')),
	given_at	timestamptz NOT NULL DEFAULT now(),
	expires_at	timestamptz,
	withdrawn_at timestamptz,
	text_version text,
	CONSTRAINT consent_order CHECK (expires_at > given_at AND withdrawn_at >= given_at)
);
COMMENT ON TABLE consent IS 'What a person agreed to and until when; consent to the talent pool keeps a rejected candidate past the idle period';
CREATE INDEX consent_person ON consent (person_id, purpose);		-- pools, retention
CREATE INDEX consent_withdrawn ON consent (person_id) WHERE withdrawn_at IS NOT NULL;	-- whose data is no longer to be processed

CREATE TABLE erasure (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	basis		text NOT NULL,
	outcome		text NOT NULL CHECK (outcome IN ('erased', 'refused')),
	refusal_rule text,
	counts		jsonb NOT NULL DEFAULT '{}',
	requested_by name NOT NULL DEFAULT session_user,
	decided_at	timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT erasure_refused CHECK ((outcome = 'refused') = (refusal_rule IS NOT NULL))
);
COMMENT ON TABLE erasure IS 'Proof of erasures and refusals: basis, rule and counts by table, without the person';

CREATE TABLE suppression (
	key_hash	bytea PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('external_key', 'email', 'phone')),
	suppressed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE suppression IS 'Keyed hashes of the keys of purged people, so that no import brings them back without a new act of theirs';

CREATE TABLE secret (
	id			smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	key			bytea NOT NULL CHECK (octet_length(key) = 32)
);
COMMENT ON TABLE secret IS 'The key of the keyed hashes of this workspace; no role but the owner reads it';
INSERT INTO secret (key)
	SELECT pg_catalog.sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

CREATE TABLE selection_tally (
	job			text NOT NULL,
	instrument	text NOT NULL,
	instrument_version text NOT NULL,
	quarter		date NOT NULL,
	stage		text NOT NULL,
	attribute	text NOT NULL,
	value		text NOT NULL,
	score_bin	integer NOT NULL CHECK (score_bin BETWEEN -1 AND 20),
	n			bigint NOT NULL CHECK (n >= 0),
	PRIMARY KEY (job, instrument, instrument_version, quarter, stage, attribute, value, score_bin)
);
COMMENT ON TABLE selection_tally IS 'Counts of purged applications by job, instrument (*: each application once), quarter, stage, group and bin of five points of the fit score (-1: none)';
