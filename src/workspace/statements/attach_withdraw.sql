-- Withdraws assessments that a host row no longer says: of vendors ($1) by hash of the external id ($2) and content ($3); also of leavers.
WITH gone AS MATERIALIZED (
	SELECT r.assessment_id AS id
	FROM unnest($1, $2, $3) AS a (vendor, external_hash, content_hash)
	JOIN received r ON r.vendor = a.vendor AND r.external_hash = a.external_hash AND r.content_hash = a.content_hash
),
archived AS (
	UPDATE assessment_archive m SET status = 'withdrawn' FROM gone WHERE m.id = gone.id AND m.status <> 'withdrawn'
)
UPDATE assessment m SET status = 'withdrawn' FROM gone WHERE m.id = gone.id AND m.status <> 'withdrawn'
