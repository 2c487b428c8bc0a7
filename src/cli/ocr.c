/*
 * ocr.c
 *		aiehr resume: pictures into words, by Tesseract
 *
 * Tesseract is given the grey picture, its background evened out and straightened; its own
 * thresholds serve it better than ours would.  All of it runs in a child process, the decoding of
 * the file included.
 */
#include "cli/resume.h"

#include <math.h>
#include <unistd.h>

#ifdef USE_TESSERACT

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

/* Limits of the child that recognises one picture */
#define OCR_SECONDS 60
#define OCR_MEMORY ((size_t) 1024 * 1024 * 1024)
#define OCR_OUTPUT_MAX (16 * 1024 * 1024)

/* Pixels of a picture that is looked at at all, and of one that is not made smaller first */
#define PIXELS_MAX 120000000.0
#define PIXELS_ENOUGH 12000000.0

/* Less skew than this is left to Tesseract, since turning blurs; how sure the angle has to be */
#define SKEW_LEAST 1.0
#define SKEW_CONFIDENCE 2.0

/* Words of one line */
#define LINE_WORDS_MAX 2000

/* Less sure words of Latin letters are read again, in percent, and how sure that has to be */
#define DOUBTFUL 78.0f
#define AGAIN_LEAST 40.0f

/* A reading of a strip that is so sure is not tried again, in percent */
#define STRIP_ENOUGH 80.0f

/* Height of a strip that is read by itself, in pixels, and from which on it is brought to that */
#define STRIP_HEIGHT 64
#define STRIP_HIGH 80

/*
 * Titles are looked for in this part of the page, so many of them, and kept when they are so
 * sure, in percent
 */
#define TITLE_PART 3
#define TITLES_MAX 8
#define TITLE_LEAST 40.0f

/* A line at the top that is less sure as a whole is taken for a title that was not read, in percent */
#define LOST 65.0f

/* A title of so few letters, higher than this part of the page's width, may be one of ideographs */
#define ODD_LETTERS 8
#define ODD_PART 55

typedef struct OcrTask
{
	const char *bytes;
	size_t		size;
	const char *languages;
} OcrTask;

/* Are these the first bytes of a picture that can be decoded? */
bool
ocr_knows_format(const char *bytes, size_t size)
{
	l_int32		format = IFF_UNKNOWN;

	if (size < 12)
		return false;
	setMsgSeverity(L_SEVERITY_NONE);
	return findFileFormatBuffer((const l_uint8 *) bytes, &format) == 0 && format != IFF_UNKNOWN &&
		format != IFF_LPDF && format != IFF_PS;
}

/* End the child with a reason for people. */
static _Noreturn void
refuse(const char *why)
{
	fputs(why, stderr);
	fflush(stderr);
	_exit(1);
}

/* Error unless the picture is of a size that can be decoded within the limits. */
static void
check_size(const OcrTask *task)
{
	l_int32		format;
	l_int32		width = 0;
	l_int32		height = 0;

	if (pixReadHeaderMem((const l_uint8 *) task->bytes, task->size, &format, &width, &height, NULL,
		NULL, NULL) == 0 &&
		(double) width * height > PIXELS_MAX)
		refuse("the picture is too large");
}

/* Grey, of a size that is worth its time, even in brightness, and straight. */
static PIX *
prepare(PIX *pix)
{
	PIX		   *grey = pixConvertTo8(pix, 0);
	PIX		   *next;
	double		pixels;
	l_float32	angle = 0;
	l_float32	confidence = 0;

	pixDestroy(&pix);
	if (grey == NULL)
		refuse("the picture cannot be decoded");
	pixels = (double) pixGetWidth(grey) * pixGetHeight(grey);
	if (pixels > PIXELS_ENOUGH)
	{
		l_float32	scale = (l_float32) sqrt(PIXELS_ENOUGH / pixels);

		if ((next = pixScale(grey, scale, scale)) != NULL)
		{
			pixDestroy(&grey);
			grey = next;
		}
	}
	if ((next = pixBackgroundNormSimple(grey, NULL, NULL)) != NULL)
	{
		pixDestroy(&grey);
		grey = next;
	}
	/* the angle is looked for in black and white, which goes no further */
	if ((next = pixConvertTo1(grey, 130)) != NULL)
	{
		if (pixFindSkew(next, &angle, &confidence) != 0 || confidence < SKEW_CONFIDENCE)
			angle = 0;
		pixDestroy(&next);
	}
	if (fabs(angle) > SKEW_LEAST &&
		(next = pixRotate(grey, angle * (l_float32) (M_PI / 180), L_ROTATE_AREA_MAP,
			L_BRING_IN_WHITE, 0, 0)) != NULL)
	{
		pixDestroy(&grey);
		grey = next;
	}
	return grey;
}

