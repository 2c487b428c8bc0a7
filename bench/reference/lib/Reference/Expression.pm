# Expression.pm: a number for each row of a data set: a column, or what R's notation makes of columns.
#
# An expression has a name, the SQL that the server evaluates, and the values, which a search compares with those of a case.
package Reference::Expression;

use strict;
use warnings;

use Exporter qw(import);
use Reference::DataSet;

our @EXPORT_OK = qw(expression expressions);

sub new
{
	my ($class, %self) = @_;

	return bless {%self}, $class;
}

sub name { $_[0]{name} }
sub sql { $_[0]{sql} }

# The numbers by row, undef where missing; mask has a bit for each row that has one, n is their number.
sub series
{
	my ($self, $data) = @_;

	return $data->remember('series ' . $self->sql, sub {
		my $values = $self->{values}->($data);
		my $mask = pack 'b*', join '', map { defined $_ ? 1 : 0 } @$values;

		return { values => $values, mask => $mask, n => scalar grep { defined } @$values };
	});
}

sub expression
{
	my ($data, $name) = @_;
	my $quoted = Reference::DataSet::identifier($name);

	return undef unless $data->has_column($name) && $data->kind($name) ne 'text';
	my $sql = $data->kind($name) eq 'number' ? "$quoted\::float8" : "($quoted = 'TRUE')::int::float8";
	return __PACKAGE__->new(name => $name, sql => $sql, values => sub { $_[0]->numbers($name) });
}

sub expressions { my ($data, @names) = @_; return map { expression($data, $_) } @names }

# 1 where a column has this value, else 0: what R makes of a factor's level.
sub level
{
	my ($name, $column, $value) = @_;

	return __PACKAGE__->new(
		name => $name,
		sql => '(' . Reference::DataSet::identifier($column) . ' = ' . Reference::DataSet::literal($value) . ')::int::float8',
		values => sub { [ map { defined $_ ? ($_ eq $value ? 1 : 0) : undef } @{ $_[0]->text($column) } ] });
}

# A function of the values of some expressions; missing where one of them is.
sub combine
{
	my ($name, $sql, $function, @parts) = @_;

	return __PACKAGE__->new(name => $name, sql => $sql, values => sub {
		my ($data) = @_;
		my @series = map { $_->series($data)->{values} } @parts;

		return [ map {
			my $row = $_;
			my @numbers = map { $_->[$row] } @series;
			(grep { !defined } @numbers) ? undef : $function->(@numbers);
		} 0 .. $data->size - 1 ];
	});
}

# The mean of some columns in each row that has all, or with na_rm of those that a row has.
sub row_mean
{
	my ($na_rm, @parts) = @_;
	my $n = @parts;
	my $name = ($na_rm ? 'mean of what there is of ' : 'mean of ') . "$parts[0]{name}..$parts[-1]{name}";
	my $sql = $na_rm ? '(SELECT avg(v) FROM (VALUES ' . join(', ', map { '(' . $_->sql . ')' } @parts) . ') AS r (v))'
		: '((' . join(' + ', map { $_->sql } @parts) . ") / $n)";

	return __PACKAGE__->new(name => $name, sql => $sql, values => sub {
		my ($sum, $count) = sums($_[0], @parts);

		return [ map { $count->[$_] == $n || ($na_rm && $count->[$_]) ? $sum->[$_] / $count->[$_] : undef } 0 .. $#$sum ];
	});
}

sub row_sum
{
	my (@parts) = @_;
	my $sql = '(' . join(' + ', map { $_->sql } @parts) . ')';

	return __PACKAGE__->new(name => "sum of $parts[0]{name}..$parts[-1]{name}", sql => $sql, values => sub {
		my ($sum, $count) = sums($_[0], @parts);

		return [ map { $count->[$_] == @parts ? $sum->[$_] : undef } 0 .. $#$sum ];
	});
}

# Sums of some columns by row, and of how many there is a value.
sub sums
{
	my ($data, @parts) = @_;
	my @sum = (0) x $data->size;
	my @count = @sum;

	for my $values (map { $_->series($data)->{values} } @parts)
	{
		for my $row (grep { defined $values->[$_] } 0 .. $#sum)
		{
			$sum[$row] += $values->[$row];
			$count[$row]++;
		}
	}
	return (\@sum, \@count);
}


1;
