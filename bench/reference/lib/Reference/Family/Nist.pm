# Nist.pm: expected_nist.csv: certified values of the Statistical Reference Datasets, nist_<case>: one column (univariate), a
# column of groups and one of numbers (analysis of variance), y and one or several x (regression, in powers of a single x).
#
# The files state no tolerance. Known ones are here; for others the statements work out what float8 can hold of such data.
package Reference::Family::Nist;

use strict;
use warnings;

use Reference::Expression qw(expression expressions);
use Reference::Input qw(card select_columns text_array);
use Reference::Label;
use Reference::Search qw(search);
use Reference::Sums qw(count_complete mean_where);

# Relative tolerances that the data sets are known to allow: of univariate figures, of F, of coefficients.
my %known = (
	Lew => 1e-9, PiDigits => 1e-9, NumAcc1 => 1e-9, NumAcc2 => 1e-9, NumAcc3 => 1e-8,
	SmLs01 => 1e-10, SmLs02 => 1e-10, SmLs04 => 1e-8, SmLs05 => 1e-8, SmLs07 => 1e-2, SmLs08 => 1e-2,
	Norris => 1e-10, Longley => 1e-10, Filip => 1e-6,
);

# Where the powers of x are so close to each other that refusing to fit is right.
my %may_refuse = map { $_ => 1 } qw(Filip);

sub parts { return { stats => qr/./, find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my $found = $case->has('df_between') ? find_anova($folder, $case)
		: $case->has('coef') ? find_regression($folder, $case)
		: find_univariate($folder, $case);

	return unless $found;
	$found->{settings}{known} = $known{ $case->name } // '';
	$found->{settings}{may_refuse} = $may_refuse{ $case->name } ? 1 : 0;
	return $found;
}

sub find_univariate
{
	my ($folder, $case) = @_;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @columns = expressions($data, $data->numeric_columns);

		for my $y (@columns)
		{
			return if $try->(@columns == 1, y => $y);
		}
	};
	my $found = search($folder, $case, $propose,
		[ mean => sub { mean_where($_[0]{data}, $_[0]{y}) } ]) or return;

	$found->{template} = 'nist_univariate';
	$found->{input} = select_columns($found->{data}, row => '"#"', y => $found->{y});
	return $found;
}

sub find_anova
{
	my ($folder, $case) = @_;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @columns = $data->columns;

		for my $group (@columns)
		{
			for my $y (grep { $_ ne $group } $data->numeric_columns)
			{
				return if $try->(@columns == 2 && $group eq $columns[0],
					group => Reference::Label::column($group), y => expression($data, $y));
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ df_between => sub { keys(%{ $_[0]{data}->counts($_[0]{group}->name) }) - 1 } ],
		[ df_within => sub { count_complete($_[0]{data}, $_[0]{y}) - keys %{ $_[0]{data}->counts($_[0]{group}->name) } } ]) or return;

	$found->{template} = 'nist_anova';
	$found->{input} = select_columns($found->{data}, label => $found->{group}, y => $found->{y});
	return $found;
}

sub find_regression
{
	my ($folder, $case) = @_;
	my @terms = $case->terms('coef');
	my $through_origin = !grep { $_ eq 'B0' } @terms;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @columns = expressions($data, $data->numeric_columns);

		for my $y (@columns)
		{
			my @x = predictors(scalar(grep { $_ ne 'B0' } @terms), grep { $_->name ne $y->name } @columns) or next;

			return if $try->($y->name eq 'y', y => $y, x => \@x);
		}
	};
	my $found = search($folder, $case, $propose,
		$through_origin ? () : [ coef => sub { intercept($_[0], $case->values('coef')) } ]) or return;
	my %x = map { 'B' . ($_ + 1) => $found->{x}[$_] } 0 .. $#{ $found->{x} };

	$found->{template} = $through_origin ? 'nist_origin' : 'nist_regression';
	$found->{input} = select_columns($found->{data}, card => card(y => $found->{y}, %x));
	$found->{settings} = { x => text_array(map { "B$_" } 1 .. keys %x) };
	return $found;
}

# The columns besides y if they are k, the powers of the only one up to the kth.
sub predictors
{
	my ($k, @columns) = @_;

	return @columns if @columns == $k;
	return if @columns != 1;
	my ($x) = @columns;
	return map {
		my $power = $_;
		Reference::Expression::combine("B$power", '(' . $x->sql . " ^ $power)", sub { $_[0]**$power }, $x);
	} 1 .. $k;
}

# B0 as the means and the other coefficients tell, and the size of what it is made of.
sub intercept
{
	my ($it, %b) = @_;
	my @means = map { mean_where($it->{data}, $_) } $it->{y}, @{ $it->{x} };
	my ($intercept, @parts) = ($means[0], map { $b{"B$_"} * $means[$_] } 1 .. $#means);
	my $scale = abs $intercept;

	for my $part (@parts)
	{
		$intercept -= $part;
		$scale = abs $part if abs $part > $scale;
	}
	return { B0 => [ $intercept, $scale ] };
}

1;
