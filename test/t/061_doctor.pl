# What doctor finds, one fault at a time, and that the SQL it prints mends it: afterwards it finds nothing.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('doctor');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('h r');
	INSERT INTO "h r".job (code, title) VALUES ('dev', 'Developer');
	INSERT INTO "h r".indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100);
	INSERT INTO "h r".instrument (code, version) VALUES ('iv', '1');
	INSERT INTO "h r".weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"a": 1}', 'approved', 'test');
	INSERT INTO "h r".person (external_key) VALUES ('p1'), ('p2');
	INSERT INTO "h r".application (person_id, job) SELECT id, 'dev' FROM "h r".person;
	INSERT INTO "h r".assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) SELECT person_id, id, 'iv', '1', now(), '{"a": 80}' FROM "h r".application;
	CREATE ROLE brings LOGIN; GRANT "h r_loader" TO brings;
	CREATE ROLE keeps LOGIN; GRANT "h r_hr" TO keeps;
});
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'postgres';

# Run aiehr doctor: exit status, what it says, what it complains of.
sub doctor
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'aiehr', 'doctor', '--workspace', 'h r', @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, $out, $err);
}

my ($rc, $out, $err) = doctor();
is($rc, 0, 'a new workspace is sound') or diag $out . $err;
like($out, qr/^workspace h r in database postgres, PostgreSQL \d+/, 'the first line says where');
like($out, qr/^  ok +triggers +(\d+) present and enabled$/m, 'triggers');
my ($triggers) = $out =~ /(\d+) present and enabled/;
is($triggers, $node->safe_psql('postgres', q{SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = '"h r"'::regnamespace AND NOT t.tgisinternal}),
	'all that there are');
like($out, qr/^  ok +$_ +sound$/m, $_) for qw(check_standing check_study check_lifecycle check_interventions check_measure_codes verify_audit);
like($out, qr/^nothing to do$/m, 'the last line says so');
($rc, $out) = doctor('-q');
is("$rc $out", '0 ', 'quiet when nothing is wrong');
($rc, $out) = doctor('--quick');
unlike($out, qr/check_standing/, 'quick reads not everything');

# a function of somebody's own is not called, whatever its name
$node->safe_psql('postgres', q{CREATE FUNCTION "h r".check_mine() RETURNS TABLE (i int) LANGUAGE sql AS 'SELECT 1'});
($rc, $out) = doctor('-q');
is("$rc $out", '0 ', 'no function of others is called');
$node->safe_psql('postgres', q{DROP FUNCTION "h r".check_mine()});

