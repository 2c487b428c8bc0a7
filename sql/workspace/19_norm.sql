-- Norms: the distributions that single scores and gaps are held against.

CREATE TABLE norm_table (
	name		text CHECK (name <> ''),
	version		integer CHECK (version >= 1),
	indicator	text REFERENCES indicator ON UPDATE CASCADE,
	job			text REFERENCES job ON UPDATE CASCADE,
	n			bigint NOT NULL,
	mean		float8 NOT NULL,
	sd			float8 NOT NULL,
	made_on		date NOT NULL,
	norm		aiehr.norm NOT NULL,
	PRIMARY KEY (name, version, indicator)
);
COMMENT ON TABLE norm_table IS 'Norms by name and version: the distribution of an indicator''s scores in a norm group, with n and date; made by make_norm() and never changed';
CREATE INDEX norm_table_job ON norm_table (job);				-- the foreign key's own check
CREATE INDEX norm_table_indicator ON norm_table (indicator);	-- the foreign key's own check

-- What a gap is held against where the rule looks at others: fixed until somebody refreshes it, so that nobody's gap moves with strangers.
CREATE TABLE gap_norm (
	job			text REFERENCES job ON UPDATE CASCADE ON DELETE CASCADE,
	indicator	text REFERENCES indicator ON UPDATE CASCADE ON DELETE CASCADE,
	n			bigint NOT NULL CHECK (n >= 2),
	intercept	float8 NOT NULL,
	slope		float8 NOT NULL,
	residual_sd	float8 NOT NULL CHECK (residual_sd > 0),
	predicted	aiehr.norm NOT NULL,
	actual		aiehr.norm NOT NULL,
	refreshed_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (job, indicator),
	CONSTRAINT gap_norm_n CHECK (aiehr.norm_n(predicted) = n AND aiehr.norm_n(actual) = n)
);
COMMENT ON TABLE gap_norm IS 'By job and indicator: regression of what is achieved on what was predicted, and the distribution of both; changed by refresh_norms() alone';
CREATE INDEX gap_norm_indicator ON gap_norm (indicator);		-- the foreign key's own check
