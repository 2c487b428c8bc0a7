# Thousands of random changes by several connections at once leave every derived table as its check says it must be.
# What psql in one session cannot show: the triggers' locks hold whatever the order. A corrupted row must be named, or
# the checks would prove nothing.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('random');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nmax_connections = 30");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	INSERT INTO hr.indicator (code, kind, lo, hi) VALUES ('a', 'hard', 0, 100), ('b', 'soft', 60, 0), ('c', 'soft', 0, 10);
	INSERT INTO hr.criterion (code, lo, hi, aggregate) VALUES ('m', 0, 100, 'mean'), ('s', 0, 50, 'sum'), ('l', 1, 5, 'last');
	INSERT INTO hr.criterion (code) VALUES ('free');
	INSERT INTO hr.predictor_map (indicator, criterion, weight) VALUES ('a', 'm', 1), ('a', 's', 0.5), ('b', 'l', 1), ('c', 's', 2), ('c', 'l', 1);
	INSERT INTO hr.job (code, title) VALUES ('j1', 'One'), ('j2', 'Two');
	INSERT INTO hr.instrument (code, version) VALUES ('iv', '1');
	INSERT INTO hr.org_unit (code, name) VALUES ('u1', 'One'), ('u2', 'Two'), ('u3', 'Three');
	INSERT INTO hr.instrument_norm (instrument, version, indicator, n, mean, sd, reliability, reliability_kind, source)
		VALUES ('iv', '1', 'a', 50, 60, 12, 0.9, 'alpha', 'manual'), ('iv', '1', 'b', 50, 60, 12, 0.8, 'alpha', 'manual');
	INSERT INTO hr.weighting (job, purpose, weights, status, approved_by) SELECT j, p, w::aiehr.scorecard, 'approved', 'test' FROM
		(VALUES ('j1', 'fit', '{"a": 1, "b": 2}'), ('j2', 'fit', '{"a": 1, "b": 1, "c": 1}'), ('j1', 'performance', '{"m": 1, "l": 1}'), ('j2', 'performance', '{"m": 1, "s": 1, "l": 1}')) v (j, p, w);
	INSERT INTO hr.offering (code, kind) VALUES ('course', 'course'), ('rotation', 'rotation');
	INSERT INTO hr.intervention_rule (indicator, min_gap, offering, priority) VALUES ('a', 0.15, 'course', 2), ('a', 0.3, 'rotation', 1), ('b', 0.2, 'course', 2);
	INSERT INTO hr.person (external_key) SELECT 'p' || n FROM generate_series(1, 40) n;
	INSERT INTO hr.application (person_id, job) SELECT id, 'j' || 1 + id % 2 FROM hr.person;
});

