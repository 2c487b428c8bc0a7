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
INSERT INTO pool SELECT 'aiehr.scorecard[]', e FROM unnest(ARRAY[
	'''{}''::aiehr.scorecard[]', '''{NULL}''::aiehr.scorecard[]', 'ARRAY[''{"m": 1, "s": 0.5}'', ''{}'']::aiehr.scorecard[]',
	'ARRAY[''{"m": 1.7976931348623157e308}'', NULL]::aiehr.scorecard[]', 'ARRAY[ARRAY[''{"m": 1}''::aiehr.scorecard], ARRAY[''{"s": -1}''::aiehr.scorecard]]',
	'array_fill(''{"m": 5e-324}''::aiehr.scorecard, ARRAY[2000])', '''[7:8]={"{\"a\": 1}","{\"b\": 0}"}''::aiehr.scorecard[]']) AS e;
INSERT INTO pool SELECT 'aiehr.comoments', e FROM unnest(ARRAY[
	'''{"missing": "listwise", "keys": ["a"], "rows": [1, 0], "pivot": [1], "mean": [0], "product": [0]}''::aiehr.comoments',
	'''{"missing": "listwise", "keys": ["a", "b"], "rows": [3, 1], "pivot": [1, 2], "mean": [1.5, 0.5], "product": [4.5, -1.5, 15.5]}''::aiehr.comoments',
	'''{"missing": "listwise", "keys": ["a", "b"], "rows": [40, 0], "pivot": [1e70, 0], "mean": [-1e70, 5e-324], "product": [1e140, -1e140, 1e140]}''::aiehr.comoments',
	'(SELECT aiehr.comoments(c, ''{a,b,"100",x}'') FROM (SELECT aiehr.scorecard_agg(k, sin(i * ascii(k))) FROM generate_series(1, 60) i, unnest(''{a,b,"100",x}''::text[]) k GROUP BY i) AS s (c))',
	'(SELECT aiehr.comoments(c, ''{a,b,%s%n}'', ''pairwise'') FROM unnest(ARRAY[''{"a": 1, "b": 2}'', ''{"a": 3}'', ''{"b": 0.1, "%s%n": 7}'', ''{"a": 2, "b": 5, "%s%n": 1e60}'']::aiehr.scorecard[]) AS s (c))',
	'(SELECT aiehr.comoments((SELECT aiehr.scorecard_agg(''k'' || j, cos(i * j)) FROM generate_series(1, 200) j), (SELECT array_agg(''k'' || j) FROM generate_series(1, 200) j)) FROM generate_series(1, 30) i)']) AS e;
INSERT INTO pool SELECT 'aiehr.comoments[]', e FROM unnest(ARRAY[
	'''{}''::aiehr.comoments[]', '''{NULL,NULL}''::aiehr.comoments[]',
	'ARRAY[aiehr.comoments_of(''a'', 40, 1, 2), NULL, aiehr.comoments_of(''b'', 1, 0, 0)]', 'array_fill(aiehr.comoments_of(''a'', 9007199254740992, -1e60, 1e60), ARRAY[100])']) AS e;
INSERT INTO pool SELECT 'aiehr.observations', e FROM unnest(ARRAY[
	'''{"columns": ["x"], "value": []}''::aiehr.observations', '''{"columns": ["x", "y"], "value": [1, 2, 0.1, -3e30]}''::aiehr.observations',
	'(SELECT aiehr.observations(i::float8, sin(i)) FROM generate_series(1, 500) i)', '(SELECT aiehr.observations(1::float8, 5e-324::float8) FROM generate_series(1, 40) i)',
	'(SELECT aiehr.observations((i % 7)::text, sin(i)) FROM generate_series(1, 60) i)', '(SELECT aiehr.observations((i % 7)::text, i::float8, cos(i)) FROM generate_series(1, 60) i)',
	'(SELECT aiehr.observations(''r'' || i % 20, ''j'' || i % 3, sin(i) * 1e60) FROM generate_series(1, 60) i)', '(SELECT aiehr.observations(''r'' || i, ''j'', 1::float8) FROM generate_series(1, 60) i)',
	'(SELECT aiehr.observations(''{"a": 1, "x": 2}''::aiehr.scorecard, ''{a,x}'') FROM generate_series(1, 40) i)',
	'(SELECT aiehr.observations(''p'' || i % 9, ''t'' || i % 2, (''{"a": '' || i || '', "x": '' || i % 5 || ''}'')::aiehr.scorecard, ''{a,x}'') FROM generate_series(1, 90) i)']) AS e;
