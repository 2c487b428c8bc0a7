#!/usr/bin/perl
# unicode_tables.pl: writes src/identity/normalise_han.c and normalise_case.c, the facts about characters
# that the normalisation of names and texts needs.
#
#   src/tools/unicode_tables.pl src/identity
#
# Readings and simplified forms come from ICU's transforms (`uconv` of Debian's icu-devtools), which are
# made from Unicode's CLDR and Unihan; case folding from Perl's copy of Unicode's CaseFolding.txt. All
# three are under the licence Unicode-3.0. The files are in the repository, so that neither a build nor a
# server needs ICU; run this again for a newer Unicode.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use IPC::Open2;
use Unicode::Normalize qw(NFD);
use Unicode::UCD qw(casefold);

my $folder = shift or die "usage: unicode_tables.pl FOLDER\n";

# The ideographs that are one piece in UTF-16 and stay as they are under NFKC: extension A and the first block.
my @ranges = ([0x3400, 0x4DBF], [0x4E00, 0x9FFF]);
my @chars = map { my ($first, $last) = @$_; map { chr } $first .. $last } @ranges;

# Not simplified in names: each is a surname or a word of its own beside the character it would become.
my %keep = map { $_ => 1 } split //, '於乾著藉俱';

# Variants met in names that the transform leaves alone, each before its standard form.
my %variants = split //,
	'兪俞呉吴曽曾尙尚眞真靑青裵裴査查嶽岳峯峰敎教旣既卽即幷并硃朱璿璇璵玙嫺娴滙汇脩修谿溪菴庵翬翚鎭镇畵画龑䶮';

# The transform knows one reading of a character, which here is not the one in given names.
my %in_names = qw(了 liao 长 chang 拓 tuo 勒 le 晟 sheng 珩 heng 隽 jun 靓 liang 琢 zhuo 泊 bo 焘 tao 莞 wan 卜 bu
	峤 qiao 湫 qiu 芫 yuan 簿 bu 佛 fo 似 si 谁 shui 荨 xun 骠 biao 鹄 hu);

# Each ideograph through one of ICU's transforms, one a line, so that none has a neighbour.
sub transform
{
	my ($id) = @_;
	my $pid = open2(my $out, my $in, 'uconv', '-f', 'utf-8', '-t', 'utf-8', '-x', $id) or die "uconv: $!\n";

	if (!fork)
	{
		close $out;
		print {$in} encode('UTF-8', join("\n", @chars) . "\n");
		exit;
	}
	close $in;
	my @lines = map { decode('UTF-8', $_) } <$out>;
	chomp @lines;
	waitpid $pid, 0;
	die "uconv -x $id failed\n" if $? || @lines != @chars;
	return @lines;
}

# A reading without its tone, ü written v; empty where there is none.
sub plain_reading
{
	my ($reading) = @_;

	$reading = NFD($reading);
	$reading =~ s/u([\x{300}\x{301}\x{304}\x{30C}]?)\x{308}/v$1/g;
	$reading =~ s/[\x{300}-\x{36F}]//g;
	return $reading =~ /^[a-z]+$/ && $reading =~ /[aeiouv]/ ? $reading : '';
}

# Writes a C file with its heading.
sub write_file
{
	my ($name, $about, $body) = @_;

	open my $f, '>:encoding(UTF-8)', "$folder/$name" or die "$folder/$name: $!\n";
	print $f "/*\n * $name\n$about *\n * Made by src/tools/unicode_tables.pl; do not edit.\n */\n#include \"identity/normalise_chars.h\"\n\n$body";
	close $f or die "$folder/$name: $!\n";
}

# Pieces of text as lines of adjacent C literals, none wider than the style allows.
sub literals
{
	my ($most, @pieces) = @_;
	my ($lines, $line) = ('', '');

	for (@pieces)
	{
		if (length(encode('UTF-8', $line . $_)) > $most)
		{
			$lines .= "\t\"$line\"\n";
			$line = '';
		}
		$line .= $_;
	}
	return "$lines\t\"$line\"";
}