/* A rectangle of the picture; Leptonica hides what its own consists of */
typedef struct Area
{
	int			x;
	int			y;
	int			w;
	int			h;
} Area;

/* A recognised word */
typedef struct OcrWord
{
	char	   *text;
	Area		box;			/* around its ink */
	float		confidence;
} OcrWord;

/* The rectangle of Leptonica's box, which goes. */
static Area
take_box(BOX *box)
{
	Area		area = {0};

	(void) boxGetGeometry(box, &area.x, &area.y, &area.w, &area.h);
	boxDestroy(&box);
	return area;
}

/* The words of a line that have ink; what was read into empty paper is dropped.  Returns how many. */
static int
line_words(TessResultIterator *it, PIX *ink, OcrWord *words, bool *more)
{
	TessPageIterator *place = TessResultIteratorGetPageIterator(it);
	int			n = 0;

	do
	{
		char	   *text = TessResultIteratorGetUTF8Text(it, RIL_WORD);
		int			left;
		int			top;
		int			right;
		int			bottom;
		BOX		   *box;
		BOX		   *inked = NULL;

		*more = false;
		if (text == NULL || n >= LINE_WORDS_MAX ||
			!TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom))
			continue;
		box = boxCreate(left, top, Max(right - left, 1), Max(bottom - top, 1));
		if (pixClipBoxToForeground(ink, box, NULL, &inked) == 0 && inked != NULL)
		{
			words[n].box = take_box(inked);
			words[n].text = pstrdup(text);
			words[n++].confidence = TessResultIteratorConfidence(it, RIL_WORD);
		}
		boxDestroy(&box);
		TessDeleteText(text);
		if (TessPageIteratorIsAtFinalElement(place, RIL_TEXTLINE, RIL_WORD))
		{
			*more = TessResultIteratorNext(it, RIL_WORD);
			return n;
		}
	} while ((*more = TessResultIteratorNext(it, RIL_WORD)));
	return n;
}

/*
 * Move the borders of two words to the widest strip without ink between their middles.
 * Tesseract's borders are off by half a character, and gaps say where columns end.
 */
static void
part_words(PIX *ink, Area *left, Area *right)
{
	int			first = left->x + left->w / 2;
	int			end = right->x + right->w / 2;
	int			top = Min(left->y, right->y);
	int			bottom = Max(left->y + left->h, right->y + right->h);
	int			best = 0;
	int			best_at = 0;
	int			run = 0;
	BOX		   *between;
	PIX		   *strip;
	NUMA	   *counts;

	if (end <= first)
		return;
	between = boxCreate(first, top, end - first, bottom - top);
	strip = pixClipRectangle(ink, between, NULL);
	counts = strip ? pixCountPixelsByColumn(strip) : NULL;
	for (int i = 0; counts != NULL && i < numaGetCount(counts); i++)
	{
		l_int32		pixels = 0;

		(void) numaGetIValue(counts, i, &pixels);
		/* a speck is no ink */
		run = pixels <= 1 ? run + 1 : 0;
		if (run > best)
		{
			best = run;
			best_at = i + 1 - run;
		}
	}
	if (best > 0)
	{
		left->w = Max(first + best_at - left->x, 1);
		right->w = Max(right->x + right->w - (first + best_at + best), 1);
		right->x = first + best_at + best;
	}
	numaDestroy(&counts);
	pixDestroy(&strip);
	boxDestroy(&between);
}

