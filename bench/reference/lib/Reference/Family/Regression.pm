# Regression.pm: expected_regression.csv: the formula is the "how" of n, or of delta_r2 as "y ~ a -> y ~ a + b"; else predictors
# are the terms of the coefficients and the response is found.
#
# Identified by n and by the intercept, which the other coefficients and the means give; what a formula adds to another by its
# degrees of freedom.
package Reference::Family::Regression;

use strict;
use warnings;

use Reference::Expression qw(expressions);
use Reference::Formula;
use Reference::Input qw(card select_columns text_array);
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete mean pick);

sub parts
{
	return (
		{ stats => qr/^(?:delta_r2|F_change|p_change|df1|df2)$/, template => 'increment', find => \&find_increment },
		{ stats => qr/./, template => 'regression', find => \&find_model });
}

sub find_model
{
	my ($folder, $case) = @_;
	my ($y, @x) = Reference::Formula::parse_formula($case->how('n'));
	my @terms = grep { $_ ne '(Intercept)' } $case->terms(qw(coef se t beta_std));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @x = @terms ? (map { Reference::Formula::term($data, $_) } @terms) : (map { Reference::Formula::expand($data, $_) } @x);

		return if !@x || grep { !defined } @x;
		for my $response (defined $y ? Reference::Formula::term($data, $y) : expressions($data, $data->numeric_columns))
		{
			next if !defined $response || grep { $_->sql eq $response->sql } @x;
			return if $try->(defined $y, y => $response, x => [@x]);
		}
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { count_complete($_[0]{data}, $_[0]{y}, @{ $_[0]{x} }) } ],
		[ coef => sub { intercept($_[0], $case->values('coef')) } ]) or return;

	$found->{input} = card_input($found, $found->{y}, @{ $found->{x} });
	$found->{settings} = { x => text_array(map { $_->name } @{ $found->{x} }) };
	return $found;
}

# The intercept that the means and the other coefficients tell, and the size of what it is made of.
sub intercept
{
	my ($it, %b) = @_;
	my $rows = complete($it->{data}, $it->{y}, @{ $it->{x} });
	my $intercept = mean(pick($it->{data}, $it->{y}, $rows));
	my $scale = abs $intercept;

	for my $x (@{ $it->{x} })
	{
		my $part = ($b{ $x->name } // return undef) * mean(pick($it->{data}, $x, $rows));

		$intercept -= $part;
		$scale = abs $part if abs $part > $scale;
	}
	return { '(Intercept)' => [ $intercept, $scale ] };
}

sub find_increment
{
	my ($folder, $case) = @_;
	my ($base, $full) = map { (split /->/)[0] =~ s/\s+same .*//r } ($case->how('delta_r2') =~ /^(.*?)->(.*)$/);
	my ($y, @base) = Reference::Formula::parse_formula($base // '') or return;
	my (undef, @full) = Reference::Formula::parse_formula($full);
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my $response = Reference::Formula::term($data, $y);
		my @in_base = map { Reference::Formula::expand($data, $_) } @base;
		my @in_full = map { Reference::Formula::expand($data, $_) } @full;

		$try->(1, y => $response, base => \@in_base, full => \@in_full) unless grep { !defined } $response, @in_base, @in_full;
	};
	my $found = search($folder, $case, $propose,
		[ df1 => sub { @{ $_[0]{full} } - @{ $_[0]{base} } } ],
		[ df2 => sub { count_complete($_[0]{data}, $_[0]{y}, @{ $_[0]{full} }) - @{ $_[0]{full} } - 1 } ]) or return;
	my %in_base = map { $_->name => 1 } @{ $found->{base} };
	my @added = grep { !$in_base{$_} } map { $_->name } @{ $found->{full} };

	$found->{input} = card_input($found, $found->{y}, @{ $found->{full} });
	$found->{settings} = { base => text_array(sort keys %in_base), added => text_array(@added) };
	return $found;
}

# The response has a key that no term can have.
sub card_input
{
	my ($found, $y, @x) = @_;

	return select_columns($found->{data}, card => card('(response)' => $y, map { $_->name => $_ } @x));
}

1;