# Words as lines of C initialisers.
sub initialisers
{
	my ($lines, $line) = ('', '');

	for (@_)
	{
		if (length($line) + length($_) > 98)
		{
			$lines .= "\t$line\n";
			$line = '';
		}
		$line .= ($line eq '' ? '' : ' ') . "$_,";
	}
	$lines .= "\t$line\n";
	$lines =~ s/,\n$/\n/;
	return $lines;
}

sub han_file
{
	my @readings = map { plain_reading($_) } transform('Han-Latin');
	my @simplified = transform('Traditional-Simplified');
	for my $i (0 .. $#chars)
	{
		$readings[$i] = $in_names{ $chars[$i] } if exists $in_names{ $chars[$i] };
		$simplified[$i] = $variants{ $chars[$i] } if exists $variants{ $chars[$i] };
	}
	my %seen = map { $_ => 1 } @readings, qw(lv lve nv nve);
	my @syllables = sort keys %seen;
	my %index = map { $syllables[$_] => $_ } 0 .. $#syllables;
	my @codes = map { my $i = $index{$_}; chr(97 + int($i / 26)) . chr(97 + $i % 26) } @readings;
	my @pairs = map { "$chars[$_]$simplified[$_]" } grep {
		$chars[$_] ne $simplified[$_] && !$keep{ $chars[$_] } && length($simplified[$_]) == 1 && ord($simplified[$_]) < 0x10000
	} 0 .. $#chars;
	my $nsyllables = @syllables;
	my $npairs = @pairs;

	die "too many syllables\n" if $nsyllables > 26 * 26;
	write_file('normalise_han.c',
		" *\t\tMandarin readings of ideographs without tones, and traditional ideographs with their simplified form\n *\n"
		. " * From ICU's transforms Han-Latin and Traditional-Simplified, which are made from Unicode's CLDR and Unihan\n"
		. " * (licence Unicode-3.0).\n",
		"const int\taiehr_nsyllables = $nsyllables;\n\n"
		. "/* every syllable, sorted, the first for no reading */\n"
		. "const char\taiehr_syllables[][8] = {\n" . initialisers(map { "\"$_\"" } @syllables) . "};\n\n"
		. "/*\n * For each ideograph from U+3400 to U+4DBF, then from U+4E00 to U+9FFF: the place of its syllable above,\n * two digits of base 26.\n */\n"
		. "const char\taiehr_readings[] =\n" . literals(100, @codes) . ";\n\n"
		. "const int\taiehr_nsimplified = $npairs;\n\n"
		. "/* pairs of traditional and simplified, three bytes of UTF-8 each, sorted */\n"
		. "const char\taiehr_simplified[] =\n" . literals(99, @pairs) . ";\n");
}

# Runs of characters that fold by the same distance, each one or every second.
sub case_file
{
	my @runs;
	my $version = Unicode::UCD::UnicodeVersion();

	for my $c (0x80 .. 0x1FFFF)
	{
		my $fold = casefold($c) or next;
		next if $fold->{simple} eq '';
		my $delta = hex($fold->{simple}) - $c;
		my $run = $runs[-1];
		if ($run && $run->{delta} == $delta && $c - $run->{last} <= 2 && ($run->{step} == 0 || $run->{step} == $c - $run->{last}))
		{
			$run->{step} = $c - $run->{last};
			$run->{last} = $c;
		}
		else
		{
			push @runs, { first => $c, last => $c, step => 0, delta => $delta };
		}
	}
	my $n = @runs;
	write_file('normalise_case.c',
		" *\t\tSimple case folding of characters above ASCII\n *\n * From CaseFolding.txt of Unicode $version (licence Unicode-3.0).\n",
		"const int\taiehr_ncase_runs = $n;\n\n"
		. "const CaseRun aiehr_case_runs[] = {\n"
		. initialisers(map { sprintf '{0x%04X, 0x%04X, %d, %d}', $_->{first}, $_->{last}, $_->{step} || 1, $_->{delta} } @runs)
		. "};\n");
}

han_file();
case_file();
