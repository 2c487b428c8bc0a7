#!/usr/bin/perl
# run.pl: how well aiehr resume reads resumes whose fields are known.
#
#   bench/resumes/run.pl DIR        (make resumes DIR=folder [VERBOSE=1])
#
# DIR holds ID.json with the fields, and any of ID.pdf (a text layer), ID_300.png and ID_150.png (scans at so many dots an inch).
# A field of the JSON is a text or a list of texts: name, gender, birth_date, id_number, phone (E.164), email, school, education (the
# highest level, compared by ISCED), degree, employer, dates (beginnings and ends of studies and jobs: YYYY-MM or YYYY). Texts are
# compared without white space and case. Right is what was expected and found; extra is what was found and not expected, of the fields
# that the JSON has. Nothing is stored: each file goes through aiehr resume --dry-run --json. It needs a server on which CREATE
# EXTENSION aiehr works, as PG... says, and makes a database aiehr_resumes there.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP qw(decode_json);
use List::Util qw(max sum0);
use Unicode::Normalize qw(NFKC);

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
$ENV{PGCLIENTENCODING} = 'UTF8';

my @fields = qw(name gender birth_date id_number phone email school education degree employer dates);
my @kinds = (['text layer', '.pdf'], ['300 dpi', '_300.png'], ['150 dpi', '_150.png']);
my %levels;

sub fail { print STDERR "resumes: @_\n"; exit 1 }

sub psql
{
	my ($database, $sql) = @_;
	my $pid = open(my $out, '-|', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', encode_utf8($sql)) or fail("psql cannot be run: $!");
	my $answer = decode_utf8(join '', <$out>);
	close $out or fail("a statement failed: $sql");
	chomp $answer;
	return $answer;
}

sub read_json
{
	my ($file) = @_;
	open my $in, '<:raw', $file or fail("$file cannot be read: $!");
	my $value = eval { decode_json(join '', <$in>) } or fail("$file is no JSON");
	return $value;
}

# Level of education of a term, asked once.
sub level
{
	my ($term) = @_;
	(my $quoted = $term) =~ s/'/''/g;
	return $levels{$term} //= psql('aiehr_resumes', "SELECT coalesce(aiehr.education_level('$quoted')::text, '$quoted')");
}

# A value as it is compared.
sub plain
{
	my ($field, $value) = @_;
	$value = { '男' => 'male', '女' => 'female' }->{$value} // $value if $field eq 'gender';
	$value = level($value) if $field eq 'education';
	return lc(NFKC($value)) =~ s/\s+//gr;
}

sub unique { my %seen; return grep { !$seen{$_}++ } @_ }

# What was found of a field of the JSON.
sub found
{
	my ($field, $read) = @_;
	my %from = (education => ['education_highest'], dates => [qw(study_start study_end work_start work_end)]);
	my %wanted = map { $_ => 1 } @{ $from{$field} // [$field] };
	return unique(map { plain($field, $_->{value}) } grep { $wanted{ $_->{field} } } @$read);
}

# Run the command on files; returns what it says of each.
sub run_command
{
	my @files = @_;
	open my $out, '-|', 'aiehr', 'resume', '--dry-run', '--json', '-d', 'aiehr_resumes', '--workspace', 'resumes', @files or fail("aiehr cannot be run: $!");
	my $answer = join '', <$out>;
	close $out;
	fail('aiehr resume failed') if $answer eq '';
	return decode_json($answer)->{files};
}

# Compare one kind of files; prints a line and returns the counts.
sub measure
{
	my ($title, $suffix, $dir, @ids) = @_;
	my @have = grep { -e "$dir/$_$suffix" } @ids;
	return unless @have;
	my $said = run_command(map { "$dir/$_$suffix" } @have);
	my (%right, %total, %extra);
	for my $i (0 .. $#have)
	{
		my $truth = read_json("$dir/$have[$i].json");
		for my $field (grep { defined $truth->{$_} } @fields)
		{
			my @expected = unique(map { plain($field, $_) } ref $truth->{$field} ? @{ $truth->{$field} } : $truth->{$field});
			my @found = found($field, $said->[$i]{fields});
			my %found = map { $_ => 1 } @found;
			my %expected = map { $_ => 1 } @expected;
			my @missing = grep { !$found{$_} } @expected;
			my @more = grep { !$expected{$_} } @found;
			$total{$field} += @expected;
			$right{$field} += @expected - @missing;
			$extra{$field} += @more;
			print "$have[$i]$suffix $field: missing [@missing], extra [@more]\n" if $ENV{VERBOSE} && (@missing || @more);
		}
		print "$have[$i]$suffix: $said->[$i]{error}\n" if defined $said->[$i]{error};
	}
	my ($all, $good) = (sum0(values %total), sum0(values %right));
	my $pages = sum0(map { $_->{pages} } @$said) || 1;
	printf "%-11s%s  %7.3f %6d %8.2f %6.0f\n", $title, join('', map { defined $total{$_} ? sprintf('%8s', "$right{$_}/$total{$_}") : sprintf('%8s', '-') } @fields),
		$all ? $good / $all : 0, sum0(values %extra), sum0(map { $_->{seconds} } @$said) / $pages, max(map { $_->{peak_mb} } @$said);
}

sub clean_up
{
	local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
	psql('postgres', 'DROP DATABASE IF EXISTS aiehr_resumes');
	psql('postgres', 'DROP ROLE IF EXISTS resumes_owner, resumes_hr, resumes_loader, resumes_analyst, resumes_auditor');
}

my ($dir) = @ARGV;
fail('usage: make resumes DIR=folder') unless defined $dir && -d $dir;
my @ids = sort map { m{([^/]+)\.json$} } glob("$dir/*.json");
fail("$dir holds no ID.json") unless @ids;
clean_up();
psql('postgres', "CREATE DATABASE aiehr_resumes TEMPLATE template0 ENCODING 'UTF8'");
psql('aiehr_resumes', 'CREATE EXTENSION aiehr');
psql('aiehr_resumes', q{SELECT FROM aiehr.create_workspace('resumes')});
printf "aiehr: fields of %d resumes, right of expected\n\n", scalar @ids;
printf "%-11s%s  %7s %6s %8s %6s\n", '', join('', map { sprintf '%8s', s/birth_date/birth/r =~ s/id_number/id/r =~ s/education/level/r } @fields), 'all', 'extra', 's/page', 'MB';
measure($_->[0], $_->[1], $dir, @ids) for @kinds;
clean_up();
