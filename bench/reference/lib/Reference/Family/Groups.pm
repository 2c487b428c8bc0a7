# Groups.pm: expected_groups.csv: <data>_<group>_<score>, groups compared; <data>_<group>, groups by fit and performance.
#
# Terms are the labels of groups, which a column holds, perhaps behind a prefix (age46); rows of other groups do not count.
# Identified by n and the mean of all groups; in the second form by both means of all groups.
package Reference::Family::Groups;

use strict;
use warnings;

use Reference::Candidates;
use Reference::Input qw(select_columns text_array);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete means_by pick);

sub parts
{
	return (
		{
			stats => qr/^(?:fit_mean|perf_mean|quadrant|between_group_r|within_group_r|total_r)$/,
			template => 'quadrant', find => \&find_quadrant,
		},
		{ stats => qr/./, template => 'groups', find => \&find_groups });
}

sub find_groups
{
	my ($folder, $case) = @_;
	my @labels = $case->terms(qw(n mean eb_mean welch_p_vs_rest));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @groups = groups($data, $rest, @labels) or return;
		my @named = Reference::Names::column_at_end($rest, $data->numeric_columns);

		for my $y (Reference::Candidates::scores($data, @named))
		{
			for my $group (@groups)
			{
				next if $group->name eq $y->name;
				return if $try->(@named && $y->name eq $named[0] && $group == $groups[0], group => $group, y => $y, labels => \@labels);
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { group_counts($_[0], 'y') } ],
		[ mean => sub { group_means($_[0], 'y', 'y') } ]) or return;

	return with_input($found, y => $found->{y});
}

sub find_quadrant
{
	my ($folder, $case) = @_;
	my @labels = $case->terms(qw(fit_mean perf_mean quadrant));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @groups = groups($data, $rest, @labels) or return;

		Reference::Candidates::pairs($data, $rest, sub {
			my ($told, $fit, $performance) = @_;

			for my $group (@groups)
			{
				return 1 if $try->($told, group => $group, fit => $fit, performance => $performance, labels => \@labels);
			}
			return 0;
		});
	};
	my $found = search($folder, $case, $propose,
		[ fit_mean => sub { group_means($_[0], 'fit', 'fit', 'performance') } ],
		[ perf_mean => sub { group_means($_[0], 'performance', 'fit', 'performance') } ]) or return;

	return with_input($found, map { $_ => $found->{$_} } qw(fit performance));
}

# The labels that hold all groups, the one first whose column the name begins with.
sub groups
{
	my ($data, $rest, @labels) = @_;
	my @groups = Reference::Label::holding($data, @labels);
	my ($named) = Reference::Names::column_at_start($rest, map { $_->name } @groups);

	return sort { ($b->name eq ($named // '')) <=> ($a->name eq ($named // '')) } @groups;
}

# The rows of the groups in which these roles have a value, and their labels.
sub rows_of_groups
{
	my ($it, @roles) = @_;
	my %group = map { $_ => 1 } @{ $it->{labels} };
	my $labels = $it->{group}->values($it->{data});
	my @rows = grep { defined $labels->[$_] && $group{ $labels->[$_] } } @{ complete($it->{data}, @$it{@roles}) };

	return (\@rows, [ @$labels[@rows] ]);
}

sub group_counts
{
	my ($it, @roles) = @_;
	my ($rows, $labels) = rows_of_groups($it, @roles);
	my %n = map { $_ => 0 } @{ $it->{labels} };

	$n{$_}++ for @$labels;
	return \%n;
}

sub group_means
{
	my ($it, $of, @roles) = @_;
	my ($rows, $labels) = rows_of_groups($it, @roles);

	return { means_by($labels, [ pick($it->{data}, $it->{$of}, $rows) ]) };
}

sub with_input
{
	my ($found, @columns) = @_;
	my $rows = select_columns($found->{data}, label => $found->{group}, @columns);

	$found->{input} = "SELECT * FROM ($rows) AS r WHERE label = ANY ("
		. Reference::DataSet::literal(text_array(@{ $found->{labels} })) . ')';
	return $found;
}

1;
