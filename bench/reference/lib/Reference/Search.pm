# Search.pm: finds the data of a case.
#
# A family of statistics proposes assignments: data and a column, or an expression over columns, for each role (the score,
# the group ...). Facts are a few of the case's own values that plain sums can tell, such as n and a mean. The first assignment
# whose facts agree is taken, best name first; the facts are worked out here, never by the extension, so that no fault of the
# extension can steer the search, and the extension must give them again like all other values of the case. Where none agrees,
# what names tell is taken, so that a wrong value is reported for itself; else what all values but one agree with, of three or
# more. Otherwise there are no data.
package Reference::Search;

use strict;
use warnings;

use Exporter qw(import);
use Reference::Names;

our @EXPORT_OK = qw(search);

# Plain sums and the values of a file with 15 digits agree far closer; other columns do not.
my $close = 1e-6;

# A column with more values than these is no column to pick rows by.
my $max_values = 30;

# search(folder, case, propose, fact...) -> { data, role..., by, facts } or undef
#
# propose->(data, rest, try) calls try->(told, role => expression...) for each assignment until it returns true; rest is what
# the case's name says beside the name of the data, told whether names leave no choice. A fact is [stat, sub (assignment)],
# whose sub returns what the stat should be, or a hash of it by term; undef where it cannot be told. Facts of stats that the
# case does not have are passed over.
sub search
{
	my ($folder, $case, $propose, @facts) = @_;
	my @known = grep { $case->has($_->[0]) } @facts;
	my ($found, $told) = look_through($folder, $case, $propose, 0, @known);

	return $found if $found;
	return { %$told, by => @known ? 'names, against its values' : 'names' } if $told;
	($found) = @known ? look_through($folder, $case, $propose, 1, @known) : ();
	return $found && { %$found, by => 'search, one value apart' };
}

# The first assignment whose facts agree but for so many values, and the first that names tell.
sub look_through
{
	my ($folder, $case, $propose, $apart, @facts) = @_;
	my $told;

	for my $view (views($folder, $case, scalar @facts))
	{
		my $data = $view->{value} ? $view->{data}->where(@$view{qw(column value)}) : $view->{data};
		my $found;

		$propose->($data, $view->{rest}, sub {
			my ($sure, %roles) = @_;
			my $assignment = { data => $data, %roles, facts => [ map { $_->[0] } @facts ] };

			$sure &&= $view->{fit} && !$view->{value};
			$told //= $assignment if $sure;
			return 0 unless @facts && facts_agree($case, $assignment, $apart, @facts);
			$found = { %$assignment, by => $sure ? 'names' : 'search' };
			return 1;
		});
		return ($found, $told) if $found;
	}
	return (undef, $told);
}

# All data: those that the name tells, then their parts that it tells, all others, and the other parts. A part is the rows that
# have one value of a column; there are none without facts to tell them apart, and those of all data where no name tells any.
sub views
{
	my ($folder, $case, $with_parts) = @_;
	my @views;

	for my $data ($folder->data)
	{
		my ($fit, $rest) = Reference::Names::fit($case->name, $data->name);

		push @views, { data => $data, fit => $fit, rest => $rest };
	}
	@views = sort { $b->{fit} <=> $a->{fit} || $a->{data}->name cmp $b->{data}->name } @views;
	my @told = grep { $_->{fit} } @views;
	my @others = grep { !$_->{fit} } @views;
	return @views unless $with_parts;
	my @parts = map { parts_of($case, $_) } @told ? @told : @others;
	return @told, (grep { $_->{named} } @parts), @others, grep { !$_->{named} } @parts;
}

# The parts of a data set by the values of its columns, but those with too few rows; named are those in the case's name.
sub parts_of
{
	my ($case, $view) = @_;
	my $data = $view->{data};
	my $needed = $case->value('n') // $case->value('n_complete') // 2;
	my @parts;

	for my $column ($data->columns)
	{
		my $counts = $data->counts($column);

		next if keys %$counts < 2 || keys %$counts > $max_values;
		for my $value (sort grep { $counts->{$_} >= $needed } keys %$counts)
		{
			my $named = Reference::Names::names_value($view->{rest}, $column, $value) ? 1 : 0;

			push @parts, { %$view, column => $column, value => $value, named => $named };
		}
	}
	return @parts;
}

# Do the facts of an assignment agree with the case's values, but for exactly so many?
sub facts_agree
{
	my ($case, $assignment, $apart, @facts) = @_;
	my ($compared, $differ) = (0, 0);

	for my $fact (@facts)
	{
		my ($stat, $work) = @$fact;
		my $got = $work->($assignment) // return 0;
		my %got = ref $got eq 'HASH' ? %$got : ('' => $got);
		my %expected = ref $got eq 'HASH' ? $case->values($stat) : ('' => $case->value($stat));

		for my $term (grep { exists $expected{$_} } keys %got)
		{
			$compared++;
			return 0 if !agree($expected{$term}, $got{$term}) && ++$differ > $apart;
		}
	}
	return $differ == $apart && $compared >= 1 + 2 * $apart;
}

# Values may come as [value, scale]: with the size of the numbers that it is a small difference of.
sub agree
{
	my ($expected, $got) = @_;
	my $scale = 0;

	($got, $scale) = @$got if ref $got eq 'ARRAY';
	return !defined $got if !defined $expected;
	return 0 if !defined $got || $expected =~ /Inf/;
	for my $size (map { abs } $expected, $got) { $scale = $size if $size > $scale }
	return abs($expected - $got) <= $close * $scale + 1e-12;
}

1;
