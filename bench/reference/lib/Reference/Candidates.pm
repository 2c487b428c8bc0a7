# Candidates.pm: the expressions that may be a score, in the order in which a search tries them.
package Reference::Candidates;

use strict;
use warnings;

use Reference::Expression qw(expressions);
use Reference::Names;

# Among more columns than these not every set is tried.
my $most_columns = 14;

# The same for columns of one stem.
my $most_items = 7;

# The columns that a name tells, then the other columns of numbers, then means and sums of columns side by side.
sub scores
{
	my ($data, @named) = @_;
	my @columns = Reference::Names::first_these(\@named, $data->numeric_columns);

	return expressions($data, @columns), derived($data);
}

# Pairs of different scores, those first that the name tells as <x>_to_<y>; at most one of the two is no plain column.
# each(told, x, y) returns true to stop.
sub pairs
{
	my ($data, $rest, $each) = @_;
	my ($left, $right) = $rest =~ /^(.*?)_to_(.*)$/ ? ($1, $2) : ($rest, $rest);
	my @columns = $data->numeric_columns;
	my @x = Reference::Names::column_at_end($left, @columns);
	my @y = Reference::Names::column_at_start($right, @columns);
	my @plain_x = expressions($data, Reference::Names::first_these(\@x, @columns));
	my @plain_y = expressions($data, Reference::Names::first_these(\@y, @columns));

	for my $x (@plain_x)
	{
		for my $y (grep { $_->name ne $x->name } @plain_y)
		{
			my $told = $left ne $right && @x && @y && $x->name eq $x[0] && $y->name eq $y[0];

			return if $each->($told, $x, $y);
		}
	}
	for my $derived (derived($data))
	{
		for my $column (@plain_y)
		{
			return if $each->(0, $derived, $column) || $each->(0, $column, $derived);
		}
	}
}

# Means and sums of the rows of runs of columns, those with one stem (N1, N2, N3) first; of whole data sets only.
sub derived
{
	my ($data) = @_;

	return if $data->{filter};
	my @runs = map { [ expressions($data, @$_) ] } runs($data);
	return map { my @run = @$_;
		(Reference::Expression::row_mean(0, @run), Reference::Expression::row_sum(@run), Reference::Expression::row_mean(1, @run))
	} @runs;
}

# Runs of two or more columns of numbers, as names: those of one stem, other sets of columns of one stem, then all others.
sub runs
{
	my ($data) = @_;
	my @columns = $data->columns;
	my (@of_one_stem, @others, %of_stem);

	for my $from (0 .. $#columns)
	{
		for my $to ($from .. $#columns)
		{
			last if $data->kind($columns[$to]) eq 'text';
			next if $to == $from;
			my @run = @columns[ $from .. $to ];
			my %stems = map { stem($_) => 1 } @run;

			push @{ keys %stems == 1 ? \@of_one_stem : \@others }, \@run;
		}
	}
	push @{ $of_stem{ stem($_) } }, $_ for $data->numeric_columns;
	my @scales = grep { @$_ > 2 && @$_ <= $most_items } map { $of_stem{$_} } sort keys %of_stem;
	return @of_one_stem, (map { sets($data, @$_) } @scales), @others;
}

# All sets of two or more of some columns, as names; none where they are too many, and none of parts of data.
sub sets
{
	my ($data, @columns) = @_;
	my @sets;

	return if @columns > $most_columns || $data->{filter};
	for my $bits (1 .. 2**@columns - 1)
	{
		my @set = @columns[ grep { $bits & 1 << $_ } 0 .. $#columns ];

		push @sets, \@set if @set > 1;
	}
	return @sets;
}

# A column's name without the digits at its end.
sub stem { my ($name) = @_; $name =~ s/\d+$//; return $name }

1;
