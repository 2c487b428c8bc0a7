# Files that people really send: quotes, marks, broken rows, the wrong encoding, no header, nothing at all. A row is taken or refused by
# itself and named by its line; the same file changes nothing twice; an import that was killed leaves nothing, or goes on where it was.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time usleep);

my $node = PostgreSQL::Test::Cluster->new('import');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nrestart_after_crash = on\nautovacuum = off\nlog_statement = all\nlog_min_duration_statement = -1");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	INSERT INTO hr.job (code, title) VALUES ('dev', 'Developer');
	INSERT INTO hr.indicator (code, kind, lo, hi) VALUES ('algorithm', 'hard', 0, 100), ('speed', 'soft', 60, 0);
	INSERT INTO hr.criterion (code, lo, hi) VALUES ('delivery', 0, 100);
	INSERT INTO hr.instrument (code, version) VALUES ('iv', '3');
	CREATE ROLE brings LOGIN; GRANT hr_loader TO brings;
	CREATE ROLE keeps LOGIN; GRANT hr_hr TO keeps;
	CREATE ROLE reads LOGIN; GRANT hr_analyst TO reads;
});
my $dir = $node->basedir;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'postgres';

# Write a file; text is UTF-8 unless bytes are given.
sub file
{
	my ($name, $content, $encoding) = @_;
	open(my $f, '>:raw', "$dir/$name") or die "$dir/$name";
	print $f encode($encoding // 'UTF-8', $content);
	close $f;
	return "$dir/$name";
}

# Run aiehr: exit status, what it says, what it complains of.
sub aiehr
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'aiehr', @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, decode('UTF-8', $out), decode('UTF-8', $err));
}

sub sql { return $node->safe_psql('postgres', $_[0]); }

my ($rc, $out, $err);

