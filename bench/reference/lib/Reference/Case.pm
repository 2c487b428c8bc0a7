# Case.pm: one analysis of an expected_*.csv file, and the values that it must give.
package Reference::Case;

use strict;
use warnings;

sub new
{
	my ($class, %self) = @_;

	return bless { rows => [], of => {}, %self }, $class;
}

sub name { $_[0]{name} }
sub rows { @{ $_[0]{rows} } }

# A row is { stat, term, value, rtol, how, line }; an empty value is undef.
sub add
{
	my ($self, $row) = @_;

	push @{ $self->{rows} }, $row;
	push @{ $self->{of}{ $row->{stat} } }, $row;
}

sub has { exists $_[0]{of}{ $_[1] } }

# The first row's value of a stat: for those that have one only.
sub value
{
	my ($self, $stat) = @_;

	return $self->has($stat) ? $self->{of}{$stat}[0]{value} : undef;
}

# The values of a stat by term.
sub values
{
	my ($self, $stat) = @_;

	return map { $_->{term} => $_->{value} } @{ $self->{of}{$stat} // [] };
}

# The terms of the first of these stats that the case has, in the order of the file.
sub terms
{
	my ($self, @stats) = @_;

	for my $stat (grep { $self->has($_) } @stats)
	{
		return map { $_->{term} } @{ $self->{of}{$stat} };
	}
	return;
}

# The stats whose name matches, in the order of the file.
sub stats
{
	my ($self, $pattern) = @_;
	my %seen;

	return grep { /$pattern/ && !$seen{$_}++ } map { $_->{stat} } $self->rows;
}

sub how
{
	my ($self, $stat) = @_;

	return $self->has($stat) ? $self->{of}{$stat}[0]{how} : '';
}

1;
