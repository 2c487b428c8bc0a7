-- People ($1) whose reviews are written anew.
DELETE FROM match_review r
WHERE r.person_id = ANY ($1) OR r.other_id = ANY ($1)
