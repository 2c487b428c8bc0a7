# DataSet.pm: a data file, or some rows of one, as a search looks at it.
#
# The server has the same values in a table of the schema reference, all columns text, beside "#", the number of the row.
package Reference::DataSet;

use strict;
use warnings;

use Reference::Csv;

my $number = qr/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

# A column holds numbers, truth values as R writes them, or text. NA is missing in the first two and a text in the third.
sub from_file
{
	my ($class, $path) = @_;
	my $csv = Reference::Csv::read_csv($path);
	my ($name) = $path =~ m{([^/]*)\.csv$};
	my @columns = @{ $csv->{header} };
	my $self = bless { name => $name, columns => \@columns, cache => {} }, $class;

	$self->{line} = [ 1 .. @{ $csv->{rows} } ];
	for my $i (0 .. $#columns)
	{
		my @text = map { $_->{fields}[$i] } @{ $csv->{rows} };
		my $kind = kind_of(grep { $_ ne '' && $_ ne 'NA' } @text);

		$self->{kind}{ $columns[$i] } = $kind;
		$self->{text}{ $columns[$i] } = [ map { $_ eq '' || ($_ eq 'NA' && $kind ne 'text') ? undef : $_ } @text ];
	}
	return $self;
}

sub kind_of
{
	my (@text) = @_;

	return 'number' unless grep { $_ !~ $number } @text;
	return 'logical' unless grep { !/^(?:TRUE|FALSE)$/ } @text;
	return 'text';
}

sub name { $_[0]{name} }
sub columns { @{ $_[0]{columns} } }
sub has_column { exists $_[0]{text}{ $_[1] } }
sub kind { $_[0]{kind}{ $_[1] } }
sub size { scalar @{ $_[0]{line} } }
sub lines { $_[0]{line} }

# A column as text; missing is undef.
sub text
{
	my ($self, $column) = @_;

	return $self->{text}{$column} unless $self->{whole};
	return $self->{cache}{text}{$column} //= [ @{ $self->{whole}->text($column) }[ @{ $self->{picked} } ] ];
}

# A column as numbers; undef for one of text.
sub numbers
{
	my ($self, $column) = @_;
	my $text = $self->text($column);

	return undef if $self->kind($column) eq 'text';
	return $text if $self->kind($column) eq 'number';
	return [ map { defined $_ ? ($_ eq 'TRUE' ? 1 : 0) : undef } @$text ];
}

sub numeric_columns { my ($self) = @_; return grep { $self->kind($_) ne 'text' } $self->columns }

# The distinct values of a column with the number of their rows.
sub counts
{
	my ($self, $column) = @_;

	return $self->{cache}{counts}{$column} //= do {
		my %counts;

		$counts{$_}++ for grep { defined } @{ $self->text($column) };
		\%counts;
	};
}

# Something worked out once for each set of rows.
sub remember
{
	my ($self, $what, $work) = @_;

	$self->{cache}{work}{$what} = $work->() unless exists $self->{cache}{work}{$what};
	return $self->{cache}{work}{$what};
}

# The rows in which a column has a value; what is in them is looked up when it is asked for.
sub where
{
	my ($self, $column, $value) = @_;
	my $text = $self->text($column);
	my @rows = grep { defined $text->[$_] && $text->[$_] eq $value } 0 .. $#$text;
	my %part = (whole => $self, picked => \@rows, line => [ @{ $self->lines }[@rows] ], filter => [ $column, $value ], cache => {});

	return bless { %$self, %part }, ref $self;
}

# How a person would name these rows.
sub title
{
	my ($self) = @_;

	return $self->name . ($self->{filter} ? " where $self->{filter}[0] is $self->{filter}[1]" : '');
}

# The rows for a FROM.
sub source
{
	my ($self) = @_;
	my $source = 'reference.' . identifier($self->name);

	$source .= ' WHERE ' . identifier($self->{filter}[0]) . ' = ' . literal($self->{filter}[1]) if $self->{filter};
	return $source;
}

sub identifier { my ($name) = @_; $name =~ s/"/""/g; return qq{"$name"} }
sub literal { my ($text) = @_; $text =~ s/'/''/g; return $text =~ s/\\/\\\\/g ? " E'$text'" : "'$text'" }

1;
