-- People follow changes of their host row, where what is stored came of it: whatever was corrected in the workspace stays.
UPDATE person p
SET name = CASE WHEN p.name IS NOT DISTINCT FROM a.old_name THEN a.new_name ELSE p.name END,
	email = CASE WHEN p.email IS NOT DISTINCT FROM a.old_email THEN a.new_email ELSE p.email END,
	phone = CASE WHEN p.phone IS NOT DISTINCT FROM a.old_phone THEN a.new_phone ELSE p.phone END,
	country = CASE WHEN p.country IS NOT DISTINCT FROM a.old_country THEN a.new_country ELSE p.country END
FROM (
	SELECT DISTINCT ON (u.person_id) u.*
	FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
		AS u (person_id, old_name, new_name, old_email, new_email, old_phone, new_phone, old_country, new_country, i)
	ORDER BY u.person_id, u.i DESC
) a
WHERE p.id = a.person_id
	AND ((p.name IS NOT DISTINCT FROM a.old_name AND p.name IS DISTINCT FROM a.new_name)
		OR (p.email IS NOT DISTINCT FROM a.old_email AND p.email IS DISTINCT FROM a.new_email)
		OR (p.phone IS NOT DISTINCT FROM a.old_phone AND p.phone IS DISTINCT FROM a.new_phone)
		OR (p.country IS NOT DISTINCT FROM a.old_country AND p.country IS DISTINCT FROM a.new_country))