/* Is the word one of Latin letters that the picture hardly bears out?  Ideographs are read as such. */
static bool
is_doubtful(const OcrWord *word)
{
	if (word->confidence >= DOUBTFUL)
		return false;
	for (const char *c = word->text; *c != '\0'; c++)
		if ((unsigned char) *c >= 0xE3 || *c == '@')
			return false;
	return true;
}

/* Does the text have an ideograph, kana or hangul? */
static bool
has_ideograph(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char) *text >= 0xE3 && (unsigned char) *text < 0xEE)
			return true;
	return false;
}

/* Are these two ideographs or more, and nothing else? */
static bool
is_all_ideographs(const char *text)
{
	int			n = 0;

	for (; *text != '\0' && *text != ' '; text++)
	{
		if ((unsigned char) *text < 0x80)
			return false;
		n += (unsigned char) *text >= 0xE4 && (unsigned char) *text < 0xEE;
	}
	return n >= 2;
}

/* How a strip is cut out and shown to Tesseract */
typedef struct StripStyle
{
	double		margin;			/* beside the ink, in heights */
	float		scale;
	int			border;			/* of white paper, in pixels */
} StripStyle;

/*
 * Read a strip of the picture as one line.  Letters that are much larger than those of a text are
 * read badly, so they are made smaller.  Returns the text, to be freed, or NULL.
 */
static char *
read_strip(TessBaseAPI *engine, PIX *pix, const Area *ink, const StripStyle *style, float *confidence)
{
	int			margin = (int) (ink->h * style->margin);
	BOX		   *box = boxCreate(Max(ink->x - margin, 0), Max(ink->y - margin, 0),
								ink->w + 2 * margin, ink->h + 2 * margin);
	PIX		   *part = pixClipRectangle(pix, box, NULL);
	PIX		   *next;
	l_float32	scale = style->scale;
	char	   *text = NULL;
	char	   *copy = NULL;

	boxDestroy(&box);
	if (part != NULL && pixGetHeight(part) > STRIP_HIGH)
		scale *= (l_float32) STRIP_HEIGHT / pixGetHeight(part);
	if (part != NULL && scale != 1)
	{
		next = pixScale(part, scale, scale);
		pixDestroy(&part);
		part = next;
	}
	next = part ? pixAddBorderGeneral(part, style->border, style->border, style->border,
									  style->border, 255) : NULL;
	pixDestroy(&part);
	if (next == NULL)
		return NULL;
	TessBaseAPISetPageSegMode(engine, PSM_SINGLE_LINE);
	TessBaseAPISetImage2(engine, next);
	TessBaseAPISetSourceResolution(engine, 300);
	text = TessBaseAPIGetUTF8Text(engine);
	if (text != NULL)
	{
		*confidence = TessBaseAPIMeanTextConf(engine);
		text[strcspn(text, "\n")] = '\0';
		copy = pstrdup(text);
		TessDeleteText(text);
	}
	pixDestroy(&next);
	return copy;
}

/*
 * Read a strip in several ways and take the surest that fits.  Short strips are a matter of luck:
 * two characters that come out as nothing at one size are plain at another.
 */
static char *
read_strip_well(TessBaseAPI *engine, PIX *pix, const Area *ink, bool (*fits) (const char *text),
				float *confidence)
{
	static const StripStyle styles[] = {{0.2, 1.0f, 12}, {0.2, 1.5f, 12}, {0.33, 1.0f, 30}, {0.2, 2.0f, 12}};
	char	   *best = NULL;

	*confidence = 0;
	for (int i = 0; i < lengthof(styles) && *confidence < STRIP_ENOUGH; i++)
	{
		float		sure = 0;
		char	   *text = read_strip(engine, pix, ink, &styles[i], &sure);

		if (text != NULL && sure > *confidence && fits(text))
		{
			*confidence = sure;
			best = text;
		}
	}
	return best;
}

/*
 * Read a run of doubtful words once more, without the Latin script, and take that where it finds
 * ideographs and is surer.  The run becomes its first word; returns how many words there are
 * then.
 */
