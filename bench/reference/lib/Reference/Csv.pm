# Csv.pm: reads CSV files with a header line (RFC 4180). What is malformed is an error that names file and line.
package Reference::Csv;

use strict;
use warnings;

# read_csv(path) -> { path, header => [name...], rows => [{ line, fields => [text...] }...] }
sub read_csv
{
	my ($path) = @_;
	my $text = slurp($path);
	my @records = records($path, $text);
	my $head = shift @records or die "$path: empty, not even a header line\n";

	check_header($path, $head->{fields});
	my $width = @{ $head->{fields} };
	for my $record (@records)
	{
		my $n = @{ $record->{fields} };

		die "$path:$record->{line}: $n fields where the header has $width\n" if $n != $width;
	}
	return { path => $path, header => $head->{fields}, rows => \@records };
}

# The content of a file, without byte order mark, every line ended by a line feed alone.
sub slurp
{
	my ($path) = @_;

	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	my $text = <$in> // '';
	close $in or die "$path: $!\n";
	$text =~ s/^\xef\xbb\xbf//;
	$text =~ s/\r\n/\n/g;
	$text .= "\n" if $text ne '' && $text !~ /\n\z/;
	return $text;
}

# Splits the text into records; a quoted field may hold commas, line ends and doubled quotes.
sub records
{
	my ($path, $text) = @_;
	my $line = 1;
	my @records;

	while ((pos($text) // 0) < length $text)
	{
		my $record = { line => $line, fields => [] };

		while (1)
		{
			if ($text =~ /\G"([^"]*(?:""[^"]*)*)"/gc)
			{
				my $field = $1;

				$line += ($field =~ tr/\n//);
				$field =~ s/""/"/g;
				push @{ $record->{fields} }, $field;
			}
			elsif ($text =~ /\G"/gc)
			{
				die "$path:$line: a quote is opened and not closed\n";
			}
			else
			{
				$text =~ /\G([^",\n]*)/gc;
				push @{ $record->{fields} }, $1;
			}
			next if $text =~ /\G,/gc;
			last if $text =~ /\G\n/gc;
			die "$path:$line: a quote in the middle of a field\n";
		}
		$line++;
		push @records, $record;
	}
	return @records;
}

sub check_header
{
	my ($path, $names) = @_;
	my %seen;

	for my $i (0 .. $#$names)
	{
		die "$path:1: column " . ($i + 1) . " has no name\n" if $names->[$i] =~ /^\s*$/;
		die "$path:1: column $names->[$i] occurs twice\n" if $seen{ $names->[$i] }++;
	}
}

1;
