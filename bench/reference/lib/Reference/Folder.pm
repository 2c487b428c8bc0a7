# Folder.pm: a folder of reference values: expected_*.csv, dist_tails.csv, and the data they were computed from, data/*.csv.
package Reference::Folder;

use strict;
use warnings;

use Reference::Case;
use Reference::Csv;
use Reference::DataSet;

my $number = qr/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

# NIST's certified values and the tails of distributions state no tolerance; their families know it.
my %without_rtol = map { $_ => 1 } qw(nist dist_tails);

# open_folder(path): reads everything; the first fault is an error.
sub open_folder
{
	my ($class, $path) = @_;
	my $self = bless { path => $path, cases => {}, data => [] }, $class;

	die "there is no folder $path\n" unless -d $path;
	my @files = glob_in($path, 'expected_*.csv');
	my ($tails) = glob_in($path, 'dist_tails.csv');
	die "$path: neither an expected_*.csv nor a dist_tails.csv\n" unless @files || $tails;

	for my $file (@files)
	{
		my ($family) = $file =~ /expected_([^\/]*)\.csv$/;

		$self->{cases}{$family} = read_expected($file, $family);
	}
	$self->{cases}{dist_tails} = read_tails($tails) if $tails;
	$self->{data} = [ map { Reference::DataSet->from_file($_) } glob_in("$path/data", '*.csv') ];
	return $self;
}

sub families { sort keys %{ $_[0]{cases} } }
sub cases { @{ $_[0]{cases}{ $_[1] } // [] } }
sub data { @{ $_[0]{data} } }

# The file that the values of a family come from, without the folder.
sub file_of { $_[1] eq 'dist_tails' ? 'dist_tails.csv' : "expected_$_[1].csv" }

# Files of a folder by pattern; glob() itself would trip over blanks in the folder's name.
sub glob_in
{
	my ($folder, $pattern) = @_;
	my $regex = join '.*', map { quotemeta } split /\*/, $pattern, -1;

	opendir my $dir, $folder or return;
	my @names = sort grep { /^$regex$/ && -f "$folder/$_" } readdir $dir;
	closedir $dir;
	return map { "$folder/$_" } @names;
}

# Rows of CSV as hashes, after a check that all columns are there.
sub rows_of
{
	my ($file, @columns) = @_;
	my $csv = Reference::Csv::read_csv($file);
	my @rows;

	for my $column (@columns)
	{
		die "$file:1: no column \"$column\"\n" unless grep { $_ eq $column } @{ $csv->{header} };
	}
	for my $record (@{ $csv->{rows} })
	{
		my %row = (line => $record->{line});

		@row{ @{ $csv->{header} } } = @{ $record->{fields} };
		push @rows, \%row;
	}
	return @rows;
}

# The cases of a file, in its order.
sub read_expected
{
	my ($file, $family) = @_;
	my @columns = qw(case stat term value);
	my (%case, @cases);

	push @columns, 'rtol' unless $without_rtol{$family};
	for my $row (rows_of($file, @columns))
	{
		my $name = $row->{case};

		check_row($file, $row, $without_rtol{$family});
		push @cases, $case{$name} = Reference::Case->new(name => $name, family => $family) unless $case{$name};
		$case{$name}->add($row);
	}
	return \@cases;
}

# Complains of what is no number, and makes undef of an empty value.
sub check_row
{
	my ($file, $row, $without_rtol) = @_;
	my $at = "$file:$row->{line}";

	die "$at: value \"$row->{value}\" is no number\n" unless $row->{value} =~ /$number|^$|^-?Infinity$/;
	$row->{value} = undef if $row->{value} eq '';
	$row->{how} //= '';
	return if $without_rtol;
	die "$at: rtol \"$row->{rtol}\" is no number above 0\n" unless $row->{rtol} =~ $number && $row->{rtol} > 0;
}

# dist_tails.csv has arguments in place of names: a case is a function, a term its arguments.
sub read_tails
{
	my ($file) = @_;
	my (%case, @cases);

	for my $row (rows_of($file, qw(fn x p1 p2 value)))
	{
		my $name = $row->{fn};
		my @arguments = grep { $_ ne '' } @$row{qw(x p1 p2)};

		$row->{stat} = 'p';
		$row->{term} = join ',', @arguments;
		check_row($file, $row, 1);
		push @cases, $case{$name} = Reference::Case->new(name => $name, family => 'dist_tails') unless $case{$name};
		$case{$name}->add($row);
	}
	return \@cases;
}

1;
