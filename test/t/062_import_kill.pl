# An import is killed, its program or its backend, at moments spread over the whole of the work: one transaction leaves nothing, chunks
# leave whole chunks, and the same command again ends where an undisturbed run ends. Two imports of the same file at once are one.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

my $rows = 100_000;
my $node = PostgreSQL::Test::Cluster->new('kill');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nrestart_after_crash = on\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q{CREATE EXTENSION aiehr; SELECT aiehr.create_workspace('hr')});
my $dir = $node->basedir;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'postgres';
# the tests' own name would hide the program's
delete $ENV{PGAPPNAME};

# Write a file of so many people, those of one letter.
sub people
{
	my ($letter, $n) = @_;
	open(my $f, '>:raw', "$dir/$letter.csv") or die "$dir/$letter.csv";
	print $f "external_key,name,email,country\n";
	print $f "$letter$_,\"Name, $_\",$letter$_\@x.org,CN\n" for 1 .. $n;
	close $f;
	return "$dir/$letter.csv";
}

sub count { return $node->safe_psql('postgres', "SELECT count(*) FROM hr.person WHERE external_key LIKE '$_[0]%'"); }

# Begin an import.
sub begin
{
	my ($out, $err) = ('', '');
	return { out => \$out, err => \$err, run => IPC::Run::start([ 'aiehr', 'import', 'people', @_ ], '<', \'', '>', \$out, '2>', \$err) };
}

# Wait for its end and return its exit status.
sub finish
{
	my ($import) = @_;
	eval { $import->{run}->finish };
	return $import->{run}->full_result(0) >> 8;
}

my $whole = people('w', $rows);
my $start = time;
my $import = begin($whole);
is(finish($import), 0, "$rows rows") or diag ${ $import->{err} };
my $took = time - $start;
is(count('w'), $rows, 'all are there');
note sprintf('%.1f s, %.0f rows a second', $took, $rows / $took);
cmp_ok($took, '<', 120, 'in reasonable time');

# One transaction: nothing or all.
my $letter = 'a';
for my $i (1 .. 2)
{
	my $what = $i % 2 ? 'program' : 'backend';
	my $file = people($letter, $rows);
	$import = begin($file);
	usleep($took * 1e6 * $i / 4);
	if ($what eq 'program')
	{
		$import->{run}->kill_kill(grace => 0);
	}
	else
	{
		my $pid = $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE application_name = 'aiehr import'});
		kill 'KILL', $pid if $pid;
	}
	eval { $import->{run}->finish };
	$node->poll_query_until('postgres', q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'aiehr import')}) or die 'it does not end';
	my $n = count($letter);
	ok($n == 0 || $n == $rows, "$what killed: nothing or all ($n)");
	is($node->safe_psql('postgres', "SELECT count(*) FROM hr.import_run WHERE n_new > 0"), 1 + ($n == $rows), 'and so is what is kept of it');
	$letter++;
	last if $n == $rows;
}

# Chunks: whole ones, and the rest by the same command.
my $cut = 0;
for my $i (1 .. 2)
{
	my $what = $i % 2 ? 'program' : 'backend';
	my $file = people("c$i-", $rows);
	my @command = ($file, '--skip-bad', '--import-id', "cut $i");
	$import = begin(@command);
	# once something is committed
	$node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM hr.import_run WHERE id = 'cut $i' AND done > 0)") or die 'it does not begin';
	if ($what eq 'program')
	{
		$import->{run}->kill_kill(grace => 0);
	}
	else
	{
		my $pid = $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE application_name = 'aiehr import'});
		kill 'KILL', $pid if $pid;
	}
	eval { $import->{run}->finish };
	is($import->{run}->full_result(0) >> 8, 3, 'the program says that the connection is gone') if $what eq 'backend' && ${ $import->{err} } ne '';
	$node->poll_query_until('postgres', q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'aiehr import')}) or die 'it does not end';
	my ($done, $finished) = split /\|/, $node->safe_psql('postgres', "SELECT done, finished_at IS NOT NULL FROM hr.import_run WHERE id = 'cut $i'");
	is(count("c$i-"), $done, "$what killed: as many people as it says ($done)");
	$cut++ if $finished eq 'f';
	$import = begin(@command);
	is(finish($import), 0, 'the same command again') or diag ${ $import->{err} };
	like(${ $import->{out} }, $finished eq 'f' ? qr/^the rest, \d+ rows, \d+ new, 0 changed, 0 the same, 0 bad$/m : qr/was imported before/, 'goes on with the rest');
	is(count("c$i-"), $rows, 'to the end');
	is($node->safe_psql('postgres', "SELECT done, n_new, n_bad, finished_at IS NOT NULL FROM hr.import_run WHERE id = 'cut $i'"), "$rows|$rows|0|t", 'and all of it is counted');
}
cmp_ok($cut, '>', 0, 'some were cut off');

# Two at once
for my $how ([], ['--skip-bad'])
{
	my $file = people('two' . @$how, 30_000);
	my @both = map { begin($file, @$how) } 1 .. 2;
	is(join(' ', map { finish($_) } @both), '0 0', "two imports of one file, @$how");
	is(count('two' . @$how), 30_000, 'are one');
	my @said = sort map { ${ $_->{out} } =~ /(\d+ new|imported before)/ ? $1 : '' } @both;
	is("@said", '30000 new imported before', 'and one of them says so');
}
# and two files that name the same people
my @both = map { my $f = people('x', 20_000); my $g = "$dir/x$_.csv"; rename $f, $g or die; open(my $h, '>>', $g) or die; print $h "only$_,Only,only$_\@x.org,DE\n"; close $h; begin($g, '--skip-bad') } 1 .. 2;
is(join(' ', map { finish($_) } @both), '0 0', 'two files that share their people') or diag map { ${ $_->{err} } } @both;
is(count('x'), 20_000, 'make each once');
is($node->safe_psql('postgres', q{SELECT n_new + n_same = n_rows AND n_bad = 0 FROM hr.import_run WHERE n_rows = 20001}), "t\nt", 'and count what each did');

$node->stop;
done_testing();
