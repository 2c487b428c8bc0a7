# The command plan against an endpoint that answers well, badly, late and not at all: what is sent tells nothing of whose plan it is, and
# whatever comes back, the plan by rule stands. The endpoint is a small server of this test's own.
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode encode);
use IO::Socket::INET;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('plan');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', q{CREATE DATABASE "pl ans" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0});
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'pl ans';

sub sql { return $node->safe_psql('pl ans', encode('UTF-8', $_[0])); }

sql(q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('h r');
	SET search_path = "h r", aiehr, public;
	INSERT INTO job (code, title, target) VALUES ('dev', 'Developer', '{"coding": 70, "teamwork": 60}');
	INSERT INTO indicator (code, kind, lo, hi, name_en, name_zh) VALUES ('coding', 'hard', 0, 100, 'coding', '编程'), ('teamwork', 'soft', 0, 100, 'teamwork', '团队合作');
	INSERT INTO instrument (code, version) VALUES ('iv', '1');
	INSERT INTO offering (code, kind, name_en) VALUES ('clean', 'course', 'Clean "code"');
	INSERT INTO intervention_rule (indicator, min_gap, offering) VALUES ('coding', 0.01, 'clean');
	INSERT INTO person (external_key, name, email, phone) VALUES ('EMP-77001', 'Zdenka Vlasáková', 'zdenka.v@priklad.cz', '+420 601 234 567'),
		('EMP-77002', 'Nobody', NULL, NULL), ('EMP-77003', 'Other', NULL, NULL);
	INSERT INTO person_alias (source, external_key, person_id) VALUES ('ats', 'Kingfisher', 1), ('ats', 'twice', 2), ('crm', 'twice', 3);
	INSERT INTO application (person_id, job) VALUES (1, 'dev');
	INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'iv', '1', '2025-01-10', '{"coding": 40, "teamwork": 50}');
	INSERT INTO answer (assessment_id, person_id, question, body) VALUES
		(1, 1, 'A conflict', E'I am Zdenka Vlas\u00e1kov\u00e1 (ZDENKA to friends), 601234567, zdenka.v@priklad.cz or kingfisher.\nMail z@v.example; flat at 12 Long Lane, born 1990-03-07. We lost 20 % of the rows.'),
		(1, 1, 'Another', 'My number at Initech in Brno is EMP-77001, a ''quoted'' "one" \ with a slash.');
	SELECT (record_claims('{"person_id": 1, "source": "resume", "external_id": "r1", "claims": {"employer": "Initech", "city": "Brno"}}')).status;
	CREATE ROLE works LOGIN; GRANT "h r_hr" TO works;
	CREATE ROLE brings LOGIN; GRANT "h r_loader" TO brings;
});
my @private = ('zdenka', 'vlas', 'priklad', '601', '234', 'kingfisher', 'EMP-', '77001', 'initech', 'brno', 'long lane', '1990', 'z@', 'developer', 'aiehr');

# The endpoint: what it does is the first part of the path, and each request is a line of JSON in the log.
my $log = "$PostgreSQL::Test::Utils::tmp_check/requests";
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16, Proto => 'tcp') or die "no socket: $!";
my $port = $listener->sockport;

sub read_request
{
	my ($client) = @_;
	my ($head, $body) = ('', '');
	while (defined(my $line = <$client>))
	{
		last if $line =~ /^\r?\n$/;
		$head .= $line;
	}
	read($client, $body, $1) if $head =~ /^Content-Length:\s*(\d+)/mi;
	return ($head, $body);
}

sub completion
{
	my ($content) = @_;
	return encode_json({ id => 'x', choices => [ { index => 0, finish_reason => 'stop', message => { role => 'assistant', content => $content } } ] });
}

sub respond
{
	my ($client, $status, $body, @headers) = @_;
	print $client join("\r\n", "HTTP/1.1 $status", 'Content-Length: ' . length($body), 'Connection: close', @headers, '', ''), $body;
}

