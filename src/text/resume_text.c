/*
 * resume_text.c
 *		A resume as its rules see it: folded text, lines, cells, and the list of what was found
 */
#include "text/resume.h"

#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "identity/normalise_chars.h"

/* What stands for a character that has no code point: no rule looks for it */
#define UNKNOWN_CHAR 0x01

/* Fewer ideographs than one in so many letters are not the script of a text */
#define SCRIPT_PART 25

/* A wide gap of a line: a tab, or as many spaces */
#define GAP_SPACES 2

/* The code point at a place of UTF-8, and how many bytes it takes. */
pg_wchar
resume_char(const char *s, int *size)
{
	*size = pg_utf_mblen((const unsigned char *) s);
	return utf8_to_unicode((const unsigned char *) s);
}

/* The compatibility form of a character where it is one character, else the character itself. */
static pg_wchar
folded_char(pg_wchar c)
{
	pg_wchar	one[2] = {c, 0};
	pg_wchar   *form;

	if (IS_OPAQUE(c))
		return UNKNOWN_CHAR;
	if (c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3))
		return c;
	/* brackets that only look Chinese; the form leaves them */
	if (c == 0x3010)
		return '[';
	if (c == 0x3011)
		return ']';
	if (c == 0x3008 || c == 0x300A)
		return '(';
	if (c == 0x3009 || c == 0x300B)
		return ')';
	form = unicode_normalize(UNICODE_NFKC, one);
	if (form[0] != 0 && form[1] == 0)
		c = form[0];
	pfree(form);
	return c;
}

/* White space of a line; a wide one alone is a gap. */
static inline bool
is_blank(pg_wchar c, bool *wide)
{
	*wide = c == 0x3000 || c == '\t' || c == 0x2003;
	return *wide || c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
}

/* Zero width and direction marks, which come along from elsewhere. */
static inline bool
is_unseen(pg_wchar c)
{
	return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0xFEFF ||
		c == 0xAD || c == 0;
}

/* The end of a line or page. */
static inline bool
is_break(pg_wchar c)
{
	return c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x2028 || c == 0x2029;
}

/*
 * Was the line read with a space between most of its ideographs, as text recognition does?  Then
 * these spaces say nothing.
 */
static bool
is_spaced_out(const Chars *t, int first, int end)
{
	int			touching = 0;
	int			apart = 0;

	for (int i = first; i + 1 < end; i++)
	{
		if (!char_is_han(t->c[i]))
			continue;
		if (char_is_han(t->c[i + 1]))
			touching++;
		else if (i + 2 < end && t->c[i + 1] == ' ' && char_is_han(t->c[i + 2]))
			apart++;
	}
	return apart >= 2 && apart >= touching;
}

/* Append a character of the text that was given, with its place. */
static void
append_char(StringInfo out, int **at, pg_wchar c, int place)
{
	unsigned char utf8[5] = {0};
	int			size;

	unicode_to_utf8(c, utf8);
	size = pg_utf_mblen(utf8);
	if (out->len + size >= out->maxlen)
	{
		enlargeStringInfo(out, size + 1);
		*at = repalloc_huge(*at, (Size) out->maxlen * sizeof(int));
	}
	for (int i = 0; i < size; i++)
		(*at)[out->len + i] = place;
	appendBinaryStringInfo(out, (char *) utf8, size);
}

/* Fold one line; spaces at its ends go. */
static void
fold_line(StringInfo out, int **at, const Chars *t, int first, int end)
{
	bool		spaced_out = is_spaced_out(t, first, end);
	int			begun = out->len;
	int			spaces = 0;
	bool		gap = false;
	pg_wchar	before = 0;

	for (int i = first; i < end; i++)
	{
		bool		wide;
		pg_wchar	c;

		if (is_unseen(t->c[i]))
			continue;
		if (is_blank(t->c[i], &wide))
		{
			spaces++;
			gap |= wide || spaces >= GAP_SPACES;
			continue;
		}
		c = folded_char(t->c[i]);
		if (spaces > 0 && out->len > begun &&
			(gap || !(spaced_out && char_is_han(before) && char_is_han(c))))
			append_char(out, at, gap ? '\t' : ' ', i - 1);
		append_char(out, at, c, i);
		spaces = 0;
		gap = false;
		before = c;
	}
}

/* Note a line that has been folded. */
static void
add_line(Resume *r, int first, int end, int *room)
{
	if (r->nlines >= *room)
	{
		*room *= 2;
		r->lines = repalloc_huge(r->lines, (Size) * room * sizeof(ResumeLine));
	}
	r->lines[r->nlines].span.first = first;
	r->lines[r->nlines].span.end = end;
	r->lines[r->nlines].section = SECTION_NONE;
	r->lines[r->nlines++].heading = false;
}

/* Read a text of the server's encoding. */
void
resume_read(Resume *r, const char *s, int len)
{
	Chars		t;
	StringInfoData out;
	int			room = 64;
	int			kana = 0;

	memset(r, 0, sizeof(*r));
	initStringInfo(&out);
	r->at = palloc((Size) out.maxlen * sizeof(int));
	r->lines = palloc(room * sizeof(ResumeLine));
	chars_decode(&t, s, len);
	for (int i = 0; i < t.n; i++)
	{
		int			first = i;
		int			begun = out.len;

		CHECK_FOR_INTERRUPTS();
		for (; i < t.n && !is_break(t.c[i]); i++)
			kana += t.c[i] >= 0x3041 && t.c[i] <= 0x30FA;
		fold_line(&out, &r->at, &t, first, i);
		if (out.len == begun)
			continue;
		add_line(r, begun, out.len, &room);
		append_char(&out, &r->at, '\n', i);
	}
	chars_free(&t);
	r->text = out.data;
	r->len = out.len;
	r->low = pnstrdup(r->text, r->len);
	r->kana = kana > 4;
	for (int i = 0; i < r->len; i++)
		r->low[i] = pg_ascii_tolower((unsigned char) r->low[i]);
}

