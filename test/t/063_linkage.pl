# make linkage with a file whose columns have names that say nothing: what MAP says of them is what is compared, its mistakes are
# said, and nothing but the last comparison sees the truth.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $run = "$FindBin::Bin/../../bench/linkage/run.sh";
my $node = PostgreSQL::Test::Cluster->new('linkage');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
my $dir = $node->basedir;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;

# Two records of each of 300 people; every fifth pair has a slip in one of the names, every seventh lacks the date.
sub records
{
	my @given = qw(Ann Bob Carla David Eve Frank Grace Henry Iris Jack Karen Liam Mona Noah Olga Paul Quinn Rosa Sam Tina);
	my @family = qw(Abbott Baker Carter Dixon Ellis Foster Grant Hughes Ingram Jarvis Keller Lawson Mercer Norris Osborne Porter Quigley Reeves Sutton Turner);
	my @rows;
	for my $i (0 .. 299)
	{
		for my $k (0, 1)
		{
			my ($g, $f) = ($given[ $i % 20 ], $family[ $i / 15 ]);
			$f =~ s/(.)(.)$/$2$1/ if $k && $i % 5 == 0;
			my $born = sprintf('%04d-%02d-%02d', 1950 + $i * 7 % 50, 1 + $i * 5 % 12, 1 + $i * 11 % 28);
			$born = '' if $k && $i % 7 == 0;
			push @rows, sprintf('p%d,%s,"%s",%s,%s,m%d@example.org,%d', $i, $g, $f, $born, ('north', 'south', 'east')[ $i % 3 ], $i, 2 * $i + $k);
		}
	}
	return @rows;
}

sub file
{
	my ($name, $content) = @_;
	append_to_file("$dir/$name", $content);
	return "$dir/$name";
}

sub linkage
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ $run, @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, $out, $err);
}

# F1 and the columns that were compared, of each run
sub f1 { return map { (split /\s*\|\s*/, $_)[7] } grep { /^\s+600 \|/ } split /\n/, $_[0]; }
sub compared { return $_[0] =~ /compared[^\n]*\n-+\n ([^\n]*)/g; }

my @rows = records();
my $plain = file('plain.csv', join("\n", 'who,given_name,surname,date_of_birth,city,email,number', @rows) . "\n");
my $odd = file('odd.csv', join("\r\n", qq{who,x1,"x ""2"", y",x3,x4,"É 5",x6}, @rows) . "\r\n");
my $map = file('map.json', q({"x1": "given_name", "x \"2\", y": "surname", "x3": "date", "x4": "code", "É 5": "email", "x6": null}));

my ($rc, $out, $err) = linkage($plain, 'who');
is($rc, 0, 'columns with known names') or diag($err);
my @known = f1($out);
is(scalar(@known), 2, 'one run with all columns and one without addresses');
cmp_ok($known[1], '>=', 0.9, 'which finds most');

($rc, $out, $err) = linkage($odd, 'who', $map);
is($rc, 0, 'the same columns by a map') or diag($err);
is_deeply([ f1($out) ], \@known, 'give the same');
my @compared = compared($out);
is($compared[0], q{x "2", y: surname, x1: given_name, x3: date, x4: code, É 5: email}, 'what is compared is what the map says');
unlike($compared[1], qr/É/, 'and the second run is without the address that it names');

# entries on top of names that are known
my $less = file('less.json', '{"email": null, "city": null, "number": null}');
($rc, $out) = linkage($plain, 'who', $less);
is(scalar(f1($out)), 1, 'no address, no second run');
like((compared($out))[0], qr/^given_name: given_name, surname: surname, date_of_birth: date$/, 'null leaves a column out');

# mistakes
my @wrong = (
	[ 'not json', qr/is no JSON object/ ], [ '["x1"]', qr/is no JSON object/ ], [ '{"nope": "text"}', qr/has no column "nope"/ ],
	[ '{"x1": "zebra"}', qr/Field "x1" is of no known kind/ ]);
for my $i (0 .. $#wrong)
{
	($rc, $out, $err) = linkage($odd, 'who', file("wrong$i.json", $wrong[$i][0]));
	isnt($rc, 0, "a map like $wrong[$i][0] fails");
	like($err, $wrong[$i][1], 'which it says');
}
($rc, $out, $err) = linkage($plain, 'whom');
is($rc, 2, 'no such column of truth');
like($err, qr/has no column "whom"/, 'which it says');
($rc, $out, $err) = linkage($plain, 'who', "$dir/nothing.json");
like($err, qr/cannot read/, 'no such map');

$node->stop;
done_testing();
