# Files of people whose columns are fields that sources claim: each row is a record of the source, as a resume is, from CSV and JSON, by the
# names of columns and by a mapping; a preview says so; what is wrong with a row is said by its line.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('import_claims');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\nlog_statement = all\nlog_min_duration_statement = -1");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	CREATE ROLE brings LOGIN; GRANT hr_loader TO brings;
	SELECT hr.receive_people('{"{\"external_key\": \"E1\", \"name\": \"Ann\"}"}');
	SELECT hr.record_claims('{"source": "resume", "external_id": "r1", "person": "E1", "claims": {"birth_date": "1990-01-02", "education_highest": "master"}}');
});
my $dir = $node->basedir;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'postgres';

# Write a file in UTF-8.
sub file
{
	my ($name, $content) = @_;
	open(my $f, '>:raw', "$dir/$name") or die "$dir/$name";
	print $f encode('UTF-8', $content);
	close $f;
	return "$dir/$name";
}

# Run aiehr import people: exit status, what it says, what it complains of.
sub import_people
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'aiehr', 'import', 'people', @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, decode('UTF-8', $out), decode('UTF-8', $err));
}

sub sql { return decode('UTF-8', $node->safe_psql('postgres', $_[0])); }

# What a source says now.
sub said
{
	return sql(qq{SELECT r.external_id, c.field, c.raw, coalesce(c.note, '') FROM hr.claim c JOIN hr.source_record r ON r.id = c.source_record_id
		WHERE r.source = '$_[0]' AND c.withdrawn_at IS NULL ORDER BY 1, 2, 3});
}

my ($rc, $out, $err);

# By the names of columns; the source is called like the file
my $staff = file('staff.2026.csv', "External Key,Name,Birth Date,education_highest,claims.city,ID number,Shoe size\n"
	. "E1,Ann,02/01/1991,bachelor,Bonn,,38\nE2,Bob,1991-05-06,,,123,44\nE3,Cy,,,,,\n");
($rc, $out, $err) = import_people($staff, '--dry-run');
is($rc, 0, 'dry run') or diag $err;
like($out, qr/^  claims\.birth_date +Birth Date$/m, 'shows what is claimed');
like($out, qr/^  claims\.city +claims\.city$/m, 'by the full name too');
like($out, qr/^  source +staff\.2026$/m, 'and by whom');
like($out, qr/^  not mapped +Shoe size$/m, 'and what is not');
like($out, qr/^3 rows, 2 new, 1 changed, 0 the same, 0 bad$/m, 'counts');
is(said('staff.2026'), '', 'and stores nothing');
($rc, $out, $err) = import_people($staff, '--source', 'payroll', '-U', 'brings');
is($rc, 0, 'a loader brings them, by a source that is named') or diag $err;
is(said('payroll'), "E1|birth_date|02/01/1991|AMBIGUOUS\nE1|city|Bonn|\nE1|education_highest|bachelor|\nE1|name|Ann|\nE2|birth_date|1991-05-06|\nE2|id_number|123|LENGTH\nE2|name|Bob|\nE3|name|Cy|",
	'all that the rows say, invalid values too');
is(sql(q{SELECT field, status FROM hr.conflict}), 'education_highest|open', 'what contradicts the resume shows');
($rc, $out, $err) = import_people($staff, '--source', 'payroll');
like($out, qr/was imported before/, 'the same file of the same source changes nothing');
($rc, $out, $err) = import_people(file('more.csv', "external_key,name,birth_date\nE1,Ann,1990-01-02\nE2,Bob,1991-05-06\nE4,Di,\n"), '--source', 'payroll');
like($out, qr/^3 rows, 1 new, 2 changed, 0 the same, 0 bad$/m, 'a later file of the source: what it says no more is withdrawn');
is(said('payroll'), "E1|birth_date|1990-01-02|\nE1|name|Ann|\nE2|birth_date|1991-05-06|\nE2|name|Bob|\nE3|name|Cy|\nE4|name|Di|", 'and rows that are not in it stay');
is(sql(q{SELECT field, status, how FROM hr.conflict}), 'education_highest|resolved|vanished', 'nothing contradicts any more');

