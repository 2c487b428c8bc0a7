# Did.pm: expected_did.csv: <data>, a person, treated 0 or 1, post 0 or 1, and a score in each row.
#
# Identified by the difference in differences of all rows and of the pairs.
package Reference::Family::Did;

use strict;
use warnings;

use Reference::Expression qw(expressions);
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Search qw(search);
use Reference::Sums qw(complete means_by pick);

sub parts { return { stats => qr/./, template => 'did', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my $found = search($folder, $case, \&propose,
		[ did => sub { difference_in_differences($_[0]) } ],
		[ n_pairs => sub { n_pairs($_[0]) } ]) or return;

	$found->{input} = select_columns($found->{data}, map { $_ => $found->{$_} } qw(person treated post y));
	return $found;
}

# First the names that such files have, then all columns by what they hold.
sub propose
{
	my ($data, $rest, $try) = @_;
	my @binary = grep { my $c = $_; $data->kind($c) ne 'text' && keys %{ $data->counts($c) } == 2 } $data->columns;
	my @persons = grep { my $n = keys %{ $data->counts($_) }; $n > 2 && $n < $data->size } $data->columns;
	my $usual = !grep { !$data->has_column($_) } qw(id treat post y);

	return if $usual && $try->(1, person => Reference::Label::column('id'), roles($data, qw(treat post y)));
	for my $treated (@binary)
	{
		for my $post (grep { $_ ne $treated } @binary)
		{
			for my $y (grep { $_ ne $treated && $_ ne $post } $data->numeric_columns)
			{
				for my $person (grep { $_ ne $y } @persons)
				{
					return if $try->(0, person => Reference::Label::column($person), roles($data, $treated, $post, $y));
				}
			}
		}
	}
}

sub roles
{
	my ($data, @columns) = @_;
	my %role;

	@role{qw(treated post y)} = expressions($data, @columns);
	return %role;
}

sub difference_in_differences
{
	my ($it) = @_;
	my $rows = complete(@$it{qw(data treated post y)});
	my ($treated, $post, $y) = map { [ pick($it->{data}, $it->{$_}, $rows) ] } qw(treated post y);
	my %mean = means_by([ map { "$treated->[$_] $post->[$_]" } 0 .. $#$y ], $y);
	my @cells = @mean{ '1 1', '1 0', '0 1', '0 0' };

	return undef if grep { !defined } @cells;
	return [ $cells[0] - $cells[1] - $cells[2] + $cells[3], abs $cells[0] ];
}

sub n_pairs
{
	my ($it) = @_;
	my $rows = complete(@$it{qw(data treated post y)});
	my $persons = $it->{person}->values($it->{data});
	my @post = pick($it->{data}, $it->{post}, $rows);
	my %seen;

	$seen{ $persons->[ $rows->[$_] ] // '' }{ $post[$_] } = 1 for 0 .. $#$rows;
	return scalar grep { keys %$_ == 2 } values %seen;
}

1;
