# What a dump carries over: the restored database has the same rows, the same schema to the letter and sound derived tables; rows
# without their schema come in when triggers are off; with triggers on the load stops at the first table and leaves nothing behind.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	INSERT INTO hr.indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100), ('b', 'soft', 60, 0);
	INSERT INTO hr.criterion (code, lo, hi) VALUES ('m', 0, 100);
	INSERT INTO hr.predictor_map (indicator, criterion, weight) VALUES ('a', 'm', 1);
	INSERT INTO hr.job (code, title) VALUES ('dev', 'Developer');
	INSERT INTO hr.instrument (code, version) VALUES ('iv', '1');
	INSERT INTO hr.weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"a": 1, "b": 2}', 'approved', 'test');
	INSERT INTO hr.offering (code, kind) VALUES ('course', 'course');
	INSERT INTO hr.intervention_rule (indicator, min_gap, offering) VALUES ('a', 0.15, 'course');
	INSERT INTO hr.person (external_key) SELECT 'p' || n FROM generate_series(1, 6) n;
	INSERT INTO hr.application (person_id, job) SELECT id, 'dev' FROM hr.person;
	INSERT INTO hr.assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
		SELECT person_id, id, 'v', id, 'iv', '1', '2025-01-01', '{"a": 80.1, "b": 6.3}' FROM hr.application;
	UPDATE hr.application SET stage = 'hired' WHERE person_id < 5;
	INSERT INTO hr.employment (person_id, job, application_id, hired_on) SELECT person_id, job, id, '2025-02-01' FROM hr.application WHERE stage = 'hired';
	INSERT INTO hr.performance_fact (person_id, criterion, period, value) SELECT person_id, 'm', '[2025-03-01,2025-06-01)', 60.7 FROM hr.employment;
	UPDATE hr.employment SET left_on = '2025-07-01', leave_reason = 'resigned' WHERE person_id = 1;
	SELECT hr.record_claims('[{"source": "form", "external_id": "f1", "person": "p1", "claims": {"name": "A Name", "education_highest": "bachelor"}},
		{"source": "ats", "external_id": "a1", "person": "p1", "claims": {"name": "A Name", "education_highest": "master"}}]');
	SELECT hr.seal_audit();
});

# every table of the workspace with its number of rows and a hash of them that no order of rows can change
my $rows = q{
	SELECT string_agg(c.relname || ' ' || x.said::text, E'\n' ORDER BY c.relname)
	FROM pg_class c
	CROSS JOIN LATERAL query_to_xml(format('SELECT count(*) AS n, md5(string_agg(md5(t::text), %L ORDER BY md5(t::text) COLLATE "C")) AS h FROM hr.%I t', '', c.relname), false, true, '') AS x (said)
	WHERE c.relnamespace = 'hr'::regnamespace AND c.relkind = 'r'};
my $sound = 'SELECT 1 FROM hr.check_standing() UNION ALL SELECT 2 FROM hr.check_interventions() UNION ALL SELECT 3 FROM hr.check_lifecycle() '
	. 'UNION ALL SELECT 4 FROM hr.check_measure_codes() UNION ALL SELECT 5 FROM hr.verify_audit() UNION ALL SELECT 6 FROM hr.check_study() '
	. 'UNION ALL SELECT 7 FROM hr.check_organisation() UNION ALL SELECT 8 FROM hr.check_golden()';
my $dir = $node->basedir;

# The schema of a database as text, without the key that newer versions of pg_dump make up for each dump.
sub schema_of
{
	my ($database) = @_;
	my $text = '';
	IPC::Run::run([ 'pg_dump', '-s', $node->connstr($database) ], '>', \$text) or die 'pg_dump';
	return join "\n", grep { !/^\\(un)?restrict / } split /\n/, $text;
}
my $before = $node->safe_psql('source', $rows);
like($before, qr/assessment_archive <row/, 'the rows of each table are looked at');
is($node->safe_psql('source', $sound), '', 'sound before the dump');

$node->safe_psql('postgres', 'CREATE DATABASE whole');
command_ok([ 'pg_dump', '-Fc', '-f', "$dir/whole", $node->connstr('source') ], 'dump');
command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('whole'), "$dir/whole" ], 'restore');
is($node->safe_psql('whole', $rows), $before, 'the same rows');
is(schema_of('whole'), schema_of('source'), 'the same schema, to the letter');
is($node->safe_psql('whole', $sound), '', 'sound');
is($node->safe_psql('whole', 'SELECT name, version FROM aiehr.workspace'), $node->safe_psql('source', 'SELECT name, version FROM aiehr.workspace'), 'and registered');
$node->safe_psql('whole', q{UPDATE hr.employment SET left_on = '2025-08-01', leave_reason = 'resigned' WHERE person_id = 2});
is($node->safe_psql('whole', 'SELECT count(*) FROM hr.assessment_archive'), 2, 'its triggers work');
is($node->safe_psql('whole', $sound), '', 'and leave it sound');

$node->safe_psql('postgres', 'CREATE DATABASE parts');
command_ok([ 'pg_dump', '-s', '-f', "$dir/schema", $node->connstr('source') ], 'dump of the schema');
command_ok([ 'pg_dump', '-a', '--disable-triggers', '-f', "$dir/quiet", $node->connstr('source') ], 'dump of the rows, triggers off');
command_ok([ 'pg_dump', '-a', '-f', "$dir/loud", $node->connstr('source') ], 'dump of the rows, triggers on');
$node->safe_psql('parts', '\i ' . "$dir/schema");
my ($status, $out, $err) = $node->psql('parts', 'SET client_min_messages = error; \i ' . "$dir/loud", extra_params => [ '-1', '-v', 'ON_ERROR_STOP=1' ]);
isnt($status, 0, 'with triggers on the rows are refused');
like($err, qr/has lost its policy|duplicate key|is taken/, 'with an error that says so');
is($node->safe_psql('parts', 'SELECT count(*) FROM hr.person'), 0, 'and nothing of them stays');
$node->safe_psql('parts', '\i ' . "$dir/quiet");
is($node->safe_psql('parts', $rows), $before, 'with triggers off they are all there');
is($node->safe_psql('parts', $sound), '', 'and sound');

$node->stop;
done_testing();
