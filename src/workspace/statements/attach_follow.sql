-- People follow changes of their host rows, where what is stored came of them: whatever was corrected in the workspace stays. Of rows that
-- are one person's since a merge, each changes what came of it.
UPDATE person p
SET name = CASE WHEN a.names IS NULL THEN p.name ELSE a.names[1] END,
	email = CASE WHEN a.emails IS NULL THEN p.email ELSE a.emails[1] END,
	phone = CASE WHEN a.phones IS NULL THEN p.phone ELSE a.phones[1] END,
	country = CASE WHEN a.countries IS NULL THEN p.country ELSE a.countries[1] END
FROM (
	SELECT u.person_id,
		array_agg(u.new_name ORDER BY u.i DESC) FILTER (WHERE u.old_name IS DISTINCT FROM u.new_name AND u.old_name IS NOT DISTINCT FROM q.name) AS names,
		array_agg(u.new_email ORDER BY u.i DESC) FILTER (WHERE u.old_email IS DISTINCT FROM u.new_email AND u.old_email IS NOT DISTINCT FROM q.email) AS emails,
		array_agg(u.new_phone ORDER BY u.i DESC) FILTER (WHERE u.old_phone IS DISTINCT FROM u.new_phone AND u.old_phone IS NOT DISTINCT FROM q.phone) AS phones,
		array_agg(u.new_country ORDER BY u.i DESC) FILTER (WHERE u.old_country IS DISTINCT FROM u.new_country AND u.old_country IS NOT DISTINCT FROM q.country) AS countries
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
		AS u (person_id, old_name, new_name, old_email, new_email, old_phone, new_phone, old_country, new_country, i)
	JOIN person q ON q.id = u.person_id
	GROUP BY u.person_id
) a
WHERE p.id = a.person_id AND num_nonnulls(a.names, a.emails, a.phones, a.countries) > 0