static int
read_again(TessBaseAPI *other, PIX *pix, OcrWord *words, int n, int first, int end)
{
	Area	   *begin = &words[first].box;
	Area		ink = *begin;
	int			right = ink.x + ink.w;
	int			bottom = ink.y + ink.h;
	float		sure = 0;
	float		confidence = 0;
	char	   *text;

	for (int i = first; i < end; i++)
	{
		const Area *box = &words[i].box;

		ink.x = Min(ink.x, box->x);
		ink.y = Min(ink.y, box->y);
		right = Max(right, box->x + box->w);
		bottom = Max(bottom, box->y + box->h);
		sure += words[i].confidence / (end - first);
	}
	ink.w = right - ink.x;
	ink.h = bottom - ink.y;
	text = read_strip_well(other, pix, &ink, has_ideograph, &confidence);
	/* without the Latin script letters are still read as letters, so ideographs say much */
	if (text == NULL || confidence <= AGAIN_LEAST || (confidence <= sure && !is_all_ideographs(text)))
		return n;
	pfree(words[first].text);
	words[first].text = text;
	words[first].confidence = confidence;
	begin->w = words[end - 1].box.x + words[end - 1].box.w - begin->x;
	for (int i = first + 1; i < end; i++)
		pfree(words[i].text);
	memmove(words + first + 1, words + end, (n - end) * sizeof(OcrWord));
	return n - (end - first - 1);
}

/*
 * Do this word and the one before it touch as ideographs of one word do, and is one of them of
 * ideographs?
 */
static bool
is_close(const OcrWord *words, int i)
{
	const Area *before = &words[i - 1].box;
	const Area *box = &words[i].box;

	return (has_ideograph(words[i].text) || has_ideograph(words[i - 1].text)) &&
		box->x - (before->x + before->w) < Max(box->h, before->h) / 4;
}

/* Is there no wide gap between this word and the one before it? */
static bool
is_near(const OcrWord *words, int i)
{
	const Area *before = &words[i - 1].box;
	const Area *box = &words[i].box;

	return box->x - (before->x + before->w) < Max(box->h, before->h);
}

/* All doubtful runs of a line, each with the ideographs that touch it. */
static int
read_doubtful(TessBaseAPI *other, PIX *pix, OcrWord *words, int n)
{
	int			done = 0;		/* words that are settled */

	while (done < n && other != NULL)
	{
		int			first = done;
		int			end = done + 1;
		int			before = n;

		if (!is_doubtful(&words[done]))
		{
			done++;
			continue;
		}
		while (end < n && ((is_doubtful(&words[end]) && is_near(words, end)) || is_close(words, end)))
			end++;
		while (first > 0 && is_close(words, first))
			first--;
		n = read_again(other, pix, words, n, first, end);
		done = end - (before - n);
	}
	return n;
}

/*
 * The engine for what was doubtful: of the same languages without English, or NULL where that is
 * none or all.
 */
static TessBaseAPI *
other_engine(const char *languages)
{
	char	   *list = pstrdup(languages);
	char	   *rest = list;
	char	   *language;
	StringInfoData others;
	TessBaseAPI *api;
	bool		english = false;

	initStringInfo(&others);
	while ((language = strsep(&rest, "+")) != NULL)
	{
		if (strcmp(language, "eng") == 0)
			english = true;
		else
			appendStringInfo(&others, "%s%s", others.len > 0 ? "+" : "", language);
	}
	if (!english || others.len == 0)
		return NULL;
	api = TessBaseAPICreate();
	if (TessBaseAPIInit2(api, NULL, others.data, OEM_LSTM_ONLY) != 0)
		refuse("Tesseract lacks data for these languages");
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	return api;
}

/* Write words in the form of pdftotext's table. */
static void
write_words(const OcrWord *words, int n)
{
	for (int i = 0; i < n; i++)
	{
		const Area *box = &words[i].box;

		printf("5\t1\t0\t0\t0\t%d\t%d\t%d\t%d\t%d\t%.1f\t", i, box->x, box->y, box->w, box->h,
			words[i].confidence);
		for (const char *c = words[i].text; *c != '\0'; c++)
			if ((unsigned char) *c >= ' ')
				putchar(*c);
		putchar('\n');
	}
}

