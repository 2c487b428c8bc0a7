-- Arguments with which every function of the extension is called: a type as format_type() shows it, and
-- an expression of it. Made where aiehr is not on the search path.
INSERT INTO pool SELECT 'aiehr.scorecard', e FROM unnest(ARRAY[
	'''{}''::aiehr.scorecard', '''{"a": 1}''::aiehr.scorecard', '''{"a": 0}''::aiehr.scorecard', '''{"a": -1, "b": 2}''::aiehr.scorecard',
	'''{"b": 2, "c": 1e308}''::aiehr.scorecard', '''{"a": -1.7976931348623157e308, "b": 5e-324}''::aiehr.scorecard',
	'''{"algorithm": 82, "problem_speed": 18, "collaboration": 80}''::aiehr.scorecard', '''{"é": 1, "\"": 2}''::aiehr.scorecard',
	'(SELECT aiehr.scorecard_agg(''k'' || i, i) FROM generate_series(1, 1000) i)', '(SELECT aiehr.scorecard_agg(''l'' || i, -i) FROM generate_series(1, 600) i)']) AS e;
INSERT INTO pool SELECT 'aiehr.scorecard_state', e FROM unnest(ARRAY[
	'''{}''::aiehr.scorecard_state', '''{"a": [1, 2.5, 0]}''::aiehr.scorecard_state', '''{"b": [9007199254740992, -1.7976931348623157e308, 5e-324]}''::aiehr.scorecard_state',
	'(SELECT aiehr.scorecard_combine(NULL, (''{'' || string_agg(''"k'' || i || ''": [1, 1, 0]'', '','') || ''}'')::aiehr.scorecard_state) FROM generate_series(1, 1000) i)']) AS e;
INSERT INTO pool SELECT 'aiehr.scorecard_list', e FROM unnest(ARRAY[
	'''{}''::aiehr.scorecard_list', '''{"a": 1, "b": 5e-324}''::aiehr.scorecard_list',
	'(SELECT aiehr.scorecard_agg(''k'' || i, i)::text::aiehr.scorecard_list FROM generate_series(1, 1000) i)']) AS e;
