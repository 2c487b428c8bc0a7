-- What waits for a hand, and how good the data is; see 74_views_validity.sql for the rules of views about groups.

CREATE VIEW conflict_open WITH (security_invoker = true) AS
	SELECT k.id AS conflict_id, k.person_id, k.field, k.severity, k.conflicting, k.proposed, k.confidence, k.reopened, k.opened_at,
		c.n_claims, c.n_sources, c.claimed, c.latest_claim
	FROM conflict k
	JOIN profile_field f ON f.code = k.field
	CROSS JOIN LATERAL (
		SELECT count(*) AS n_claims, count(DISTINCT r.source) AS n_sources, max(c.claimed_at) AS latest_claim,
			string_agg(format('%s %s: %s', r.source, to_char(c.claimed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), btrim(c.raw)), '; ' ORDER BY c.claimed_at DESC, c.id DESC) AS claimed
		FROM claim c
		JOIN source_record r ON r.id = c.source_record_id
		WHERE c.person_id = k.person_id AND c.field = k.field AND c.withdrawn_at IS NULL AND c.status = 'accepted' AND c.valid
	) c
	WHERE k.status = 'open'
	ORDER BY CASE k.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, k.opened_at, k.id;
COMMENT ON VIEW conflict_open IS 'Conflicts that wait for a hand, the gravest and oldest first, with what each source says; resolve_conflict() decides them';
COMMENT ON COLUMN conflict_open.conflict_id IS 'What resolve_conflict() is told';
COMMENT ON COLUMN conflict_open.person_id IS 'The person';
COMMENT ON COLUMN conflict_open.field IS 'The field';
COMMENT ON COLUMN conflict_open.severity IS 'low, medium or high, by the field';
COMMENT ON COLUMN conflict_open.conflicting IS 'The values, normalised, the likeliest first';
COMMENT ON COLUMN conflict_open.proposed IS 'The likeliest value, which resolve_conflict(..., NULL, ...) takes';
COMMENT ON COLUMN conflict_open.confidence IS 'Its probability, 0..1';
COMMENT ON COLUMN conflict_open.reopened IS 'Whether it was decided by hand before and a source has said something new since';
COMMENT ON COLUMN conflict_open.opened_at IS 'Since when it waits';
COMMENT ON COLUMN conflict_open.n_claims IS 'Valid claims for the field';
COMMENT ON COLUMN conflict_open.n_sources IS 'Sources that made them';
COMMENT ON COLUMN conflict_open.claimed IS 'Source, day and words of each, the newest first';
COMMENT ON COLUMN conflict_open.latest_claim IS 'When the newest of them was made';

