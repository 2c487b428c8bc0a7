# The server or a backend is killed in the middle of people leaving, coming back and being swept, at moments spread over the whole
# of the work. Afterwards every assessment and answer is there exactly once, live or archived, as it was; who was purged is gone
# whole, and who was not is there whole.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

my $node = PostgreSQL::Test::Cluster->new('leave');
$node->init;
# a crash of the server, not of the machine: what was written is there without waiting for the disk
$node->append_conf('postgresql.conf', "fsync = off\nrestart_after_crash = on\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	SET search_path = hr, aiehr, public;
	INSERT INTO indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100), ('b', 'soft', 60, 0);
	INSERT INTO criterion (code, lo, hi) VALUES ('m', 0, 100);
	INSERT INTO predictor_map (indicator, criterion) VALUES ('a', 'm');
	INSERT INTO job (code, title) VALUES ('dev', 'Developer'), ('ops', 'Operator');
	INSERT INTO instrument (code, version) VALUES ('iv', '1');
	INSERT INTO weighting (job, purpose, weights, status, approved_by) VALUES ('dev', 'fit', '{"a": 1, "b": 1}', 'approved', 'test');
	INSERT INTO talent_pool (code, name, population, share) VALUES ('staff', 'Staff', 'employees', 0.5);
	INSERT INTO person (external_key, created_at) SELECT 'p' || n, '2025-01-01' FROM generate_series(1, 6000) n;
	INSERT INTO application (person_id, job) SELECT id, 'dev' FROM person ORDER BY id;
	INSERT INTO assessment (person_id, application_id, vendor, external_id, instrument, instrument_version, taken_at, raw)
		SELECT person_id, id, 'v', 'x' || id || '-' || k, 'iv', '1', timestamptz '2025-01-01' + k * interval '1 day',
			scorecard_agg(i, (id * 7 + k + ascii(i)) % 60)
		FROM application, generate_series(1, 2) k, (VALUES ('a'), ('b')) v (i) GROUP BY person_id, id, k ORDER BY id, k;
	INSERT INTO answer (assessment_id, person_id, question, body) SELECT id, person_id, 'q', 'words ' || id FROM assessment;
	-- the first half are employed, the others were turned down
	UPDATE application SET stage = CASE WHEN person_id <= 3000 THEN 'hired' ELSE 'rejected' END, last_activity = '2025-01-10';
	INSERT INTO employment (person_id, job, application_id, hired_on) SELECT person_id, job, id, '2025-02-01' FROM application WHERE stage = 'hired';
	INSERT INTO performance_fact (person_id, criterion, period, value) SELECT id, 'm', '[2025-03-01,2025-04-01)', 5 FROM person WHERE id <= 3000;
	INSERT INTO talent_pool_member (pool, person_id, job, reason) SELECT 'staff', id, 'dev', 'by hand' FROM person WHERE id <= 3000;
	ANALYZE;
});

# what must be the same whatever happened
my $content = q{SELECT count(*), md5(string_agg(md5(x::text), '' ORDER BY x.id)) FROM (SELECT id, person_id, application_id, vendor, external_id, taken_at, raw, scores, status
	FROM hr.assessment_all WHERE person_id <= 3000) x};
my $words = q{SELECT count(*), md5(string_agg(md5(x::text), '' ORDER BY x.id)) FROM (SELECT id, assessment_id, person_id, question, body FROM hr.answer_all WHERE person_id <= 3000) x};
# nobody is half gone
my $halves = q{
	SELECT p.id FROM hr.person p WHERE p.id > 3000 AND ((SELECT count(*) FROM hr.assessment m WHERE m.person_id = p.id) <> 2
		OR (SELECT count(*) FROM hr.answer m WHERE m.person_id = p.id) <> 2 OR (SELECT count(*) FROM hr.application m WHERE m.person_id = p.id) <> 1)
	UNION ALL SELECT m.person_id FROM hr.assessment m WHERE NOT EXISTS (SELECT FROM hr.person p WHERE p.id = m.person_id)
	UNION ALL SELECT id FROM (SELECT 6000 - count(*) AS id FROM hr.person) n
		WHERE id * 2 <> (SELECT count(*) FROM hr.received WHERE status = 'purged')
			OR id <> (SELECT count(*) FROM hr.audit_log WHERE action = 'purge' AND subject = 'application')
			OR id <> (SELECT count(*) FROM hr.suppression)
			OR id <> (SELECT coalesce(sum(n), 0) FROM hr.selection_tally WHERE attribute = 'all' AND instrument = '*')};
