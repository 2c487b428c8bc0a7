# Report.pm: prints what became of the values of a folder.
package Reference::Report;

use strict;
use warnings;

use Scalar::Util ();

# No more failures of a file than these are listed.
my $most_listed = 20;

# report(file...): each { name, rows => [{ row, case, verdict }...], cases }; returns the numbers passed and failed.
sub report
{
	my (@files) = @_;
	my %total = map { $_ => 0 } qw(cases values passed failed judged not_applicable);

	printf "%-28s %6s %7s %7s %7s %7s %7s  %s\n", qw(file cases values passed failed judged n/a), 'worst relative error but of judged';
	for my $file (@files)
	{
		my %count = counts($file);

		$total{$_} += $count{$_} for keys %total;
		print_line($file->{name}, \%count, worst($file));
	}
	print_line('all', \%total, '');
	print_listed('failed', @files);
	print_listed('judged', @files);
	return @total{qw(passed failed)};
}

sub counts
{
	my ($file) = @_;
	my %count = map { $_ => 0 } qw(passed failed judged not_applicable);

	@count{qw(cases values)} = ($file->{cases}, scalar @{ $file->{rows} });
	$count{ $_->{verdict}{status} }++ for @{ $file->{rows} };
	return %count;
}

sub print_line
{
	my ($name, $count, $worst) = @_;

	printf "%-28s %6d %7d %7d %7d %7d %7d  %s\n", $name, @$count{qw(cases values passed failed judged not_applicable)}, $worst;
}

sub title { my ($row) = @_; return join ' ', grep { $_ ne '' } $row->{case}, $row->{row}{stat}, $row->{row}{term} }

sub worst
{
	my ($file) = @_;
	my ($worst) = sort { $b->{verdict}{error} <=> $a->{verdict}{error} }
		grep { defined $_->{verdict}{error} && $_->{verdict}{status} ne 'judged' } @{ $file->{rows} };

	return $worst ? sprintf('%.1e %s', $worst->{verdict}{error}, title($worst)) : '';
}

# The values of one status, file by file.
sub print_listed
{
	my ($status, @files) = @_;

	for my $file (@files)
	{
		my @rows = grep { $_->{verdict}{status} eq $status } @{ $file->{rows} } or next;
		my $listed = @rows > $most_listed ? $most_listed : @rows;

		print "\n$status in $file->{name}\n";
		print_value($_) for @rows[ 0 .. $listed - 1 ];
		printf "  ... and %d more\n", @rows - $listed if @rows > $listed;
	}
}

sub print_value
{
	my ($row) = @_;
	my $verdict = $row->{verdict};
	my $got = !defined $verdict->{got} ? 'nothing' : $verdict->{got} eq '' ? 'NULL' : $verdict->{got};

	printf "  %s: expected %s, got %s%s%s\n", title($row), $row->{row}{value} // 'NULL', $got,
		defined $verdict->{error} ? sprintf(', relative error %.2e', $verdict->{error}) : '',
		defined $verdict->{why} ? " ($verdict->{why})" : '';
}

# How a case was found, in words: data, roles, and what told them.
sub found
{
	my ($found) = @_;
	my @roles;

	for my $role (sort keys %$found)
	{
		my $what = $found->{$role};
		my @names = map { $_->name } grep { Scalar::Util::blessed($_) && $_->can('name') } ref $what eq 'ARRAY' ? @$what : $what;

		push @roles, "$role " . join(' ', @names) if @names && $role ne 'data';
	}
	return join ', ', ($found->{data} ? $found->{data}->title : ()), @roles, $found->{remark} // (),
		"by $found->{by}" . (@{ $found->{facts} // [] } ? ' (' . join(' ', @{ $found->{facts} }) . ')' : '');
}

1;
