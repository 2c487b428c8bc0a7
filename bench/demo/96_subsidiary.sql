-- A subsidiary joins with an HR system of its own: other names, state in booleans, grades where 1 is best. Its tables are
-- attached as they are; what is written to them from then on comes into the workspace in the same transaction.
SELECT aiehr.create_workspace('sub') \g /dev/null
INSERT INTO sub.job (code, title) VALUES ('entwicklung', 'Development'), ('vertrieb', 'Sales');
INSERT INTO sub.org_unit (code, name) VALUES ('werk', 'Plant'), ('buero', 'Office');
INSERT INTO sub.criterion (code, name_en, lo, hi) VALUES ('note', 'Grade', 6, 1);
INSERT INTO sub.weighting (job, purpose, weights, status, approved_by)
	SELECT code, 'performance', '{"note": 1}', 'approved', 'demo' FROM sub.job;

CREATE SCHEMA legacy;
CREATE TABLE legacy.mitarbeiter (
	pers_nr integer PRIMARY KEY, vorname text, nachname text NOT NULL, mail text, tel text,
	beworben timestamptz NOT NULL, im_gespraech boolean NOT NULL, eingestellt boolean NOT NULL, abgelehnt boolean NOT NULL,
	eintritt date, austritt date, abteilung text, taetigkeit text NOT NULL, geaendert timestamptz NOT NULL);
CREATE TABLE legacy.beurteilung (
	nr integer PRIMARY KEY, pers_nr integer REFERENCES legacy.mitarbeiter ON UPDATE CASCADE DEFERRABLE, monat date NOT NULL, note numeric(2, 1) NOT NULL);

INSERT INTO legacy.mitarbeiter
	SELECT n, source.one_of(n, 'sub given', '{Anna,Bernd,Clara,Dirk,Eva,Frank,Gerda,Hans,Ida,Jan}'),
		source.one_of(n, 'sub family', '{Meyer,Schulz,Lehmann,Krause,Vogt,Brandt,Böhm,Götz}'), 'mitarbeiter' || n || '@werk.example', NULL,
		timestamptz '2024-01-08 09:00+01' + n * interval '1 hour', n % 10 = 8, n % 10 < 7, n % 10 = 7,
		CASE WHEN n % 10 < 7 THEN date '2024-02-01' + n % 90 END, CASE WHEN n % 10 = 0 THEN date '2025-03-31' END,
		CASE WHEN n % 3 = 0 THEN 'werk' ELSE 'buero' END, CASE WHEN n % 2 = 0 THEN 'entwicklung' ELSE 'vertrieb' END, '2025-03-31 12:00+02'
	FROM generate_series(1, 300) n;

CREATE TABLE source.attached AS
	SELECT 'people' AS what, aiehr.attach('legacy.mitarbeiter', 'sub', 'people', '{
		"external_key": "''W-'' || pers_nr", "name": "concat_ws('' '', vorname, nachname)", "email": "mail", "phone": "tel", "country": "''DE''",
		"last_activity": "geaendert"}') AS rows;
INSERT INTO source.attached SELECT 'applications', aiehr.attach('legacy.mitarbeiter', 'sub', 'applications', '{
		"external_key": "''W-'' || pers_nr", "job": "taetigkeit", "opened_at": "beworben",
		"stage": "CASE WHEN eingestellt THEN ''hired'' WHEN abgelehnt THEN ''rejected'' WHEN im_gespraech THEN ''interview'' ELSE ''applied'' END"}');
INSERT INTO source.attached SELECT 'employments', aiehr.attach('legacy.mitarbeiter', 'sub', 'employments', '{
		"external_key": "''W-'' || pers_nr", "job": "taetigkeit", "hired_on": "eintritt", "left_on": "austritt", "org_unit": "abteilung", "include": "eingestellt"}');
INSERT INTO source.attached SELECT 'performance_facts', aiehr.attach('legacy.beurteilung', 'sub', 'performance_facts', '{
		"external_key": "''W-'' || pers_nr", "external_id": "nr::text", "criterion": "''note''", "value": "note::float8",
		"period": "daterange(monat, (monat + interval ''1 month'')::date)"}');

-- and the old application goes on writing
INSERT INTO legacy.beurteilung SELECT n, n, '2024-09-01', 1 + round((4 * source.unit(n, 'sub grade'))::numeric, 1) FROM generate_series(1, 300) n WHERE n % 10 < 7;
UPDATE legacy.mitarbeiter SET austritt = '2025-05-31', geaendert = '2025-06-01 08:00+02' WHERE pers_nr % 10 = 1;
INSERT INTO legacy.mitarbeiter VALUES (301, 'Nora', 'O''Brien "die Neue"', 'nora@werk.example', NULL, '2025-06-02 10:00+02', true, false, false, NULL, NULL, 'buero', 'vertrieb', '2025-06-02 10:00+02');

-- what an agency will send as a file: new candidates, and ten who work here already
CREATE TABLE source.agency AS
	SELECT CASE WHEN n > 40 THEN 'AG-' || n END AS "Kandidat", source.one_of(n, 'ag given', '{Ulla,Viktor,Wanda}') AS "Vorname", source.one_of(n, 'ag family', '{Zander,Yilmaz,Xaver}') AS "Name",
		CASE WHEN n > 40 THEN 'kandidat' || n || '@agentur.example' ELSE 'MITARBEITER' || n - 30 || '@werk.example' END AS "E-Mail"
	FROM generate_series(31, 90) n;
SELECT string_agg(format('%s rows of %s', rows, what), ', ') FROM source.attached;