sub answer
{
	my ($client) = @_;
	my ($head, $body) = read_request($client);
	my ($mode) = $head =~ m{^POST /([a-z0-9]+)/};
	open(my $out, '>>', $log) or die;
	print $out encode_json({ head => $head, body => $body }), "\n";
	close($out);
	my $items = eval { decode_json(encode('UTF-8', decode_json($body)->{messages}[1]{content}))->{items} } || [];
	my @texts = map { { place => $_->{place}, text => "Dobře: $_->{indicator}." } } @$items;
	my %modes = (
		good => sub { respond($client, '200 OK', completion(JSON::PP->new->encode({ items => \@texts }))) },
		fence => sub { respond($client, '200 OK', completion("```json\n" . JSON::PP->new->encode([ reverse @texts ]) . "\n```")) },
		fewer => sub { respond($client, '200 OK', completion(JSON::PP->new->encode({ items => [ $texts[0] ] }))) },
		more => sub { respond($client, '200 OK', completion(JSON::PP->new->encode({ items => [ @texts, { place => 3, text => 'Three.' } ] }))) },
		blank => sub { respond($client, '200 OK', completion(JSON::PP->new->encode({ items => [ map { { %$_, text => ' ' } } @texts ] }))) },
		long => sub { respond($client, '200 OK', completion(JSON::PP->new->encode({ items => [ map { { %$_, text => 'x' x 5000 } } @texts ] }))) },
		prose => sub { respond($client, '200 OK', completion('Of course! Here is your plan.')) },
		html => sub { respond($client, '200 OK', '<html>busy</html>') },
		empty => sub { respond($client, '200 OK', '') },
		nul => sub { respond($client, '200 OK', "{\"a\": \"\0\"}") },
		latin => sub { respond($client, '200 OK', "{\"a\": \"\xe9\"}") },
		e401 => sub { respond($client, '401 Unauthorized', '{"error": "no key"}') },
		e500 => sub { respond($client, '500 Internal Server Error', completion(JSON::PP->new->encode({ items => \@texts }))) },
		moved => sub { respond($client, '302 Found', '', "Location: http://127.0.0.1:$port/good/chat/completions") },
		huge => sub { respond($client, '200 OK', '{"a": "' . 'x' x 3_000_000 . '"}') },
		# without a length, so that only counting helps
		endless => sub { print $client "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"; print $client 'x' x 65536 for 1 .. 100; },
		cut => sub { print $client "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"choices\": [" },
		late => sub { sleep 6 },
		drip => sub { print $client "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"; for (1 .. 20) { print $client ' '; $client->flush; select(undef, undef, undef, 0.3); } },
		close => sub { });
	($modes{ $mode // '' } || $modes{html})->();
}

my $server = fork() // die "no fork: $!";
if (!$server)
{
	$SIG{PIPE} = 'IGNORE';
	$SIG{CHLD} = 'IGNORE';
	while (my $client = $listener->accept)
	{
		next if fork();
		binmode($client);
		$client->autoflush(1);
		answer($client);
		close($client);
		require POSIX;
		POSIX::_exit(0);
	}
	exit 0;
}
close($listener);
END { my $status = $?; kill 'TERM', $server if $server; $? = $status; }

# what was asked of the endpoint since the last call
my $seen = 0;
sub requests
{
	return () unless -e $log;
	my @all = map { decode_json($_) } split /\n/, slurp_file($log);
	my @new = @all[ $seen .. $#all ];
	$seen = @all;
	return @new;
}
sub asked { my @new = requests(); return scalar @new; }

# Run aiehr plan: exit status, what it says, what it complains of.
sub run_plan
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'aiehr', 'plan', '--workspace', 'h r', @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, decode('UTF-8', $out), decode('UTF-8', $err));
}
sub endpoint { return ('--endpoint', "http://127.0.0.1:$port/$_[0]", '--model', 'test-1', '--timeout', 3); }

my $plans = q{SELECT count(*), count(*) FILTER (WHERE source = 'model') FROM "h r".development_plan};
my $by_rule = q{SELECT md5(string_agg(i::text, '' ORDER BY i.id)) FROM "h r".development_plan_item i JOIN "h r".development_plan p ON p.id = i.plan_id WHERE p.source = 'rule'};

# 1. By rule
my ($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--dry-run');
is("$rc$err", '0', 'a dry run');
like($out, qr/nothing was stored/, 'says that it was one');
is(sql($plans), '0|0', 'and stores nothing');
($rc, $out, $err) = run_plan('--person', 'EMP-77001');
is("$rc$err", '0', 'a plan') or diag $err;
like($out, qr/^development plan \d+ of EMP-77001, draft, made by rule$/m, 'says whose and what');
like($out, qr/^  1\. Raise coding to what the job asks for: take part in "Clean "code""\.\n     coding: score 40, the job asks for 70; 30 points short\.\n     \d{4}-\d\d-\d\d, open$/m, 'text, reason, when');
is(sql($plans), '1|0', 'and is stored');
($rc, $out) = run_plan('--person', 'Kingfisher', '--json', '-U', 'works');
my $json = decode_json(encode('UTF-8', $out));
is_deeply([ $rc, $json->{stored}, $json->{plan}{status}, scalar @{ $json->{plan}{items} }, $json->{plan}{items}[1]{indicator}, $json->{wording} ],
	[ 0, JSON::PP::true, 'draft', 2, 'teamwork', undef ], 'as JSON, by another key, by a member of hr');
is(sql($plans), '1|0', 'the same plan is not stored twice');
($rc, $out) = run_plan('--person', 'EMP-77001', '--locale', 'zh_CN.UTF-8');
like($out, qr/使“编程”达到岗位要求/, 'in Chinese');
($rc, $out) = run_plan('--person', 'EMP-77002', '--locale', 'ja', endpoint('good'));
is($rc, 0, 'somebody without data');
like($out, qr/計画は立てません/, 'has a plan that says so');
is(asked(), 0, 'and nothing is sent about it');

# 2. Wrong use
my @wrong = (
	[ 3, [ '--person', 'EMP-77001', '-p', '1' ], qr/connection/ ],
	[ 4, [ '--person', "EMP'" ], qr/nobody has the key/ ],
	[ 4, [ '--person', 'twice' ], qr/several people/ ],
	[ 4, [ '--person', 'EMP-77001', '--locale', 'tlh' ], qr/no texts for plans in language "tlh"/ ],
	[ 4, [ '--person', 'EMP-77001', '-U', 'brings' ], qr/permission denied/ ],
	[ 2, [], qr/--person/ ],
	[ 2, [ 'x', '--person', 'EMP-77001' ], qr/no argument/ ],
	[ 2, [ '--person', 'EMP-77001', '--map', 'x' ], qr/no options of other commands/ ],
	[ 2, [ '--person', 'EMP-77001', '--model', 'x' ], qr/about an --endpoint/ ],
	[ 2, [ '--person', 'EMP-77001', '--endpoint', 'https://x.example/v1' ], qr/--model/ ],
	[ 2, [ '--person', 'EMP-77001', endpoint('good'), '--timeout', '0' ], qr/1 to 600/ ],
	[ 2, [ '--person', 'EMP-77001', endpoint('good'), '--timeout', '5x' ], qr/1 to 600/ ],
	map { [ 2, [ '--person', 'EMP-77001', '--model', 'x', '--endpoint', $_->[0] ], $_->[1] ] } (
		[ 'http://models.example/v1', qr/must be https/ ], [ 'http://127.0.0.1.evil.example/', qr/must be https/ ],
		[ 'ftp://127.0.0.1/', qr/neither https nor http/ ], [ 'file:///etc/passwd', qr/neither https nor http/ ], [ '', qr/no URL/ ],
		[ 'https://user:secret@models.example/v1', qr/AIEHR_API_KEY/ ]));
for (@wrong)
{
	my ($code, $args, $message) = @$_;
	($rc, $out, $err) = run_plan(@$args);
	is($rc, $code, "exit status of @$args") or diag $out . $err;
	like($err, $message, 'message');
}
is(asked(), 0, 'nothing was sent');
IPC::Run::run([ qw(aiehr doctor --person x) ], '<', \'', '>', \$out, '2>', \$err);
is($? >> 8, 2, 'doctor takes no option of plan');

# 3. What is sent
$ENV{AIEHR_API_KEY} = 'sk-very-secret';
$ENV{http_proxy} = $ENV{all_proxy} = 'http://127.0.0.1:1';
($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--dry-run', endpoint('good'));
is("$rc$err", '0', 'a dry run with an endpoint');
is(asked(), 0, 'sends nothing');
my ($shown) = $out =~ /^(\{.*\})$/m;
($rc, $out, $err) = run_plan('--person', 'EMP-77001', endpoint('good'));
is("$rc$err", '0', 'worded, whatever the proxy of the environment') or diag $err;
my @sent = requests();
is(scalar @sent, 1, 'one request');
like($sent[0]{head}, qr{^POST /good/chat/completions HTTP}, 'to the completions of the API');
like($sent[0]{head}, qr/^Authorization: Bearer sk-very-secret\r$/m, 'with the key of the environment');
like($sent[0]{head}, qr{^Content-Type: application/json\r$}m, 'as JSON');
unlike($out . $err, qr/very-secret/, 'which is shown nowhere');
is($sent[0]{body}, $shown ? encode('UTF-8', $shown) : '', 'is what the dry run showed');
my $request = decode_json($sent[0]{body});
is_deeply([ $request->{model}, map { $_->{role} } @{ $request->{messages} } ], [ 'test-1', 'system', 'user' ], 'a chat completion');
my $told = decode_json(encode('UTF-8', $request->{messages}[1]{content}));
is_deeply([ map { $_->{indicator} } @{ $told->{items} } ], [ 'coding', 'teamwork' ], 'about the items');
like($told->{items}[0]{excerpts}[0]{answer}, qr/^I am \[name\].*We lost 20 % of the rows\.$/s, 'with what was answered');
for my $word (@private)
{
	is(index(lc decode('UTF-8', $sent[0]{body}), lc $word), -1, "nothing of \"$word\" is sent");
}
run_plan('--person', 'EMP-77001', '--no-evidence', endpoint('good/v1/chat/completions/'));
@sent = requests();
like($sent[0]{head}, qr{^POST /good/v1/chat/completions HTTP}, 'an endpoint in full is taken as it is');
unlike(decode_json($sent[0]{body})->{messages}[1]{content}, qr/excerpts|rows/, 'without excerpts');
delete $ENV{AIEHR_API_KEY};
run_plan('--person', 'EMP-77001', endpoint('good'));
@sent = requests();
unlike($sent[0]{head}, qr/^Authorization/m, 'without a key no header');

# 4. What is stored
my $hash = sha256_hex($sent[0]{body});
is(sql(q{SELECT status, model, encode(prompt_hash, 'hex'), made_at > now() - interval '1 minute' FROM "h r".development_plan WHERE source = 'model' ORDER BY id DESC LIMIT 1}),
	"draft|test-1|$hash|t", 'a draft with model, hash of the request and time');
is(sql(q{SELECT count(*) FROM "h r".development_plan WHERE source = 'model' AND status = 'draft'}), '1', 'in place of the earlier ones');
($rc, $out) = run_plan('--person', 'EMP-77001', endpoint('fence'));
like($out, qr/^  1\. Dobře: coding\.\n     coding: score 40/m, 'the wording is shown, its reasons unchanged');
my ($approve) = $out =~ /^to put it in force: (.*)$/m;
sql($approve);
is(sql(q{SELECT string_agg(DISTINCT source || ' ' || text, ', ' ORDER BY source || ' ' || text) FROM "h r".development_plan_current WHERE status = 'approved'}),
	encode('UTF-8', 'model Dobře: coding., model Dobře: teamwork.'), 'and in force when it is approved');
requests();

# 5. What goes wrong leaves the plan by rule
sql(q{UPDATE "h r".job SET target = '{"coding": 75, "teamwork": 60}'});
run_plan('--person', 'EMP-77001');
my $stored = sql($plans);
my $rules = sql($by_rule);
my @faults = (
	[ fewer => qr/It has 1 items, the plan has 2/ ], [ more => qr/It has 3 items/ ], [ blank => qr/A text is empty/ ], [ long => qr/longer than 1000/ ],
	[ prose => qr/message in it is not JSON/ ], [ html => qr/response is not JSON/ ], [ empty => qr/response is not JSON/ ], [ nul => qr/is no text/ ], [ latin => qr/invalid byte sequence/ ],
	[ e401 => qr/HTTP status 401/ ], [ e500 => qr/HTTP status 500/ ], [ moved => qr/HTTP status 302/ ], [ huge => qr/longer than 1048576 bytes/ ], [ endless => qr/longer than 1048576 bytes/ ],
	[ cut => qr/cannot be reached|transfer closed/ ], [ close => qr/cannot be reached/ ], [ late => qr/did not answer within 3 s/ ], [ drip => qr/did not answer within 3 s/ ]);
for (@faults)
{
	my ($mode, $message) = @$_;
	my $begun = time;
	($rc, $out, $err) = run_plan('--person', 'EMP-77001', endpoint($mode));
	is($rc, 5, "$mode: exit status") or diag $out . $err;
	like($err, $message, "$mode: message");
	like($err, qr/plan by rule stands/, "$mode: says what stands");
	like($out, qr/made by rule\n  1\. Raise coding/, "$mode: and shows it");
	cmp_ok(time - $begun, '<=', 5, "$mode: in time");
	is(asked(), 1, "$mode: asked once");
}
($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--json', endpoint('fewer'));
$json = decode_json(encode('UTF-8', $out));
is_deeply([ $rc, $json->{wording}, scalar @{ $json->{plan}{items} } ], [ 5, undef, 2 ], 'as JSON too');
like($json->{fault}, qr/the plan has 2/, 'with the fault');
($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--endpoint', 'http://127.0.0.1:1/', '--model', 'x');
is($rc, 5, 'nobody listens');
($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--endpoint', "https://127.0.0.1:$port/good", '--model', 'x', '--timeout', 3);
is($rc, 5, 'no TLS where it is asked for');
$ENV{AIEHR_API_KEY} = "two\nlines";
($rc, $out, $err) = run_plan('--person', 'EMP-77001', endpoint('good'));
is($rc, 5, 'a key with a line end');
unlike($err, qr/two/, 'is not shown');
delete $ENV{AIEHR_API_KEY};
is(sql($plans), $stored, 'no plan was stored');
is(sql($by_rule), $rules, 'none was changed');

# a certificate that nobody vouches for
SKIP:
{
	my $dir = $PostgreSQL::Test::Utils::tmp_check;
	skip 'no openssl', 2 if system("openssl req -x509 -newkey rsa:2048 -nodes -keyout $dir/key.pem -out $dir/cert.pem -days 2 -subj /CN=localhost >$dir/openssl.log 2>&1") != 0;
	my $probe = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1, Proto => 'tcp');
	my $tls_port = $probe->sockport;
	close($probe);
	my $tls = IPC::Run::start([ 'openssl', 's_server', '-quiet', '-accept', "127.0.0.1:$tls_port", '-key', "$dir/key.pem", '-cert', "$dir/cert.pem", '-www' ], '<', \'', '>&', \my $said);
	for (1 .. 50) { last if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $tls_port); select(undef, undef, undef, 0.1); }
	($rc, $out, $err) = run_plan('--person', 'EMP-77001', '--endpoint', "https://localhost:$tls_port/v1", '--model', 'x', '--timeout', 5);
	is($rc, 5, 'a certificate that nobody vouches for');
	like($err, qr/certificate|SSL|issuer/i, 'is refused') or diag $err;
	$tls->kill_kill;
}

# a database that cannot tell letters apart sends no answers, and plans all the same
$node->safe_psql('postgres', q{CREATE DATABASE bytes ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0});
system_or_bail('psql', '-Xqd', 'bytes', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-c', q{CREATE EXTENSION aiehr; SELECT aiehr.create_workspace('plain')}, '-c', q{
	SET search_path = plain, aiehr, public;
	INSERT INTO job (code, title, target) VALUES ('dev', 'D', '{"coding": 70}'); INSERT INTO indicator (code, kind, lo, hi, name_en) VALUES ('coding', 'hard', 0, 100, 'coding');
	INSERT INTO instrument (code, version) VALUES ('iv', '1'); INSERT INTO person (external_key) VALUES ('k1'); INSERT INTO application (person_id, job) VALUES (1, 'dev');
	INSERT INTO assessment (person_id, application_id, instrument, instrument_version, taken_at, raw) VALUES (1, 1, 'iv', '1', now(), '{"coding": 40}');
	INSERT INTO answer (assessment_id, person_id, question, body) VALUES (1, 1, 'Q', 'secret answer')});
($rc, $out, $err) = run_plan('--workspace', 'plain', '-d', 'bytes', '--person', 'k1', '--locale', 'ko', endpoint('good'));
is($rc, 0, 'SQL_ASCII') or diag $err;
like($out, qr/coding.*직무가 요구하는/, 'has the words');
@sent = requests();
unlike($sent[0]{body}, qr/secret/, 'and keeps the answers');

done_testing();
