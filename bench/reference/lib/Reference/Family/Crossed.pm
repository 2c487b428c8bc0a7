# Crossed.pm: two crossed random effects: the terms of lmm_variance name the columns of both factors; what else raters' figures
# have been found for is used again.
#
# Nothing but the fit itself gives such values back, so columns are told by names, and the score is the column of numbers whose
# variance is nearest to the sum of the variances.
package Reference::Family::Crossed;

use strict;
use warnings;

use List::Util qw(sum0);
use Reference::Expression qw(expressions);
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Search;
use Reference::Sums qw(sd);

sub find
{
	my ($folder, $case) = @_;
	my $found = $case->has('leniency_vs_ratee') ? of_raters($folder, $case) : of_factors($folder, $case);

	return unless $found;
	$found->{input} = select_columns($found->{data}, first => $found->{first}, second => $found->{second}, y => $found->{y});
	$found->{settings}{first} = $found->{names}[0];
	$found->{settings}{second} = $found->{names}[1];
	$found->{settings}{effects} = effects($case, $found);
	return $found;
}

sub of_raters
{
	my ($folder, $case) = @_;
	my $found = Reference::Family::Raters::find($folder, $case) or return;

	return { %$found, first => $found->{rater}, second => $found->{ratee}, y => $found->{mean_of}, names => [qw(rater ratee)] };
}

sub of_factors
{
	my ($folder, $case) = @_;
	my @factors = grep { $_ ne 'Residual' } $case->terms('lmm_variance');

	return if @factors != 2;
	for my $view (Reference::Search::views($folder, $case, 0))
	{
		my $data = $view->{data};

		next if grep { !$data->has_column($_) } @factors;
		my ($y) = scores($case, $data, @factors) or next;
		my ($first, $second) = map { Reference::Label::column($_) } @factors;

		return { data => $data, first => $first, second => $second, y => $y, names => \@factors, by => 'names', facts => [] };
	}
	return;
}

# The columns of numbers besides the factors, by how far their variance is from the sum of the variances.
sub scores
{
	my ($case, $data, @factors) = @_;
	my %factor = map { $_ => 1 } @factors;
	my %variance = $case->values('lmm_variance');
	my $sum = sum0(map { $_ // 0 } values %variance);
	my %distance;

	for my $column (grep { !$factor{$_} } $data->numeric_columns)
	{
		my $sd = sd(grep { defined } @{ $data->numbers($column) });

		$distance{$column} = abs log($sd**2 / $sum) if $sd && $sum > 0;
	}
	return expressions($data, sort { $distance{$a} <=> $distance{$b} || $a cmp $b } keys %distance);
}

# Which stat has the effects of which factor: that of the one whose labels its terms are, the one in its name first.
sub effects
{
	my ($case, $found) = @_;
	my %factor = (first => $found->{first}, second => $found->{second});
	my %effects;

	for my $stat ($case->stats(qr/^lmm_severity/))
	{
		my @terms = $case->terms($stat);
		my @holding = grep {
			my %label = map { $_ => 1 } grep { defined } @{ $factor{$_}->values($found->{data}) };
			!grep { !$label{$_} } @terms;
		} qw(first second);
		my ($named) = grep { $stat =~ /_\Q${\$factor{$_}->name}\E$/ } @holding;

		$effects{$stat} = $named // $holding[0];
	}
	return '{' . join(', ', map { qq{"$_": "$effects{$_}"} } grep { $effects{$_} } sort keys %effects) . '}';
}

1;