INSERT INTO pool SELECT 'aiehr.norm', e FROM unnest(ARRAY[
	'''{"value": []}''::aiehr.norm', '''{"value": [1]}''::aiehr.norm', '''{"value": [-1e308, 5e-324, 1e308], "count": [9007199254740980, 1, 1]}''::aiehr.norm',
	'(SELECT aiehr.norm(i % 100) FROM generate_series(1, 10000) i)']) AS e;
INSERT INTO pool SELECT 'aiehr.norm[]', e FROM unnest(ARRAY[
	'''{}''::aiehr.norm[]', '''{NULL}''::aiehr.norm[]', 'array_fill(''{"value": [1, 2, 3]}''::aiehr.norm, ARRAY[2000])', '''{{"{\"value\": [1]}"}}''::aiehr.norm[]']) AS e;
INSERT INTO pool SELECT 'aiehr.groups', e FROM unnest(ARRAY[
	'''{"label": [], "n": [], "pivot": [], "mean": [], "squares": []}''::aiehr.groups', '''{"label": ["a"], "n": [1], "pivot": [1], "mean": [0], "squares": [0]}''::aiehr.groups',
	'''{"label": ["a", ""], "n": [9007199254740990, 2], "pivot": [1e70, -1e70], "mean": [0, 5e-324], "squares": [1e140, 0]}''::aiehr.groups',
	'(SELECT aiehr.groups(''g'' || i % 50, sin(i)) FROM generate_series(1, 1000) i)', '(SELECT aiehr.groups(''g'' || i % 3, 1::float8) FROM generate_series(1, 9) i)']) AS e;
INSERT INTO pool SELECT 'boolean[]', e FROM unnest(ARRAY['''{}''::boolean[]', '''{NULL}''::boolean[]', '''{t,f}''::boolean[]', 'array_fill(true, ARRAY[20000])', '''{{t},{f}}''::boolean[]']) AS e;
INSERT INTO pool SELECT 'bigint[]', e FROM unnest(ARRAY['''{}''::bigint[]', '''{NULL}''::bigint[]', '''{1,9223372036854775807,-1}''::bigint[]', 'array_fill(9007199254740993, ARRAY[20000])', '''{{1},{2}}''::bigint[]']) AS e;
INSERT INTO pool SELECT 'date[]', e FROM unnest(ARRAY[
	'''{}''::date[]', '''{NULL}''::date[]', '''{2024-02-29,infinity,-infinity}''::date[]', '''{{2024-01-01},{5874897-12-31}}''::date[]',
	'array_fill(date ''4713-01-01 BC'', ARRAY[20000])', '''[3:4]={2024-01-01,2024-02-01}''::date[]']) AS e;
INSERT INTO pool SELECT 'timestamp with time zone[]', e FROM unnest(ARRAY[
	'''{}''::timestamptz[]', '''{NULL}''::timestamptz[]', '''{infinity,-infinity,"294276-12-31"}''::timestamptz[]',
	'array_fill(timestamptz ''2025-03-30 01:30+00'', ARRAY[20000])']) AS e;
INSERT INTO pool SELECT 'name[]', e FROM unnest(ARRAY[
	'''{}''::name[]', '''{NULL}''::name[]', '''{postgres,nobody,pg_monitor,"\"",""}''::name[]', '''{x_none,NULL,NULL,NULL,NULL}''::name[]',
	'array_fill(NULL::name, ARRAY[5])', '''{{a},{b}}''::name[]']) AS e;
-- Messages as record_assessment() takes them, whole and broken; a table that is the anchor of a workspace, when there is one.
INSERT INTO pool SELECT 'jsonb', e FROM unnest(ARRAY[
	'''{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "1", "instrument": "test", "instrument_version": "1", "kind": "interview", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 90}}''::jsonb',
	'''{"person": {"id": 1}, "application_id": 9223372036854775807, "vendor": "v", "external_id": "2", "instrument": "test", "instrument_version": "1", "taken_at": "infinity", "scores": {}}''::jsonb',
	'''{"person": [], "job": {}, "vendor": 1, "external_id": null, "taken_at": 20250301, "scores": [1, 2]}''::jsonb',
	'''{"person": {"external_key": ""}, "scores": {"a": 1e400}, "answers": [{"question": null}, 7]}''::jsonb',
	'''{"person": {"external_key": "p1"}, "criterion": "m", "from": "2025-01-01", "to": "2025-02-01", "value": 3, "source": "s", "external_id": "e"}''::jsonb',
	'''{"person": {"external_key": "p1"}, "criterion": "m", "period": "[2025-02-01,2025-01-01)", "value": "x"}''::jsonb']) AS e;
INSERT INTO pool SELECT 'jsonb[]', e FROM unnest(ARRAY[
	'''{}''::jsonb[]', '''{NULL}''::jsonb[]', 'ARRAY[''{}'', NULL, ''[]'', ''null'']::jsonb[]', 'ARRAY[ARRAY[''1''::jsonb], ARRAY[''2''::jsonb]]', 'array_fill(''{"person": {"external_key": "p1"}}''::jsonb, ARRAY[300])',
	'ARRAY[''{"person": {"external_key": "p1"}, "job": "dev", "vendor": "v", "external_id": "1", "instrument": "test", "instrument_version": "1", "kind": "interview", "taken_at": "2025-03-01T00:00:00Z", "scores": {"skill": 90}}''::jsonb]',
	'ARRAY[''{"person": {"external_key": "p1"}, "criterion": "m", "period": "[2025-01-01,2025-02-01)", "value": 3, "source": "s", "external_id": "e"}''::jsonb]']) AS e;
INSERT INTO pool SELECT 'regclass', '(SELECT anchor FROM aiehr.workspace_registry ORDER BY 1 LIMIT 1)' FROM generate_series(1, 12);
INSERT INTO pool SELECT 'tstzrange', e FROM unnest(ARRAY['''empty''::tstzrange', '''(,)''::tstzrange', '''[2025-01-01,infinity)''::tstzrange']) AS e;
INSERT INTO pool SELECT 'daterange', e FROM unnest(ARRAY['''empty''::daterange', '''(,)''::daterange', '''[2025-01-01,infinity)''::daterange']) AS e;
-- People: how they are written, and what says who they are.
INSERT INTO pool SELECT 'text', e FROM unnest(ARRAY[
	'''张伟''', '''王 小明''', '''欧阳娜娜''', '''O''''Brien, Mary-Jane''', '''Dr. José  Müller-Lüdenscheidt III''', '''佐藤 健''', '''김철수''',
	'''ＺＨＡＮＧ　Ｗｅｉ''', 'repeat(''张'', 3000)', 'repeat(''e'' || U&''\0301'', 2000)', 'U&''\200D\FEFF\202E''', 'U&''\FDFA''',
	'''+86 138-0013-8000''', '''（０１０）６５５２ ９９８８ 转 12''', '''+49 (0) 30 1234567''', '''tel:+1-202-555-0143;ext=7''', '''+''', 'repeat(''8'', 5000)',
	'''Ann.B+tag@GMail.com''', '''"a b"@例え.jp''', '''mailto:<x@y.org>''', '''@''', 'repeat(''a@'', 3000)',
	'''11010119900512001X''', '''110101900512001''', '''110101199005120017''', '''000000000000000000''',
	'''1990年5月12日''', '''12.5.1990''', '''5/12/90''', '''二〇二〇年十月''', '''2024-02-30T25:00Z''', '''至今''', 'repeat(''1990-'', 1000)',
	'''大学本科（在读）''', '''MSc, BSc''', '''博士后''', '''CN''', '''DE''', '''zz''', '''name''', '''phone''', '''id_number''', '''birth_date''', '''education''',
	'''people''', '''applications''', '''employments''', '''assessments''', '''performance_facts''', '''facts''', '''hr''', '''rd''', '''lab''', '''dev''', '''j1''', '''j2''',
	'''same''', '''p1''', '''x-1''', '''full_time''', '''talent_pool''', '''{"external_key": "p1"}''']) AS e;
INSERT INTO pool SELECT 'name', e FROM unnest(ARRAY['''id''::name', '''person_id''::name', '''person''::name', '''nr''::name', '''ctid''::name', '''UTF8''::name', '''EUC_CN''::name']) AS e;
INSERT INTO pool SELECT 'bigint', e FROM unnest(ARRAY['2::int8', '3::int8', '4::int8', '5::int8', '20::int8']) AS e;
INSERT INTO pool SELECT 'date', e FROM unnest(ARRAY['''2025-03-01''::date', '''2025-06-30''::date', '''1990-05-12''::date', 'current_date']) AS e;
INSERT INTO pool SELECT 'timestamp with time zone', e FROM unnest(ARRAY['''2025-06-01 00:00+00''::timestamptz', 'now()']) AS e;
INSERT INTO pool SELECT 'text[]', e FROM unnest(ARRAY[
	'''{external_key,name,E-Mail,Phone,country}''::text[]', '''{"External Key","External Key",""}''::text[]', '''{people,external_key}''::text[]', '''{name}''::text[]', '''{person,id}''::text[]',
	'''{张伟,王小明,NULL}''::text[]', '''{id,person_id}''::text[]']) AS e;
INSERT INTO pool SELECT 'bytea', e FROM unnest(ARRAY['sha256(''a'')', 'convert_to(''张伟'', ''UTF8'')', '''\xe5bc''::bytea']) AS e;
-- Mappings of attached tables, of files; claims; staged rows.
INSERT INTO pool SELECT 'jsonb', e FROM unnest(ARRAY[
	'''{"external_key": "nr", "name": "name", "email": "mail", "phone": "tel", "country": "''''CN''''", "last_activity": "at"}''::jsonb',
	'''{"external_key": "nr", "on_delete": "erase", "include": "nr > 1"}''::jsonb', '''{"external_key": "(SELECT 1)", "name": "ctid"}''::jsonb', '''{"external_key": "1/0", "name": null}''::jsonb',
	'''{"external_key": "nr", "job": "''''j1''''", "opened_at": "at", "stage": "name", "cohort": "mail"}''::jsonb', '''{"external_key": "nr", "job": "''''j1''''", "hired_on": "at", "left_on": "at"}''::jsonb',
	'''{"external_key": "nr", "external_id": "nr", "criterion": "''''sales''''", "value": "nr", "period": "daterange(at::date, NULL)"}''::jsonb',
	'''{"external_key": "nr", "external_id": "nr", "job": "''''j1''''", "instrument": "''''iv''''", "instrument_version": "''''1''''", "taken_at": "at", "scores": "jsonb_build_object(''''a'''', nr)"}''::jsonb',
	'''{"name": ["First name", "Last name"], "country": {"value": "CN"}, "external_key": {"column": "E-Mail", "values": {"a": "b"}}}''::jsonb',
	'''{"kind": "people", "csv": true, "encoding": "UTF8", "entries": [{"path": ["external_key"], "positions": [1], "columns": ["k"], "type": "t"}, {"path": ["name"], "positions": [2], "columns": ["n"], "type": "t"}]}''::jsonb',
	'''{"kind": "facts", "csv": true, "encoding": "nope", "entries": [{"path": ["value"], "positions": [-1, 99999], "type": "n"}, {"path": ["person", "id"], "positions": [1], "type": "n", "values": 7}]}''::jsonb',
	'''{"kind": "assessments", "csv": false, "encoding": "UTF8", "entries": [{"path": ["job"], "columns": ["a.b"], "type": "t"}]}''::jsonb',
	'''{"assessmentReport": {"assessmentResult": {"assessmentDetailedResult": [{"competencyId": {"value": "a"}, "score": {"value": 7}}]}, "candidate": {"name": 7}, "documentId": {"value": [1]}}}''::jsonb',
	'''{"source": "form", "external_id": "f", "person_id": 1, "claims": {"name": "张伟", "phone": ["1", "+86 138 0013 8000"], "birth_date": "1990-05-12", "id_number": "11010119900512001X"}}''::jsonb',
	'''[{"source": "form", "external_id": "f", "person": "p1", "received_at": "infinity", "claims": {"email": null, "education_highest": 7}}]''::jsonb',
	'''{"source": "f", "external_id": "x", "person_id": 1e40, "confidence": 1e-400, "claims": {}}''::jsonb', '''{"source": "f", "external_id": "x", "person_id": 1.5, "claims": {"name": {"a": 1}}}''::jsonb',
	'''{"source": "f", "external_id": "x", "person_id": 1, "received_at": "294277-01-01", "claims": {"name": "a"}}''::jsonb',
	'''{"id": 1}''::jsonb', '''{"external_key": "p1", "name": 7, "email": "x@y.org", "phone": [], "country": "Nowhere"}''::jsonb', '''{"email": "p2@example.com"}''::jsonb']) AS e;
INSERT INTO pool SELECT 'jsonb[]', e FROM unnest(ARRAY[
	'ARRAY[''{"external_key": "new", "name": "张伟", "email": "n@example.org", "phone": "+86 138 0013 8000", "country": "CN"}'', ''{"id": 1, "name": "x"}'', ''{"id": 1e30}'']::jsonb[]',
	'(SELECT array_agg(jsonb_build_object(''external_key'', i % 700, ''email'', ''m'' || i % 300 || ''@example.org'')) FROM generate_series(1, 2000) i)']) AS e;
-- Match models: what match_fields() suggests, fitted ones, and ones that somebody spoilt; records to go with them.
INSERT INTO pool SELECT 'jsonb', e FROM unnest(ARRAY[
	'''{"fields": [{"field": "name", "as": "name"}, {"field": "phone", "as": "phone", "region": "CN"}, {"field": "born", "as": "date"}, {"field": "id_number", "as": "id_number"}, {"field": "email", "as": "email"}]}''::jsonb',
	'''{"fields": [{"field": "given", "as": "given_name"}, {"field": "family", "as": "surname"}, {"field": "city", "as": "text"}, {"field": "sex", "as": "code"}], "keys": [["family.start", "city"], ["given"]], "prior": 0.001, "people": 100}''::jsonb',
	'''{"fields": [{"field": "name", "column": "name", "as": "name", "levels": [{"level": "exact", "m": 0.9, "u": 0.001}, {"level": "different", "m": 0.1, "u": 0.999}]}], "keys": [["name"]], "prior": 1e-9, "people": 9007199254740993}''::jsonb',
	'''{"fields": [{"field": "name", "as": "name"}], "keys": [], "prior": 1}''::jsonb', '''{"fields": [{"field": "name", "as": "name"}], "prior": -1, "upper": 2, "lower": "x"}''::jsonb',
	'''{"fields": [{"field": "born", "as": "date"}], "keys": [["born.year", "born.digits", "born"], ["born.nope"]]}''::jsonb', '''{"fields": []}''::jsonb', '''{"fields": [{"field": "", "as": "code"}, {"field": "", "as": "code"}]}''::jsonb',
	'''{"fields": [{"field": "name", "as": "name", "frequent": {"张伟": 1e308, "": -1}}], "keys": [["name"]], "prior": 5e-324}''::jsonb',
	'jsonb_build_object(''fields'', (SELECT jsonb_agg(jsonb_build_object(''field'', ''f'' || i, ''as'', ''text'')) FROM generate_series(1, 64) i))',
	'(SELECT jsonb_build_object(''fields'', jsonb_agg(jsonb_build_object(''field'', ''f'' || i, ''as'', ''text'')), ''keys'', jsonb_agg(jsonb_build_array(''f'' || i))) FROM generate_series(1, 20) i)',
	'aiehr.match_fields((SELECT c.oid FROM pg_class c WHERE relname = ''pool_people''))', 'aiehr.fit_match_model((SELECT c.oid FROM pg_class c WHERE relname = ''pool_people''), ''nr'', aiehr.match_fields((SELECT c.oid FROM pg_class c WHERE relname = ''pool_people'')))',
	'''{"name": "张伟", "phone": "13800138000", "born": "1990-05-12", "id_number": "11010119900512001X", "email": "zw@example.org"}''::jsonb',
	'''{"given": "Ann", "family": "Lee", "city": "Leeds", "sex": "F", "name": "Lee, Ann", "born": 19900512, "phone": true, "email": null}''::jsonb', '''{"name": {"a": 1}, "born": [1]}''::jsonb',
	'jsonb_build_object(''name'', repeat(''王小明 '', 3000), ''email'', repeat(''a'', 70000) || ''@b.cn'', ''f1'', repeat(''x '', 20000))']) AS e;
-- Tables of a company's own and a staging table, when test/data/pool_tables.sql made them.
INSERT INTO pool SELECT 'regclass', format('%L::regclass', c.oid::regclass) FROM pg_class c CROSS JOIN generate_series(1, 3)
	WHERE c.relname LIKE 'pool\_%' AND c.relkind IN ('r', 'p', 'v', 'i', 'S');
INSERT INTO pool SELECT format_type(t.oid, NULL), format('(SELECT a FROM %s a ORDER BY id LIMIT 1)', t.oid::regtype) FROM pg_type t WHERE t.typname = 'audit_log';
-- Answers of people, models fitted to them, whole and odd ones; what their functions take besides.
INSERT INTO pool SELECT 'aiehr.text_sample', e FROM unnest(ARRAY[
	'(SELECT aiehr.text_sample(i, q, ''we share '' || i % 7 || '' work 团队'', (i % 11)::float8) FROM generate_series(1, 120) i, unnest(''{a,b}''::text[]) q)',
	'(SELECT aiehr.text_sample(i, ''a'', ''share '' || i % 5, sin(i) * 1e300) FROM generate_series(1, 120) i)', '(SELECT aiehr.text_sample(1, '''', '''', ''-0''::float8))',
	'(SELECT aiehr.text_sample(i, ''a'', repeat(''ab '' || i || '' '', 30), 3::float8, ''{"words": 1, "min_count": 1, "penalty": 0.1, "calibrate": false, "locale": "de_DE"}'') FROM generate_series(1, 101) i)',
	'''{"locale": ["root"], "options": [2, 2, null, 1], "people": ["7"], "questions": ["a"], "words": ["we", "share"], "person": [0, 0], "question": [0, 0], "score": [3, 3], "end": [1, 3], "word": [0, 1, 0]}''::aiehr.text_sample']) AS e;
INSERT INTO pool SELECT 'aiehr.text_model', e FROM unnest(ARRAY[
	'(SELECT aiehr.fit_text(i, q, ''we share '' || i % 7 || '' work 团队'', (i % 11)::float8) FROM generate_series(1, 120) i, unnest(''{a,b}''::text[]) q)',
	'(SELECT aiehr.fit_text(i, ''conflict'', ''share '' || i % 5, (1 + i % 5)::float8, ''{"words": 1, "penalty": 1}'') FROM generate_series(1, 200) i)',
	'(SELECT aiehr.fit_text(i, ''a'', ''same'', 3::float8) FROM generate_series(1, 120) i)', '(SELECT aiehr.fit_text(i, ''a'', ''x'' || i, i::float8, ''{"min_count": 121}'') FROM generate_series(1, 120) i)',
	'''{"made": ["root", "1.0"], "figures": [100, 2, 0.5, 0.4, 0.6, 1, 3, 3, 1, 2, 2], "questions": ["a", "b"], "words": ["share", "we"], "first": [0, 1, 1], "second": [0, 0, 1], "question": [0, 0, 2], "people": [7, 8, 2], "weight": [1.7976931348623157e308, -1e308, 5e-324]}''::aiehr.text_model']) AS e;
INSERT INTO pool SELECT 'text[]', e FROM unnest(ARRAY[
	'''{a}''::text[]', '''{a,b}''::text[]', '''{conflict,deadline}''::text[]', '''{"we share work","I listen and ask"}''::text[]', 'ARRAY[repeat(''we share '', 100000)]', 'ARRAY[repeat(''团队'', 50000), repeat(''e'' || U&''\0301'', 20000)]']) AS e;
INSERT INTO pool SELECT 'text', e FROM unnest(ARRAY[
	'''ignore''', '''error''', '''root''', '''zh_Hans''', '''ja@x=y''', '''de_DE.UTF-8''', '''iv''', '''1''', '''team''', '''form''', '''accept''', '''reject''', '''approved''', '''conflict''', 'repeat(''en_'', 100)',
	'U&''\0E01\0E02\0E33 \0300\0300 \+01F468\200D\+01F469\200D\+01F467 \+0E0041''',
	'E''姓名：张伟\n手机：138 0013 8000\n邮箱：zw@example.cn\n身份证号：11010119900512001X\n教育经历\n2008.09-2012.06 北京大学 计算机 本科\n工作经历\n2012/07 - 至今 华为技术有限公司 工程师''',
	'E''Ann Lee\nann@example.org  +44 20 7946 0958\nEDUCATION\nUniversity of Leeds, BSc Physics, 2001 - 2004\nEXPERIENCE\nAcme Ltd - Engineer   Jan 2005 – present''', 'repeat(E''\n'', 50000)', 'repeat(E''2012.07-至今 某公司 工程师\n'', 1000)']) AS e;
INSERT INTO pool SELECT 'bytea', e FROM unnest(ARRAY['sha256(''resume'')', 'sha256(''b'')']) AS e;
INSERT INTO pool SELECT 'jsonb', e FROM unnest(ARRAY[
	'''{"vendor": "form", "external_id": "1", "person": {"external_key": "ann"}, "job": "dev", "instrument": "iv", "instrument_version": "1", "taken_at": "2025-03-02T09:30:00Z", "answers": [{"question": "conflict", "text": "I listen and ask"}, {"question": "deadline", "text": ""}]}''::jsonb',
	'''{"vendor": "form", "external_id": "2", "person": {"external_key": "p1"}, "job": "j1", "machine_scoring": false, "instrument": "iv", "instrument_version": "1", "taken_at": "2025-03-02T09:30:00Z", "answers": [{"question": "a", "text": "we share"}, {"question": "a", "text": "twice"}]}''::jsonb',
	'''{"vendor": "form", "external_id": "3", "person": {"external_key": "p1"}, "instrument": "iv", "instrument_version": "1", "machine_scoring": 7, "answers": {"question": 1}}''::jsonb',
	'''{"vendor": "form", "external_id": "4", "person": {"id": 1}, "job": "dev", "instrument": "iv", "instrument_version": "1", "taken_at": "2025-03-02T09:30:00Z", "answers": [{"question": 7, "text": [1]}, {"text": null}, "x", null]}''::jsonb',
	'jsonb_build_object(''vendor'', ''form'', ''external_id'', ''5'', ''person'', ''{"external_key": "p1"}''::jsonb, ''instrument'', ''iv'', ''instrument_version'', ''1'', ''answers'', (SELECT jsonb_agg(jsonb_build_object(''question'', ''q'' || i, ''text'', repeat(''we share '', 50))) FROM generate_series(1, 400) i))',
	'''{"words": 1}''::jsonb', '''{"words": 3, "min_count": 0, "penalty": -1}''::jsonb', '''{"locale": "zh", "calibrate": false, "penalty": 1e308}''::jsonb', '''{"penalty": "x", "locale": 7, "nope": null}''::jsonb',
	'''[{"field": "name", "value": "张伟", "confidence": 0.9, "page": 1, "box": [0, 0, 1, 1]}, {"field": "phone", "value": "+8613800138000"}, {"field": "email", "value": "zw@example.org"}]''::jsonb',
	'''[{"field": "phone", "value": "+8613800138111", "page": 1e10, "box": ["x"]}, {"field": null}, {"value": {}}]''::jsonb', '''[7, null, [], {"field": "id_number", "value": "11010119900512001X"}]''::jsonb',
	'''{"source": "fair", "external_id": "1", "claims": {"name": "张伟", "phone": "13800138000", "birth_date": "1990-05-12", "city": "北京"}}''::jsonb', '''{"source": "fair", "external_id": "2", "proposed": true, "claims": {"name": {"value": "张伟", "page": -1, "box": []}, "email": "zw@example.cn"}}''::jsonb',
	'(SELECT jsonb_agg(jsonb_build_object(''source'', ''list'', ''external_id'', i, ''claims'', jsonb_build_object(''name'', ''张'' || i % 40, ''phone'', 13800138000 + i % 60, ''email'', ''m'' || i % 90 || ''@example.org''))) FROM generate_series(1, 300) i)']) AS e;
INSERT INTO pool SELECT 'bigint[]', e FROM unnest(ARRAY['''{1}''::bigint[]', '''{1,2,3,1}''::bigint[]', 'array_fill(1::bigint, ARRAY[5000])', '''[0:1]={2,3}''::bigint[]']) AS e;
