-- Corrections and utility of a correlation. input: one row of the numbers that the case states, NULL where it does not
SELECT v.stat, '', v.value
FROM input, LATERAL (VALUES
	('disattenuated', disattenuate(r, rxx, ryy)),
	('case2', thorndike2(r, u)),
	('case2_inverse', thorndike2(thorndike2(r, u), 1 / u)),
	('case3', thorndike3(rxy, rzx, rzy, uz)),
	('brogden_expected_z', brogden(r, sr)),
	('taylor_russell_ppv', taylor_russell(r, sr, br))
) AS v (stat, value);