/* The country that the script of a text speaks of, or NULL. */
const char *
resume_region(const Resume *r)
{
	int			han = 0;
	int			hangul = 0;
	int			latin = 0;
	int			size;

	if (r->kana)
		return "JP";
	for (int p = 0; p < r->len; p += size)
	{
		pg_wchar	c = resume_char(r->text + p, &size);

		han += char_is_han(c);
		hangul += c >= 0xAC00 && c <= 0xD7A3;
		latin += c < 0x80 && is_word_byte((char) c) && !is_digit_byte((char) c);
	}
	/* a name in its own script, or what a scan makes of a rule, is not the script of the text */
	if ((han + hangul) * SCRIPT_PART < latin)
		return NULL;
	return hangul > han ? "KR" : han > 0 ? "CN" : NULL;
}

/* A short text of the server's encoding folded in the same way, its lines as one. */
char	   *
resume_fold(const char *s, int len)
{
	Resume		r;

	resume_read(&r, s, len);
	for (int i = 0; i < r.len; i++)
		if (r.text[i] == '\n')
			r.text[i] = ' ';
	return r.text;
}

/* The span without what stands around a value: spaces, dots, dashes, bullets. */
Span
resume_trim(const Resume *r, Span span)
{
	static const char ends[] = " \t\n.,;:|-_/\\*~=<>\"'`^";
	static const char *const signs[] = {"、", "。", "・", "·", "•", "–", "—", "“",
		"”", "‘", "’", "■", "●", "◆", "▪",
	"▶", "►", "◇", "□", "○", "★", "☆", "《", "》", "「", "」", "『", "』", "∶"};
	bool		again = true;

	while (again && span.first < span.end)
	{
		again = false;
		while (span.first < span.end && strchr(ends, r->text[span.first]) != NULL)
			span.first++;
		while (span.first < span.end && strchr(ends, r->text[span.end - 1]) != NULL)
			span.end--;
		for (int i = 0; i < lengthof(signs) && span.first < span.end; i++)
		{
			int			size = (int) strlen(signs[i]);

			if (span.end - span.first < size)
				continue;
			if (strncmp(r->text + span.first, signs[i], size) == 0)
			{
				span.first += size;
				again = true;
			}
			else if (strncmp(r->text + span.end - size, signs[i], size) == 0)
			{
				span.end -= size;
				again = true;
			}
		}
	}
	return span;
}

/*
 * Cut a span at its wide gaps and bars, and at what `more` names: ',' for commas of any script, '
 * ' for spaces.  Returns the number of cells that are not empty.
 */
int
resume_cells(const Resume *r, Span line, const char *more, Span *cells)
{
	static const char *const cuts[] = {"\t", "|", "\n", "丨", "│", " / ", " - ", " – ",
	" — ", " · ", " • ", "•", "¦", " “", " ”", "“ ", "” ", " \"", "\" "};
	static const char *const commas[] = {",", "，", "、", ";"};
	bool		at_commas = strchr(more, ',') != NULL;
	int			n = 0;
	int			first = line.first;

	for (int p = line.first; p <= line.end && n < CELLS_MAX; p++)
	{
		int			size = p == line.end ? 1 : 0;

		for (int i = 0; i < lengthof(cuts) && size == 0; i++)
			if (goes_on(r->text + p, cuts[i]))
				size = (int) strlen(cuts[i]);
		for (int i = 0; at_commas && i < lengthof(commas) && size == 0; i++)
			if (goes_on(r->text + p, commas[i]))
				size = (int) strlen(commas[i]);
		if (size == 0)
			continue;
		cells[n].first = first;
		cells[n].end = p;
		cells[n] = resume_trim(r, cells[n]);
		if (cells[n].first < cells[n].end)
			n++;
		first = p + size;
		p += size - 1;
	}
	return n;
}

/* The text of a span, its gaps as single spaces. */
char	   *
resume_copy(const Resume *r, Span span)
{
	char	   *copy = pnstrdup(r->text + span.first, span.end - span.first);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\t' || *c == '\n')
			*c = ' ';
	return copy;
}

/* Note a value, once; what was found first stays. */
void
resume_add(Resume *r, const char *field, const char *value, Span span, float8 confidence)
{
	ResumeField *f;
	ListCell   *cell;

	if (value[0] == '\0')
		return;
	foreach(cell, r->fields)
	{
		f = lfirst(cell);
		if (strcmp(f->field, field) == 0 && strcmp(f->value, value) == 0)
			return;
	}
	f = palloc(sizeof(ResumeField));
	f->field = field;
	f->value = pstrdup(value);
	f->span = span;
	f->confidence = confidence;
	r->fields = lappend(r->fields, f);
}

/* The first value that was found of a field, or NULL. */
const ResumeField *
resume_first(const Resume *r, const char *field)
{
	ListCell   *cell;

	foreach(cell, r->fields)
	{
		const ResumeField *f = lfirst(cell);

		if (strcmp(f->field, field) == 0)
			return f;
	}
	return NULL;
}
