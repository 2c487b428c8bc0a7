# Recency.pm: the partial correlation of raters' last impression: "how" says "<y> with <x> given <z> and d1..d5".
#
# Where it does not, columns are searched: identified by the partial correlation and its degrees of freedom.
package Reference::Family::Recency;

use strict;
use warnings;

use Reference::Expression qw(expression expressions);
use Reference::Input qw(card select_columns text_array);
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete pick product solve);

# No more sets of columns than these are tried.
my $most_tries = 20_000;

sub find
{
	my ($folder, $case) = @_;
	my ($y, $x, @given) = said($case->how('recency_partial_r'));
	my $propose = sub {
		my ($data, $rest, $try) = @_;

		if (defined $y)
		{
			my @columns = map { expression($data, $_) } $y, $x, expand($data, @given);

			my ($y, $x, @z) = @columns;

			return if !(grep { !defined } @columns) && $try->(1, y => $y, x => $x, given => \@z);
		}
		propose_all($case, $data, $try);
	};
	my $found = search($folder, $case, $propose,
		[ recency_df => sub { count_complete($_[0]{data}, $_[0]{y}, $_[0]{x}, @{ $_[0]{given} }) - 2 - @{ $_[0]{given} } } ],
		[ recency_partial_r => sub { partial_r($_[0]) } ]) or return;

	$found->{input} = select_columns($found->{data},
		card => card(map { $_->name => $_ } @$found{qw(y x)}, @{ $found->{given} }));
	$found->{settings} = {
		x => $found->{x}->name, y => $found->{y}->name,
		given => text_array(map { $_->name } @{ $found->{given} }),
	};
	return $found;
}

# The names in "<y> with <x> given <z>, <z> and <z>".
sub said
{
	my ($how) = @_;
	my ($y, $x, $given) = $how =~ /^(\S+) with (\S+) given (.+?)\s*$/ or return;

	return ($y, $x, split /\s*,\s*|\s+and\s+/, $given);
}

# "d1..d5" is the columns from d1 to d5.
sub expand
{
	my ($data, @names) = @_;
	my @columns = $data->columns;
	my %place = map { $columns[$_] => $_ } 0 .. $#columns;

	return map {
		my ($from, $to) = /^(.+)\.\.(.+)$/;
		defined $from && defined $place{$from} && defined $place{$to} ? @columns[ $place{$from} .. $place{$to} ] : $_;
	} @names;
}

# All pairs of columns, with all sets of as many others as the degrees of freedom tell.
sub propose_all
{
	my ($case, $data, $try) = @_;
	my @columns = expressions($data, $data->numeric_columns);
	my $k = defined $case->value('recency_df') ? $data->size - 2 - $case->value('recency_df') : -1;
	my $tries = 0;

	return if $k < 0 || $k > @columns - 2;
	for my $i (0 .. $#columns)
	{
		for my $j ($i + 1 .. $#columns)
		{
			for my $given (sets_of($k, grep { $_ != $columns[$i] && $_ != $columns[$j] } @columns))
			{
				return if $tries++ > $most_tries || $try->(0, y => $columns[$i], x => $columns[$j], given => $given);
			}
		}
	}
}

# All sets of k things, as many as can be tried.
sub sets_of
{
	my ($k, @things) = @_;

	return ([]) if $k == 0;
	return if $k > @things;
	my ($first, @others) = @things;
	my @sets = ((map { [ $first, @$_ ] } sets_of($k - 1, @others)), sets_of($k, @others));
	return @sets > $most_tries ? @sets[ 0 .. $most_tries ] : @sets;
}

# By the residuals' way: from the inverse of the matrix of products.
sub partial_r
{
	my ($it) = @_;
	my @columns = (@$it{qw(y x)}, @{ $it->{given} });
	my $rows = complete($it->{data}, @columns);
	my @values = map { [ pick($it->{data}, $_, $rows) ] } @columns;
	my @r = map { my $v = $_; [ map { product($v, $_) } @values ] } @values;
	my @size = map { sqrt $r[$_][$_] } 0 .. $#r;

	return undef if grep { !$_ } @size;
	for my $i (0 .. $#r)
	{
		$r[$i][$_] /= $size[$i] * $size[$_] for 0 .. $#r;
	}
	my @row_y = solve(\@r, [ 1, (0) x $#r ]) or return undef;
	my @row_x = solve(\@r, [ 0, 1, (0) x ($#r - 1) ]);
	return $row_y[0] * $row_x[1] > 0 ? -$row_y[1] / sqrt($row_y[0] * $row_x[1]) : undef;
}

1;
