# An attached table after a dump and restore: the registry, the triggers and the mapping are there, rows come in as before; a table
# restored alone warns and carries nothing. Renames of schema, workspace and functions in between are followed.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('attach');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	CREATE SCHEMA ats;
	CREATE FUNCTION ats.key(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''C-'' || $1';
	CREATE TABLE ats.cand (junk text, nr integer, mail text);
	ALTER TABLE ats.cand DROP COLUMN junk;
	CREATE TABLE ats.part (nr integer, mail text) PARTITION BY RANGE (nr);
	CREATE TABLE ats.part_1 PARTITION OF ats.part FOR VALUES FROM (0) TO (100);
	CREATE TABLE ats.gone (nr integer);
	INSERT INTO ats.cand VALUES (1, 'one@example.com');
	SELECT aiehr.attach('ats.cand', 'hr', 'people', '{"external_key": "ats.key(nr)", "email": "lower(mail)"}');
	SELECT aiehr.attach('ats.part', 'hr', 'people', '{"external_key": "''P-'' || nr", "email": "mail"}');
	SELECT aiehr.attach('ats.gone', 'hr', 'people', '{"external_key": "nr"}');
	DROP TABLE ats.gone;
	ALTER FUNCTION ats.key(integer) RENAME TO make_key;
	ALTER TABLE ats.cand RENAME COLUMN mail TO "E-Mail";
	ALTER SCHEMA ats RENAME TO recruiting;
	ALTER SCHEMA hr RENAME TO people;
});
my $dir = $node->basedir;

# what a database does with rows of both tables
sub carries
{
	my ($database, $first) = @_;
	my ($second, $third) = ($first + 1, $first + 2);
	$node->safe_psql($database, qq{
		INSERT INTO recruiting.cand VALUES ($first, 'X$first\@example.com');
		INSERT INTO recruiting.part VALUES ($second, 'x$second\@example.com');
		INSERT INTO recruiting.part_1 VALUES ($third, 'x$third\@example.com')});
	return $node->safe_psql($database, "SELECT string_agg(external_key || ' ' || email, ' ' ORDER BY id) FROM people.person WHERE id > 1");
}

is(carries('source', 10), 'C-10 x10@example.com P-11 x11@example.com P-12 x12@example.com', 'renames are followed');
$node->safe_psql('postgres', 'CREATE DATABASE whole');
command_ok([ 'pg_dump', '-Fc', '-f', "$dir/whole", $node->connstr('source') ], 'dump');
command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('whole'), "$dir/whole" ], 'restore');
is($node->safe_psql('whole', q{SELECT string_agg(relation || ' ' || kind || ' ' || workspace || ' ' || source, ', ' ORDER BY source) FROM aiehr.attachment}),
	'recruiting.cand people people ats.cand, recruiting.part people people ats.part', 'the registry, without the table that was dropped');
is($node->safe_psql('whole', 'SELECT * FROM aiehr.check_attachments()'), '', 'sound after the restore');
is(carries('whole', 20), 'C-10 x10@example.com P-11 x11@example.com P-12 x12@example.com C-20 x20@example.com P-21 x21@example.com P-22 x22@example.com',
	'rows come in after the restore');
is($node->safe_psql('whole', q{SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'aiehr%' AND tgrelid = 'recruiting.cand'::regclass}), 5, 'its triggers');

# a second dump is the same
sub triggers_of
{
	my ($database) = @_;
	return $node->safe_psql($database, q{SELECT string_agg(pg_get_triggerdef(oid), E'\n' ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger WHERE tgname LIKE 'aiehr%'});
}
is(triggers_of('whole'), triggers_of('source'), 'the same mapping to the letter');

# the host's schema alone, where the extension is
$node->safe_psql('postgres', 'CREATE DATABASE host');
$node->safe_psql('host', 'CREATE EXTENSION aiehr');
command_ok([ 'pg_dump', '-Fc', '-n', 'recruiting', '-f', "$dir/host", $node->connstr('source') ], 'dump of the host schema');
command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('host'), "$dir/host" ], 'restore of it');
my ($code, $out, $err) = $node->psql('host', "INSERT INTO recruiting.cand VALUES (5, 'five\@example.com')");
is($code, 0, 'the application goes on');
like($err, qr/WARNING:  table "cand" is not attached as people/, 'and is told');
is($node->safe_psql('host', q{SELECT aiehr.detach('recruiting.cand')}), 5, 'detached');
($code, $out, $err) = $node->psql('host', "INSERT INTO recruiting.cand VALUES (6, 'six\@example.com')");
is($err, '', 'nothing is left');

$node->stop;
done_testing();
