# Input.pm: the SQL that makes the table "input" of a case, which the statements of sql/ read.
package Reference::Input;

use strict;
use warnings;

use Exporter qw(import);
use Reference::DataSet;

our @EXPORT_OK = qw(card card_literal constants select_columns text_array);

# select(data, [column => expression or label...]): the rows of the data in the order of the file
sub select_columns
{
	my ($data, @columns) = @_;
	my @list;

	while (my ($name, $what) = splice @columns, 0, 2)
	{
		push @list, (ref $what ? $what->sql : $what) . " AS $name";
	}
	return 'SELECT ' . join(', ', @list) . ' FROM ' . $data->source . ' ORDER BY "#"';
}

# A scorecard of these expressions in SQL, a key for each name.
sub card
{
	my (%expressions) = @_;
	my @pairs = map { '(' . Reference::DataSet::literal($_) . ', ' . $expressions{$_}->sql . ')' } sort keys %expressions;

	return "(SELECT coalesce(aiehr.scorecard_agg(k, v), '{}') FROM (VALUES " . join(', ', @pairs) . ') AS c (k, v))';
}

# Numbers that the case itself states, as one row.
sub constants
{
	my (%numbers) = @_;

	return 'SELECT ' . join ', ', map { defined $numbers{$_} ? "$numbers{$_} AS $_" : "NULL::float8 AS $_" } sort keys %numbers;
}

# A text[] and a scorecard as literals.
sub text_array
{
	my (@texts) = @_;

	return '{' . join(',', map { my $t = $_; $t =~ s/(["\\])/\\$1/g; qq{"$t"} } @texts) . '}';
}

sub card_literal
{
	my (%numbers) = @_;

	return '{' . join(', ', map { my $k = $_; $k =~ s/(["\\])/\\$1/g; qq{"$k": $numbers{$_}} } sort keys %numbers) . '}';
}

1;
