# Gaps.pm: expected_gaps.csv: <data>_<predicted>_to_<actual>.
#
# Identified by n, the mean difference and its standard deviation.
package Reference::Family::Gaps;

use strict;
use warnings;

use Reference::Candidates;
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete mean_where pick sd);

sub parts { return { stats => qr/./, template => 'gaps', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my @ids = $case->terms(qw(gap_pct residual rstandard rstudent trigger_abs_gt15pct));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @labels = Reference::Label::identifying($data, @ids);

		Reference::Candidates::pairs($data, $rest, sub {
			my ($told, $predicted, $actual) = @_;

			for my $id (@labels)
			{
				return 1 if $try->($told, id => $id, predicted => $predicted, actual => $actual);
			}
			return 0;
		});
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { count_complete(@{ $_[0] }{qw(data predicted actual)}) } ],
		[ ba_bias => sub { bias($_[0]) } ],
		[ ba_sd => sub { sd(differences($_[0])) } ]) or return;

	$found->{input} = select_columns($found->{data}, map { $_ => $found->{$_} } qw(id predicted actual));
	return $found;
}

sub bias
{
	my ($it) = @_;
	my $actual = mean_where(@$it{qw(data actual predicted)}) // return undef;

	return $actual - mean_where(@$it{qw(data predicted actual)});
}

sub differences
{
	my ($it) = @_;
	my $rows = complete(@$it{qw(data predicted actual)});
	my @predicted = pick($it->{data}, $it->{predicted}, $rows);
	my @actual = pick($it->{data}, $it->{actual}, $rows);

	return map { $actual[$_] - $predicted[$_] } 0 .. $#$rows;
}

1;