my $sound = 'SELECT person_id, problem FROM hr.check_lifecycle() UNION ALL SELECT person_id, field FROM hr.check_standing()';
my $before = $node->safe_psql('postgres', $content);
my $said = $node->safe_psql('postgres', $words);
is($before =~ s/\|.*//r, 6000, 'all assessments of employees are looked at');
is($node->safe_psql('postgres', $sound), '', 'sound at the beginning');

# Start a statement, let it run for a while, kill.
sub killed
{
	my ($sql, $seconds, $how) = @_;
	my ($out, $err) = ('', '');
	my $run = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') . ' application_name=victim', '-c', $sql ], '>', \$out, '2>', \$err);
	usleep($seconds * 1e6);
	if ($how eq 'backend')
	{
		my $pid = $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE application_name = 'victim'");
		kill 'KILL', $pid if $pid;
		eval { $run->finish };
		$node->poll_query_until('postgres', 'SELECT true') or die 'the server does not come back';
	}
	else
	{
		$node->stop('immediate');
		eval { $run->finish };
		$node->start;
	}
}

my $leave = q{UPDATE hr.employment SET left_on = '2025-06-01', leave_reason = 'resigned' WHERE person_id <= 3000;};
my $return = q{UPDATE hr.employment SET left_on = NULL, leave_reason = NULL WHERE person_id <= 3000;};
my $start = time;
$node->safe_psql('postgres', $leave);
my $took = time - $start;
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM hr.assessment WHERE person_id <= 3000), (SELECT count(*) FROM hr.assessment_archive)'), '0|6000', 'all left');
$node->safe_psql('postgres', $return);

my $rounds = 10;
my $undone = 0;
for my $i (1 .. $rounds)
{
	my $gone = $node->safe_psql('postgres', 'SELECT count(*) = 0 FROM hr.assessment WHERE person_id <= 3000') eq 't';
	my $how = $i % 2 ? 'immediate' : 'backend';
	killed($gone ? $return : $leave, $took * $i / $rounds, $how);
	my ($live, $archived) = split /\|/, $node->safe_psql('postgres',
		'SELECT (SELECT count(*) FROM hr.assessment WHERE person_id <= 3000), (SELECT count(*) FROM hr.assessment_archive)');
	ok($live * $archived == 0 && $live + $archived == 6000, "round $i, $how: all or nothing ($live live, $archived archived)");
	$undone++ if ($live == 0) == $gone;
	is($node->safe_psql('postgres', $content), $before, "round $i: assessments as they were");
	is($node->safe_psql('postgres', $words), $said, "round $i: answers as they were");
	is($node->safe_psql('postgres', $sound), '', "round $i: sound");
}
cmp_ok($undone, '>', 0, 'some of them were hit while they worked');

# The sweep commits batch by batch: what it was at is undone, what it had done stays done.
my $left = 6000;
my $wait = 0.3;
for my $i (1 .. 6)
{
	my $how = $i % 2 ? 'backend' : 'immediate';
	killed(q{CALL hr.sweep_all('2025-12-31', batch => 40, max_purge => 10000);}, $wait, $how);
	my $now = $node->safe_psql('postgres', 'SELECT count(*) FROM hr.person');
	cmp_ok($now, '<=', $left, "sweep $i, $how: $now people are left");
	$wait = $now < 6000 ? $wait + 0.1 : 2 * $wait;		# a slow machine commits no batch at once
	$left = $now;
	is($node->safe_psql('postgres', $halves), '', "sweep $i: nobody is half gone");
	is($node->safe_psql('postgres', $sound), '', "sweep $i: sound");
}
cmp_ok($left, '<', 6000, 'some were swept');
$node->safe_psql('postgres', q{CALL hr.sweep_all('2025-12-31', batch => 1000, max_purge => 10000)});
is($node->safe_psql('postgres', 'SELECT count(*) FROM hr.person'), 3000, 'the next run does the rest');
is($node->safe_psql('postgres', $halves), '', 'nobody is half gone at the end');
is($node->safe_psql('postgres', 'SELECT sealed > 0 FROM hr.seal_audit()'), 't', 'the log is sealed');
is($node->safe_psql('postgres', 'SELECT * FROM hr.verify_audit()'), '', 'and verifies');
$node->stop;
done_testing();
