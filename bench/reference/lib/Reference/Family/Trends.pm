# Trends.pm: expected_trends.csv: <data>, a person, a time and a score in each row; terms are persons.
#
# Identified by the slopes of all persons.
package Reference::Family::Trends;

use strict;
use warnings;

use Reference::Expression qw(expression);
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete line pick);

sub parts { return { stats => qr/./, template => 'trends', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my @persons = $case->terms(qw(slope lmm_person_slope));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @y = Reference::Names::column_at_end($rest, $data->numeric_columns);

		for my $person (Reference::Label::holding($data, @persons))
		{
			my @columns = grep { $_ ne $person->name } $data->numeric_columns;

			for my $y (Reference::Names::first_these([ grep { $_ ne $person->name } @y ], @columns))
			{
				for my $time (grep { $_ ne $y } @columns)
				{
					return if $try->(@columns == 2 && lc $time =~ /time|day|week|month|year|wave/, person => $person,
						time => expression($data, $time), y => expression($data, $y));
				}
			}
		}
	};
	my $found = search($folder, $case, $propose, [ slope => sub { slopes($_[0], @persons) } ]) or return;

	$found->{input} = select_columns($found->{data}, map { $_ => $found->{$_} } qw(person time y));
	return $found;
}

sub slopes
{
	my ($it, @persons) = @_;
	my $labels = $it->{person}->values($it->{data});
	my %rows;

	push @{ $rows{ $labels->[$_] } }, $_ for grep { defined $labels->[$_] } @{ complete(@$it{qw(data time y)}) };
	return { map { $_ => slope($it, $rows{$_}) } @persons };
}

sub slope
{
	my ($it, $rows) = @_;
	my @points = map { [ pick($it->{data}, $it->{$_}, $rows // []) ] } qw(time y);
	my (undef, $slope) = line(@points);

	return $slope;
}

1;
