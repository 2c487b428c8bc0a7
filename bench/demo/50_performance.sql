-- Two years of performance facts arrive as messages, half-year by half-year. Gaps follow in the same statement and propose measures;
-- people act on the proposals, and the facts of the next half-year show what it was good for.

CREATE TABLE source.progress (
	half_year	daterange PRIMARY KEY,
	facts		bigint NOT NULL,
	people		bigint NOT NULL,
	proposed	bigint NOT NULL,
	completed	bigint NOT NULL,
	declined	bigint NOT NULL,
	gaps_closed	bigint NOT NULL
);

-- What people do about proposals: three in four are accepted, and four in five of these are seen through by the next half-year. It goes
-- by person and indicator, not by the intervention's number, which depends on the order in which the server made them.
CREATE PROCEDURE source.act_on_proposals(half daterange)
	LANGUAGE plpgsql
AS $$
BEGIN
	UPDATE hr.intervention v
	SET status = CASE WHEN source.unit(i.n, concat_ws('/', 'accept', v.indicator, lower(half))) < 0.75 THEN 'accepted' ELSE 'declined' END
	FROM source.id i
	WHERE i.person_id = v.person_id AND v.status = 'proposed' AND v.ended_at IS NULL
		AND source.unit(i.n, concat_ws('/', 'look', v.indicator, lower(half))) < 0.9;
	UPDATE hr.intervention SET status = 'started' WHERE status = 'accepted' AND ended_at IS NULL;
	WITH done AS (
		UPDATE hr.intervention v
		SET status = 'completed'
		FROM source.id i
		WHERE i.person_id = v.person_id AND v.status = 'started' AND v.ended_at IS NULL
			AND source.unit(i.n, concat_ws('/', 'complete', v.indicator, lower(half))) < 0.8
		RETURNING i.n, v.indicator
	)
	INSERT INTO source.trained (n, indicator, shows_from)
	SELECT d.n, d.indicator, upper(half) FROM done d
	ON CONFLICT (n, indicator) DO NOTHING;
END
$$;

CREATE PROCEDURE source.half_year_arrives(half daterange)
	LANGUAGE plpgsql
AS $$
DECLARE
	messages	jsonb[];
	n_sent		bigint;
	n_inserted	bigint;
	n_people	bigint;
	before		record;
	after		record;
BEGIN
	SELECT count(*) AS opened, count(*) FILTER (WHERE status = 'completed') AS completed,
		count(*) FILTER (WHERE status = 'declined') AS declined, count(gap_closed_at) AS gaps_closed
	INTO before FROM hr.intervention;
	SELECT array_agg(jsonb_build_object('person', jsonb_build_object('external_key', f.external_key), 'criterion', f.criterion,
			'period', f.period, 'value', f.value, 'rater_kind', f.rater_kind, 'source', 'reviews', 'external_id', f.external_id)
			|| CASE WHEN f.rater IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('rater', jsonb_build_object('external_key', f.rater)) END),
		count(*), count(DISTINCT f.external_key)
	INTO messages, n_sent, n_people
	FROM source.facts(half) f;
	SELECT r.inserted INTO n_inserted FROM hr.record_facts(messages) r;
	IF n_inserted <> n_sent THEN
		RAISE EXCEPTION 'of % facts sent % were stored', n_sent, n_inserted;
	END IF;
	PERFORM hr.refresh_norms();
	CALL source.act_on_proposals(half);
	SELECT count(*) AS opened, count(*) FILTER (WHERE status = 'completed') AS completed,
		count(*) FILTER (WHERE status = 'declined') AS declined, count(gap_closed_at) AS gaps_closed
	INTO after FROM hr.intervention;
	INSERT INTO source.progress
	VALUES (half, n_sent, n_people, after.opened - before.opened, after.completed - before.completed,
		after.declined - before.declined, after.gaps_closed - before.gaps_closed);
END
$$;

SELECT format('CALL source.half_year_arrives(%L)', period) FROM source.half_year ORDER BY period \gexec

SELECT format('%s facts in %s half-years: %s gaps proposed a measure, %s measures completed, %s gaps closed',
	sum(facts), count(*), sum(proposed), sum(completed), sum(gaps_closed))
FROM source.progress;