-- Counts by field behind data_quality and its history; names no person.
CREATE VIEW data_quality_count WITH (security_barrier = true) AS
	WITH described AS (
		SELECT count(DISTINCT r.person_id) AS n FROM source_record r
	),
	-- a claim goes with the golden value when it says the same; where a value may be shorter or fuller, only an open or resolved conflict tells
	judged AS (
		SELECT c.field, c.person_id, c.valid, c.claimed_at, r.source = '@hand' AS by_hand, g.value IS NOT NULL AND NOT g.flagged AS settled,
			NOT c.valid OR (k.how IN ('automatic', 'manual') AND c.normalised <> g.normalised AND c.normalised = ANY (k.conflicting)) AS deviant,
			count(*) OVER (PARTITION BY c.person_id, c.field) AS n
		FROM claim c
		JOIN source_record r ON r.id = c.source_record_id
		LEFT JOIN golden_value g ON g.person_id = c.person_id AND g.field = c.field
		LEFT JOIN conflict k ON k.person_id = c.person_id AND k.field = c.field
		WHERE c.withdrawn_at IS NULL AND c.status = 'accepted'
	),
	claims AS (
		SELECT field, count(*) AS n_claims, count(*) FILTER (WHERE NOT valid) AS n_invalid,
			count(*) FILTER (WHERE n > 1 AND settled AND NOT by_hand) AS n_compared,
			count(*) FILTER (WHERE n > 1 AND settled AND NOT by_hand AND deviant) AS n_deviant
		FROM judged
		GROUP BY field
	),
	newest AS (
		SELECT field, percentile_disc(0.5) WITHIN GROUP (ORDER BY claimed_at) AS median_claim
		FROM (SELECT field, person_id, max(claimed_at) AS claimed_at FROM judged WHERE valid GROUP BY field, person_id) c
		GROUP BY field
	),
	golden AS (
		SELECT g.field, count(g.value) AS n_filled, count(*) FILTER (WHERE g.value IS NULL) AS n_failed, coalesce(sum(1 - g.confidence), 0) AS expected_errors,
			count(*) FILTER (WHERE g.reason IN ('only', 'agreed', 'evidence', 'trust', 'latest', 'id_number')) AS n_by_sources,
			count(*) FILTER (WHERE g.reason = 'manual') AS n_by_hand, count(*) FILTER (WHERE g.reason = 'undecided') AS n_waiting
		FROM golden_value g
		GROUP BY g.field
	),
	conflicts AS (
		SELECT k.field, count(*) AS n_conflict, count(*) FILTER (WHERE k.status = 'open') AS n_open,
			count(*) FILTER (WHERE k.how = 'automatic') AS n_automatic, count(*) FILTER (WHERE k.how = 'manual') AS n_manual
		FROM conflict k
		WHERE k.how IS DISTINCT FROM 'vanished'
		GROUP BY k.field
	)
	SELECT f.code AS field, f.place, d.n AS n_people, coalesce(g.n_filled, 0) AS n_filled, coalesce(g.n_failed, 0) AS n_failed, coalesce(c.n_claims, 0) AS n_claims,
		coalesce(c.n_invalid, 0) AS n_invalid, coalesce(c.n_compared, 0) AS n_compared, coalesce(c.n_deviant, 0) AS n_deviant,
		coalesce(k.n_conflict, 0) AS n_conflict, coalesce(k.n_open, 0) AS n_open, coalesce(k.n_automatic, 0) AS n_automatic, coalesce(k.n_manual, 0) AS n_manual,
		coalesce(g.n_by_sources, 0) AS n_by_sources, coalesce(g.n_by_hand, 0) AS n_by_hand, coalesce(g.n_waiting, 0) AS n_waiting,
		coalesce(g.expected_errors, 0) AS expected_errors, n.median_claim
	FROM profile_field f
	CROSS JOIN described d
	LEFT JOIN claims c ON c.field = f.code
	LEFT JOIN golden g ON g.field = f.code
	LEFT JOIN conflicts k ON k.field = f.code
	LEFT JOIN newest n ON n.field = f.code;
COMMENT ON VIEW data_quality_count IS 'Counts of claims, golden values and conflicts by field, on the way to data_quality; about no single person';
COMMENT ON COLUMN data_quality_count.field IS 'The field';
COMMENT ON COLUMN data_quality_count.place IS 'Its place among the fields';
COMMENT ON COLUMN data_quality_count.n_people IS 'People about whom any source said anything';
COMMENT ON COLUMN data_quality_count.n_filled IS 'Those with a golden value';
COMMENT ON COLUMN data_quality_count.n_failed IS 'Those for whom there are claims and none is valid';
COMMENT ON COLUMN data_quality_count.n_claims IS 'Claims';
COMMENT ON COLUMN data_quality_count.n_invalid IS 'Those of them that failed their check';
COMMENT ON COLUMN data_quality_count.n_compared IS 'Claims of sources where there are two or more and a golden value that no open conflict puts in doubt';
COMMENT ON COLUMN data_quality_count.n_deviant IS 'Those of them that lost a conflict or failed their check';
COMMENT ON COLUMN data_quality_count.n_conflict IS 'Conflicts, open or resolved';
COMMENT ON COLUMN data_quality_count.n_open IS 'Conflicts that wait';
COMMENT ON COLUMN data_quality_count.n_automatic IS 'Conflicts resolved by the rule of the field';
COMMENT ON COLUMN data_quality_count.n_manual IS 'Conflicts resolved by hand';
COMMENT ON COLUMN data_quality_count.n_by_sources IS 'Golden values that sources filled in, conflicts resolved by rule among them';
COMMENT ON COLUMN data_quality_count.n_by_hand IS 'Golden values entered or decided by hand';
COMMENT ON COLUMN data_quality_count.n_waiting IS 'Golden values that are a proposal until somebody decides';
COMMENT ON COLUMN data_quality_count.expected_errors IS 'Golden values that are wrong by their own probabilities';
COMMENT ON COLUMN data_quality_count.median_claim IS 'When the newest valid claim of half of the people was made, or earlier';