/* Is there anything in it? */
static bool
is_text(const char *text)
{
	return text[0] != '\0';
}

/*
 * Read what stands large at the top of the page and was passed over: Tesseract takes titles for
 * drawings.  `ink` is what no word covers yet, and is used up.
 */
static void
read_titles(TessBaseAPI *engine, PIX *pix, PIX *ink, int height)
{
	BOX		   *top = boxCreate(0, 0, pixGetWidth(ink), pixGetHeight(ink) / TITLE_PART);
	PIX		   *part = pixClipRectangle(ink, top, NULL);
	PIX		   *closed = part ? pixCloseBrick(NULL, part, Max(height, 3), Max(height / 3, 3)) : NULL;
	BOXA	   *boxes = closed ? pixConnComp(closed, NULL, 8) : NULL;
	int			tried = 0;

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes) && tried < TITLES_MAX; i++)
	{
		Area		box = take_box(boxaGetBox(boxes, i, L_CLONE));
		float		confidence = 0;
		char	   *text;

		if (box.h > height * 3 / 4 && box.h < height * 6 && box.w > box.h * 3 / 2 && ++tried > 0 &&
			(text = read_strip_well(engine, pix, &box, is_text, &confidence)) != NULL &&
			confidence >= TITLE_LEAST)
		{
			OcrWord		title = {text, box, confidence};

			write_words(&title, 1);
		}
	}
	boxaDestroy(&boxes);
	pixDestroy(&closed);
	pixDestroy(&part);
	boxDestroy(&top);
}

/* How sure the words of a line are on the whole. */
static float
mean_confidence(const OcrWord *words, int n)
{
	float		sum = 0;

	for (int i = 0; i < n; i++)
		sum += words[i].confidence;
	return n > 0 ? sum / n : 0;
}

/*
 * Is the line a large title of Latin letters that are ideographs when that script is not looked
 * for?
 */
static bool
is_odd_title(TessBaseAPI *other, PIX *pix, const OcrWord *words, int n)
{
	float		confidence;

	return other != NULL && n == 1 && !has_ideograph(words[0].text) && strlen(words[0].text) <= ODD_LETTERS &&
		words[0].box.h > pixGetWidth(pix) / ODD_PART &&
		read_strip_well(other, pix, &words[0].box, is_all_ideographs, &confidence) != NULL &&
		confidence > AGAIN_LEAST;
}

/*
 * Write the table of words of one picture, as a page.  A line at the top that is doubtful as a
 * whole is left to read_titles().
 */
static void
recognise(TessBaseAPI *api, TessBaseAPI *other, PIX *pix)
{
	OcrWord    *words = pg_malloc(LINE_WORDS_MAX * sizeof(OcrWord));
	TessResultIterator *it;
	PIX		   *ink;
	PIX		   *rest;
	double		height = 0;
	int			total = 0;
	bool		more;

	TessBaseAPISetPageSegMode(api, PSM_AUTO);
	TessBaseAPISetImage2(api, pix);
	/* resolution only scales what Tesseract measures; without one it warns */
	if (pixGetXRes(pix) < 70)
		TessBaseAPISetSourceResolution(api, Max(70, pixGetHeight(pix) * 10 / 117));
	if (TessBaseAPIRecognize(api, NULL) != 0 || (ink = TessBaseAPIGetThresholdedImage(api)) == NULL)
		refuse("text recognition failed");
	printf("1\t1\t0\t0\t0\t0\t0\t0\t%d\t%d\t-1\t###PAGE###\n", pixGetWidth(pix), pixGetHeight(pix));
	rest = pixCopy(NULL, ink);
	it = TessBaseAPIGetIterator(api);
	more = it != NULL;
	while (more)
	{
		int			n = line_words(it, ink, words, &more);
		bool		lost;

		for (int i = 0; i + 1 < n; i++)
			part_words(ink, &words[i].box, &words[i + 1].box);
		n = read_doubtful(other, pix, words, n);
		/* borders may cross where characters touch; what was read in this order stays in it */
		for (int i = 1; i < n; i++)
			words[i].box.x = Max(words[i].box.x, words[i - 1].box.x + 1);
		lost = n > 0 && words[0].box.y < pixGetHeight(pix) / TITLE_PART &&
			(mean_confidence(words, n) < LOST || is_odd_title(other, pix, words, n));
		if (!lost)
			write_words(words, n);
		for (int i = 0; i < n; i++)
		{
			const Area *box = &words[i].box;

			height += box->h;
			total++;
			if (!lost)
				(void) pixRasterop(rest, box->x - 2, box->y - box->h / 5, box->w + 4,
					box->h + box->h * 2 / 5, PIX_CLR, NULL, 0, 0);
			pfree(words[i].text);
		}
	}
	if (it != NULL)
		TessResultIteratorDelete(it);
	if (total > 0)
		read_titles(other ? other : api, pix, rest, (int) (height / total));
	pixDestroy(&rest);
	pixDestroy(&ink);
	pg_free(words);
}

