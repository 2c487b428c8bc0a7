# A group's headquarters read two companies through postgres_fdw: with the extension declared shippable, aggregates over
# scorecards run where the rows are and the states that travel as text come out to the last bit.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('fdw');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off");
$node->start;
if ($node->safe_psql('postgres', q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'}) eq '0')
{
	$node->stop;
	plan skip_all => 'postgres_fdw is not installed';
}
my ($socket, $port) = ($node->host, $node->port);
for my $tenant (1, 2)
{
	$node->safe_psql('postgres', "CREATE DATABASE tenant_$tenant");
	$node->safe_psql("tenant_$tenant", qq{
		CREATE EXTENSION aiehr;
		CREATE TABLE score (tenant int NOT NULL, card aiehr.scorecard NOT NULL);
		INSERT INTO score SELECT $tenant, aiehr.scorecard_agg(k, sin(i * $tenant) * 1e3 / (3 + o))
			FROM generate_series(1, 3000) i, unnest('{a,b,c}'::text[]) WITH ORDINALITY AS u (k, o) WHERE (i + o) % 7 > 0 GROUP BY i;
		ANALYZE score;
	});
}
$node->safe_psql('postgres', qq{
	CREATE EXTENSION aiehr;
	CREATE EXTENSION postgres_fdw;
	CREATE TABLE score (tenant int NOT NULL, card aiehr.scorecard NOT NULL) PARTITION BY LIST (tenant);
});
for my $tenant (1, 2)
{
	$node->safe_psql('postgres', qq{
		CREATE SERVER s_$tenant FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '$socket', port '$port', dbname 'tenant_$tenant', extensions 'aiehr', use_remote_estimate 'on');
		CREATE USER MAPPING FOR CURRENT_USER SERVER s_$tenant;
		CREATE FOREIGN TABLE score_$tenant PARTITION OF score FOR VALUES IN ($tenant) SERVER s_$tenant OPTIONS (table_name 'score');
	});
}

my $by_tenant = 'SELECT tenant, aiehr.scorecard_avg(card), aiehr.scorecard_count(card), aiehr.scorecard_min(card) FROM score GROUP BY tenant ORDER BY tenant';
my $on = 'SET enable_partitionwise_aggregate = on;';
my $plan = $node->safe_psql('postgres', "$on EXPLAIN (VERBOSE, COSTS off) $by_tenant");
is(() = $plan =~ /Remote SQL: SELECT tenant, aiehr\.scorecard_avg\(card\)/g, 2, 'aggregates are sent to both') or diag($plan);
my $here = $node->safe_psql('postgres', "SELECT tenant, count(*) FROM score GROUP BY tenant ORDER BY tenant");
is($here, "1|3000\n2|3000", 'there are rows of both');
my $direct = join "\n", map { $node->safe_psql("tenant_$_", $by_tenant) } 1, 2;
is($node->safe_psql('postgres', "$on $by_tenant"), $direct, 'and the answer is what each says of itself, to the last digit');
is($node->safe_psql('postgres', $by_tenant), $direct, 'as it is when the rows travel');

# postgres_fdw sends no operator with a text constant (-> has one), whose collation could be another there; cards have none
$plan = $node->safe_psql('postgres', q{EXPLAIN (VERBOSE, COSTS off) SELECT tenant FROM score WHERE card OPERATOR(aiehr.<>) '{"a": 1}'});
is(() = $plan =~ /Remote SQL: .*OPERATOR\(aiehr\.<>\)/g, 2, 'a comparison of cards is sent too') or diag($plan);

$node->stop;
done_testing();
