/*
 * resume.h
 *		aiehr resume: files as pages of words, and what is done with one file
 */
#ifndef AIEHR_CLI_RESUME_H
#define AIEHR_CLI_RESUME_H

#include "cli/cli.h"

/* Larger files are no resumes */
#define RESUME_BYTES_MAX (50 * 1024 * 1024)

/* Pages of one file that are read */
#define RESUME_PAGES_MAX 20

/* A page with fewer letters has no text layer worth the name */
#define TEXT_LAYER_LETTERS 30

/* A word on a page, in the page's own units from its upper left corner */
typedef struct PageWord
{
	char	   *text;
	double		left;
	double		top;
	double		right;
	double		bottom;
	double		confidence;		/* 0..1 */
	int			first;			/* characters in the text of all pages */
	int			end;
} PageWord;

typedef struct Page
{
	double		width;
	double		height;
	bool		recognised;		/* by OCR, not from a text layer */
	PageWord   *words;
	int			nwords;
	int			room;
} Page;

typedef struct Pages
{
	Page	   *pages;
	int			npages;
	StringInfoData text;		/* of all pages, a form feed behind each */
	int			chars;			/* characters in it */
	long		peak_kb;		/* of the hungriest child */
} Pages;

/* What a child process may cost, and what came of it */
typedef struct Child
{
	const char *const *argv;	/* program and arguments; NULL: `task` */
	void		(*task) (void *arg);	/* runs in the child and writes to standard output */
	void	   *arg;
	int			seconds;		/* of the clock, and of the processor */
	size_t		memory;			/* bytes of address space */
	size_t		output_max;
	StringInfoData output;
	StringInfoData complaint;	/* the beginning of its standard error */
	long		peak_kb;
	char	   *fault;			/* why it failed, or NULL */
} Child;

/* child.c */
extern bool child_run(Child *child);
extern void child_abandon(void);

/* page.c */
extern void pages_read_tsv(Pages *pages, char *tsv, bool recognised, int only_page);
extern int	page_letters(const Page *page);
extern void pages_lay_out(Pages *pages);
extern bool pages_place(const Pages *pages, int first, int last, int *page, double box[4],
	double *confidence);

/* ocr.c */
extern bool ocr_knows_format(const char *bytes, size_t size);
extern char *ocr_image(Pages *pages, const char *bytes, size_t size, const char *languages, int only_page);

/* pdf.c */
extern char *pdf_pages(Pages *pages, const char *file, const char *languages, const CliOptions *opt);

#endif							/* AIEHR_CLI_RESUME_H */
