# Verdict.pm: compares what came back with what a file expects.
package Reference::Verdict;

use strict;
use warnings;

use Reference::Csv;

# Below this size a tolerance is absolute.
my $small = 1e-9;

# How close a judged value must be to what judged.csv says ours is.
my $judged_close = 1e-6;

# read_judged(path): the reference values that are proved wrong, by file, case, stat and term.
sub read_judged
{
	my ($path) = @_;
	my $csv = Reference::Csv::read_csv($path);
	my %judged;

	for my $record (@{ $csv->{rows} })
	{
		my %row;

		@row{ @{ $csv->{header} } } = @{ $record->{fields} };
		$judged{ join "\0", @row{qw(file case stat term)} } = \%row;
	}
	return \%judged;
}

# of(row, results, judged) -> { status, error, got, why }: status is passed, failed or judged; error is relative, undef where
# there is none. A value that came several times must be right each time: the worst counts.
#
# A result is a value and, where need be, a tolerance of its own in place of the file's (rtol), what makes no value right (note),
# and what proves the value right whatever the file says (proof). A value with a proof that differs counts as judged, like one of
# judged.csv: never as passed.
sub of
{
	my ($row, $results, $judged) = @_;
	my $worst;

	return { status => 'failed', why => 'unknown stat' } if !$results->{ $row->{stat} };
	my $came = $results->{ $row->{stat} }{ $row->{term} } or return { status => 'failed', why => 'no such term' };
	for my $result (@$came)
	{
		my $verdict = compare($row, $result);

		if ($verdict->{status} eq 'failed')
		{
			$verdict = $judged ? judge($judged, $verdict)
				: $result->{proof} ne '' ? { %$verdict, status => 'judged', why => $result->{proof} }
				: $verdict;
		}
		$worst = $verdict if !$worst || worse($verdict, $worst);
	}
	return $worst;
}

sub worse
{
	my ($one, $other) = @_;
	my %rank = (passed => 0, judged => 1, failed => 2);

	return $rank{ $one->{status} } > $rank{ $other->{status} } if $one->{status} ne $other->{status};
	return ($one->{error} // 0) > ($other->{error} // 0);
}

sub compare
{
	my ($row, $result) = @_;
	my ($expected, $got) = ($row->{value}, $result->{value});
	my $passed = { status => 'passed', got => $got };
	my $failed = { status => 'failed', got => $got };

	return { %$passed, why => $result->{note} } if $result->{note} ne '' && $got eq '';
	return $got eq '' ? $passed : $failed if !defined $expected;
	return $got eq $expected ? $passed : $failed if "$expected$got" =~ /Inf|NaN/ || $got eq '';

	my $rtol = $result->{rtol} ne '' ? $result->{rtol} : $row->{rtol};
	my $difference = abs($got - $expected);
	return $difference <= $rtol ? $passed : $failed if abs $expected < $small;
	my $error = $difference / abs $expected;
	return { %{ $error <= $rtol ? $passed : $failed }, error => $error };
}

# A value that differs from the reference as judged.csv says it must.
sub judge
{
	my ($judged, $verdict) = @_;
	my ($ours, $got) = ($judged->{ours}, $verdict->{got});
	my $agrees = $ours eq 'NULL' ? $got eq ''
		: $got =~ /\d/ && abs($got - $ours) <= $judged_close * abs $ours;

	return $agrees ? { %$verdict, status => 'judged', why => $judged->{reason} } : $verdict;
}

# Does an entry of judged.csv speak of this row: is the expected value the same, too?
sub speaks_of
{
	my ($judged, $row) = @_;

	return $judged && (($judged->{value} eq '') == !defined $row->{value})
		&& (!defined $row->{value} || $judged->{value} == $row->{value});
}

1;
