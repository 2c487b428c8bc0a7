# Formula.pm: R's formulas, and the names that R gives to the terms of a model, as expressions over a data set.
#
# A term is a column, a column with one of its values behind the name (a factor's level), a product a:b of terms, or
# arithmetic: I(x^2), log(x), sqrt(x), I(sex == 2).
package Reference::Formula;

use strict;
use warnings;

use Reference::DataSet;
use Reference::Expression qw(expression);

my %function = (
	I => [ '%s', sub { $_[0] } ],
	log => [ 'ln(%s)', sub { $_[0] > 0 ? log $_[0] : undef } ],
	log2 => [ '(ln(%s) / ln(2::float8))', sub { $_[0] > 0 ? log($_[0]) / log 2 : undef } ],
	log10 => [ 'log(%s)', sub { $_[0] > 0 ? log($_[0]) / log 10 : undef } ],
	log1p => [ 'ln(1 + %s)', sub { $_[0] > -1 ? log(1 + $_[0]) : undef } ],
	exp => [ 'exp(%s)', sub { exp $_[0] } ],
	sqrt => [ 'sqrt(%s)', sub { $_[0] >= 0 ? sqrt $_[0] : undef } ],
	abs => [ 'abs(%s)', sub { abs $_[0] } ],
	'as.numeric' => [ '%s', sub { $_[0] } ],
);
my %operator = (
	'+' => sub { $_[0] + $_[1] }, '-' => sub { $_[0] - $_[1] }, '*' => sub { $_[0] * $_[1] },
	'/' => sub { $_[1] ? $_[0] / $_[1] : undef }, '^' => sub { $_[0]**$_[1] },
	'==' => sub { $_[0] == $_[1] ? 1 : 0 }, '!=' => sub { $_[0] != $_[1] ? 1 : 0 },
	'<' => sub { $_[0] < $_[1] ? 1 : 0 }, '>' => sub { $_[0] > $_[1] ? 1 : 0 },
	'<=' => sub { $_[0] <= $_[1] ? 1 : 0 }, '>=' => sub { $_[0] >= $_[1] ? 1 : 0 },
);
# operators from the weakest to the strongest
my @levels = (qr/==|!=|<=|>=|<|>/, qr/[-+]/, qr/[*\/]/);

# The expression of a model's term, or undef where the data have no such thing.
sub term
{
	my ($data, $name) = @_;
	my @factors = split_outside($name, ':');

	if (@factors > 1)
	{
		my @parts = map { term($data, $_) } @factors;

		return undef if grep { !defined } @parts;
		return Reference::Expression::combine($name, '(' . join(' * ', map { $_->sql } @parts) . ')',
			sub { my $p = 1; $p *= $_ for @_; $p }, @parts);
	}
	my $column = $name =~ /^`(.*)`$/ ? $1 : $name;
	return expression($data, $column) // level($data, $name) // arithmetic($data, $name);
}

# A factor's level: a column's name, or factor(column), and one of its values.
sub level
{
	my ($data, $name) = @_;

	for my $column (sort { length $b <=> length $a } $data->columns)
	{
		my ($value) = $name =~ /^(?:(?:as\.)?factor\(\Q$column\E\)|\Q$column\E)(.+)$/ or next;

		return Reference::Expression::level($name, $column, $value) if $data->counts($column)->{$value};
	}
	my ($condition) = $name =~ /^(.*)TRUE$/ or return undef;
	return arithmetic($data, $condition, $name);
}

# Arithmetic over columns, by recursive descent.
sub arithmetic
{
	my ($data, $text, $name) = @_;
	my $parsed = eval { parse_level($data, \$text, 0) };

	return undef if !$parsed || $text !~ /\G\s*\z/gc;
	$parsed->{name} = $name // $text;
	return $parsed;
}

sub parse_level
{
	my ($data, $text, $level) = @_;

	return parse_power($data, $text) if $level > $#levels;
	my $left = parse_level($data, $text, $level + 1);
	while ($$text =~ /\G\s*($levels[$level])\s*/gc)
	{
		my $sign = $1;

		$left = operation($sign, $left, parse_level($data, $text, $level + 1));
	}
	return $left;
}

