/*
 * pdf.c
 *		aiehr resume: the pages of a PDF, by poppler's programs
 *
 * The text layer comes first; a page that has none worth the name is drawn and recognised.
 */
#include "cli/resume.h"

/* Limits of the programs, for a whole file and for one page */
#define TEXT_SECONDS 20
#define DRAW_SECONDS 30
#define PDF_MEMORY ((size_t) 1024 * 1024 * 1024)
#define TEXT_MAX (32 * 1024 * 1024)
#define DRAWING_MAX (128 * 1024 * 1024)

/* What Tesseract reads best; a page of an unusual size is drawn with as many pixels as one of A4 has */
#define DRAW_DPI 300
#define A4_LONG_POINTS 842.0

/* What poppler says, in words for people. */
static char *
plain_fault(const Child *child)
{
	if (strstr(child->fault, "password") != NULL || strstr(child->complaint.data, "ncrypt") != NULL)
		return pstrdup("the PDF is encrypted");
	if (strstr(child->fault, "No such file") != NULL)
		return pstrdup("pdftotext and pdftoppm of poppler are not installed");
	if (strstr(child->fault, "Syntax") != NULL || strstr(child->fault, "May not be a PDF") != NULL ||
		strstr(child->fault, "Couldn't") != NULL || strstr(child->fault, "Wrong page range") != NULL)
		return psprintf("the PDF is damaged (%s)", child->fault);
	return pstrdup(child->fault);
}

/* The words of the text layer. */
static char *
read_text_layer(Pages *pages, const char *file)
{
	char	   *last = psprintf("%d", RESUME_PAGES_MAX);
	const char *argv[] = {"pdftotext", "-tsv", "-enc", "UTF-8", "-l", last, file, "-", NULL};
	Child		child = {.argv = argv,.seconds = TEXT_SECONDS,.memory = PDF_MEMORY,.output_max = TEXT_MAX};
	bool		good = child_run(&child);
	char	   *fault = good ? NULL : plain_fault(&child);

	pages->peak_kb = Max(pages->peak_kb, child.peak_kb);
	if (good)
		pages_read_tsv(pages, child.output.data, false, 0);
	pfree(child.output.data);
	pfree(child.complaint.data);
	if (good && pages->npages == 0)
		fault = pstrdup("the PDF has no page");
	return fault;
}

/* Draw a page and recognise what is on it. */
static char *
read_drawn_page(Pages *pages, const char *file, int page, const char *languages)
{
	double		longest = Max(pages->pages[page - 1].width, pages->pages[page - 1].height);
	int			dpi = (int) Max(Min(DRAW_DPI, DRAW_DPI * A4_LONG_POINTS / longest), 1);
	char	   *number = psprintf("%d", page);
	char	   *resolution = psprintf("%d", dpi);
	const char *argv[] = {"pdftoppm", "-gray", "-r", resolution, "-f", number, "-l", number, file, NULL};
	Child		child = {.argv = argv,.seconds = DRAW_SECONDS,.memory = PDF_MEMORY,.output_max =
	DRAWING_MAX};
	char	   *fault;

	fault = child_run(&child) ? ocr_image(pages, child.output.data, child.output.len, languages,
										  page) : plain_fault(&child);
	pages->peak_kb = Max(pages->peak_kb, child.peak_kb);
	pfree(child.output.data);
	pfree(child.complaint.data);
	return fault;
}

/* All pages of a PDF.  Returns NULL, or why it cannot be read. */
char	   *
pdf_pages(Pages *pages, const char *file, const char *languages, const CliOptions *opt)
{
	char	   *fault = read_text_layer(pages, file);

	for (int i = 0; i < pages->npages && fault == NULL; i++)
	{
		progress_show(file, i, pages->npages, false);
		if (page_letters(&pages->pages[i]) < TEXT_LAYER_LETTERS)
			fault = read_drawn_page(pages, file, i + 1, languages);
	}
	return fault;
}
