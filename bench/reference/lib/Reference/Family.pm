# Family.pm: which module computes the cases of which file, and how a case becomes a job for the server.
package Reference::Family;

use strict;
use warnings;

use Reference::Family::AdverseImpact;
use Reference::Family::Corrections;
use Reference::Family::Correlations;
use Reference::Family::Did;
use Reference::Family::DistTails;
use Reference::Family::Gaps;
use Reference::Family::Groups;
use Reference::Family::Lift;
use Reference::Family::Nist;
use Reference::Family::Norms;
use Reference::Family::Raters;
use Reference::Family::Regression;
use Reference::Family::Reliability;
use Reference::Family::Scores;
use Reference::Family::Trends;

my %module = (
	adverse_impact => 'AdverseImpact', corrections => 'Corrections', correlations => 'Correlations', did => 'Did',
	dist_tails => 'DistTails', gaps => 'Gaps', groups => 'Groups', lift => 'Lift', nist => 'Nist', norms => 'Norms',
	numeric => 'Correlations', raters => 'Raters', regression => 'Regression', reliability => 'Reliability',
	scores => 'Scores', trends => 'Trends', utility => 'Corrections',
);

# Models of who leaves and when, which the extension does not have.
my %not_applicable = map { $_ => 1 } qw(survival logistic);

sub known { return exists $module{ $_[0] } }
sub not_applicable { return $not_applicable{ $_[0] } }

# jobs(folder, family, statements): the jobs of all cases of a family. Each part of a case, the stats that one pattern matches, is a
# job of its own, { case, stats, found, template, input, settings }; found is undef where there are no data. statements is the
# folder of the templates.
sub jobs
{
	my ($folder, $family, $statements) = @_;
	my @parts = "Reference::Family::$module{$family}"->parts;
	my @jobs;

	for my $case ($folder->cases($family))
	{
		my %done;

		for my $part (@parts)
		{
			my @stats = grep { !$done{$_} } $case->stats($part->{stats}) or next;
			my $job = { case => $case, stats => \@stats, found => scalar $part->{find}->($folder, $case) };

			$done{$_} = 1 for @stats;
			push @jobs, $job;
			next unless $job->{found};
			$job->{$_} = $job->{found}{$_} for qw(input settings);
			$job->{template} = "$statements/" . ($job->{found}{template} // $part->{template}) . '.sql';
		}
	}
	return @jobs;
}

1;
