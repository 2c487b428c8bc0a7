-- People follow changes of their host row, where what is stored came of it: whatever was corrected in the workspace stays.
UPDATE person p
SET name = n.name, email = n.email, phone = n.phone, country = n.country
FROM (
	SELECT q.id,
		CASE WHEN q.name IS NOT DISTINCT FROM a.old_name THEN a.new_name ELSE q.name END AS name,
		CASE WHEN q.email IS NOT DISTINCT FROM a.old_email THEN a.new_email ELSE q.email END AS email,
		CASE WHEN q.phone IS NOT DISTINCT FROM a.old_phone THEN a.new_phone ELSE q.phone END AS phone,
		CASE WHEN q.country IS NOT DISTINCT FROM a.old_country THEN a.new_country ELSE q.country END AS country
	FROM (
		SELECT DISTINCT ON (a.person_id) a.*
		FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
			AS a (person_id, old_name, new_name, old_email, new_email, old_phone, new_phone, old_country, new_country, i)
		ORDER BY a.person_id, a.i DESC
	) a
	JOIN person q ON q.id = a.person_id
) n
WHERE p.id = n.id AND (p.name, p.email, p.phone, p.country) IS DISTINCT FROM (n.name, n.email, n.phone, n.country)
