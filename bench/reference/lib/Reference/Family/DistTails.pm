# DistTails.pm: dist_tails.csv: probabilities by function and arguments.
package Reference::Family::DistTails;

use strict;
use warnings;

use Reference::DataSet;

sub parts { return { stats => qr/./, template => 'tails', find => \&find } }

# A row for each probability: its arguments as texts, since those of the hypergeometric come as "black:draws".
sub find
{
	my ($folder, $case) = @_;
	my @rows = map { '(' . join(', ', map { Reference::DataSet::literal($_) } $case->name, @$_{qw(term x p1 p2)}) . ')' } $case->rows;

	return { by => 'names', input => 'SELECT * FROM (VALUES ' . join(', ', @rows) . ') AS t (fn, term, x, p1, p2)' };
}

1;
