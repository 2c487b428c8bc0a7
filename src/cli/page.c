/*
 * page.c
 *		aiehr resume: words with boxes into lines of text, and places in the text back to boxes
 *
 * Text layers and text recognition both say words and boxes, in tables of one form.  What is a
 * line is decided here for both, by where words stand: what stands side by side is one line, and
 * a gap that is wider than a character separates cells.  A sidebar is told from a table by its
 * lines, which do not stand level with those beside it; it comes out as lines of its own.
 */
#include "cli/resume.h"

#include <math.h>

/* Columns of the table: pdftotext -tsv and Tesseract agree on these */
#define COL_LEVEL 0
#define COL_PAGE 1
#define COL_LEFT 6
#define COL_CONFIDENCE 10
#define COL_TEXT 11
#define COLUMNS 12

#define LEVEL_PAGE 1
#define LEVEL_WORD 5

/*
 * Part of a text layer's line height that is a character's width; recognised boxes are as high as
 * the character
 */
#define LAYER_EM 0.72

/* Gaps in widths of a character: a wide one, and the one up to which ideographs belong together */
#define GAP_WIDE 0.6
#define GAP_NONE 0.3

/*
 * White between two columns of a page: how many places it is looked for at, how wide it is in
 * characters, how many rows each column has, and the share of them that stand level with the
 * other's by chance, but not in a table
 */
#define GUTTER_PLACES 200
#define GUTTER_WIDE 1.0
#define COLUMN_ROWS 4
#define LEVEL_MOST 0.55

/* So far words that stand level are from each other at most, in heights */
#define LEVEL_SCAN 0.3
#define LEVEL_LAYER 0.1

/* More words than this stand in no two columns of a resume */
#define COLUMN_WORDS_MAX 5000

/* Less sure words do not count as ink between columns */
#define GUTTER_SURE 0.4

/* Words of one page, sorted from top to bottom, on both sides of a gutter */
typedef struct PageColumns
{
	int			first;
	int			end;
	double		middle;			/* of the gutter */
	int			rows;			/* of the shorter column */
} PageColumns;

/* Cut a line at its tabs; the last column may have more. */
static int
split_columns(char *line, char **columns)
{
	int			n = 0;

	while (n < COLUMNS)
	{
		columns[n++] = line;
		if (n == COLUMNS || (line = strchr(line, '\t')) == NULL)
			break;
		*line++ = '\0';
	}
	return n;
}

/* Add a page. */
static Page *
add_page(Pages *pages, double width, double height, bool recognised)
{
	Page	   *page;

	pages->pages = pages->pages ? pg_realloc(pages->pages, (pages->npages + 1) * sizeof(Page)) :
		pg_malloc(sizeof(Page));
	page = &pages->pages[pages->npages++];
	memset(page, 0, sizeof(*page));
	page->width = Max(width, 1);
	page->height = Max(height, 1);
	page->recognised = recognised;
	return page;
}

/* Add a word to a page. */
static void
add_word(Page *page, char **columns, const char *text)
{
	PageWord   *word;

	if (page->nwords >= page->room)
	{
		page->room = Max(page->room * 2, 256);
		page->words = page->words ? pg_realloc(page->words, page->room * sizeof(PageWord)) :
			pg_malloc(page->room * sizeof(PageWord));
	}
	word = &page->words[page->nwords++];
	memset(word, 0, sizeof(*word));
	word->text = pg_strdup(text);
	word->left = strtod(columns[COL_LEFT], NULL);
	word->top = strtod(columns[COL_LEFT + 1], NULL);
	word->right = word->left + strtod(columns[COL_LEFT + 2], NULL);
	word->bottom = word->top + strtod(columns[COL_LEFT + 3], NULL);
	word->confidence = Min(Max(strtod(columns[COL_CONFIDENCE], NULL) / 100, 0.01), 1);
}

/*
 * Take pages and words out of a table.  With `only_page` its one page stands in for that one,
 * whose text layer was none.
 */