# The command line
($rc, $out) = aiehr('--help');
is($rc, 0, 'help');
like($out, qr/aiehr import people\|assessments\|facts FILE/, 'says how it is used');
($rc, $out) = aiehr('--version');
like($out, qr/^aiehr [0-9]+\.[0-9]+/, 'version');
for my $wrong ([], ['exhale'], [ 'import', 'people' ], [ 'import', 'cats', 'x.csv' ], [ 'import', 'people', 'x.csv', '--delimiter=""' ], [ 'doctor', '--skip-bad' ],
	[ 'import', 'facts', 'x.csv', '--update' ], [ 'import', 'people', "$dir/nothing.csv" ], [ 'import', 'people', $dir ], [ 'import', 'people', "$dir/x.xlsx" ], ['--what'])
{
	($rc, $out, $err) = aiehr(@$wrong);
	is($rc, 2, 'wrong use: ' . join(' ', map { s/\Q$dir\E/./r } @$wrong));
	like($err, qr/^aiehr: error: /m, 'which it says') unless $wrong->[0] && $wrong->[0] eq '--what';
}
my $people = file('people.csv', qq{\x{feff}External Key,First name,Last name,E-Mail,Phone,Country,Department\r\n}
	. qq{E1,"Ann ""Red""",O'Neil,Ann\@x.org,+45 1234 5678,DK,R&D\r\n} . qq{E2,伟,张,zw\@x.org,,CN,\r\n\r\n} . qq{E3,Bob,"Lee,\r\nJr",bob\@x.org,,,"the ""old"" one"\r\n,,,,,,\r\n});
my $map = file('map.json', '{"name": ["First name", "Last name"]}');
($rc, $out, $err) = aiehr('import', 'people', $people, '-p', 1);
is($rc, 3, 'no server there');
($rc, $out, $err) = aiehr('import', 'people', $people, '--workspace', 'nobody');
is($rc, 4, 'no such workspace');
like($err, qr/workspace "nobody" does not exist/, 'which it says');
($rc, $out, $err) = aiehr('import', 'people', $people, '-d', 'template1');
is($rc, 4, 'no extension there');
like($err, qr/CREATE EXTENSION aiehr/, 'and what to do');

# A dry run stores nothing and tells everything
($rc, $out, $err) = aiehr('import', 'people', $people, '--map', $map, '--dry-run');
is($rc, 0, 'dry run');
like($out, qr/name +First name \+ Last name/, 'mapped by the mapping');
like($out, qr/email +E-Mail/, 'mapped by its name');
like($out, qr/not mapped +Department/, 'not mapped');
like($out, qr/^3 rows, 3 new, 0 changed, 0 the same, 0 bad\nnothing was stored, this was a dry run/m, 'counts');
is(sql('SELECT (SELECT count(*) FROM hr.person), (SELECT count(*) FROM hr.import_run)'), '0|0', 'nothing is there');
($rc, $out, $err) = aiehr('import', 'people', $people, '--map', $map);
is($rc, 0, 'import');
is($err, '', 'without a word on the error channel');
is(sql('SELECT external_key, name, email, phone, country FROM hr.person ORDER BY external_key'),
	encode('UTF-8', qq{E1|Ann "Red" O'Neil|Ann\@x.org|+45 1234 5678|DK\nE2|伟 张|zw\@x.org||CN\nE3|Bob Lee,\r\nJr|bob\@x.org||}), 'quotes, commas and line ends in names, empty fields as NULL');
($rc, $out) = aiehr('import', 'people', $people, '--map', $map);
is($rc, 0, 'again');
like($out, qr/this file was imported before, as [0-9a-f]{12} at [-0-9: +]+; nothing was changed/, 'changes nothing and says so');
($rc, $out) = aiehr('import', 'people', $people, '--map', $map, '--json', '-q');
like($out, qr/^\{"command": "import", "kind": "people", .*"state": "known", "rows": 3,.*\}\n\z/, 'also to programs');
is($node->safe_psql('postgres', 'SELECT $j$' . encode('UTF-8', $out) . q{$j$::jsonb ->> 'state'}), 'known', 'in JSON that can be read');
($rc, $out, $err) = aiehr('import', 'people', $people, '--import-id', 'spring');
like($out, qr/^3 rows, 0 new, 0 changed, 3 the same, 0 bad\nimported as spring in/m, 'with another mapping it is another import, of people who are known');
($rc, $out, $err) = aiehr('import', 'people', file('other.csv', "external_key\nE7\n"), '--import-id', 'spring');
is($rc, 4, 'an id is of one file');
like($err, qr/import "spring" is of another file/, 'which it says');

# What is known is filled in and not overwritten, unless that is wanted
my $later = file('later.csv', "external_key,name,email,phone\nE1,Ann O'Neil,ann\@x.org,\nE2,,new\@x.org,+8613800138000\nE3,,ann\@x.org,\nE8,New,new8\@x.org,\n");
($rc, $out, $err) = aiehr('import', 'people', $later, '--skip-bad', '--errors', "$dir/errors.csv");
is($rc, 1, 'one of them names two people');
like($out, qr/^4 rows, 1 new, 1 changed, 1 the same, 1 bad\nin 2 rows something is stored otherwise and was kept/m, 'counts');
is(slurp_file("$dir/errors.csv"), "line,outcome,field,value,sqlstate,reason,hint\r\n2,same,,,,name stored otherwise and kept,\r\n3,changed,,,,email stored otherwise and kept,\r\n"
	. qq{4,bad,person,,23000,"names two people, 1 and 3","If they are one, merge them; else leave the shared key out."\r\n} =~ s/1 and 3/join ' and ', split m{\n}, sql("SELECT id FROM hr.person WHERE external_key IN ('E1', 'E3') ORDER BY id")/er, 'and the rows');
is(sql(q{SELECT name, email FROM hr.person WHERE external_key = 'E2'}), encode('UTF-8', '伟 张|zw@x.org'), 'kept');
($rc, $out, $err) = aiehr('import', 'people', $later, '--skip-bad', '--update', '-U', 'brings');
is($rc, 4, 'who brings in may not overwrite');
like($err, qr/permission denied for function correct_people/, 'which the server says');
($rc, $out, $err) = aiehr('import', 'people', $later, '--skip-bad', '--update', '-U', 'keeps');
like($out, qr/^4 rows, 0 new, 2 changed, 1 the same, 1 bad$/m, 'who works with people may');
is(sql(q{SELECT external_key, name, email FROM hr.person WHERE external_key IN ('E1', 'E2') ORDER BY 1}), encode('UTF-8', "E1|Ann O'Neil|ann\@x.org\nE2|伟 张|new\@x.org"), 'overwritten');

# Rows that are bad, and only they
my $bad = file('bad.csv', qq{external_key,name,email,country\nB1,"Secretive "Person",b1\@x.org,\nB2,Secretive Person,b2\@x.org,Denmark\nB3,Secretive,Person,b3\@x.org,DK\n}
	. qq{B4,Se"cretive,b4\@x.org,\n,Secretive Person,,\nB5,Good,b5\@x.org,DK\nB6,"Secretive Person});
($rc, $out, $err) = aiehr('import', 'people', $bad);
is($rc, 1, 'bad rows refuse all');
like($out, qr/^7 rows, 1 new, 0 changed, 0 the same, 6 bad\nnothing was stored, because there are bad rows/m, 'counts');
my @lines = split /\n/, $err;
is(scalar @lines, 6, 'a line each');
like($lines[0], qr/^line 2: there is something between a closing quote and the end of its field \(22P04\)/, 'a quote within quotes');
like($err, qr/^line 3: "country" must be two capital letters, as CN \(22023\)/m, 'a field');
like($err, qr/^line 4: there are 5 fields where the header has 4/m, 'too many fields');
like($err, qr/^line 5: there is a quote within a field that is not quoted/m, 'a quote elsewhere');
like($err, qr/^line 6: names nobody|^line 6: "person" names nobody/m, 'nobody');
like($err, qr/^line 8: a quoted field is not closed before the end of the file/m, 'an open quote');
unlike($err, qr/Secretive/, 'no value of a person is shown');
is(sql(q{SELECT count(*) FROM hr.person WHERE external_key LIKE 'B%'}), 0, 'nothing is stored');
($rc, $out, $err) = aiehr('import', 'people', $bad, '--skip-bad', '-q', '--errors', "$dir/errors.csv");
is($rc, 1, 'or the good one is');
is("$out$err", '', 'quietly');
is(sql(q{SELECT external_key FROM hr.person WHERE external_key LIKE 'B%'}), 'B5', 'and it alone');
is(scalar(() = slurp_file("$dir/errors.csv") =~ /\r\n/g), 7, 'the others are in a file');
($rc, $out, $err) = aiehr('import', 'people', $bad, '--skip-bad');
like($out, qr/^7 rows, 0 new, 0 changed, 1 the same, 6 bad$/m, 'what had bad rows is looked at again');

# Encodings
my $latin = file('latin.csv', "external_key,name\nL1,J\x{f8}rgen\nL2,Bo\n", 'iso-8859-1');
($rc, $out, $err) = aiehr('import', 'people', $latin);
is($rc, 1, 'Latin-1 is not UTF-8');
like($err, qr/^line 2: invalid byte sequence for encoding "UTF8": 0xf8 .*\(22021\)/m, 'in the one row that shows it');
($rc, $out, $err) = aiehr('import', 'people', $latin, '--encoding', 'LATIN1');
is($rc, 0, 'as what it is it comes in');
is(sql(q{SELECT name FROM hr.person WHERE external_key = 'L1'}), encode('UTF-8', "J\x{f8}rgen"), 'rightly');
($rc, $out, $err) = aiehr('import', 'people', file('gbk.csv', "external_key,姓名\nG1,张炜\n", 'gbk'), '-E', 'GBK', '--map', file('zh.json', '{"name": "姓名"}'));
is(sql(q{SELECT name FROM hr.person WHERE external_key = 'G1'}), encode('UTF-8', '张炜'), 'GBK, header and all');
($rc, $out, $err) = aiehr('import', 'people', $latin, '--encoding', 'EBCDIC');
is($rc, 2, 'an encoding that is none');
($rc, $out, $err) = aiehr('import', 'people', file('utf16.csv', "\x{feff}external_key\nU1\n", 'utf-16le'));
is($rc, 2, 'UTF-16');
like($err, qr/is in UTF-16; save or convert it as UTF-8/, 'which it says');

# Files that are not what they should be
for ([ 'empty.csv', '', qr/is empty: not even a header is there/ ], [ 'headless.csv', "E1,Secretive Person\nE2,Bob\n", qr/no column of the file is mapped.*the first line of the file has: E1, Secretive/s ],
	[ 'open.json', '[{"external_key": "J1"}, {"external_key": "J2"', qr/the file ends within an element in line 1/ ],
	[ 'comma.json', '[{"external_key": "J1"} {"external_key": "J2"}]', qr/a comma or \] is missing in line 1/ ],
	[ 'more.json', '[{"external_key": "J1"}] x', qr/there is something after the array/ ], [ 'cut.json', '[{"external_key": "J1"}', qr/the file ends within its array/ ],
	[ 'last.json', '[{"external_key": "J1"},]', qr/an element is missing/ ])
{
	($rc, $out, $err) = aiehr('import', 'people', file($_->[0], $_->[1]));
	is($rc, 2, "$_->[0]");
	like($err, $_->[2], 'which it says');
}
for (['{"name": "Nmae"}', qr/mapping of "name" names column "Nmae", which the file has not.*the first line of the file has: external_key, name, email/s], ['{"nmae": "name"}', qr/mapping names field "nmae"/], ['[]', qr/must be a JSON object/],
	['{"name": 7}', qr/mapping of "name" names no column/], ['{', qr/invalid input syntax for type json/], ['{"name": {"colum": "x"}}', qr/has a key that is not known/])
{
	($rc, $out, $err) = aiehr('import', 'people', $later, '--map', file('wrong.json', $_->[0]));
	is($rc, 2, "mapping $_->[0]");
	like($err, $_->[1], 'which it says');
}
is(sql(q{SELECT count(*) FROM hr.person WHERE external_key LIKE 'J%'}), 0, 'none of them left anything');
($rc, $out) = aiehr('import', 'people', file('nobody.csv', "external_key,name\n"));
is($rc, 0, 'a header alone is a file of nobody');
like($out, qr/^0 rows, 0 new/m, 'which it says');
($rc, $out) = aiehr('import', 'people', file('nobody.json', " [ ] \n"));
is($rc, 0, 'and so is an empty array');

# JSON
($rc, $out, $err) = aiehr('import', 'people', file('some.json', qq~ [\n{"external_key": "J1", "name": "A \\"]}, B"},\n  {"external_key": "J2",\n "email": "j2\@x.org"} , \n{"external_key": "J3", "nmae": "x"},\n7,\n {"external_key": "J4" "x"}\n]~), '--skip-bad');
is($rc, 1, 'an array');
like($out, qr/^5 rows, 2 new, 0 changed, 0 the same, 3 bad$/m, 'of which each element is a row');
like($err, qr/^line 5: "nmae" is not known \(22023\)\nline 6: must be a JSON object \(22023\)\nline 7: invalid input syntax for type json \(22P02\)$/m, 'with its line') or diag $err;
($rc, $out, $err) = aiehr('import', 'people', file('lines.jsonl', qq~{"external_key": "J5"}\n\n{"external_key": "J6"\n{"key": "J7", "mail": {"work": "j7\@x.org"}, "floor": 3}\r\n~), '--skip-bad');
like($out, qr/^3 rows, 1 new, 0 changed, 0 the same, 2 bad$/m, 'lines');
($rc, $out, $err) = aiehr('import', 'people', "$dir/lines.jsonl", '--skip-bad', '--map', file('jmap.json', '{"external_key": "key", "email": "mail.work", "country": {"value": "DE"}}'));
is(sql(q{SELECT email, country FROM hr.person WHERE external_key = 'J7'}), 'j7@x.org|DE', 'with a mapping by paths and a constant');

# Assessments and facts
my $scores = file('scores.csv', "external_key,job,vendor,external id,instrument,instrument version,taken at,scores.algorithm,Score: speed\n"
	. "E1,dev,acme,1,iv,3,2025-03-02T09:30:00+08:00,82,18\nE2,dev,acme,2,iv,3,2025-03-02T09:30:00+08:00,182,18\nE2,dev,acme,3,iv,3,2025-03-02T09:30:00+08:00,one,18\n"
	. "E1,dev,acme,1,iv,3,2025-03-02T09:30:00+08:00,82,18\nN1,dev,acme,4,iv,3,2025-03-02T09:30:00+08:00,,18\n");
($rc, $out, $err) = aiehr('import', 'assessments', $scores, '--skip-bad', '-U', 'brings');
like($out, qr/^5 rows, 2 new, 0 changed, 1 the same, 2 bad$/m, 'assessments by who may bring them');
like($err, qr/^line 3: "scores.algorithm" is outside its scale.*\(22003\)\nline 4: "scores.algorithm" must be a finite number \(22023\)$/m, 'what is wrong with the others');
is(sql(q{SELECT external_id, raw FROM hr.assessment ORDER BY external_id}), qq{1|{"algorithm": 82, "speed": 18}\n4|{"speed": 18}}, 'absent is absent');
is(sql(q{SELECT count(*) FROM hr.check_standing()}), 0, 'standing follows');
my $report = file('report.json', q{{"assessmentReport": {"documentId": {"value": "R-9"}, "supplierParty": {"name": "acme"},
	"assessmentSubject": {"personId": [{"value": "E3"}], "name": {"given": "Bob", "family": "Lee"}, "communication": {"email": [{"address": "bob@x.org"}]}},
	"assessmentResults": [{"packageId": {"value": "iv"}, "assessmentStatus": {"dateTime": "2025-04-01T10:00:00Z"}, "assessmentDetailedResults": [
		{"competencyId": {"value": "algorithm"}, "scoresNumeric": [{"value": 93, "scoreCode": "Percentile"}, {"value": 71, "scoreCode": "RawScore", "minimum": 0, "maximum": 100}]},
		{"competencyId": {"value": "speed"}, "scoresNumeric": [{"value": 30}]}]}]}}});
($rc, $out, $err) = aiehr('import', 'assessments', $report, '--map', file('hrjson.json', '{"job": {"value": "dev"}, "instrument_version": {"value": "3"}}'));
is($rc, 0, 'a report in the shape of HR Open Standards') or diag $err;
is(sql(q{SELECT p.external_key, a.raw FROM hr.assessment a JOIN hr.person p ON p.id = a.person_id WHERE a.external_id = 'R-9'}), 'E3|{"algorithm": 71, "speed": 30}', 'its raw scores');
($rc, $out, $err) = aiehr('import', 'assessments', file('flat.jsonl', '{"email": "bob@x.org", "job": "dev", "vendor": "acme", "external_id": "f", "instrument": "iv", "instrument_version": "3", "taken_at": "2025-05-01T10:00:00Z", "scores": {"speed": 20}, "answers": [{"question": "q", "text": "w"}]}' . "\n"));
is($rc, 0, 'a message with the person beside the rest') or diag $err;
is(sql(q{SELECT body FROM hr.answer}), 'w', 'with answers');
my $facts = file('facts.tsv', "external_key\tcriterion\tperiod\tvalue\tsource\texternal_id\trater\trater.external_key\n"
	. "E1\tdelivery\t[2025-01-01,2025-07-01)\t80\treview\t1\tm\tE2\nE2\tdelivery\t[2025-01-01,2025-07-01)\t800\treview\t2\tm\t\nE9\tdelivery\t[2025-01-01,2025-07-01)\t80\treview\t3\tm\t\n"
	. "E1\tcharm\t[2025-01-01,2025-07-01)\t8\treview\t4\tm\t\nE1\tdelivery\t[2025-01-01,2025-07-01)\t80\treview\t1\tm\tE2\nE1\tdelivery\t[2025-01-01,2025-07-01)\t81\treview\t1\tm\tE2\nE2\tdelivery\tspring\t81\treview\t5\tp\t\n");
($rc, $out, $err) = aiehr('import', 'facts', $facts, '--skip-bad', '--map', file('fmap.json', '{"rater_kind": {"column": "rater", "values": {"m": "manager", "p": "peer"}}}'));
like($out, qr/^7 rows, 1 new, 0 changed, 1 the same, 5 bad$/m, 'facts');
is(join(' ', $err =~ /^line (\d+): .*\((\w+)\)$/mg), '3 22003 4 23503 5 23503 7 23505 8 22023', 'and what is wrong with which');
is(sql(q{SELECT f.value, f.rater_kind, r.external_key FROM hr.performance_fact f JOIN hr.person r ON r.id = f.rater_id}), '80|manager|E2', 'translated');

# Rights
($rc, $out, $err) = aiehr('import', 'people', $later, '-U', 'reads');
is($rc, 4, 'an analyst brings nothing in');
like($err, qr/permission denied/, 'which the server says');
($rc, $out, $err) = aiehr('import', 'people', file('brings.csv', "external_key,name\nR1,Secretive Person\n"), '-U', 'brings');
is($rc, 0, 'a loader does') or diag $err;
is(sql(q{SELECT started_by FROM hr.import_run WHERE n_new = 1 AND kind = 'people' ORDER BY started_at DESC LIMIT 1}), 'brings', 'and it is written down who');

# Whoever was erased does not come back by a file
sql(q{SELECT hr.erase_person(id, 'request') FROM hr.person WHERE external_key = 'R1'});
($rc, $out, $err) = aiehr('import', 'people', file('back.csv', "external_key,name\nR1,Secretive Person\nR2,Other\n"), '--skip-bad');
like($err, qr/^line 2: .*is suppressed/m, 'an erased person is refused');
is(sql(q{SELECT count(*) FROM hr.person WHERE external_key LIKE 'R%'}), 1, 'and the others are not');

# Standard input, a database of another encoding
($out, $err) = ('', '');
IPC::Run::run([ 'aiehr', 'import', 'people', '-', '--format', 'csv' ], '<', \"external_key\nS1\n", '>', \$out, '2>', \$err);
is($? >> 8, 0, 'standard input');
$node->safe_psql('postgres', q{CREATE DATABASE "plain" ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0});
$node->safe_psql('postgres', q{SELECT aiehr.drop_workspace('hr', force => true) WHERE false});
$node->safe_psql('plain', q{CREATE EXTENSION aiehr; SELECT aiehr.create_workspace('tiny', owner_role => 'hr_owner', hr_role => 'hr_hr', loader_role => 'hr_loader', analyst_role => 'hr_analyst', auditor_role => 'hr_auditor')});
($rc, $out, $err) = aiehr('import', 'people', $people, '--map', $map, '--workspace', 'tiny', '-d', 'plain');
is($rc, 0, 'a database in SQL_ASCII') or diag $err;
is($node->safe_psql('plain', q{SELECT octet_length(name) FROM tiny.person WHERE external_key = 'E2'}), 7, 'has the bytes');

# The log has no person in it, though it has every statement with its parameters
my $log = slurp_file($node->logfile);
unlike($log, qr/Secretive/, 'no value of a row is in the server log');

$node->stop;
done_testing();