CREATE VIEW data_quality WITH (security_barrier = true) AS
	SELECT q.field, q.n_people, q.n_filled, q.n_filled::float8 / q.n_people AS filled, q.n_claims, 1 - q.n_invalid::float8 / nullif(q.n_claims, 0) AS valid,
		q.n_conflict::float8 / nullif(q.n_filled, 0) AS in_conflict, q.n_open, q.n_open::float8 / nullif(q.n_filled, 0) AS waiting,
		extract(day FROM now() - q.median_claim)::integer AS age_days,
		q.n_deviant::float8 / nullif(q.n_compared, 0) AS claim_error_rate, q.expected_errors / nullif(q.n_filled, 0) AS expected_error_rate
	FROM data_quality_count q
	JOIN policy y ON y.job IS NULL
	WHERE q.n_people >= y.smallest_group
	ORDER BY q.place, q.field;
COMMENT ON VIEW data_quality IS 'How good the data is, one row a field: filled, valid, in conflict, age, and how often sources were wrong; nothing while fewer people than the smallest group are described. Archived and leaving people are in, purged ones are not';
COMMENT ON COLUMN data_quality.field IS 'The field';
COMMENT ON COLUMN data_quality.n_people IS 'People about whom any source said anything';
COMMENT ON COLUMN data_quality.n_filled IS 'Those with a golden value';
COMMENT ON COLUMN data_quality.filled IS 'n_filled / n_people, 0..1';
COMMENT ON COLUMN data_quality.n_claims IS 'Claims that were not withdrawn';
COMMENT ON COLUMN data_quality.valid IS 'Share of them that passed their check, 0..1';
COMMENT ON COLUMN data_quality.in_conflict IS 'Conflicts, open or resolved, to golden values, 0..1';
COMMENT ON COLUMN data_quality.n_open IS 'Conflicts that wait for a hand';
COMMENT ON COLUMN data_quality.waiting IS 'The same to golden values, 0..1';
COMMENT ON COLUMN data_quality.age_days IS 'Days since the newest valid claim, for the person in the middle';
COMMENT ON COLUMN data_quality.claim_error_rate IS 'Share of claims that lost a conflict or failed their check, where there is something to compare with, 0..1; what data would be wrong if any one source were believed';
COMMENT ON COLUMN data_quality.expected_error_rate IS 'Share of golden values that are wrong by their own probabilities, open conflicts included, 0..1';

CREATE VIEW data_error_rate WITH (security_barrier = true) AS
	SELECT h.day, h.field, sum(h.n_people)::bigint / count(*) AS n_people, sum(h.n_filled)::bigint AS n_filled,
		sum(h.n_deviant)::float8 / nullif(sum(h.n_compared), 0)::float8 AS claim_error_rate, sum(h.expected_errors) / nullif(sum(h.n_filled), 0)::float8 AS expected_error_rate,
		sum(h.n_invalid)::float8 / nullif(sum(h.n_claims), 0)::float8 AS invalid, sum(h.n_open)::bigint AS n_open
	FROM data_quality_history h
	JOIN policy y ON y.job IS NULL
	WHERE h.n_people >= y.smallest_group
	GROUP BY h.day, GROUPING SETS ((h.field), ())
	ORDER BY h.day, h.field NULLS FIRST;
