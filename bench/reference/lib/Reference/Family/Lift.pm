# Lift.pm: expected_lift.csv: <data>_<score>_to_<criterion>_top<percent>, or <data>_top<percent>.
#
# Identified by n, the mean criterion of all, the score of the last in the top share and the mean criterion of these.
package Reference::Family::Lift;

use strict;
use warnings;

use POSIX ();
use Reference::Candidates;
use Reference::Input qw(card select_columns);
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete mean mean_where pick);

sub parts { return { stats => qr/./, template => 'lift', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my $share = share($case);
	my $propose = sub {
		my ($data, $rest, $try) = @_;

		$rest =~ s/_?top_?\d+$//;
		Reference::Candidates::pairs($data, $rest, sub {
			my ($told, $score, $criterion) = @_;

			return $try->($told, score => $score, criterion => $criterion);
		});
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { count_complete(@{ $_[0] }{qw(data score criterion)}) } ],
		[ mean_all => sub { mean_where(@{ $_[0] }{qw(data criterion score)}) } ],
		[ cut_score => sub { (top($_[0], $share))[0] } ],
		[ mean_top_ties_in => sub { (top($_[0], $share))[1] } ]) or return;

	$found->{input} = select_columns($found->{data}, card => card(map { $_ => $found->{$_} } qw(score criterion)));
	$found->{settings} = { share => $share };
	return $found;
}

# The top share: a percentage in the name, else the roundest share of n that is k when rounded up.
sub share
{
	my ($case) = @_;
	my ($n, $k) = map { $case->value($_) } qw(n k_target);

	return $1 / 100 if $case->name =~ /top_?(\d+)/i;
	return 0.3 unless $n && $k;
	for my $parts (10, 20, 100)
	{
		for my $share (map { $_ / $parts } 1 .. $parts - 1)
		{
			return $share if POSIX::ceil($share * $n) == $k;
		}
	}
	return $k / $n;
}

# Score of the last in the top share, and the mean criterion of those with that score or more.
sub top
{
	my ($it, $share) = @_;
	my $rows = complete(@$it{qw(data score criterion)});
	my @score = pick($it->{data}, $it->{score}, $rows);
	my @criterion = pick($it->{data}, $it->{criterion}, $rows);
	my $k = POSIX::ceil($share * @score) || 1;
	my $cut = (sort { $b <=> $a } @score)[ $k - 1 ];

	return ($cut, mean(@criterion[ grep { $score[$_] >= $cut } 0 .. $#score ]));
}

1;
