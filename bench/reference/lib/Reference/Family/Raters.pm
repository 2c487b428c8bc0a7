# Raters.pm: expected_raters.csv: <data>, a rater, a ratee and some dimensions in each row; terms are raters.
#
# Rater and ratee are columns of these names, else found by their labels; dimensions are columns side by side, else any set of
# columns. Identified by n, the mean and the leniency of all raters.
package Reference::Family::Raters;

use strict;
use warnings;

use Reference::Candidates;
use Reference::Expression qw(expressions);
use Reference::Family::Crossed;
use Reference::Family::Recency;
use Reference::Input qw(card select_columns text_array);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete means_by pick);

sub parts
{
	return (
		{ stats => qr/^recency_/, template => 'recency', find => \&Reference::Family::Recency::find },
		{ stats => qr/^lmm_/, template => 'crossed', find => \&Reference::Family::Crossed::find },
		{ stats => qr/./, template => 'raters', find => \&find });
}

sub find
{
	my ($folder, $case) = @_;
	my @raters = $case->terms(qw(n mean leniency_raw severity_eb));
	my $propose = sub {
		my ($data, $rest, $try) = @_;

		for my $rater (labels($data, 'rater', Reference::Label::holding($data, @raters)))
		{
			for my $set (dimension_sets($data, $rater))
			{
				for my $ratee (labels($data, 'ratee', ratees($data, $rater, $set)))
				{
					my $rating = Reference::Expression::row_mean(0, @$set);

					return if $try->(0, rater => $rater, ratee => $ratee, dimensions => $set, mean_of => $rating);
				}
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { counts($_[0]) } ],
		[ mean => sub { means($_[0]) } ],
		[ leniency_vs_ratee => sub { leniency($_[0]) } ]) or return;

	$found->{input} = select_columns($found->{data}, rater => $found->{rater}, ratee => $found->{ratee},
		card => card(map { $_->name => $_ } @{ $found->{dimensions} }));
	$found->{settings} = { dimensions => text_array(map { $_->name } @{ $found->{dimensions} }) };
	return $found;
}

# Labels, the one of this name first.
sub labels
{
	my ($data, $name, @labels) = @_;

	return sort { (lc $b->name eq $name) <=> (lc $a->name eq $name) } @labels;
}

sub ratees
{
	my ($data, $rater, $set) = @_;
	my %other = map { $_->name => 1 } $rater, @$set;

	return map { Reference::Label::column($_) }
		grep { !$other{$_} && keys %{ $data->counts($_) } > 1 && keys %{ $data->counts($_) } < $data->size } $data->columns;
}

# Sets of columns that may be dimensions: runs, then all sets of two or more.
sub dimension_sets
{
	my ($data, $rater) = @_;
	my @columns = grep { $_ ne $rater->name } $data->numeric_columns;
	my @runs = grep { my $run = $_; !grep { $_ eq $rater->name } @$run } Reference::Candidates::runs($data);

	return map { [ expressions($data, @$_) ] } @runs, Reference::Candidates::sets($data, @columns);
}

sub counts
{
	my ($it) = @_;
	my $labels = $it->{rater}->values($it->{data});
	my %n;

	$n{$_}++ for grep { defined } @$labels[ @{ complete($it->{data}, @{ $it->{dimensions} }) } ];
	return \%n;
}

sub means
{
	my ($it) = @_;
	my $rows = complete($it->{data}, @{ $it->{dimensions} });

	return { means_by([ @{ $it->{rater}->values($it->{data}) }[@$rows] ], [ pick($it->{data}, $it->{mean_of}, $rows) ]) };
}

# Mean of a rater's ratings less the means of their ratees, with the size of the ratings.
sub leniency
{
	my ($it) = @_;
	my $rows = complete($it->{data}, @{ $it->{dimensions} });
	my ($raters, $ratees) = map { [ @{ $it->{$_}->values($it->{data}) }[@$rows] ] } qw(rater ratee);
	my @rating = pick($it->{data}, $it->{mean_of}, $rows);

	return undef if grep { !defined } @$ratees;
	my %mean = means_by($ratees, \@rating);
	my %leniency = means_by($raters, [ map { $rating[$_] - $mean{ $ratees->[$_] } } 0 .. $#rating ]);
	return { map { $_ => [ $leniency{$_}, abs $rating[0] ] } keys %leniency };
}

1;