# each script is one transaction of one client
my %script = (
	fact => [6, q{
		INSERT INTO hr.performance_fact (person_id, criterion, period, value, rater_id)
			SELECT p, c, daterange(date '2025-01-01' + 30 * m, date '2025-01-31' + 30 * m), v, nullif(1 + :v % 4, 4)
			FROM (SELECT :p AS p, (ARRAY['m', 's', 'l', 'free'])[:c] AS c, :m AS m, 1 + :v % 4 AS v) x;}],
	facts => [2, q{
		INSERT INTO hr.performance_fact (person_id, criterion, period, value)
			SELECT 1 + (:p + k * :m) % 40, 'm', daterange(date '2025-01-01' + 30 * :m, date '2025-01-31' + 30 * :m), :v FROM generate_series(1, 7) k;}],
	fact_change => [2, q{UPDATE hr.performance_fact SET value = 1 + (:v % 4) WHERE id IN (SELECT id FROM hr.performance_fact WHERE person_id = :p ORDER BY id LIMIT 1);}],
	fact_moved => [1, q{UPDATE hr.performance_fact SET period = daterange(lower(period) + :m - 10, upper(period) + :m), rater_id = 1 + :v % 3 WHERE id IN (SELECT id FROM hr.performance_fact WHERE person_id = :p ORDER BY id LIMIT 1);}],
	fact_gone => [1, q{DELETE FROM hr.performance_fact WHERE id IN (SELECT id FROM hr.performance_fact WHERE person_id = :p ORDER BY id DESC LIMIT 2);}],
	assessed => [4, q{
		INSERT INTO hr.assessment (person_id, application_id, instrument, instrument_version, taken_at, raw)
			SELECT a.person_id, a.id, 'iv', '1', timestamptz '2025-01-01 00:00+00' + interval '1 day' * :v,
				aiehr.slice(aiehr.scorecard_agg(k, x), (ARRAY['{a,b,c}', '{a}', '{b,c}', '{a,b}'])[:c]::text[])
			FROM hr.application a, (VALUES ('a', 40 + :v / 2.0), ('b', :v / 2.0), ('c', :v / 11.0)) v (k, x) WHERE a.person_id = :p GROUP BY a.person_id, a.id LIMIT 1;}],
	retest => [1, q{
		INSERT INTO hr.assessment (person_id, employment_id, instrument, instrument_version, kind, taken_at, raw)
			SELECT e.person_id, e.id, 'iv', '1', 'reassessment', timestamptz '2025-06-01 00:00+00' + interval '1 day' * :v, (SELECT aiehr.scorecard_agg('a', :v / 2.0 + 40))
			FROM hr.employment e WHERE e.person_id = :p AND NOT e.ended LIMIT 1;}],
	withdrawn => [1, q{UPDATE hr.assessment SET status = CASE status WHEN 'valid' THEN 'withdrawn' ELSE 'valid' END WHERE id IN (SELECT max(id) FROM hr.assessment WHERE person_id = :p);}],
	hired => [2, q{
		INSERT INTO hr.employment (person_id, job, hired_on) SELECT :p, 'j' || 1 + :v % 2, date '2025-01-01' + :m ON CONFLICT DO NOTHING;}],
	moved => [1, q{UPDATE hr.employment SET org_unit = 'u' || 1 + :v % 2 WHERE person_id = :p;}],
	moved_on => [2, q{
		BEGIN;
		SELECT set_config('aiehr.effective_on', (date '2025-01-01' + 7 * :v)::text, true);
		UPDATE hr.employment SET org_unit = 'u' || 1 + :c % 3, manager_id = nullif(1 + :m % 3, :p) WHERE person_id = :p;
		COMMIT;}],
	reorganised => [1, q{
		BEGIN;
		SELECT set_config('aiehr.effective_on', (date '2025-01-01' + 7 * :v)::text, true);
		UPDATE hr.org_unit SET parent = CASE WHEN code = 'u3' THEN 'u' || 1 + :c % 2 END, name = 'N' || :m WHERE code IN ('u3', 'u' || 1 + :m % 2);
		COMMIT;}],
	left_soon => [1, q{UPDATE hr.employment SET left_on = hired_on + 3 * :v, leave_reason = 'dismissed' WHERE person_id = :p AND left_on IS NULL;}],
	left => [1, q{UPDATE hr.employment SET left_on = '2025-12-01', leave_reason = 'resigned' WHERE person_id = :p AND left_on IS NULL;}],
	applied => [1, q{INSERT INTO hr.application (person_id, job) VALUES (:p, 'j' || 1 + :v % 2) ON CONFLICT DO NOTHING;}],
	rejected => [1, q{UPDATE hr.application SET stage = 'rejected' WHERE person_id = :p AND stage = 'applied';}],
	decided => [1, q{UPDATE hr.application SET stage = 'offer', decided_at = now() WHERE person_id = :p AND stage = 'applied';}],
	window => [1, q{UPDATE hr.policy SET outcome_window = interval '1 month' * (2 + :v % 9) WHERE job IS NULL;}],
	map => [1, q{UPDATE hr.predictor_map SET weight = 1 + :v % 3 WHERE indicator = 'a' AND criterion = 's';}],
	appraisal => [1, q{UPDATE hr.weighting SET weights = weights OPERATOR(aiehr.||) (SELECT aiehr.scorecard_agg('a', :v % 3)) WHERE purpose = 'performance' AND in_force AND job = 'j' || 1 + :m % 2;}],
	rules => [1, q{UPDATE hr.weighting SET weights = weights OPERATOR(aiehr.||) (SELECT aiehr.scorecard_agg('a', 1 + :v % 3)) WHERE purpose = 'fit' AND in_force AND job = 'j' || 1 + :m % 2;}],
);
my @files;
for my $name (sort keys %script)
{
	my ($weight, $sql) = @{ $script{$name} };
	my $file = $node->basedir . "/$name.pgb";
	append_to_file($file, "\\set p random(1, 40)\n\\set c random(1, 4)\n\\set m random(0, 20)\n\\set v random(1, 100)\n$sql\n");
	push @files, '-f', "$file\@$weight";
}
my $transactions = 500;
my ($out, $err);
my $ok = IPC::Run::run(
	[ 'pgbench', '-n', '-c', 6, '-j', 2, '-t', $transactions, '--max-tries=20', '--random-seed=11', @files, $node->connstr('postgres') ],
	'>', \$out, '2>', \$err);
