# A standby that is promoted goes on where the primary was; a logical subscriber gets every row once, derived ones included, since
# its triggers stand aside, and goes on by itself when it takes over.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 'logical');
$primary->append_conf('postgresql.conf', "fsync = off\nmax_wal_senders = 10");
$primary->start;
$primary->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
});
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;

# the subscriber has the extension and an empty workspace, all of whose rows come from the publisher
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(allows_streaming => 'logical');
$subscriber->append_conf('postgresql.conf', "fsync = off");
$subscriber->start;
$subscriber->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	SET session_replication_role = replica;
	DELETE FROM hr.policy; DELETE FROM hr.secret; DELETE FROM hr.personal_data; DELETE FROM hr.profile_field; DELETE FROM hr.source;
	DELETE FROM hr.development_rule; DELETE FROM hr.development_text;
});
$primary->safe_psql('postgres', 'CREATE PUBLICATION everything FOR TABLES IN SCHEMA hr');
$subscriber->safe_psql('postgres', "CREATE SUBSCRIPTION everything CONNECTION '" . $primary->connstr . " dbname=postgres' PUBLICATION everything");
$subscriber->wait_for_subscription_sync($primary, 'everything');

# a bit of everything that moves rows or derives them
$primary->safe_psql('postgres', q{
	SET search_path = hr, aiehr, public;
	INSERT INTO indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100), ('b', 'soft', 60, 0);
	INSERT INTO criterion (code, lo, hi) VALUES ('m', 0, 100);
	INSERT INTO predictor_map (indicator, criterion) VALUES ('a', 'm');
	INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
	INSERT INTO instrument (code, version) VALUES ('iv', '1');
	INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"a": 1, "b": 1}', 'approved', 'test');
	INSERT INTO offering (code, kind) VALUES ('course', 'course');
	INSERT INTO intervention_rule (indicator, min_gap, offering) VALUES ('a', 0.15, 'course');
	INSERT INTO person (external_key, created_at) SELECT 'p' || n, '2025-01-01' FROM generate_series(1, 30) n;
	INSERT INTO application (person_id, job) SELECT id, 'dev' FROM person ORDER BY id;
	INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
		SELECT person_id, id, 'v', 'x' || id, 'iv', '1', '2025-01-01', '{"a": 80, "b": 20}' FROM application;
	INSERT INTO answer (assessment_id, person_id, question, body) SELECT id, person_id, 'q', 'words' FROM assessment;
	SELECT hire(id, NULL, '2025-02-01') FROM application WHERE person_id <= 20;
	INSERT INTO performance_fact (person_id, criterion, period, value) SELECT id, 'm', '[2025-03-01,2025-04-01)', 40 FROM person WHERE id <= 20;
	UPDATE employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id <= 10;
	INSERT INTO employment (person_id, job, hired_on) SELECT id, 'ops', '2025-07-01' FROM person WHERE id <= 5;
	UPDATE application SET stage = 'rejected', last_activity = '2025-01-10' WHERE person_id > 20;
	SELECT place_hold(21, 'charge');
	SELECT * FROM sweep('2025-12-31');
	SELECT * FROM erase_person(21, 'refused');
	SELECT * FROM erase_person(6, 'GDPR art. 17');
});
$primary->safe_psql('postgres', 'SELECT hr.seal_audit()');

my $rows = q{
	SELECT string_agg(c.relname || ' ' || x.said::text, E'\n' ORDER BY c.relname)
	FROM pg_class c
	CROSS JOIN LATERAL query_to_xml(format('SELECT count(*) AS n, md5(string_agg(md5(t::text), %L ORDER BY md5(t::text) COLLATE "C")) AS h FROM hr.%I t', '', c.relname), false, true, '') AS x (said)
	WHERE c.relnamespace = 'hr'::regnamespace AND c.relkind = 'r'};
my $sound = 'SELECT person_id, problem FROM hr.check_lifecycle() UNION ALL SELECT person_id, field FROM hr.check_standing() UNION ALL SELECT id, problem FROM hr.verify_audit()';
my $source = $primary->safe_psql('postgres', $rows);
is($primary->safe_psql('postgres', $sound), '', 'the publisher is sound');
is($primary->safe_psql('postgres', 'SELECT count(*) > 0, (SELECT count(*) FROM hr.assessment_archive) FROM hr.intervention'), 't|4', 'rows were derived and archived');

$primary->wait_for_catchup('everything');
is($subscriber->safe_psql('postgres', $rows), $source, 'the subscriber has every row once, derived ones too');
is($subscriber->safe_psql('postgres', $sound), '', 'and is sound');

# it takes over: ids go on after the publisher's, and its triggers work
$subscriber->safe_psql('postgres', q{
	DROP SUBSCRIPTION everything;
	SET search_path = hr, aiehr, public;
	SELECT setval(pg_get_serial_sequence(format('%I', c.relname), 'id'), 1000) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
		WHERE c.relnamespace = 'hr'::regnamespace;
	UPDATE employment SET left_on = '2025-08-01' WHERE person_id <= 5 AND left_on IS NULL;
	INSERT INTO employment (person_id, job, hired_on) VALUES (7, 'dev', '2025-08-01');
});
is($subscriber->safe_psql('postgres', $sound), '', 'the subscriber goes on by itself');
is($subscriber->safe_psql('postgres', 'SELECT (SELECT count(*) FROM hr.assessment WHERE person_id <= 5), (SELECT count(*) FROM hr.assessment WHERE person_id = 7)'), '0|1', 'people leave and come back there');

# the standby
$primary->wait_for_catchup($standby);
is($standby->safe_psql('postgres', $rows), $source, 'the standby has every row');
is($standby->safe_psql('postgres', $sound), '', 'and can be checked while it follows');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM hr.archive_due'), '0', 'what is due can be read there');
$primary->stop('immediate');
$standby->promote;
$standby->safe_psql('postgres', q{
	UPDATE hr.employment SET left_on = '2025-08-01' WHERE person_id <= 5 AND left_on IS NULL;
	SELECT hr.lift_hold(21);
	CALL hr.sweep_all('2025-12-31');
});
is($standby->safe_psql('postgres', 'SELECT (SELECT count(*) FROM hr.assessment WHERE person_id <= 5), (SELECT count(*) FROM hr.person WHERE id = 21)'), '0|0', 'promoted, it goes on');
$standby->safe_psql('postgres', 'SELECT hr.seal_audit()');
is($standby->safe_psql('postgres', $sound), '', 'and stays sound');
$standby->stop;
$subscriber->stop;
done_testing();