/* The child: decode, prepare, recognise, page by page where the file has several. */
static void
ocr_task(void *arg)
{
	const OcrTask *task = arg;
	TessBaseAPI *api = TessBaseAPICreate();
	TessBaseAPI *other;
	size_t		offset = 0;
	int			pages = 0;
	l_int32		format = IFF_UNKNOWN;

	setMsgSeverity(L_SEVERITY_NONE);
	check_size(task);
	if (TessBaseAPIInit2(api, NULL, task->languages, OEM_LSTM_ONLY) != 0)
		refuse("Tesseract lacks data for these languages");
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	other = other_engine(task->languages);
	(void) findFileFormatBuffer((const l_uint8 *) task->bytes, &format);
	do
	{
		bool		many = format >= IFF_TIFF && format <= IFF_TIFF_ZIP;
		PIX		   *pix = many ? pixReadMemFromMultipageTiff((const l_uint8 *) task->bytes,
			task->size, &offset) :
			pixReadMem((const l_uint8 *) task->bytes, task->size);

		if (pix == NULL)
			refuse("the picture cannot be decoded");
		pix = prepare(pix);
		recognise(api, other, pix);
		pages++;
		pixDestroy(&pix);
	} while (offset > 0 && pages < RESUME_PAGES_MAX);
	TessBaseAPIEnd(api);
	TessBaseAPIDelete(api);
}

/* Recognise a picture, its pages added or in place of `only_page`.  Returns NULL, or why it cannot be. */
char *
ocr_image(Pages *pages, const char *bytes, size_t size, const char *languages, int only_page)
{
	OcrTask		task = {bytes, size, languages};
	Child		child = {.task = ocr_task,.arg = &task,.seconds = OCR_SECONDS,.memory = OCR_MEMORY,
	.output_max = OCR_OUTPUT_MAX};
	bool		good = child_run(&child);

	pages->peak_kb = Max(pages->peak_kb, child.peak_kb);
	if (good)
		pages_read_tsv(pages, child.output.data, true, only_page);
	pfree(child.output.data);
	pfree(child.complaint.data);
	return good ? NULL : child.fault;
}

#else							/* !USE_TESSERACT */

/* See above: by its first bytes, so that the error can say what it is. */
bool
ocr_knows_format(const char *bytes, size_t size)
{
	static const char *const beginnings[] = {"\x89PNG", "\xff\xd8\xff", "II*", "MM", "GIF8",
	"BM", "P4", "P5", "P6"};

	for (int i = 0; i < lengthof(beginnings); i++)
		if (size > 4 && memcmp(bytes, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

/* See above. */
char *
ocr_image(Pages *pages, const char *bytes, size_t size, const char *languages, int only_page)
{
	return pstrdup("text recognition is not built into this aiehr:"
				   " Tesseract and Leptonica were not there when it was built");
}

#endif							/* USE_TESSERACT */
