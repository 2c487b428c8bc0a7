-- Models that score answers: for one indicator of one version of an instrument, approved by a person.

CREATE TABLE answer_model (
	id			bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	instrument	text NOT NULL,
	instrument_version text NOT NULL,
	indicator	text NOT NULL REFERENCES indicator ON UPDATE CASCADE,
	version		integer NOT NULL CHECK (version > 0),
	model		aiehr.text_model NOT NULL,
	status		text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'retired')),
	reason		text,
	approved_by	text,
	approved_at	timestamptz,
	created_at	timestamptz NOT NULL DEFAULT now(),
	n			bigint GENERATED ALWAYS AS ((aiehr.describe_text(model)).n) STORED,
	r			float8 GENERATED ALWAYS AS ((aiehr.describe_text(model)).r) STORED,
	r_low		float8 GENERATED ALWAYS AS ((aiehr.describe_text(model)).r_low) STORED,
	r_high		float8 GENERATED ALWAYS AS ((aiehr.describe_text(model)).r_high) STORED,
	icu_version	text GENERATED ALWAYS AS ((aiehr.describe_text(model)).icu_version) STORED,
	FOREIGN KEY (instrument, instrument_version) REFERENCES instrument ON UPDATE CASCADE,
	UNIQUE (instrument, instrument_version, indicator, version),
	CONSTRAINT answer_model_approved CHECK (status <> 'approved' OR approved_by IS NOT NULL),
	-- what tells nobody apart scores nobody
	CONSTRAINT answer_model_usable CHECK (status <> 'approved' OR coalesce((aiehr.describe_text(model)).usable, false))
);
COMMENT ON TABLE answer_model IS 'Text models that score the answers to an instrument, one an indicator and version; only approved ones score, and only usable ones are approved';
CREATE UNIQUE INDEX answer_model_in_force ON answer_model (instrument, instrument_version, indicator) WHERE status = 'approved';	-- one scores; those of an instrument
CREATE INDEX answer_model_indicator ON answer_model (indicator);	-- the foreign key's own check
COMMENT ON COLUMN answer_model.instrument IS 'Instrument whose answers it scores';
COMMENT ON COLUMN answer_model.instrument_version IS 'Version of the instrument: other questions need another model';
COMMENT ON COLUMN answer_model.version IS 'Counts up from 1 for instrument and indicator; assessments name it';
COMMENT ON COLUMN answer_model.model IS 'The model, in the unit of the indicator''s raw scale';
COMMENT ON COLUMN answer_model.status IS 'proposed, approved or retired';
COMMENT ON COLUMN answer_model.reason IS 'Why it was proposed, approved or retired';
COMMENT ON COLUMN answer_model.approved_by IS 'Who approved it';
COMMENT ON COLUMN answer_model.approved_at IS 'When it was approved';
COMMENT ON COLUMN answer_model.n IS 'People it was fitted to';
COMMENT ON COLUMN answer_model.r IS 'Its cross-validated correlation with the scores it was fitted to';
COMMENT ON COLUMN answer_model.r_low IS 'Lower end of the 95 % interval of r';
COMMENT ON COLUMN answer_model.r_high IS 'Upper end of the 95 % interval of r';
COMMENT ON COLUMN answer_model.icu_version IS 'Version of ICU that split the answers it was fitted to';
