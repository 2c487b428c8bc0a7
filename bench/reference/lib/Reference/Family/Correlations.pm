# Correlations.pm: expected_correlations.csv and expected_numeric.csv: <data>, terms a:b are pairs of columns, a and b columns.
#
# Identified by the columns and n of all pairs, or the means and variances of columns.
package Reference::Family::Correlations;

use strict;
use warnings;

use Reference::Expression qw(expression);
use Reference::Input qw(card select_columns text_array);
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete mean pick sd);

sub parts { return { stats => qr/./, template => 'correlations', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my %seen;
	my @columns = grep { !$seen{$_}++ } map { split /[:~]/ } map { $_->{term} } grep { $_->{stat} !~ /^eigen/ } $case->rows;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my %expression = map { $_ => expression($data, $_) } @columns;

		$try->(1, columns => \%expression) unless !@columns || grep { !defined } values %expression;
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { pair_counts($_[0], $case->terms('n')) } ],
		[ mean => sub { by_column($_[0], \&mean) } ],
		[ var => sub { by_column($_[0], sub { sd(@_)**2 }) } ]) or return;

	$found->{input} = select_columns($found->{data}, row => '"#"', card => card(%{ $found->{columns} }));
	$found->{settings} = { keys => text_array(@columns) };
	return $found;
}

# A figure of each column.
sub by_column
{
	my ($it, $figure) = @_;
	my $data = $it->{data};

	return { map { my $x = $it->{columns}{$_}; $_ => $figure->(pick($data, $x, complete($data, $x))) } keys %{ $it->{columns} } };
}

sub pair_counts
{
	my ($it, @pairs) = @_;

	return { map { my $pair = $_; $pair => count_complete($it->{data}, map { $it->{columns}{$_} } split /:/, $pair) } @pairs };
}

1;
