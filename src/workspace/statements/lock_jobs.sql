-- Holds off new applications and spells of the jobs $1 (NULL: all) while what their scores are made with changes:
-- their foreign keys take KEY SHARE on the job.
SELECT j.code FROM job j WHERE $1 IS NULL OR j.code = ANY ($1) ORDER BY j.code FOR UPDATE
