# Counts.pm: finds the columns of a selection: an outcome with the value that means selected, a group with the values of the focal
# and the reference group, a column with the number of people of a row where rows stand for several, and strata.
#
# Identified by the four counts, of each stratum where there are strata.
package Reference::Family::Counts;

use strict;
use warnings;

use List::Util qw(sum0);
use Reference::DataSet;
use Reference::Search qw(search);

# Outcomes and groups have no more values than these.
my $most_values = 8;

sub find
{
	my ($folder, $case) = @_;

	return search($folder, $case, sub {
		my ($data, $rest, $try) = @_;

		propose($data, undef, $try);
	}, facts());
}

sub find_strata
{
	my ($folder, $case) = @_;

	return search($folder, $case, sub {
		my ($data, $rest, $try) = @_;

		for my $strata (Reference::Label::holding($data, $case->terms('sel_focal')))
		{
			return if propose($data, $strata, $try);
		}
	}, facts());
}

sub facts
{
	return map { my ($stat, $role, $selected) = @$_;
		[ $stat => sub { count($_[0], $role, $selected) } ]
	} [ sel_focal => 'focal', 1 ], [ n_focal => 'focal', 0 ], [ sel_ref => 'reference', 1 ], [ n_ref => 'reference', 0 ];
}

sub propose
{
	my ($data, $strata, $try) = @_;
	my @columns = grep { my $n = keys %{ $data->counts($_) }; $n >= 2 && $n <= $most_values } $data->columns;

	for my $outcome (@columns)
	{
		for my $group (grep { $_ ne $outcome } @columns)
		{
			for my $weight (undef, weights($data, $outcome, $group))
			{
				return 1 if propose_values($data, $strata, $outcome, $group, $weight, $try);
			}
		}
	}
	return 0;
}

# The values of an outcome and a group in all their roles.
sub propose_values
{
	my ($data, $strata, $outcome, $group, $weight, $try) = @_;
	my @groups = sort keys %{ $data->counts($group) };
	my $cells = cells($data, $strata, $outcome, $group, $weight);

	for my $selected (sort keys %{ $data->counts($outcome) })
	{
		for my $focal (@groups)
		{
			for my $reference (grep { $_ ne $focal } @groups)
			{
				return 1 if $try->(0, cells => $cells, strata => $strata, outcome => $outcome, group => $group,
					weight => $weight, selected => $selected, focal => $focal, reference => $reference);
			}
		}
	}
	return 0;
}

# Columns of whole numbers may say how many people a row stands for, if they are called so or rows are few.
sub weights
{
	my ($data, @others) = @_;
	my %other = map { $_ => 1 } @others;

	return grep {
		my $column = $_;
		!$other{$column} && (/^(?:n|freq|frequency|count|counts|number|weight)$/i || $data->size <= 200)
			&& !grep { !defined || !/^\d+$/ } @{ $data->text($column) };
	} $data->columns;
}

# People by stratum ('' without strata), group and outcome.
sub cells
{
	my ($data, $strata, $outcome, $group, $weight) = @_;
	my ($o, $g) = map { $data->text($_) } $outcome, $group;
	my $s = $strata ? $strata->values($data) : [ ('') x $data->size ];
	my $w = $weight ? $data->text($weight) : [ (1) x $data->size ];
	my %cells;

	for my $row (grep { defined $o->[$_] && defined $g->[$_] && defined $s->[$_] } 0 .. $data->size - 1)
	{
		$cells{ $s->[$row] }{ $g->[$row] }{ $o->[$row] } += $w->[$row];
	}
	return \%cells;
}

# How many of a group there are, or were selected, by stratum.
sub count
{
	my ($it, $role, $selected) = @_;
	my %count;

	for my $stratum (keys %{ $it->{cells} })
	{
		my $outcomes = $it->{cells}{$stratum}{ $it->{$role} } // {};

		$count{$stratum} = $selected ? $outcomes->{ $it->{selected} } // 0 : sum0(values %$outcomes);
	}
	return \%count;
}

# The counts in SQL, a row for each stratum.
sub input
{
	my ($it) = @_;
	my ($group, $outcome) = map { Reference::DataSet::identifier($it->{$_}) } qw(group outcome);
	my $sum = $it->{weight} ? 'sum(' . Reference::DataSet::identifier($it->{weight}) . '::bigint)' : 'count(*)';
	my %is = map { my $column = $_ eq 'selected' ? $outcome : $group;
		$_ => "$column = " . Reference::DataSet::literal($it->{$_})
	} qw(selected focal reference);
	my $number = sub { my ($name, @if) = @_; "coalesce($sum FILTER (WHERE " . join(' AND ', @if) . "), 0)::bigint AS $name" };
	my @numbers = (
		$number->('sel_focal', @is{qw(focal selected)}),
		$number->('n_focal', $is{focal}, "$outcome IS NOT NULL"),
		$number->('sel_ref', @is{qw(reference selected)}),
		$number->('n_ref', $is{reference}, "$outcome IS NOT NULL"));

	return 'SELECT ' . join(', ', @numbers) . ' FROM (SELECT * FROM ' . $it->{data}->source . ') AS d'
		. ($it->{strata} ? ' GROUP BY ' . $it->{strata}->sql : '');
}

1;
