# The SQL of README.md runs as it is printed, in one go, and answers as its comments say. The regression test
# walkthrough shows every answer; this one holds the page itself to it.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $page = slurp_file("$FindBin::Bin/../../README.md");
my @blocks = $page =~ /^```sql\n(.*?)^```$/msg;
# pg_cron is not everywhere, and there is no version to update to yet
my @run = grep { !/\bcron\.schedule\b|ALTER EXTENSION/ } @blocks;
is(@blocks - @run, 2, 'all blocks but those on pg_cron and on updating are run');
cmp_ok(scalar(@run), '>=', 10, 'there are blocks to run');

my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\ntimezone = 'Asia/Shanghai'\ndatestyle = 'ISO, YMD'\nclient_min_messages = warning");
$node->start;
my ($out, $err) = ('', '');
my $status = $node->psql('postgres', join("\n", @run), stdout => \$out, stderr => \$err, on_error_die => 0, on_error_stop => 1);
is($status, 0, 'no statement fails') or diag($err);
is($err, '', 'no warning either');

my $at = 0;
foreach my $answer (
	'{"coding": 80, "minutes": 60}|75', 'problem_speed|18|70', 'dev|79',
	'collaboration|80|55|-0.3125|-25|2|t|', 'collaboration|rotation|-0.3125|proposed|31.25 % below', 'dev|79|72.4|high_high',
	'1|0|0|79', '|TOO_FEW|t', 'the old weights again: 1 of at least 30 spells', 'rd|R&D|', 'dev-interview|3|selected|sex|Male', '81.5', '{"collaboration": -0.3125}', 'purge|candidate_idle|2025-07-31 12:00:00+08')
{
	my $found = index($out, $answer, $at);
	cmp_ok($found, '>=', 0, "it answers $answer") or diag(substr($out, $at));
	$at = $found if $found > $at;
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM hr.check_standing()'), '0', 'standing is sound at the end');

# what the guides link to is there
foreach my $guide ('README.md', map { "docs/$_" } qw(README.md operations.md dba.md hr-analyst.md application-developer.md decisions.md))
{
	my ($folder) = $guide =~ m{^(.*/)?[^/]*$};
	my @missing;
	foreach my $link (slurp_file("$FindBin::Bin/../../$guide") =~ /\]\(([^)#:]+)(?:#[^)]*)?\)/g)
	{
		push @missing, $link unless -e "$FindBin::Bin/../../" . ($folder // '') . $link;
	}
	is("@missing", '', "the links of $guide lead somewhere");
}

done_testing();
