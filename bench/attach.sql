-- The tables of attach.sh: a host schema and a workspace.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_host CASCADE;
SELECT aiehr.create_workspace('bench_attach') \g /dev/null
INSERT INTO bench_attach.job (code, title) VALUES ('dev', 'Developer');
INSERT INTO bench_attach.indicator (code, kind, lo, hi) VALUES ('coding', 'hard', 0, 100), ('team', 'soft', 1, 5);
INSERT INTO bench_attach.instrument (code, version) VALUES ('iv', '1');
INSERT INTO bench_attach.criterion (code, lo, hi) VALUES ('rating', 0, 100);

CREATE SCHEMA bench_host;
CREATE TABLE bench_host.office (id integer PRIMARY KEY, city text);
INSERT INTO bench_host.office SELECT i, 'city ' || i FROM generate_series(1, 100) i;
CREATE TABLE bench_host.candidate (
	id			bigint PRIMARY KEY,
	uuid		uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
	first_name	text NOT NULL,
	last_name	text NOT NULL,
	mail		text,
	mobile		text,
	street		text,
	zip			text,
	city		text,
	country		text,
	born_on		date,
	office_id	integer REFERENCES bench_host.office,
	source		text,
	is_new		boolean NOT NULL DEFAULT true,
	is_screened	boolean NOT NULL DEFAULT false,
	is_refused	boolean NOT NULL DEFAULT false,
	is_hired	boolean NOT NULL DEFAULT false,
	salary		numeric,
	notes		text,
	tags		text[],
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON bench_host.candidate (lower(mail));
CREATE INDEX ON bench_host.candidate (last_name, first_name);
CREATE INDEX ON bench_host.candidate (office_id);
CREATE FUNCTION bench_host.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON bench_host.candidate FOR EACH ROW EXECUTE FUNCTION bench_host.touch();

CREATE TABLE bench_host.fresh AS
	SELECT i AS id, 'First' || i AS first_name, 'Last' || i % 5000 AS last_name, 'c' || i || '@example.com' AS mail, '+49 30 ' || 1000000 + i AS mobile,
		'Street ' || i AS street, lpad((i % 99999)::text, 5, '0') AS zip, 'City ' || i % 100 AS city, 'DE' AS country,
		date '1970-01-01' + (i % 10000)::int AS born_on, 1 + (i % 100)::int AS office_id, 'web' AS source, repeat('note ', 20) AS notes
	FROM generate_series(1, :rows) i;

CREATE TABLE bench_host.review (id bigint PRIMARY KEY, key text, mark float8, half daterange);

-- what is written by hand today: one row at a time
CREATE FUNCTION bench_host.peer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RETURN NULL;
	END IF;
	INSERT INTO bench_attach.person (external_key, name, email, phone, country)
	VALUES ('C-' || NEW.id, NEW.first_name || ' ' || NEW.last_name, NEW.mail, NEW.mobile, NEW.country)
	ON CONFLICT (external_key) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone, country = excluded.country;
	RETURN NULL;
END $$;
