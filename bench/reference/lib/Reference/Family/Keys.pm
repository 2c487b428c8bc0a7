# Keys.pm: which items of a scale were turned before, as alpha and the mean correlation between items tell.
#
# Turning all items changes neither, so the first one stays as it is. Tried are no item, then those that have the other sign
# than the first in the first principal component, then all patterns.
package Reference::Family::Keys;

use strict;
use warnings;

use List::Util qw(sum0);
use Reference::Search;
use Reference::Sums qw(complete pick product);

# More items than these have too many patterns.
my $most_items = 18;

# The keys, 1 or -1 for each item, that give the case's alpha_raw and mean_inter_item_r; undef if none do.
sub of_alpha
{
	my ($case, $data, $items) = @_;
	my $rows = complete($data, @$items);

	return undef if @$rows < 3 || @$items < 2;
	my @columns = map { [ pick($data, $_, $rows) ] } @$items;
	my @s = map { my $x = $_; [ map { product($x, $_) } @columns ] } @columns;
	my $k = @s;

	return undef if grep { !$s[$_][$_] } 0 .. $k - 1;
	my @r = map { my $i = $_; [ map { $s[$i][$_] / sqrt($s[$i][$i] * $s[$_][$_]) } 0 .. $k - 1 ] } 0 .. $k - 1;
	my $fits = sub {
		my ($total_s, $total_r) = @_;
		my $trace = sum0(map { $s[$_][$_] } 0 .. $k - 1);

		return 0 unless $total_s > 0 && Reference::Search::agree($case->value('alpha_raw'), $k / ($k - 1) * (1 - $trace / $total_s));
		return !$case->has('mean_inter_item_r')
			|| Reference::Search::agree($case->value('mean_inter_item_r'), ($total_r - $k) / ($k * ($k - 1)));
	};
	for my $keys ([ (1) x $k ], component_signs(@r))
	{
		return $keys if $fits->(total($keys, @s), total($keys, @r));
	}
	return $k <= $most_items ? every_pattern($fits, \@s, \@r) : undef;
}

# Variance of the sum of items with these keys.
sub total
{
	my ($keys, @matrix) = @_;
	my $sum = 0;

	for my $i (0 .. $#matrix)
	{
		$sum += $keys->[$i] * $keys->[$_] * $matrix[$i][$_] for 0 .. $#matrix;
	}
	return $sum;
}

# The signs of the first principal component, by the power method.
sub component_signs
{
	my (@r) = @_;
	my @v = map { 1 + $_ / 100 } 0 .. $#r;

	for (1 .. 200)
	{
		my @next = map { my $row = $_; sum0(map { $row->[$_] * $v[$_] } 0 .. $#v) } @r;
		my $length = sqrt sum0(map { $_**2 } @next);

		last if !$length;
		@v = map { $_ / $length } @next;
	}
	return [ map { $_ * $v[0] < 0 ? -1 : 1 } @v ];
}

# Tries all patterns in the order of Gray's code, where each differs from the one before in one item.
sub every_pattern
{
	my ($fits, $s, $r) = @_;
	my $k = @$s;
	my @keys = (1) x $k;
	my ($total_s, $total_r) = (total(\@keys, @$s), total(\@keys, @$r));

	for my $count (1 .. 2**($k - 1) - 1)
	{
		my $i = 1;

		$i++ while !($count & 1 << ($i - 1));
		for my $sum ([ \$total_s, $s ], [ \$total_r, $r ])
		{
			my ($total, $m) = @$sum;

			$$total -= 4 * $keys[$i] * sum0(map { $keys[$_] * $m->[$i][$_] } grep { $_ != $i } 0 .. $k - 1);
		}
		$keys[$i] = -$keys[$i];
		return [@keys] if $fits->($total_s, $total_r);
	}
	return undef;
}

1;
