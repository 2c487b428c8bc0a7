# Prediction.pm: differential prediction, <data>_<y>_on_<x>_<group><value>; the focal group has that value of the column.
#
# Identified by n and by the line of the reference group.
package Reference::Family::Prediction;

use strict;
use warnings;

use Reference::Expression qw(expressions);
use Reference::Input qw(card select_columns);
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete line pick);

# A column with more values than these is no group.
my $most_values = 12;

sub find
{
	my ($folder, $case) = @_;
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my ($y_name, $x_name) = $rest =~ /^(.*?)_on_(.*)$/ ? ($1, $2) : ($rest, $rest);
		my @columns = $data->numeric_columns;
		my @y = Reference::Names::column_at_end($y_name, @columns);
		my @x = Reference::Names::column_at_start($x_name, @columns);
		my @focal = focal_groups($data, $rest);

		for my $y (expressions($data, Reference::Names::first_these(\@y, @columns)))
		{
			for my $x (grep { $_->name ne $y->name } expressions($data, Reference::Names::first_these(\@x, @columns)))
			{
				next if count_complete($data, $y, $x) < ($case->value('n') // 0);
				my $told = @y && @x && $y_name ne $x_name && $y->name eq $y[0] && $x->name eq $x[0];

				for my $focal (@focal)
				{
					return if $try->($told && $focal->{named}, y => $y, x => $x, focal => $focal->{expression});
				}
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { count_complete(@{ $_[0] }{qw(data y x focal)}) } ],
		[ coef => sub { reference_line($_[0]) } ]) or return;

	$found->{input} = select_columns($found->{data}, focal => $found->{focal},
		card => card(x => $found->{x}, y => $found->{y}));
	return $found;
}

# Who may be the focal group: those of one value of a column, first where the name tells it.
sub focal_groups
{
	my ($data, $rest) = @_;
	my @groups;

	for my $column ($data->columns)
	{
		my @values = sort keys %{ $data->counts($column) };

		next if @values < 2 || @values > $most_values;
		for my $value (@values)
		{
			push @groups, {
				named => Reference::Names::names_value($rest, $column, $value) ? 1 : 0,
				expression => Reference::Expression::level("$column is $value", $column, $value),
			};
		}
	}
	return sort { $b->{named} <=> $a->{named} } @groups;
}

sub reference_line
{
	my ($it) = @_;
	my $focal = $it->{focal}->series($it->{data})->{values};
	my @rows = grep { !$focal->[$_] } @{ complete(@$it{qw(data y x focal)}) };
	my ($x, $y) = map { [ pick($it->{data}, $it->{$_}, \@rows) ] } qw(x y);
	my ($intercept, $slope) = line($x, $y) or return undef;

	return { '(Intercept)' => [ $intercept, abs $y->[0] ], x => $slope };
}

1;
