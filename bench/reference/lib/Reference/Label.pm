# Label.pm: a text for each row of a data set: a group, a person, a rater. Finds which column the terms of a case come from.
package Reference::Label;

use strict;
use warnings;

use Reference::DataSet;
use Reference::Names;

sub new
{
	my ($class, %self) = @_;

	return bless {%self}, $class;
}

sub name { $_[0]{name} }
sub sql { $_[0]{sql} }

# The texts by row, undef where missing.
sub values
{
	my ($self, $data) = @_;

	return $data->remember('label ' . $self->sql, sub { $self->{values}->($data) });
}

sub column
{
	my ($name) = @_;

	return __PACKAGE__->new(name => $name, sql => Reference::DataSet::identifier($name), values => sub { $_[0]->text($name) });
}

sub row_number
{
	return __PACKAGE__->new(name => 'row number', sql => '"#"::text', values => sub { $_[0]->lines });
}

# The value of a column behind a fixed text: age46.
sub prefixed
{
	my ($prefix, $name) = @_;

	return __PACKAGE__->new(
		name => qq{"$prefix" and $name},
		sql => '(' . Reference::DataSet::literal($prefix) . ' || ' . Reference::DataSet::identifier($name) . ')',
		values => sub { [ map { defined $_ ? "$prefix$_" : undef } @{ $_[0]->text($name) } ] });
}

# The values of two columns joined: sales.F, as interaction() and paste() make it.
sub joined
{
	my ($a, $by, $b) = @_;

	my @sql = (Reference::DataSet::identifier($a), Reference::DataSet::literal($by), Reference::DataSet::identifier($b));

	return __PACKAGE__->new(
		name => "$a$by$b",
		sql => '(' . join(' || ', @sql) . ')',
		values => sub {
			my ($data) = @_;
			my ($x, $y) = ($data->text($a), $data->text($b));

			return [ map { defined $x->[$_] && defined $y->[$_] ? "$x->[$_]$by$y->[$_]" : undef } 0 .. $#$x ];
		});
}

# Labels that have all terms: those of columns, else of columns behind a prefix, else of two columns joined.
sub holding
{
	my ($data, @terms) = @_;
	my @columns = $data->columns;
	my @found = map { column($_) } grep { has_all($data->counts($_), '', @terms) } @columns;

	return @found if @found || !@terms;
	for my $name (@columns)
	{
		for my $prefix (prefixes($name, @terms))
		{
			push @found, prefixed($prefix, $name) if has_all($data->counts($name), $prefix, @terms);
		}
	}
	return @found ? @found : pairs_holding($data, @terms);
}

# Texts that all terms begin with: what they share without digits at its end, and the column's own name.
sub prefixes
{
	my ($name, @terms) = @_;
	my ($shared) = $terms[0] =~ /^(.*?)-?\d*$/;

	chop $shared while length $shared && grep { index($_, $shared) } @terms;
	my %seen = ('' => 1);
	return grep { !$seen{$_}++ } $shared, map { ($_, "${_}_", "$_ ") } $name, lc $name;
}

sub has_all
{
	my ($counts, $prefix, @terms) = @_;
	my $n = length $prefix;

	return 0 if grep { substr($_, 0, $n) ne $prefix || !$counts->{ substr $_, $n } } @terms;
	return 1;
}

sub pairs_holding
{
	my ($data, @terms) = @_;
	my @columns = grep { keys %{ $data->counts($_) } <= 50 } $data->columns;
	my @found;

	for my $a (@columns)
	{
		for my $b (grep { $_ ne $a } @columns)
		{
			for my $by (grep { index($terms[0], $_) > 0 } '.', '_', ':', '-', '/', ' ')
			{
				my ($left, $right) = split /\Q$by\E/, $terms[0], 2;

				next unless $data->counts($a)->{$left} && $data->counts($b)->{$right};
				my $label = joined($a, $by, $b);
				my %there = map { $_ => 1 } grep { defined } @{ $label->values($data) };
				push @found, $label unless grep { !$there{$_} } @terms;
			}
		}
	}
	return @found;
}

# Columns whose values tell rows apart and include all terms; the number of the row where it may be meant.
sub identifying
{
	my ($data, @terms) = @_;
	my @columns = grep { keys %{ $data->counts($_) } == $data->size } $data->columns;
	my @found = map { column($_) } grep { has_all($data->counts($_), '', @terms) } @columns;
	my %line = map { $_ => 1 } @{ $data->lines };

	push @found, row_number() unless grep { !$line{$_} } @terms;
	return @found;
}

1;