sub parse_power
{
	my ($data, $text) = @_;

	if ($$text =~ /\G\s*-\s*/gc)
	{
		return operation('-', constant(0), parse_power($data, $text));
	}
	my $base = parse_primary($data, $text);
	return $$text =~ /\G\s*\^\s*/gc ? operation('^', $base, parse_power($data, $text)) : $base;
}

sub parse_primary
{
	my ($data, $text) = @_;

	return constant($1) if $$text =~ /\G\s*(\d+\.?\d*(?:[eE][-+]?\d+)?)L?/gc;
	if ($$text =~ /\G\s*([A-Za-z][\w.]*)?\(/gc)
	{
		my $f = $function{ $1 // 'I' } or die "unknown function";
		my $argument = parse_level($data, $text, 0);

		$$text =~ /\G\s*\)/gc or die "a parenthesis is not closed";
		return Reference::Expression::combine('', sprintf($f->[0], $argument->sql), $f->[1], $argument);
	}
	$$text =~ /\G\s*(?:`([^`]+)`|([A-Za-z.][\w.]*))/gc or die "not an expression";
	return expression($data, $1 // $2) // die "no such column";
}

sub constant
{
	my ($number) = @_;

	return Reference::Expression->new(name => $number, sql => "$number\::float8",
		values => sub { [ ($number) x $_[0]->size ] });
}

sub operation
{
	my ($sign, $left, $right) = @_;
	my $sql = sprintf '(%s %s %s)', $left->sql, $sign eq '==' ? '=' : $sign eq '!=' ? '<>' : $sign, $right->sql;

	$sql .= '::int::float8' if $sign =~ /[=<>]/;
	return Reference::Expression::combine('', $sql, $operator{$sign}, $left, $right);
}

# A formula "y ~ a + b": response and terms as text; nothing where the text is no formula.
sub parse_formula
{
	my ($text) = @_;
	my ($y, $x) = $text =~ /^\s*(.+?)\s*~\s*(.+?)\s*$/ or return;

	return ($y, grep { $_ ne '1' } map { crossed($_) } map { trim($_) } split_outside($x, '+'));
}

# a * b stands for a + b + a:b
sub crossed
{
	my ($text) = @_;
	my @factors = map { trim($_) } split_outside($text, '*');

	return @factors == 2 ? (@factors, "$factors[0]:$factors[1]") : $text;
}

# The expressions of a formula's term: one, or one for each value but the first where a column is a factor; of a product, all
# products of these. Holds undef where the data have no such thing.
sub expand
{
	my ($data, $name) = @_;
	my ($first, @others) = map { [ expand_factor($data, trim($_)) ] } split_outside($name, ':');
	my @products = @$first;

	for my $factor (@others)
	{
		@products = map {
			my $left = $_;
			map { defined $left && defined $_ ? term($data, $left->name . ':' . $_->name) : undef } @$factor;
		} @products;
	}
	return @products;
}

sub expand_factor
{
	my ($data, $name) = @_;
	my ($column) = $name =~ /^(?:as\.)?factor\((.*)\)$/;

	$column //= $name if $data->has_column($name) && $data->kind($name) eq 'text';
	return term($data, $name) unless defined $column;
	return undef unless $data->has_column($column);
	my (undef, @values) = sort keys %{ $data->counts($column) };
	return map { Reference::Expression::level("$name$_", $column, $_) } @values;
}

# Splits at a character that stands outside parentheses.
sub split_outside
{
	my ($text, $at) = @_;
	my $depth = 0;
	my @parts = ('');

	for my $c (split //, $text)
	{
		$depth += $c eq '(' ? 1 : $c eq ')' ? -1 : 0;
		if ($c eq $at && !$depth) { push @parts, '' }
		else { $parts[-1] .= $c }
	}
	return @parts;
}

sub trim { my ($text) = @_; $text =~ s/^\s+|\s+$//g; return $text }

1;
