# Norms.pm: expected_norms.csv: <data>_<column>, scores read against the norm of all.
#
# Identified by n, mean, sd and the z of the last person.
package Reference::Family::Norms;

use strict;
use warnings;

use Reference::Candidates;
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(complete count_complete mean pick sd);

sub parts { return { stats => qr/./, template => 'norms', find => \&find } }

sub find
{
	my ($folder, $case) = @_;
	my @ids = $case->terms(qw(z T percentile_midrank sten_z stanine_pr stanine_z normal_score_blom));
	my $propose = sub {
		my ($data, $rest, $try) = @_;
		my @labels = Reference::Label::identifying($data, @ids);
		my @named = Reference::Names::column_at_end($rest, $data->numeric_columns);

		for my $x (Reference::Candidates::scores($data, @named))
		{
			for my $id (@labels)
			{
				return if $try->(@named && $x->name eq $named[0], x => $x, id => $id);
			}
		}
	};
	my $found = search($folder, $case, $propose,
		[ n => sub { count_complete($_[0]{data}, $_[0]{x}) } ],
		[ mean => sub { mean(values_of($_[0])) } ],
		[ sd => sub { sd(values_of($_[0])) } ],
		[ z => sub { z_of($_[0], $ids[-1]) } ]) or return;

	$found->{input} = select_columns($found->{data}, id => $found->{id}, x => $found->{x});
	return $found;
}

sub values_of
{
	my ($it) = @_;

	return pick($it->{data}, $it->{x}, complete($it->{data}, $it->{x}));
}

sub z_of
{
	my ($it, $id) = @_;
	my @values = values_of($it);
	my $sd = sd(@values);
	my $labels = $it->{id}->values($it->{data});
	my ($row) = grep { $labels->[$_] eq $id } 0 .. $#$labels;
	my ($x) = pick($it->{data}, $it->{x}, [$row]);

	return { $id => defined $x && $sd ? ($x - mean(@values)) / $sd : undef };
}

1;
