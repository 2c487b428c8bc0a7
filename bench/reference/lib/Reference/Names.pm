# Names.pm: what the name of a case tells of its data.
#
# Names are compared in lower case with "_" for whatever is neither letter nor digit. A case begins with the name of its data
# file, with some words of it (longley of longley_r, norris of nist_norris, ucb of ucb_admissions), with these and digits
# (lung3), or with an abbreviation (ve of veteran). What follows, the rest, names columns and values of columns.
package Reference::Names;

use strict;
use warnings;

sub plain
{
	my ($name) = @_;

	$name = lc $name;
	$name =~ s/[^a-z0-9]+/_/g;
	$name =~ s/^_|_$//g;
	return $name;
}

# How well the name of a case fits that of a data file, 0 for not at all, and the rest of the case's name.
sub fit
{
	my ($case, $data) = map { plain($_) } @_;
	my @words = split /_/, $data;
	my ($best, $rest) = (0, $case);

	for my $from (0 .. $#words)
	{
		for my $to ($from .. $#words)
		{
			my $part = join '_', @words[ $from .. $to ];
			my ($digits, $after) = $case =~ /^\Q$part\E(\d*)(?:_(.*))?$/ or next;
			my $whole = $part eq $data;
			my $fit = ($whole ? 500 : $from ? 200 : 300) + 2 * length($part) - ($digits ne '' ? 1 : 0);

			next if length $part < 2 || $fit <= $best;
			($best, $rest) = ($fit, $after // '');
		}
	}
	return ($best, $rest) if $best;
	my ($first, $after) = $case =~ /^([^_]*)(?:_(.*))?$/;
	return (100 + length $first, $after // '') if abbreviates($first, $words[0]);
	return (0, $case);
}

# Is one word short for the other: its beginning, or some of its letters in their order with the first the same?
sub abbreviates
{
	my ($short, $long) = @_;

	($short) = $short =~ /^(\D*)/;
	return 0 if length $short < 2 || length $short > length $long;
	my $letters = join '.*', map { quotemeta } split //, $short;
	return $long =~ /^$letters/;
}

# The columns that a text names as whole words, longest first; a column's digits at its end may be a value (gender2).
sub columns_in
{
	my ($text, @columns) = @_;

	return grep { names_column($text, $_) } sort { length plain($b) <=> length plain($a) || $a cmp $b } @columns;
}

sub names_column
{
	my ($text, $column) = @_;
	my $plain = plain($column);

	return $plain ne '' && $text =~ /(?:^|_)\Q$plain\E(?:\d*(?:_|$))/;
}

# The columns at one end of a text, the longest name first.
sub column_at_start { my ($text, @columns) = @_; return grep { $text =~ /^\Q${\plain($_)}\E(?:_|$)/ } longest_first(@columns) }
sub column_at_end { my ($text, @columns) = @_; return grep { $text =~ /(?:^|_)\Q${\plain($_)}\E$/ } longest_first(@columns) }

sub longest_first { return sort { length $b <=> length $a || $a cmp $b } @_ }

# Does a text name this value of this column: "gender2", "gender_2", "female"?
sub names_value
{
	my ($text, $column, $value) = @_;
	my ($c, $v) = (plain($column), plain($value));

	return 0 if $v eq '';
	return $text =~ /(?:^|_)\Q$c\E_?\Q$v\E(?:_|$)/ || $text =~ /(?:^|_)\Q$v\E(?:_|$)/;
}

# Some columns first, then the others in their order.
sub first_these
{
	my ($these, @all) = @_;
	my %seen;

	return grep { !$seen{$_}++ } @$these, @all;
}

1;