ok($ok, 'random changes by six connections') or diag($err);
like($out, qr/number of transactions actually processed: 3000\/3000/, 'all of them were done');
like($out, qr/number of failed transactions: 0 /, 'none failed for good');
unlike(slurp_file($node->logfile), qr/deadlock detected/, 'and no two waited for each other');

is($node->safe_psql('postgres', 'SELECT * FROM hr.check_standing()'), '', 'standing is what the raw tables say');
is($node->safe_psql('postgres', q{SELECT count(*) FROM (SELECT employment_id, indicator FROM hr.intervention WHERE ended_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1) d}),
	0, 'one open intervention a spell and indicator');
is($node->safe_psql('postgres', q{SELECT count(*) FROM hr.standing s CROSS JOIN LATERAL aiehr.each(s.exceeded) x
		WHERE NOT EXISTS (SELECT FROM hr.intervention i WHERE i.employment_id = s.employment_id AND i.indicator = x.key)}),
	0, 'no exceeded gap without an intervention');
is($node->safe_psql('postgres', q{SELECT count(*) FROM hr.assessment m WHERE EXISTS (SELECT FROM hr.assessment_archive a WHERE a.id = m.id)}),
	0, 'no assessment is live and archived at once');
is($node->safe_psql('postgres', 'SELECT * FROM hr.check_study()'), '', 'study is what the raw tables say');
is($node->safe_psql('postgres', 'SELECT * FROM hr.check_organisation()'), '', 'units and places are without gaps, overlaps and cycles');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM hr.standing'), '>', 20, 'and there was something to compare');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM hr.study WHERE n_facts > 0 AND rater_id IS NOT NULL'), '>', 15, 'in study too');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM hr.intervention'), '>', 10, 'and interventions were opened');

my $sum = q{SELECT md5(string_agg(s::text, '' ORDER BY person_id, job)) FROM hr.standing s};
my $before = $node->safe_psql('postgres', $sum);
$node->safe_psql('postgres', 'SELECT hr.rebuild_standing()');
is($node->safe_psql('postgres', $sum), $before, 'made again from nothing it is the same');
$node->safe_psql('postgres', 'SET session_replication_role = replica; DELETE FROM hr.standing; SET session_replication_role = origin; SELECT hr.rebuild_standing()');
is($node->safe_psql('postgres', $sum), $before, 'also from an empty table');
my $studied = q{SELECT md5(string_agg(s::text, '' ORDER BY employment_id)) FROM hr.study s};
$before = $node->safe_psql('postgres', $studied);
$node->safe_psql('postgres', 'SET session_replication_role = replica; DELETE FROM hr.study; SET session_replication_role = origin; SELECT hr.rebuild_study()');
is($node->safe_psql('postgres', $studied), $before, 'and study');

my $victim = $node->safe_psql('postgres', q{
	SET session_replication_role = replica;
	WITH v AS (SELECT person_id, job FROM hr.standing WHERE fit_score IS NOT NULL ORDER BY 1, 2 LIMIT 1)
	UPDATE hr.standing s SET fit_score = s.fit_score + 0.001 FROM v WHERE s.person_id = v.person_id AND s.job = v.job RETURNING s.person_id || '|' || s.job});
is($node->safe_psql('postgres', q{SELECT person_id, job, field FROM hr.check_standing()}), "$victim|fit_score", 'a value that is off by a thousandth is named');
$victim = $node->safe_psql('postgres', q{
	SET session_replication_role = replica;
	UPDATE hr.study SET card = card OPERATOR(aiehr.||) aiehr.scorecard(jsonb_build_object('m', (card OPERATOR(aiehr.->) 'm') + 0.001)) WHERE employment_id = (SELECT min(employment_id) FROM hr.study WHERE card OPERATOR(aiehr.?) 'm') RETURNING employment_id});
is($node->safe_psql('postgres', q{SELECT employment_id, field FROM hr.check_study()}), "$victim|card.m", 'in study too');

$node->stop;
done_testing();