void
pages_read_tsv(Pages *pages, char *tsv, bool recognised, int only_page)
{
	Page	   *page = NULL;
	char	   *line;

	while ((line = strsep(&tsv, "\n")) != NULL)
	{
		char	   *columns[COLUMNS];
		int			n = split_columns(line, columns);
		int			level = atoi(columns[0]);

		if (n < COLUMNS)
			continue;
		if (level == LEVEL_PAGE && pages->npages < RESUME_PAGES_MAX && only_page == 0)
			page = add_page(pages, strtod(columns[COL_LEFT + 2], NULL),
							strtod(columns[COL_LEFT + 3], NULL), recognised);
		else if (level == LEVEL_PAGE && only_page > 0)
		{
			page = &pages->pages[only_page - 1];
			memset(page, 0, sizeof(*page));
			page->width = Max(strtod(columns[COL_LEFT + 2], NULL), 1);
			page->height = Max(strtod(columns[COL_LEFT + 3], NULL), 1);
			page->recognised = recognised;
		}
		else if (level == LEVEL_WORD && page != NULL && columns[COL_TEXT][strspn(columns[COL_TEXT],
																				 " \r")] != '\0')
			add_word(page, columns, columns[COL_TEXT]);
	}
}

/* Is the byte the first of a character that is a letter, a digit or an ideograph? */
static inline bool
is_letter(unsigned char c)
{
	return c >= 0xC3 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Letters on a page. */
int
page_letters(const Page *page)
{
	int			n = 0;

	for (int i = 0; i < page->nwords; i++)
		for (const char *c = page->words[i].text; *c != '\0'; c++)
			n += is_letter((unsigned char) *c) && (*c & 0xC0) != 0x80;
	return n;
}

/* Order of words from top to bottom, by their middles. */
static int
by_middle(const void *a, const void *b)
{
	const PageWord *p = a;
	const PageWord *q = b;
	double		difference = (p->top + p->bottom) - (q->top + q->bottom);

	return difference < 0 ? -1 : difference > 0 ? 1 : p->left < q->left ? -1 : p->left > q->left;
}

/* Order of words from left to right. */
static int
by_left(const void *a, const void *b)
{
	const PageWord *p = a;
	const PageWord *q = b;

	return p->left < q->left ? -1 : p->left > q->left ? 1 : p->top < q->top ? -1 : p->top > q->top;
}

/* Is the first character of a text, or the last, an ideograph or the like? */
static bool
is_wide_char(const char *text, bool last)
{
	const char *c = text;

	if (last)
	{
		c = text   +strlen(text) - 1;

		while (c > text &&(*c & 0xC0) == 0x80)
			c--;
	}
	/* from U+3000 on, but for what is above the plane */
	return (unsigned char) *c >= 0xE3 && (unsigned char) *c < 0xEE;
}

/*
 * Signs that recognition makes of wide spaces, at the beginning of a text or its end; returns
 * their bytes.
 */
static int
noise_length(const char *text, bool last)
{
	static const char *const signs[] = {"\"", "'", ",", "`", "“", "”", "‘", "’", "，",
	"、", "|", "。", "_", "〝", "〞", "″"};
	int			length = (int) strlen(text);

	for (int i = 0; i < lengthof(signs); i++)
	{
		int			size = (int) strlen(signs[i]);

		if (size <= length && strncmp(last ? text +length - size : text, signs[i], size) == 0)
			return size;
	}
	return 0;
}

/* Take such signs off a word, on the side where a wide gap is. */
static void
strip_noise(PageWord *word, bool last)
{
	int			length = (int) strlen(word->text);
	int			size = noise_length(word->text, last);

	if (size == 0 || size >= length)
		return;
	if (last)
		word->text[length - size] = '\0';
	else
		memmove(word->text, word->text +size, length - size + 1);
}

/* Append text, counting its characters. */
static void
append_text(Pages *pages, const char *text)
{
	appendStringInfoString(&pages->text, text);
	for (const char *c = text; *c != '\0'; c++)
		pages->chars += (*c & 0xC0) != 0x80;
}

/* Width of a character in a row: its highest word, unless that is a rule that was taken for one. */
static double
row_em(const Page *page, int first, int end)
{
	double		highest = 0;
	double		sum = 0;

	for (int i = first; i < end; i++)
	{
		double		height = page->words[i].bottom - page->words[i].top;

		highest = Max(highest, height);
		sum += height;
	}
	highest = Min(highest, 1.5 * sum / (end - first));
	return Max(page->recognised ? highest : LAYER_EM * highest, 0.01);
}

/* Write a row of words as a line. */
static void
write_row(Pages *pages, Page *page, int first, int end)
{
	double		em;

	qsort(page->words + first, end - first, sizeof(PageWord), by_left);
	em = row_em(page, first, end);
	for (int i = first + 1; page->recognised && i < end; i++)
		if ((page->words[i].left - page->words[i - 1].right) / em > GAP_WIDE)
		{
			strip_noise(&page->words[i - 1], true);
			strip_noise(&page->words[i], false);
		}
	for (int i = first; i < end; i++)
	{
		PageWord   *word = &page->words[i];

		if (i > first)
		{
			const char *before = page->words[i - 1].text;
			double		gap = (word->left - page->words[i - 1].right) / em;

			if (gap > GAP_WIDE)
				append_text(pages, "   ");
			else if (!(page->recognised && gap < GAP_NONE && is_wide_char(before, true) &&
					   is_wide_char(word->text, false)))
				append_text(pages, " ");
		}
		word->first = pages->chars;
		append_text(pages, word->text);
		word->end = pages->chars;
	}
	append_text(pages, "\n");
}

/* Words side by side are a row: the middle of one lies between top and bottom of the others. */
static void
lay_out_words(Pages *pages, Page *page, int first, int end)
{
	double		bottom = 0;

	for (int i = first; i < end; i++)
	{
		PageWord   *word = &page->words[i];
		double		height = word->bottom - word->top;

		if (i > first && (word->top + word->bottom) / 2 > bottom)
		{
			write_row(pages, page, first, i);
			first = i;
		}
		/* two fifths of a word above its line's end are enough to belong to it */
		if (i == first)
			bottom = word->top + 0.8 * height;
		else
			bottom = Max(bottom, Min(word->top + 0.8 * height, bottom + 0.2 * height));
	}
	if (end > first)
		write_row(pages, page, first, end);
}

/* Is the word left of a place? */
static inline bool
is_left(const PageWord *word, double x)
{
	return (word->left + word->right) / 2 < x;
}

/*
 * Rows of the words on one side of a gutter, and how many of them stand level with a word on the
 * other.
 */
static int
count_rows(const Page *page, const PageColumns *c, bool left, int *level)
{
	int			rows = 0;
	double		last = -HUGE_VAL;

	*level = 0;
	for (int i = c->first; i < c->end; i++)
	{
		const PageWord *word = &page->words[i];
		double		middle = (word->top + word->bottom) / 2;
		double		height = word->bottom - word->top;
		bool		found = false;

		if (is_left(word, c->middle) != left || middle - last < height / 2)
			continue;
		last = middle;
		rows++;
		/* words are sorted by their middles, so who is level stands near in the list too */
		for (int step = -1; step <= 1; step += 2)
			for (int k = i + step; k >= c->first && k < c->end && !found; k += step)
			{
				const PageWord *other = &page->words[k];

				if (fabs((other->top + other->bottom) / 2 - middle) >
					height * (page->recognised ? LEVEL_SCAN : LEVEL_LAYER))
					break;
				found = is_left(other, c->middle) != left;
			}
		*level += found;
	}
	return rows;
}

/* Take these words for columns, if they are, and more so than what was found. */
static void
try_columns(const Page *page, PageColumns *c, PageColumns *best)
{
	int			level_left;
	int			level_right;
	int			left = count_rows(page, c, true, &level_left);
	int			right = count_rows(page, c, false, &level_right);

	c->rows = Min(left, right);
	if (c->rows >= COLUMN_ROWS && c->rows > best->rows &&
		(left < right ? level_left : level_right) <= LEVEL_MOST * c->rows)
		*best = *c;
}

/* Do two words stand in one line? */
static bool
is_beside(const PageWord *a, const PageWord *b)
{
	return fabs(a->top + a->bottom - b->top - b->bottom) < b->bottom - b->top;
}

/* Find the words of a page that stand in two columns; false for none. */
static bool
find_columns(const Page *page, PageColumns *best)
{
	double		width = 0;

	for (int i = 0; i < page->nwords; i++)
		width += GUTTER_WIDE * (page->recognised ? 1 : LAYER_EM) *
			(page->words[i].bottom - page->words[i].top) / page->nwords;
	best->rows = 0;
	for (int k = 1; k < GUTTER_PLACES && page->nwords <= COLUMN_WORDS_MAX; k++)
	{
		PageColumns c = {0, 0, page->width * k / GUTTER_PLACES, 0};

		for (int i = 0; i <= page->nwords; i++)
		{
			const PageWord *word = i < page->nwords ? &page->words[i] : NULL;

			if (word != NULL && (word->confidence < GUTTER_SURE || word->right < c.middle - width / 2 ||
								 word->left > c.middle + width / 2))
				continue;
			/* a word in the way ends the run, and so do those in its line */
			for (c.end = i; word != NULL && c.end > c.first && is_beside(&page->words[c.end - 1], word);)
				c.end--;
			if (c.end - c.first >= 2 * COLUMN_ROWS)
				try_columns(page, &c, best);
			for (c.first = i + 1; c.first < page->nwords && is_beside(&page->words[c.first], word);)
				c.first++;
		}
	}
	return best->rows > 0;
}

/* Words of one side of the gutter first, both sides in their order. */
static void
part_columns(Page *page, const PageColumns *c, bool left_first)
{
	PageWord   *others = pg_malloc((c->end - c->first) * sizeof(PageWord));
	int			to = c->first;
	int			n = 0;

	for (int i = c->first; i < c->end; i++)
		if (is_left(&page->words[i], c->middle) == left_first)
			page->words[to++] = page->words[i];
		else
			others[n++] = page->words[i];
	memcpy(page->words + to, others, n * sizeof(PageWord));
	pg_free(others);
}

/* Is the left one of two columns the narrower one, which says who somebody is? */
static bool
is_left_narrower(const Page *page, const PageColumns *c)
{
	double		first = page->width;
	double		end = 0;

	for (int i = c->first; i < c->end; i++)
	{
		first = Min(first, page->words[i].left);
		end = Max(end, page->words[i].right);
	}
	return c->middle - first <= end - c->middle;
}

/* Lines of a page; of two columns side by side first the narrower one's. */
static void
lay_out_page(Pages *pages, Page *page)
{
	PageColumns c = {0};

	if (page->nwords > 0)
		qsort(page->words, page->nwords, sizeof(PageWord), by_middle);
	if (find_columns(page, &c))
	{
		bool		left_first = is_left_narrower(page, &c);
		int			other = c.first;

		part_columns(page, &c, left_first);
		while (other < c.end && is_left(&page->words[other], c.middle) == left_first)
			other++;
		lay_out_words(pages, page, 0, c.first);
		lay_out_words(pages, page, c.first, other);
		lay_out_words(pages, page, other, c.end);
		lay_out_words(pages, page, c.end, page->nwords);
	}
	else
		lay_out_words(pages, page, 0, page->nwords);
	append_text(pages, "\f");
}

/* The text of all pages. */
void
pages_lay_out(Pages *pages)
{
	initStringInfo(&pages->text);
	pages->chars = 0;
	for (int i = 0; i < pages->npages; i++)
		lay_out_page(pages, &pages->pages[i]);
}

/*
 * Where characters of the text stand (from 1, the last included): the page from 1, the box around
 * their words in shares of the page, and the least confidence of these words.
 */
bool
pages_place(const Pages *pages, int first, int last, int *page, double box[4], double *confidence)
{
	*page = 0;
	*confidence = 1;
	for (int i = 0; i < pages->npages; i++)
	{
		const Page *p = &pages->pages[i];

		for (int k = 0; k < p->nwords; k++)
		{
			const PageWord *word = &p->words[k];

			if (word->end <= first - 1 || word->first >= last || (*page != 0 && *page != i + 1))
				continue;
			if (*page == 0)
			{
				box[0] = box[1] = 1;
				box[2] = box[3] = 0;
			}
			*page = i + 1;
			box[0] = Min(box[0], Max(word->left / p->width, 0));
			box[1] = Min(box[1], Max(word->top / p->height, 0));
			box[2] = Max(box[2], Min(word->right / p->width, 1));
			box[3] = Max(box[3], Min(word->bottom / p->height, 1));
			*confidence = Min(*confidence, word->confidence);
		}
	}
	return *page != 0;
}
