# Corrections.pm: expected_corrections.csv and expected_utility.csv: the name of a case has its numbers, "r=0.3 rxx=0.8 ryy=0.9".
# Lawley's has its matrices in "how": "restricted cov [[...]]; applicant cov of x1,x2 [[...]]".
package Reference::Family::Corrections;

use strict;
use warnings;

use Reference::Input qw(constants);

my @names = qw(r rxx ryy u rxy rzx rzy uz sr br);

sub parts
{
	return (
		{ stats => qr/^corrected_r$/, template => 'lawley', find => \&find_lawley },
		{ stats => qr/./, template => 'corrections', find => \&find });
}

sub find
{
	my ($folder, $case) = @_;
	my %number = $case->name =~ /(\w+)\s*=\s*(-?[\d.]+(?:[eE][-+]?\d+)?)/g or return;

	$number{uz} = delete $number{U} if exists $number{U};
	return { by => 'names', input => constants(map { $_ => float($number{$_}) } @names) };
}

sub float { return defined $_[0] ? "'$_[0]'::float8" : undef }

sub find_lawley
{
	my ($folder, $case) = @_;
	my ($selected, $applicants) = map { matrix($_) } $case->how('corrected_r') =~ /(\[\[.*?\]\])/g;

	return unless $selected && $applicants && @$applicants <= @$selected;
	return { by => 'names', settings => { selected => comoments(@$selected), applicants => comoments(@$applicants) } };
}

# "[[1,.3],[.3,1]]" as rows of numbers.
sub matrix
{
	my ($text) = @_;

	return [ map { [ split /\s*,\s*/ ] } $text =~ /\[\s*([^\[\]]+?)\s*\]/g ];
}

# Comoments with these covariances: the keys x01, x02 ... have the numbers of the variables; of two rows the products are the
# covariances.
sub comoments
{
	my (@cov) = @_;
	my @triangle = map { my $i = $_; map { $cov[$_][$i] + 0 } 0 .. $i } 0 .. $#cov;
	my $zeros = join ', ', (0) x @cov;

	return sprintf '{"missing": "listwise", "keys": [%s], "rows": [2, 0], "pivot": [%s], "mean": [%s], "product": [%s]}',
		join(', ', map { sprintf '"x%02d"', $_ } 1 .. @cov), $zeros, $zeros, join(', ', @triangle);
}

1;
