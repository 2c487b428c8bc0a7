# Reliability.pm: expected_reliability.csv: <data>_<prefix of items> or <data>_<number of items>, alpha and what goes with it;
# <data> or <data>_<row>_by_<column>, intraclass correlations.
#
# Items are the terms of the case. Which of them were turned before is found from alpha and the mean correlation between items;
# n_complete tells the rows. A panel is identified by the F of forms 1 and 3.
package Reference::Family::Reliability;

use strict;
use warnings;

use Reference::Candidates;
use Reference::Expression qw(expressions);
use Reference::Family::Keys;
use Reference::Family::Panel;
use Reference::Input qw(card card_literal select_columns text_array);
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(count_complete);

sub parts
{
	return (
		{ stats => qr/^icc_/, template => 'icc', find => \&Reference::Family::Panel::find },
		{ stats => qr/./, template => 'alpha', find => \&find });
}

sub find
{
	my ($folder, $case) = @_;
	my @items = $case->terms($case->stats(qr/^(?:alpha_if_dropped|item_rest_r|loading_1factor_\w+)$/));
	my $propose = sub {
		my ($data, $rest, $try) = @_;

		for my $set (@items ? items_named($data, @items) : item_sets($data, $rest))
		{
			return if $try->(@items > 0, items => $set);
		}
	};
	my $found = search($folder, $case, $propose,
		[ n_complete => sub { count_complete($_[0]{data}, @{ $_[0]{items} }) } ],
		[ alpha_raw => sub { alpha_with_keys($case, $_[0]) } ])
		or return;
	my %items = map { $_->name => $_ } @{ $found->{items} };
	my $keys = $found->{keys} // [ (1) x keys %items ];
	my @names = map { $_->name } @{ $found->{items} };

	$found->{input} = select_columns($found->{data}, card => card(%items));
	$found->{settings} = {
		items => text_array(@names),
		keys => card_literal(map { $names[$_] => $keys->[$_] } 0 .. $#names),
	};
	$found->{remark} = 'turned: ' . join ' ', map { $names[$_] } grep { $keys->[$_] < 0 } 0 .. $#names if grep { $_ < 0 } @$keys;
	return $found;
}

# Finds the keys that give the case's alpha, which they then do.
sub alpha_with_keys
{
	my ($case, $it) = @_;

	$it->{keys} = Reference::Family::Keys::of_alpha($case, @$it{qw(data items)});
	return $it->{keys} && $case->value('alpha_raw');
}

# The columns of the terms, if the data have all; psych marks a turned item by a minus behind its name.
sub items_named
{
	my ($data, @items) = @_;
	my @columns = map { my $i = $_; $data->has_column($i) ? $i : $i =~ s/-$//r } @items;

	return if grep { !$data->has_column($_) || $data->kind($_) eq 'text' } @columns;
	return [ expressions($data, @columns) ];
}

# Sets of items where no term names them: those of a prefix, then runs of columns.
sub item_sets
{
	my ($data, $rest) = @_;
	my @of_prefix = grep { Reference::Names::plain(Reference::Candidates::stem($_)) eq $rest } $data->numeric_columns;

	return map { [ expressions($data, @$_) ] } (@of_prefix > 1 ? \@of_prefix : ()), Reference::Candidates::runs($data);
}

1;
