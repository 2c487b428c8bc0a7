#!/usr/bin/env perl
# run.pl: computes the cases of a folder of reference values by the extension, and compares.
#
#   bench/reference/run.pl FOLDER        (make reference DIR=FOLDER)
#
# FOLDER has expected_*.csv (columns case, stat, term, value, rtol, how), dist_tails.csv (fn, x, p1, p2, value), any of them,
# and data/*.csv, from which the expected values were computed elsewhere. README.md says how data and columns of a case
# are found. Every value is computed by SQL on the server (sql/); this program decides what to run and compares. It needs
# a server on which CREATE EXTENSION aiehr works, as PG... says, and makes a database aiehr_reference there.
#
# VERBOSE=1 lists how each case was found. Exit status: 0 when nothing failed, 1 when something did, 2 when the folder cannot
# be read.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use FindBin;
use lib "$FindBin::RealBin/lib";

use Reference::Family;
use Reference::Folder;
use Reference::Report;
use Reference::Server;
use Reference::Verdict;

my $here = $FindBin::RealBin;

my $status = eval { main(@ARGV) };
print STDERR "reference: $@" unless defined $status;
exit($status // 2);

sub main
{
	my ($path) = @_;

	die "no folder given; usage: make reference DIR=folder\n" unless defined $path && $path ne '';
	my $folder = Reference::Folder->open_folder($path);
	my $judged = Reference::Verdict::read_judged("$here/judged.csv");
	my $server = Reference::Server->open_server('aiehr_reference');
	$server->load($folder->data);
	my @files = map { run_family($server, $folder, $_, $judged) } $folder->families;
	$server->close_server;

	my ($passed, $failed) = Reference::Report::report(@files);
	print "\n$passed passed, $failed failed\n";
	return $failed ? 1 : 0;
}

# The verdicts on a file, in its order.
sub run_family
{
	my ($server, $folder, $family, $judged) = @_;
	my $file = $folder->file_of($family);
	my @cases = $folder->cases($family);
	my %verdict = Reference::Family::known($family) ? verdicts_by_job($server, $folder, $family) : ();
	my @rows;

	for my $case (@cases)
	{
		for my $row ($case->rows)
		{
			my $job = $verdict{ $case->name }{ $row->{stat} };
			my $entry = $judged->{ join "\0", $file, $case->name, @$row{qw(stat term)} };

			$entry = undef unless Reference::Verdict::speaks_of($entry, $row);
			push @rows, { case => $case->name, row => $row, verdict => verdict($family, $row, $job, $entry) };
		}
	}
	return { name => $file, cases => scalar @cases, rows => \@rows };
}

# Runs the jobs of a family: the job of each case and stat.
sub verdicts_by_job
{
	my ($server, $folder, $family) = @_;
	my @jobs = Reference::Family::jobs($folder, $family, "$here/sql");
	my %job;

	$server->compute(grep { $_->{found} } @jobs);
	for my $job (@jobs)
	{
		print_found($family, $job) if $ENV{VERBOSE};
		$job{ $job->{case}->name }{$_} = $job for @{ $job->{stats} };
	}
	return %job;
}

sub verdict
{
	my ($family, $row, $job, $entry) = @_;

	return { status => 'not_applicable' } if Reference::Family::not_applicable($family);
	return { status => 'failed', why => 'unknown file' } unless $job;
	return { status => 'failed', why => 'no data found' } unless $job->{found};
	my $verdict = Reference::Verdict::of($row, $job->{results}, $entry);

	$verdict->{why} .= ", $job->{error}" if $verdict->{status} eq 'failed' && !defined $verdict->{got} && $job->{error};
	return $verdict;
}

# One line on how a case was found.
sub print_found
{
	my ($family, $job) = @_;
	my $found = $job->{found};

	printf "%s %s: %s\n", $family, $job->{case}->name, $found ? Reference::Report::found($found) : 'no data found';
}
