# Server.pm: the database in which a folder's cases are computed, by psql.
package Reference::Server;

use strict;
use warnings;

use File::Temp;
use Reference::Csv;
use Reference::DataSet;

# open_server(name): a new database with the extension; PG... in the environment say where.
sub open_server
{
	my ($class, $name) = @_;
	my $self = bless { name => $name, work => File::Temp->newdir }, $class;

	$ENV{PGCLIENTENCODING} = 'UTF8';
	$ENV{PGOPTIONS} = '-c client_min_messages=warning';
	run_program('dropdb', '--if-exists', '--force', $name);
	run_program('createdb', '-T', 'template0', '-E', 'UTF8', $name);
	$self->statements('CREATE EXTENSION aiehr; CREATE SCHEMA reference;');
	return $self;
}

sub close_server { run_program('dropdb', '--force', $_[0]{name}) }

sub run_program
{
	my (@command) = @_;

	system(@command) == 0 or die "$command[0] failed\n";
}

# Loads data sets into tables of text, with "#" for the number of the row.
sub load
{
	my ($self, @data) = @_;
	my $script = '';

	for my $data (@data)
	{
		my $table = 'reference.' . Reference::DataSet::identifier($data->name);
		my @columns = $data->columns;
		my @definitions = ('"#" bigint', map { Reference::DataSet::identifier($_) . ' text' } @columns);

		$script .= "CREATE TABLE $table (" . join(', ', @definitions) . ");\nCOPY $table FROM STDIN;\n";
		for my $row (0 .. $data->size - 1)
		{
			$script .= join("\t", $data->lines->[$row], map { copy_text($data->text($_)->[$row]) } @columns) . "\n";
		}
		$script .= "\\.\n";
	}
	$self->statements($script);
}

sub copy_text
{
	my ($text) = @_;
	my %escape = ("\\" => "\\\\", "\t" => "\\t", "\n" => "\\n", "\r" => "\\r");

	return '\N' unless defined $text;
	$text =~ s/([\\\t\n\r])/$escape{$1}/g;
	return $text;
}

# Runs statements that must not fail.
sub statements
{
	my ($self, $script) = @_;
	my ($out, $errors) = $self->psql($script, '-v', 'ON_ERROR_STOP=1');

	die $errors if $errors ne '';
	return $out;
}

# Runs a script, whatever fails in it, and returns what came out and the complaints.
sub psql
{
	my ($self, $script, @options) = @_;
	my %file = map { $_ => "$self->{work}/$_" } qw(script out errors);

	spill($file{script}, $script);
	my $pid = fork // die "cannot fork: $!\n";
	if (!$pid)
	{
		open STDOUT, '>', $file{out} or die "$file{out}: $!\n";
		open STDERR, '>', $file{errors} or die "$file{errors}: $!\n";
		exec 'psql', '-XqAt', '-F', "\t", '-d', $self->{name}, @options, '-f', $file{script} or die "psql: $!\n";
	}
	waitpid $pid, 0;
	return (Reference::Csv::slurp($file{out}), Reference::Csv::slurp($file{errors}));
}

sub spill
{
	my ($path, $text) = @_;

	open my $out, '>', $path or die "$path: $!\n";
	print $out $text;
	close $out or die "$path: $!\n";
}

# compute(job...): each job's results { stat }{ term } = [ { value, rtol, note, proof }... ], and its first error.
#
# A job has input, the query of the temporary table "input", settings, psql variables for the statements, and template, the
# file of statements. These return stat, term and value, and where need be three columns more (Verdict.pm says what they do).
sub compute
{
	my ($self, @jobs) = @_;
	my $script = "SET search_path = aiehr, public;\nSET statement_timeout = '5min';\n";

	for my $i (0 .. $#jobs)
	{
		my $job = $jobs[$i];
		my %settings = %{ $job->{settings} // {} };

		$script .= "\\echo '\@job $i'\n\\warn '\@job $i'\n";
		$script .= "\\set $_ " . quoted($settings{$_}) . "\n" for sort keys %settings;
		$script .= "CREATE TEMPORARY TABLE input AS $job->{input};\n" if $job->{input};
		$script .= "\\i " . quoted($job->{template}) . "\nDROP TABLE IF EXISTS input;\n";
	}
	my ($out, $errors) = $self->psql($script);
	read_results($out, @jobs);
	read_errors($errors, @jobs);
}

# A text as psql's commands take it.
sub quoted { my ($text) = @_; $text =~ s/(['\\])/\\$1/g; return "'$text'" }

sub read_results
{
	my ($out, @jobs) = @_;
	my $job;

	$_->{results} = {} for @jobs;
	for my $line (split /\n/, $out)
	{
		if ($line =~ /^\@job (\d+)$/) { $job = $jobs[$1]; next }
		my ($stat, $term, %result);

		($stat, $term, @result{qw(value rtol note proof)}) = map { $_ // '' } (split /\t/, $line, -1)[ 0 .. 5 ];
		push @{ $job->{results}{$stat}{$term} }, \%result;
	}
}

sub read_errors
{
	my ($errors, @jobs) = @_;
	my $job;

	for my $line (split /\n/, $errors)
	{
		if ($line =~ /^\@job (\d+)$/) { $job = $jobs[$1]; next }
		die "$line\n" unless $job;
		$line =~ s/^psql:[^:]*?:?[^:]*:\d+: //;
		$job->{error} //= $line;
	}
}

1;
