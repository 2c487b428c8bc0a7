# Scores.pm: expected_scores.csv: <data>_<prefix of items>, weighted composites of items, some of them turned.
#
# The files state no weights. They are solved by least squares from score_require_all of those who answered all items, and
# must then give everybody's scores of all kinds. n_valid tells the items.
package Reference::Family::Scores;

use strict;
use warnings;

use List::Util qw(sum0);
use Reference::Candidates;
use Reference::Expression qw(expressions);
use Reference::Input qw(card card_literal select_columns text_array);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(solve);

sub parts { return { stats => qr/./, template => 'scores', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my @ids = $case->terms(qw(n_valid score_require_all), $case->stats(qr/^score_/));
	my %valid = $case->values('n_valid');
	my ($k) = sort { $b <=> $a } grep { defined && $_ == int } values %valid;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @labels = Reference::Label::identifying($data, @ids);

		my @of_prefix = grep { Reference::Names::plain(Reference::Candidates::stem($_)) eq $rest } $data->numeric_columns;
		my @sets = (\@of_prefix, grep { !$k || @$_ == $k } Reference::Candidates::runs($data));

		for my $set (grep { @$_ > 1 } @sets)
		{
			for my $id (@labels)
			{
				return if $try->($set == $sets[0], id => $id, items => [ expressions($data, @$set) ]);
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ n_valid => sub { answered($_[0], @ids) } ],
		[ score_require_all => sub { my ($it) = @_; $it->{weights} = weights($case, $it); return fitted($it) } ]) or return;

	$found->{weights} //= weights($case, $found);
	return with_input($case, $found);
}

# The rows of some people, by their id.
sub rows_of
{
	my ($it, @ids) = @_;
	my $labels = $it->{id}->values($it->{data});
	my %row = map { $labels->[$_] => $_ } grep { defined $labels->[$_] } 0 .. $#$labels;

	return map { $_ => $row{$_} } @ids;
}

sub answered
{
	my ($it, @ids) = @_;
	my %row = rows_of($it, @ids);
	my @series = map { $_->series($it->{data})->{values} } @{ $it->{items} };

	return { map { my $id = $_; $id => scalar grep { defined $_->[ $row{$id} ] } @series } @ids };
}

# The weights of the items and the intercept by which complete people have their scores: { intercept, b => [...] }. One of them
# may have a wrong score in the file and is left out; undef where they are too few or the items are not apart.
sub weights
{
	my ($case, $it) = @_;
	my %score = $case->values('score_require_all');
	my %row = rows_of($it, keys %score);
	my @series = map { $_->series($it->{data})->{values} } @{ $it->{items} };
	my @people = map { my $id = $_; { y => $score{$id}, x => [ 1, map { $_->[ $row{$id} ] } @series ] } }
		sort { $row{$a} <=> $row{$b} } grep { defined $score{$_} } keys %score;

	return undef if grep { !defined } map { @{ $_->{x} } } @people;
	for my $try (1, 2)
	{
		my @b = least_squares(@people) or return undef;
		my @by_error = sort { error($b, \@b) <=> error($a, \@b) } @people;

		if ($try == 2 || error($by_error[0], \@b) < 1e-6)
		{
			my ($intercept, @rest) = map { typed_in($_) } @b;

			return { intercept => $intercept, b => \@rest };
		}
		@people = @by_error[ 1 .. $#by_error ];
	}
}

sub error { my ($person, $b) = @_; return abs($person->{y} - weighted($b, $person->{x})) }

sub weighted { my ($b, $x) = @_; return sum0(map { $b->[$_] * $x->[$_] } 0 .. $#$b) }

# Solves y = sum(b x) over some people.
sub least_squares
{
	my (@people) = @_;
	my $k = @people ? @{ $people[0]{x} } : 1;
	my (@xx, @xy);

	return if @people < $k;
	for my $i (0 .. $k - 1)
	{
		for my $j (0 .. $k - 1)
		{
			$xx[$i][$j] = sum0(map { $_->{x}[$i] * $_->{x}[$j] } @people);
		}
		$xy[$i] = sum0(map { $_->{x}[$i] * $_->{y} } @people);
	}
	return solve(\@xx, \@xy);
}

# Weights are typed in by people, with few digits; one that is not, such as a third, stays as it is.
sub typed_in
{
	my ($b) = @_;
	my $short = sprintf('%.4f', $b) + 0;

	return abs($b - $short) < 1e-9 ? $short : $b;
}

# The score of everybody by these weights.
sub fitted
{
	my ($it) = @_;
	my $w = $it->{weights} or return undef;
	my @series = map { $_->series($it->{data})->{values} } @{ $it->{items} };
	my $labels = $it->{id}->values($it->{data});
	my %score;

	for my $row (0 .. $#$labels)
	{
		my @x = map { $_->[$row] } @series;

		$score{ $labels->[$row] } = (grep { !defined } @x) ? undef : $w->{intercept} + weighted($w->{b}, \@x);
	}
	return \%score;
}

# A turned item x counts as lo + hi - x with its weight, so that its b is below 0 and the intercept tells lo + hi.
sub with_input
{
	my ($case, $found) = @_;
	my @names = map { $_->name } @{ $found->{items} };
	my $w = $found->{weights} // { intercept => 0, b => [ (1) x @names ] };
	my %weight = map { $names[$_] => abs $w->{b}[$_] } 0 .. $#names;
	my @turned = grep { $w->{b}[$_] < 0 } 0 .. $#names;
	my ($lo, $hi) = scale($case, $found, @turned ? -$w->{intercept} / sum0(map { $w->{b}[$_] } @turned) : undef);
	my %turned = map { $names[$_] => 1 } @turned;
	my ($least) = map { /_min(\d+)$/ ? $1 : () } $case->stats(qr/_min\d+$/);

	$found->{input} = select_columns($found->{data}, id => $found->{id},
		raw => card(map { $_->name => $_ } @{ $found->{items} }));
	$found->{settings} = {
		items => text_array(@names),
		weights => card_literal(%weight),
		from => card_literal(map { $_ => $turned{$_} ? $hi : $lo } @names),
		to => card_literal(map { $_ => $turned{$_} ? $lo : $hi } @names),
		lo => $lo, hi => $hi, least => $least // 1,
	};
	$found->{remark} = 'weights ' . join(' ', map { ($turned{$_} ? '-' : '') . $weight{$_} } @names);
	return $found;
}

# Bounds of the items: as the case says ("1..6"), else what turning needs, else the smallest and largest answer.
sub scale
{
	my ($case, $found, $sum) = @_;
	my @answers = sort { $a <=> $b } grep { defined } map { @{ $_->series($found->{data})->{values} } } @{ $found->{items} };

	return ($1, $2) if $case->how('score_0_100') =~ /(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)/;
	return ($answers[0], defined $sum ? typed_in($sum) - $answers[0] : $answers[-1]);
}

1;
