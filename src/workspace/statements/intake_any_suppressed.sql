-- Whether anybody was ever purged.
SELECT EXISTS (SELECT FROM suppression)
