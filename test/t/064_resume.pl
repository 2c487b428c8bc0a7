# aiehr resume: text layers, scans and pictures become claims, once; what is no resume is an error of its own, and limits hold.
# The files are made here: a text layer needs no font, since its characters are named by a table of the file's own.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use JSON::PP qw(decode_json);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'poppler is not installed' unless -x '/usr/bin/pdftotext' || `which pdftotext`;

my $node = PostgreSQL::Test::Cluster->new('resume');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION aiehr;
	SELECT aiehr.create_workspace('hr');
	CREATE ROLE brings LOGIN; GRANT hr_loader TO brings;
});
@ENV{qw(PGHOST PGPORT PGDATABASE)} = ($node->host, $node->port, 'postgres');
my $dir = PostgreSQL::Test::Utils::tempdir;

# Run aiehr resume: exit status, what it says, what it complains of.
sub resume
{
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'aiehr', 'resume', @_ ], '<', \'', '>', \$out, '2>', \$err);
	return ($? >> 8, decode_utf8($out), decode_utf8($err));
}

sub write_file
{
	my ($name, $bytes) = @_;
	open my $f, '>:raw', "$dir/$name" or die "$dir/$name: $!";
	print $f $bytes;
	close $f or die;
	return "$dir/$name";
}

# A PDF of these objects, the first of them the catalogue.
sub pdf
{
	my ($trailer, @objects) = @_;
	my ($pdf, @at) = ("%PDF-1.5\n");
	for my $i (0 .. $#objects)
	{
		push @at, length $pdf;
		$pdf .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n";
	}
	my $xref = length $pdf;
	$pdf .= sprintf("xref\n0 %d\n0000000000 65535 f \n", @objects + 1) . join('', map { sprintf "%010d 00000 n \n", $_ } @at);
	return $pdf . sprintf("trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", @objects + 1, $trailer, $xref);
}

sub stream
{
	my ($entries, $bytes) = @_;
	return sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", $entries, length $bytes, $bytes);
}

# A page of lines; a tab is a gap. With a font its letters can be drawn, else they are only named.
sub text_pdf
{
	my ($font, @lines) = @_;
	my (%code, $content, $y);
	$y = 780;
	for my $line (@lines)
	{
		my $x = 50;
		for my $cell (split /\t/, $line)
		{
			my $shown = $font ? '(' . ($cell =~ s/([()\\])/\\$1/gr) . ')' :
				'<' . join('', map { sprintf '%04x', $code{$_} //= 1 + keys %code } split //, $cell) . '>';
			$content .= "BT /F 12 Tf $x $y Td $shown Tj ET\n";
			$x += 12 * length($cell) * ($font ? 0.55 : 1) + 30;
		}
		$y -= 24;
	}
	my @names = sort { $code{$a} <=> $code{$b} } keys %code;
	my $map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n1 begincodespacerange <0000> <ffff> endcodespacerange\n";
	$map .= sprintf("1 beginbfchar <%04x> <%04x> endbfchar\n", $code{$_}, ord) for @names;
	$map .= "endcmap end end";
	return pdf('', '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
		stream('', $content),
		$font ? '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>' : '<< /Type /Font /Subtype /Type0 /BaseFont /None /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>',
		'<< /Type /Font /Subtype /CIDFontType2 /BaseFont /None /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R /DW 1000 >>',
		'<< /Type /FontDescriptor /FontName /None /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>',
		stream('', $map));
}

# A grey picture as PGM, of a function of column and row.
sub pgm
{
	my ($width, $height, $grey) = @_;
	my $bytes = "P5 $width $height 255\n";
	for my $y (0 .. $height - 1) { $bytes .= pack 'C*', map { $grey->($_, $y) } 0 .. $width - 1 }
	return $bytes;
}

my $zh = write_file('zh.pdf', text_pdf(0, '个人简历', "姓名：高云舒\t性别：女\t出生日期：1993年8月5日", "手机：138 1234 0099\t邮箱：gaoyunshu\@example.com",
	'教育背景', "2011.09–2015.06\t苏州大学\t统计学\t本科", '工作经历', "2015.07–2020.02\t远山软件有限公司\t数据分析员", "2020.03–至今\t苏州东吴信托公司\t高级分析师"));
my @en = ('Harriet Longfield', 'harriet.longfield@example.org   +44 7911 123 456', 'EXPERIENCE', 'Data Analyst, Northmoor Systems', 'March 2019 - Present',
	'Statistician, Bluegate Insurance Ltd', 'September 2015 - February 2019', 'EDUCATION', 'MSc Statistics, University of Leeds, 2014 - 2015');
my $en = write_file('en.pdf', text_pdf(1, @en));

# 1. A dry run shows what is read and stores nothing
my ($rc, $out, $err) = resume('--dry-run', $zh);
is($rc, 0, 'a dry run') or diag $err;
like($out, qr/zh\.pdf: 1 page in [0-9.]+ s, \d+ claims about a new person \(not stored\)/, 'says what would be');
like($out, qr/^  $_/m, encode_utf8($_)) for map { quotemeta($_->[0]) . ' +' . quotemeta($_->[1]) } ['name', '高云舒'], ['phone', '+8613812340099'],
	['email', 'gaoyunshu@example.com'], ['birth_date', '1993-08-05'], ['school', '苏州大学'], ['employer', '远山软件有限公司'], ['employer_latest', '苏州东吴信托公司'];
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM hr.person) + (SELECT count(*) FROM hr.claim) + (SELECT count(*) FROM hr.document)'), '0', 'nothing is stored');

# 2. What is read becomes claims with page and box; the same file again changes nothing, under any name
($rc, $out, $err) = resume('-U', 'brings', $zh, $en);
is($rc, 0, 'a loader brings two in') or diag $err;
like($out, qr/^2 files: 2 stored, 0 read before, 0 bad$/m, 'both are in');
my ($gao, $harriet) = map { $node->safe_psql('postgres', "SELECT id FROM hr.person WHERE email = '$_'") } 'gaoyunshu@example.com', 'harriet.longfield@example.org';
is($node->safe_psql('postgres', qq{SELECT field, value, page FROM hr.claim_proposed WHERE person_id = $gao AND field IN ('name', 'phone', 'education_highest', 'employer')}),
	encode_utf8("name|高云舒|1\nphone|+8613812340099|1\neducation_highest|本科|1\nemployer|苏州东吴信托公司|1"), 'claims wait');
is($node->safe_psql('postgres', qq{SELECT box[1] < box[3] AND box[2] < box[4] AND box[1] BETWEEN 0.05 AND 0.12 AND box[2] BETWEEN 0.05 AND 0.12
	FROM hr.claim_proposed WHERE person_id = $gao AND field = 'name'}), 't', 'and say where they stand');
link $zh, "$dir/other.pdf";
($rc, $out) = resume("$dir/other.pdf");
like($out, qr/read before, of person $gao; nothing was changed/, 'the same content is known');
is($node->safe_psql('postgres', 'SELECT count(*) FROM hr.document'), '2', 'and is one document');

# 3. For programs
($rc, $out) = resume('--json', '--dry-run', $zh, write_file('none.txt', "no resume\n"));
my $said = decode_json(encode_utf8($out));
is("$rc $said->{known} $said->{bad} $said->{files}[0]{state} $said->{files}[1]{error}", '1 1 1 known is neither a PDF nor a picture', 'JSON says the same');

# 4. Each bad file is an error of its own, and the others go on
my $encrypted = text_pdf(1, @en);
my $lock = '/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <' . ('41' x 32) . '> /U <' . ('42' x 32) . '> >> /ID [<' . ('43' x 16) . '> <' . ('43' x 16) . '>]';
$encrypted =~ s{/Root 1 0 R}{/Root 1 0 R $lock};
my $huge = write_file('huge.pdf', "%PDF-1.5\n");
truncate $huge, 60 * 1024 * 1024;
my $last = write_file('last.pdf', text_pdf(1, 'Ada Quill', 'ada.quill@example.org', 'Profile', 'Writes about the history of numbers and of those who count.'));
my %bad = (
	'is empty' => write_file('empty.pdf', ''),
	'could not be opened' => "$dir/missing.pdf",
	'is no regular file' => $dir,
	'is neither a PDF nor a picture' => write_file('text.pdf', "name: a text file\n" x 20),
	'the PDF is damaged' => write_file('broken.pdf', substr(text_pdf(1, @en), 0, 200)),
	'the PDF is encrypted' => write_file('locked.pdf', $encrypted),
	'is larger than 50 MB' => $huge);
($rc, $out, $err) = resume((map { $bad{$_} } sort keys %bad), $last);
is($rc, 1, 'some are bad');
like($err, qr/\Q$bad{$_}\E: \Q$_\E/, $_) for sort keys %bad;
like($out, qr/^8 files: 1 stored, 0 read before, 7 bad$/m, 'the last one is in');
($rc, $out, $err) = resume(write_file('nobody.pdf', text_pdf(1, 'A page without any person', 'It has words enough to be a text layer, and nobody in it.')));
is($rc, 1, 'nobody is in it');
like($err, qr/whose resume it is cannot be told/, 'which the error says');
($rc, $out, $err) = resume('--workspace', 'nowhere', $zh);
is($rc, 4, 'no such workspace is about all files');
($rc, $out, $err) = resume();
is($rc, 2, 'no file is wrong use');
($rc, $out, $err) = resume('--region', 'China', $zh);
is($rc, 2, 'so is a country of more than two letters');

# 5. Programs that go wild end by the limits
{
	my $fakes = "$dir/bin";
	mkdir $fakes;
	local $ENV{PATH} = "$fakes:$ENV{PATH}";
	my $fake = sub {
		my ($body) = @_;
		open my $f, '>', "$fakes/pdftotext" or die;
		print $f "#!/bin/sh\n$body\n";
		close $f;
		chmod 0755, "$fakes/pdftotext";
		my $begun = time;
		my @answer = resume($en =~ s/en\.pdf/fresh.pdf/r);
		return (@answer, time - $begun);
	};
	write_file('fresh.pdf', text_pdf(1, @en, 'a line more'));
	($rc, $out, $err) = $fake->('exec yes 0123456789012345678901234567890123456789');
	like($err, qr/fresh\.pdf: there is too much in it/, 'endless output');
	($rc, $out, $err) = $fake->('exec perl -e \'my $x = "x" x 3_000_000_000; print length $x\'');
	like($err, qr/fresh\.pdf: /, 'three gigabytes of memory');
	is($rc, 1, 'are refused');
	($rc, $out, $err, my $seconds) = $fake->('sleep 100');
	like($err, qr/fresh\.pdf: it took too long/, 'a program that never ends');
	cmp_ok($seconds, '<', 40, 'is ended');
}

# 6. Scans and pictures
SKIP:
{
	my $probe = (resume('--dry-run', write_file('probe.pgm', pgm(20, 20, sub { 255 }))))[2];
	skip 'text recognition is not built in, or lacks its data', 6 if $probe =~ /not built into|no data|lacks/;
	my $drawn = `pdftoppm -gray -r 200 '$dir/en.pdf'`;
	my ($width, $height) = $drawn =~ /^P5\s+(\d+)\s+(\d+)/;
	my $picture = write_file('harriet.pgm', $drawn);
	($rc, $out, $err) = resume('--dry-run', '--languages', 'eng', $picture);
	is($rc, 0, 'a picture') or diag $err;
	like($out, qr/recognised in .* about the known person $harriet$/m, 'is read, and its person known by the address');
	like($out, qr/^  name +Harriet Longfield .*^  employer +Northmoor Systems /ms, 'name and employer are right');
	my $pixels = substr $drawn, -$width * $height;
	my $scan = write_file('scan.pdf', pdf('', '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>',
		stream('', 'q 595 0 0 842 0 0 cm /I Do Q'), stream("/Type /XObject /Subtype /Image /Width $width /Height $height /ColorSpace /DeviceGray /BitsPerComponent 8", $pixels)));
	($rc, $out, $err) = resume('--dry-run', '--languages', 'eng', $scan);
	like($out, qr/^  phone +\+447911123456 /m, 'a scanned PDF is drawn and recognised') or diag $err;
	($rc, $out, $err) = resume(write_file('cat.pgm', pgm(400, 400, sub { my ($x, $y) = @_; abs(($x - 200)**2 + ($y - 220)**2 - 15000) < 2500 || (abs($x - 150) < 12 && abs($y - 190) < 16) ? 40 : 220 })));
	like($err, qr/cat\.pgm: has no text that can be read/, 'a picture of a cat');
	($rc, $out, $err) = resume(write_file('torn.pgm', substr($drawn, 0, 5000)), write_file('bomb.pgm', "P5 60000 60000 255\n" . "\0" x 1000));
	like($err, qr/torn\.pgm: .*bomb\.pgm: the picture is too large/s, 'torn and gigantic pictures');
}

# 7. In a database without an encoding, what is ASCII is found all the same
$node->safe_psql('postgres', q{CREATE DATABASE plain TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'});
$node->safe_psql('plain', 'CREATE EXTENSION aiehr');
is($node->safe_psql('plain', encode_utf8(q{SELECT field, value FROM aiehr.resume_fields('手机：138 1234 0099 邮箱：gao@example.com', 'CN')})),
	"email|gao\@example.com\nphone|+8613812340099", 'SQL_ASCII');

done_testing();