# By a mapping; sources and ids of the rows
($rc, $out, $err) = import_people(file('odd.csv', "no,who,born,von\n7,Eve,1980-01-01,hotline\n8,Fay,1981-01-01,\n"), '--map',
	file('odd.json', '{"external_key": {"column": "no"}, "name": "who", "claims.birth_date": "born", "source": "von", "external_id": ["von", "no"]}'));
is($rc, 0, 'mapped') or diag $err;
is(said('hotline'), "hotline 7|birth_date|1980-01-01|\nhotline 7|name|Eve|", 'source and id as they are mapped');
is(said('odd'), "8|birth_date|1981-01-01|\n8|name|Fay|", 'and as without, where there is none');
($rc, $out, $err) = import_people(file('none.csv', "external_key,shoe\nE1,38\n"), '--map', file('none.json', '{"claims.shoe_size": "shoe"}'));
is($rc, 2, 'a field that nobody knows');
like($err, qr/mapping names field "claims\.shoe_size", which people have not/, 'which it says');
like($err, qr/claims\.birth_date/, 'with those that are known');
($rc, $out, $err) = import_people($staff, '--source', '@hand');
is($rc, 2, 'a source of the workspace is nobody\'s');
($rc, $out, $err) = import_people(file('plain.csv', "external_key,name\nE5,Gus\n"));
is(said('plain'), '', 'rows that claim nothing are no records');
($rc, $out, $err) = import_people(file('plain2.csv', "external_key,name\nE5,Guss\n"), '--source', 'club');
is(said('club'), 'E5|name|Guss|', 'unless a source is named');
is(sql(q{SELECT field, conflicting, status FROM hr.conflict WHERE field = 'name'}), 'name|{guss,gus}|open', 'then a name contradicts, too');
IPC::Run::run([ 'aiehr', 'import', 'facts', $staff, '--source', 'x' ], '<', \'', '>', \$out, '2>', \$err);
is($? >> 8, 2, 'facts have sources of their own');

# JSON: claims as messages have them, or beside the rest; a source of its own or that of the file
my $json = file('people.jsonl', join "\n",
	'{"external_key": "J1", "name": "Hal", "claims": {"birth_date": "1970-01-01", "phone": ["+4512345678", "+4587654321"]}}',
	'{"external_key": "J2", "name": "Ida", "birth_date": "1971-01-01", "city": {"value": "Bonn", "confidence": 0.5}, "source": "club", "claims": null}',
	'{"external_key": "J3", "name": "Jo"}',
	'{"external_key": "J4", "claims": {"shoe_size": 38}}',
	'{"external_key": "J5", "claims": {"city": {"value": "Bonn", "at": "Secretive"}}}',
	'{"external_key": "J6", "claims": "Secretive"}');
($rc, $out, $err) = import_people($json, '--skip-bad');
is($rc, 1, 'some are bad');
like($out, qr/^6 rows, 3 new, 0 changed, 0 the same, 3 bad$/m, 'the others are stored');
is(join(' ', $err =~ /^line (\d+): "(\S+)".*\((\w+)\)$/mg), '4 claims.shoe_size 42704 5 claims.city 22007 6 claims 22023', 'each by its line');
is(said('people'), "J1|birth_date|1970-01-01|\nJ1|name|Hal|\nJ1|phone|+4512345678|\nJ1|phone|+4587654321|", 'claims of the file');
is(sql(q{SELECT c.field, c.confidence FROM hr.claim c JOIN hr.source_record r ON r.id = c.source_record_id WHERE r.source = 'club' AND r.external_id = 'J2' ORDER BY 1}),
	"birth_date|1\ncity|0.5\nname|1", 'claims of a source of its own');
is(sql(q{SELECT count(*) FROM hr.check_golden()}), 0, 'golden values follow');
($out, $err) = ('', '');
IPC::Run::run([ 'aiehr', 'import', 'people', '-', '--format', 'csv', '--json' ], '<', \"external_key,city\nS1,Bonn\n", '>', \$out, '2>', \$err);
is(sql('SELECT $j$' . $out . q{$j$::jsonb #>> '{plan,source}'}), 'stdin', 'standard input is a source as well');
unlike(slurp_file($node->logfile), qr/Secretive/, 'no value of a row is in the server log');

$node->stop;
done_testing();