# name, what is done, what doctor says of it; what cannot be mended by the SQL as it stands has a remedy of its own
my @faults = (
	[ 'a trigger is off', q{ALTER TABLE "h r".assessment DISABLE TRIGGER a_intake}, qr/TO DO +triggers +trigger a_intake of table assessment is disabled\n +ALTER TABLE "h r"\.assessment ENABLE TRIGGER a_intake;/ ],
	[ 'a trigger always fires', q{ALTER TABLE "h r".assessment ENABLE ALWAYS TRIGGER a_intake}, qr/trigger a_intake of table assessment fires for replicated rows/ ],
	[ 'a trigger is gone', q{DROP TRIGGER a_intake ON "h r".assessment}, qr/trigger a_intake of table assessment is missing\n +SELECT aiehr\.upgrade_workspace\('h r'\);/ ],
	[ 'an index is gone', q{DROP INDEX "h r".person_email}, qr/index person_email of table person is missing\n +CREATE INDEX person_email ON "h r"\.person \(email_key\) WHERE email_key IS NOT NULL;/ ],
	[ 'a unique index is gone', q{DROP INDEX "h r".application_one_open}, qr/CREATE UNIQUE INDEX application_one_open ON "h r"\.application/ ],
	[ 'an index is invalid', q{UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"h r".person_email'::regclass}, qr/index person_email of table person is invalid\n +REINDEX INDEX CONCURRENTLY/ ],
	[ 'a table of others points to people', q{CREATE TABLE badge (id int, holder bigint REFERENCES "h r".person)}, qr/foreign key badge_holder_fkey of table public\.badge has no index\n +CREATE INDEX ON public\.badge \(holder\);/ ],
	[ 'derived data is wrong', q{UPDATE "h r".standing SET fit_score = 1}, qr/TO DO +check_standing +2 rows are not as they should be\n +SELECT \* FROM "h r"\.check_standing\(\) LIMIT 10;\n +SELECT "h r"\.rebuild_standing\(\);/ ],
	[ 'a role is gone', q{UPDATE aiehr.workspace_registry SET auditor_role = NULL}, qr/group roles are missing: auditor\n/, q{SELECT aiehr.upgrade_workspace('h r', auditor_role => 'h r_auditor')} ],
	[ 'the workspace is old', q{UPDATE aiehr.workspace_registry SET version = '0.0.1'}, qr/workspace is of version 0\.0\.1, the extension is/ ],
	[ 'the default isolation', q{ALTER DATABASE postgres SET default_transaction_isolation = 'repeatable read'}, qr/default_transaction_isolation is repeatable read/ ],
	[ 'an old pair', q{INSERT INTO "h r".person (external_key) VALUES ('pair 1'), ('pair 2'); INSERT INTO "h r".match_review SELECT min(id), max(id), 0.5, 'doubtful', now() - interval '2 months' FROM "h r".person WHERE external_key LIKE 'pair %'},
		qr/TO DO +matching +1 pair/, q{SELECT "h r".keep_apart(person_id, other_id, 'looked at') FROM "h r".match_review} ],
	[ 'an old hold', q{INSERT INTO "h r".legal_hold (person_id, reason, placed_at) SELECT id, 'case', now() - interval '2 years' FROM "h r".person LIMIT 1}, qr/TO DO +legal holds +1 older than a year/,
		q{SELECT "h r".lift_hold(id) FROM "h r".legal_hold} ],
	[ 'an old event', q{INSERT INTO "h r".outbox (topic, item_id, event, created_at) VALUES ('purge', 1, 'purged', now() - interval '2 months')}, qr/TO DO +outbox +1 event/ ],
	[ 'a log without a seal', q{SELECT set_config('session_replication_role', 'replica', true); UPDATE "h r".audit_log SET at = now() - interval '9 days' WHERE chain IS NULL}, qr/TO DO +audit log +\d+ rows? .*not sealed/ ],
	[ 'an import that was cut off', q{INSERT INTO "h r".import_run (id, kind, content_hash, n_rows, done, started_at) VALUES ('cut', 'people', 'x', 10, 5, now() - interval '2 days')}, qr/TO DO +imports +1 cut off/,
		q{DELETE FROM "h r".import_run} ],
	[ 'a night that was missed', q{UPDATE "h r".application SET stage = 'rejected', last_activity = now() - interval '5 years' WHERE person_id = 1; UPDATE "h r".application SET opened_at = now() - interval '5 years'}, qr/TO DO +nightly run +\d+ overdue/ ]);
for (@faults)
{
	my ($name, $sql, $finding, $mend) = @$_;
	$node->safe_psql('postgres', "BEGIN; $sql; COMMIT");
	($rc, $out, $err) = doctor();
	is($rc, 1, $name) or diag $out . $err;
	like($out, $finding, 'is found') or next;
	like($out, qr/^\d+ things? to do$/m, 'and counted');
	# the remedies are the lines that are indented further than the findings
	$mend //= join "\n", grep { s/^ {8}// } split /\n/, $out;
	$node->safe_psql('postgres', $mend);
	($rc, $out, $err) = doctor();
	is($rc, 0, 'and mended by what it says') or diag "$mend\n$out$err";
}
# tables of a company's own, attached: a partition that came later, and a row of somebody who was erased
$node->safe_psql('postgres', q{
	CREATE TABLE host (k text, name text) PARTITION BY LIST (k);
	CREATE TABLE host_a PARTITION OF host FOR VALUES IN ('H1', 'H2');
	INSERT INTO host VALUES ('H1', 'One'), ('H2', 'Two');
	SELECT aiehr.attach('host', 'h r', 'people', '{"external_key": "k", "name": "name"}');
});
($rc, $out) = doctor();
like($out, qr/^  ok +attached tables +1 attached and sound$/m, 'attached tables');
$node->safe_psql('postgres', q{CREATE TABLE host_b PARTITION OF host FOR VALUES IN ('H3')});
($rc, $out) = doctor();
like($out, qr/TO DO +attached tables +public\.host as people: public\.host_b has no triggers of its own\n +SELECT aiehr\.attach_partitions\('public\.host'\);/, 'a partition that was added');
$node->safe_psql('postgres', q{SELECT aiehr.attach_partitions('public.host')});
$node->safe_psql('postgres', q{SELECT "h r".erase_person(id, 'request') FROM "h r".person WHERE external_key = 'H2'});
($rc, $out) = doctor();
like($out, qr/TO DO +attached tables +public\.host as people: 1 rows are not in the workspace as they stand\n +SELECT \* FROM aiehr\.check_attachments/, 'a row of somebody who was erased');
unlike($out, qr/H2|Two/, 'who that was is not said');
$node->safe_psql('postgres', q{DELETE FROM host WHERE k = 'H2'});
($rc, $out) = doctor();
is($rc, 0, 'and mended') or diag $out;

($rc, $out) = doctor('--json');
is($node->safe_psql('postgres', 'SELECT j ->> $$todo$$, jsonb_array_length(j -> $$findings$$) > 10 FROM (SELECT $j$' . $out . '$j$::jsonb AS j) x'), '0|t', 'JSON can be read');

# Whoever may see less is told what was skipped
($rc, $out, $err) = doctor('-U', 'brings');
is($rc, 0, 'a loader');
like($out, qr/^  skipped +check_standing +role brings may not call it$/m, 'may not look into everything');
like($out, qr/^  ok +triggers/m, 'but at some');
($rc, $out, $err) = doctor('-U', 'keeps');
like($out, qr/^  ok +check_standing +sound$/m, 'who works with people may check them');
like($out, qr/^  skipped +audit log +role keeps may not read it$/m, 'and not read the log');
($rc, $out, $err) = doctor('-d', 'template1');
is($rc, 4, 'a database without the extension');
($rc, $out, $err) = doctor('extra');
is($rc, 2, 'wrong use');

$node->stop;
done_testing();
