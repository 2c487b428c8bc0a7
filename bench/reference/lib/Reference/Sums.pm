# Sums.pm: plain sums over rows, by which a search knows a case's data again. No result of the extension is made here.
package Reference::Sums;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT_OK = qw(complete count_complete line mean mean_where means_by pick product sd solve);

# The rows in which all expressions have a value.
sub complete
{
	my ($data, @expressions) = @_;
	my ($first, @others) = map { $_->series($data) } @expressions;
	my $mask = $first->{mask};

	$mask &= $_->{mask} for @others;
	my $bits = unpack 'b*', $mask;
	return [ grep { substr($bits, $_, 1) } 0 .. $data->size - 1 ];
}

# Their number, without listing them.
sub count_complete
{
	my ($data, @expressions) = @_;
	my ($mask, @others) = map { $_->series($data)->{mask} } @expressions;

	$mask &= $_ for @others;
	return unpack '%32b*', $mask;
}

# The values of an expression in some rows.
sub pick
{
	my ($data, $expression, $rows) = @_;

	return @{ $expression->series($data)->{values} }[@$rows];
}

sub mean
{
	my (@values) = @_;
	my $sum = 0;

	return undef unless @values;
	$sum += $_ - $values[0] for @values;
	return $values[0] + $sum / @values;
}

# The mean of an expression over the rows in which the others have a value too; seldom summed anew where nothing is missing.
sub mean_where
{
	my ($data, $expression, @others) = @_;
	my $n = count_complete($data, $expression, @others);

	return undef unless $n;
	return mean(pick($data, $expression, complete($data, $expression, @others))) if $n < $expression->series($data)->{n};
	return $data->remember('mean ' . $expression->sql, sub { mean(grep { defined } @{ $expression->series($data)->{values} }) });
}

# Sum of products of deviations from the means.
sub product
{
	my ($x, $y) = @_;
	my ($mx, $my, $sum) = (mean(@$x), mean(@$y), 0);

	$sum += ($x->[$_] - $mx) * ($y->[$_] - $my) for 0 .. $#$x;
	return $sum;
}

sub sd
{
	my (@values) = @_;

	return @values < 2 ? undef : sqrt(product(\@values, \@values) / (@values - 1));
}

# Intercept and slope of y on x.
sub line
{
	my ($x, $y) = @_;
	my $xx = @$x ? product($x, $x) : 0;

	return unless $xx > 0;
	my $slope = product($x, $y) / $xx;
	return (mean(@$y) - $slope * mean(@$x), $slope);
}

# Means of values by the label of their row.
sub means_by
{
	my ($labels, $values) = @_;
	my (%n, %sum);

	for my $i (0 .. $#$labels)
	{
		$n{ $labels->[$i] }++;
		$sum{ $labels->[$i] } += $values->[$i];
	}
	return map { $_ => $sum{$_} / $n{$_} } keys %n;
}

# Solves matrix x = right by Gauss' elimination with pivots; nothing where the matrix is singular.
sub solve
{
	my ($matrix, $right) = @_;
	my @m = map { [ @{ $matrix->[$_] }, $right->[$_] ] } 0 .. $#$matrix;

	for my $i (0 .. $#m)
	{
		my ($pivot) = sort { abs($m[$b][$i]) <=> abs($m[$a][$i]) } $i .. $#m;

		return if abs($m[$pivot][$i]) < 1e-12;
		@m[ $i, $pivot ] = @m[ $pivot, $i ];
		for my $j (grep { $_ != $i } 0 .. $#m)
		{
			my $f = $m[$j][$i] / $m[$i][$i];

			$m[$j][$_] -= $f * $m[$i][$_] for $i .. @m;
		}
	}
	return map { $m[$_][-1] / $m[$_][$_] } 0 .. $#m;
}

1;
