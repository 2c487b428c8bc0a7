# Panel.pm: the panels of intraclass correlations: a column for each rater, or a row for each rating.
#
# Identified by the F of forms 1 and 3.
package Reference::Family::Panel;

use strict;
use warnings;

use List::Util qw(sum0);
use Reference::Candidates;
use Reference::Expression qw(expression expressions);
use Reference::Input qw(select_columns);
use Reference::Label;
use Reference::Names;
use Reference::Search qw(search);
use Reference::Sums qw(mean product);

sub find
{
	my ($folder, $case) = @_;
	my $propose = sub {
		my ($data, $rest, $try) = @_;

		propose_wide($data, $rest, $try) || propose_long($data, $rest, $try);
	};
	my $found = search($folder, $case, $propose,
		[ icc_1_1_F => sub { (f_values($_[0]))[0] } ],
		[ icc_3_1_F => sub { (f_values($_[0]))[1] } ],
		[ icc_1_1 => sub { (f_values($_[0]))[2] } ]) or return;

	$found->{input} = $found->{raters} ? wide_input($found) : long_input($found);
	return $found;
}

# A column for each rater, and no rating missing: all columns of numbers, all but the first, runs of them, any set of them.
sub propose_wide
{
	my ($data, $rest, $try) = @_;
	my @columns = grep { expression($data, $_)->series($data)->{n} == $data->size } $data->numeric_columns;
	my %complete = map { $_ => 1 } @columns;
	my @runs = grep { my $run = $_; !grep { !$complete{$_} } @$run } Reference::Candidates::runs($data);

	for my $set ([ @columns[ 1 .. $#columns ] ], \@columns, @runs, Reference::Candidates::sets($data, @columns))
	{
		next if @$set < 2;
		return 1 if $try->($rest eq '', raters => [ expressions($data, @$set) ]);
	}
	return 0;
}

# Labels of ratees and raters, a ratee's perhaps of two columns, and a rating, where each pair of labels occurs once.
sub propose_long
{
	my ($data, $rest, $try) = @_;
	my ($row_name, $column_name) = $rest =~ /^(.*)_by_(.*)$/ ? ($1, $2) : ('', '');
	my @columns = grep { my $n = keys %{ $data->counts($_) }; $n > 1 && $n < $data->size } $data->columns;
	my @single = map { Reference::Label::column($_) } @columns;
	my @joined = map { my $first = $_; map { Reference::Label::joined($first, ' ', $_) } grep { $_ gt $first } @columns } @columns;

	for my $ratee (@single, @joined)
	{
		for my $rater (grep { complete_cross($data, $ratee, $_) } @single)
		{
			for my $y (expressions($data, $data->numeric_columns))
			{
				my $told = Reference::Names::plain($ratee->name) eq $row_name && Reference::Names::plain($rater->name) eq $column_name;

				return 1 if $try->($told, ratee => $ratee, rater => $rater, rating => $y);
			}
		}
	}
	return 0;
}

sub complete_cross
{
	my ($data, @labels) = @_;
	my ($x, $y) = map { $_->values($data) } @labels;
	my (%x, %y, %seen);

	for my $row (0 .. $#$x)
	{
		return 0 if !defined $x->[$row] || !defined $y->[$row] || $seen{ $x->[$row] }{ $y->[$row] }++;
		$x{ $x->[$row] } = $y{ $y->[$row] } = 1;
	}
	return keys(%x) * keys(%y) == $data->size;
}

# The means of a panel's raters, their products, a matrix, and the number of ratees.
sub moments
{
	my ($it) = @_;
	my $data = $it->{data};

	return long_moments($it) unless $it->{raters};
	my @names = map { $_->name } @{ $it->{raters} };
	my %column = map { $_->name => $_->series($data)->{values} } @{ $it->{raters} };
	my $product = sub { my ($x, $y) = @_; $data->remember("product of $x\0$y", sub { product(@column{ $x, $y }) }) };
	my @means = map { my $x = $_; $data->remember("mean of $x", sub { mean(@{ $column{$x} }) }) } @names;
	my @products = map { my $x = $_; [ map { $product->($x, $_) } @names ] } @names;

	return (\@means, \@products, $data->size);
}

sub long_moments
{
	my ($it) = @_;
	my ($ratee, $rater) = map { $it->{$_}->values($it->{data}) } qw(ratee rater);
	my $y = $it->{rating}->series($it->{data})->{values};
	my %by_rater;

	return if grep { !defined } @$y;
	push @{ $by_rater{ $rater->[$_] } }, $y->[$_] for sort { $ratee->[$a] cmp $ratee->[$b] } 0 .. $#$y;
	my @columns = map { $by_rater{$_} } sort keys %by_rater;
	my @means = map { mean(@$_) } @columns;
	my @products = map { my $x = $_; [ map { product($x, $_) } @columns ] } @columns;

	return (\@means, \@products, scalar @{ $columns[0] });
}

# F of forms 1 and 3, and form 1 itself, from the moments of the raters.
sub f_values
{
	my ($it) = @_;
	my ($means, $products, $n) = moments($it) or return;
	my $k = @$means;
	my $trace = sum0(map { $products->[$_][$_] } 0 .. $k - 1);
	my $ss_rows = sum0(map { @$_ } @$products) / $k;
	my $ss_columns = $n * product($means, $means);

	return if $n < 2 || $k < 2;
	my $between = $ss_rows / ($n - 1);
	my $error = ($trace - $ss_rows) / (($n - 1) * ($k - 1));
	my $within = ($trace - $ss_rows + $ss_columns) / ($n * ($k - 1));

	return unless $within > 0 && $error > 0;
	return ($between / $within, $between / $error, ($between - $within) / ($between + ($k - 1) * $within));
}

sub wide_input
{
	my ($it) = @_;
	my $all = join ' AND ', map { '(' . $_->sql . ') IS NOT NULL' } @{ $it->{raters} };
	my $ratings = join ', ', map { '(' . Reference::DataSet::literal($_->name) . ', ' . $_->sql . ')' } @{ $it->{raters} };

	return 'SELECT r.rater, "#"::text AS ratee, r.rating FROM (SELECT * FROM ' . $it->{data}->source . ") d"
		. " CROSS JOIN LATERAL (VALUES $ratings) AS r (rater, rating) WHERE $all";
}

sub long_input
{
	my ($it) = @_;

	return select_columns($it->{data}, map { $_ => $it->{$_} } qw(rater ratee rating));
}

1;
