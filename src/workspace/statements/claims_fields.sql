-- The fields that claims are about, and how many people have a value, by the last count.
SELECT f.code, f.kind, f.multiple, f.rule, f.severity, f.decide_at, (extract(epoch FROM f.half_life) / 31557600)::float8,
	(SELECT v.people FROM value_frequency v WHERE v.field = f.code AND v.value = '')::float8,
	(SELECT count(*) FROM value_frequency v WHERE v.field = f.code AND v.value <> '')::float8
FROM profile_field f
ORDER BY f.place, f.code
