# AdverseImpact.pm: expected_adverse_impact.csv: selections of a focal and a reference group.
#
# Counts are in the name (3_10_8_12: selected and all of the focal group, selected and all of the reference group), or are
# counted in the data (Counts.pm), or are taken from the case, which states them. <x> is the test over the strata <x>:<stratum>.
# <data>_<y>_on_<x>_<group><value> is differential prediction (Prediction.pm).
package Reference::Family::AdverseImpact;

use strict;
use warnings;

use Reference::Case;
use Reference::Family::Counts;
use Reference::Family::Prediction;
use Reference::Input qw(constants);

my @counts = qw(sel_focal n_focal sel_ref n_ref);

sub parts
{
	return (
		{ stats => qr/^mh_/, template => 'mantel_haenszel', find => \&find_strata },
		{
			stats => qr/^(?:n|coef|(?:omnibus|intercept|slope|delta_r2|mean_residual|score)_\w+)$/,
			template => 'prediction', find => \&Reference::Family::Prediction::find,
		},
		{ stats => qr/./, template => 'impact', find => \&find_counts });
}

sub find_counts
{
	my ($folder, $case) = @_;
	my @in_name = $case->name =~ /(?:^|[^0-9])(\d+)_(\d+)_(\d+)_(\d+)$/;
	my @stated = map { $case->value($_) } @counts;

	return { by => 'names', input => row(@in_name) } if @in_name;
	my $found = Reference::Family::Counts::find($folder, $case);
	if ($found)
	{
		$found->{input} = Reference::Family::Counts::input($found);
		return $found;
	}
	return if grep { !defined } @stated;
	return { by => 'its own counts', input => row(@stated) };
}

# The four counts as a query.
sub row
{
	my (@numbers) = @_;

	return constants(map { $counts[$_] => "$numbers[$_]::bigint" } 0 .. $#counts);
}

# The strata of a case are the cases named <case>:<stratum>.
sub find_strata
{
	my ($folder, $case) = @_;
	my $all = Reference::Case->new(name => $case->name);
	my @rows;

	for my $stratum ($folder->cases('adverse_impact'))
	{
		my ($term) = $stratum->name =~ /^\Q${\$case->name}\E:(.*)$/ or next;
		my @numbers = map { $stratum->value($_) } @counts;

		next if grep { !defined } @numbers;
		$all->add({ stat => $counts[$_], term => $term, value => $numbers[$_] }) for 0 .. $#counts;
		push @rows, row(@numbers);
	}
	return unless @rows;
	my $found = Reference::Family::Counts::find_strata($folder, $all);
	if ($found)
	{
		$found->{input} = Reference::Family::Counts::input($found);
		return $found;
	}
	return { by => 'the counts of its strata', input => join ' UNION ALL ', @rows };
}

1;