COMMENT ON VIEW data_error_rate IS 'The error rate over time, one row a day recorded by record_data_quality() and field, and one for all fields (field NULL); days with fewer people than the smallest group are left out';
COMMENT ON COLUMN data_error_rate.day IS 'The day';
COMMENT ON COLUMN data_error_rate.field IS 'The field; NULL: all fields together';
COMMENT ON COLUMN data_error_rate.n_people IS 'People about whom any source said anything';
COMMENT ON COLUMN data_error_rate.n_filled IS 'Golden values';
COMMENT ON COLUMN data_error_rate.claim_error_rate IS 'Share of the sources'' claims that lost a conflict or failed their check, 0..1';
COMMENT ON COLUMN data_error_rate.expected_error_rate IS 'Share of golden values that are wrong by their own probabilities, 0..1';
COMMENT ON COLUMN data_error_rate.invalid IS 'Share of claims that failed their check, 0..1';
COMMENT ON COLUMN data_error_rate.n_open IS 'Conflicts that waited for a hand';

CREATE VIEW autofill WITH (security_barrier = true) AS
	SELECT q.field, q.n_filled, q.n_by_sources, q.n_by_hand, q.n_waiting, q.n_by_sources::float8 / nullif(q.n_filled, 0) AS share_by_sources, q.n_automatic, q.n_manual
	FROM data_quality_count q
	JOIN policy y ON y.job IS NULL
	WHERE q.n_people >= y.smallest_group
	ORDER BY q.place, q.field;
COMMENT ON VIEW autofill IS 'How many golden values sources filled in and how many needed a hand, one row a field; nothing while fewer people than the smallest group are described';
COMMENT ON COLUMN autofill.field IS 'The field';
COMMENT ON COLUMN autofill.n_filled IS 'Golden values';
COMMENT ON COLUMN autofill.n_by_sources IS 'Those that sources filled in, conflicts resolved by rule among them';
COMMENT ON COLUMN autofill.n_by_hand IS 'Those entered or decided by hand';
COMMENT ON COLUMN autofill.n_waiting IS 'Those that are a proposal until somebody decides';
COMMENT ON COLUMN autofill.share_by_sources IS 'n_by_sources / n_filled, 0..1';
COMMENT ON COLUMN autofill.n_automatic IS 'Conflicts resolved by the rule of the field';
COMMENT ON COLUMN autofill.n_manual IS 'Conflicts resolved by hand';

CREATE FUNCTION record_data_quality() RETURNS bigint
	LANGUAGE sql VOLATILE SECURITY DEFINER
	SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH written AS (
		INSERT INTO data_quality_history AS h (day, field, n_people, n_filled, n_claims, n_invalid, n_compared, n_deviant, n_conflict, n_open, expected_errors)
		SELECT (now() AT TIME ZONE y.time_zone)::date, q.field, q.n_people, q.n_filled, q.n_claims, q.n_invalid, q.n_compared, q.n_deviant, q.n_conflict, q.n_open, q.expected_errors
		FROM data_quality_count q
		JOIN policy y ON y.job IS NULL
		WHERE q.n_claims > 0
		ORDER BY q.field
		ON CONFLICT (day, field) DO UPDATE
		SET n_people = excluded.n_people, n_filled = excluded.n_filled, n_claims = excluded.n_claims, n_invalid = excluded.n_invalid, n_compared = excluded.n_compared,
			n_deviant = excluded.n_deviant, n_conflict = excluded.n_conflict, n_open = excluded.n_open, expected_errors = excluded.expected_errors
		RETURNING 1
	)
	SELECT count(*) FROM written;
END;
REVOKE ALL ON FUNCTION record_data_quality() FROM PUBLIC;
COMMENT ON FUNCTION record_data_quality() IS 'Records today''s counts of data_quality for data_error_rate, once a day and field, the last call of a day counting; returns the number of fields';
