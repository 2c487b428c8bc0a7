/*
 * output.c
 *		What people and programs read: a bar on a terminal, JSON, CSV
 */
#include "cli/cli.h"

#include <unistd.h>

#include "portability/instr_time.h"

#define BAR_WIDTH 30
#define REDRAW_MS 100.0

static bool bar_wanted = false;
static bool bar_drawn = false;
static instr_time last_drawn;

/* A bar is for people at a terminal. */
void
progress_begin(const CliOptions *opt)
{
	bar_wanted = !opt->quiet && !opt->json && isatty(STDERR_FILENO);
	INSTR_TIME_SET_ZERO(last_drawn);
}

/* Draw the bar anew, ten times a second at most. */
void
progress_show(const char *what, int64 done, int64 total, bool last)
{
	char		bar[BAR_WIDTH + 1];
	instr_time	now;
	instr_time	since;
	int			filled;

	if (!bar_wanted || total <= 0)
		return;
	INSTR_TIME_SET_CURRENT(now);
	since = now;
	INSTR_TIME_SUBTRACT(since, last_drawn);
	if (bar_drawn && !last && INSTR_TIME_GET_MILLISEC(since) < REDRAW_MS)
		return;
	last_drawn = now;
	bar_drawn = true;
	filled = (int) (Min(done, total) * BAR_WIDTH / total);
	memset(bar, ' ', BAR_WIDTH);
	memset(bar, '=', filled);
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r%s [%s] %3d%%", what, bar, (int) (Min(done, total) * 100 / total));
	fflush(stderr);
}

/* Wipe the bar, so that what is said next stands on a line of its own. */
void
progress_end(void)
{
	if (bar_drawn)
		fprintf(stderr, "\r%*s\r", BAR_WIDTH + 30, "");
	bar_drawn = false;
}

/* Append a JSON string; NULL is null. */
void
json_string(StringInfo out, const char *text)
{
	if (text == NULL)
	{
		appendStringInfoString(out, "null");
		return;
	}
	appendStringInfoChar(out, '"');
	for (const char *c = text; *c != '\0'; c++)
	{
		if (*c == '"' || *c == '\\')
			appendStringInfo(out, "\\%c", *c);
		else if ((unsigned char) *c < 0x20)
			appendStringInfo(out, "\\u%04x", (unsigned char) *c);
		else
			appendStringInfoChar(out, *c);
	}
	appendStringInfoChar(out, '"');
}

/* Write a row of CSV by RFC 4180; NULL is an empty field. */
void
csv_row(FILE *out, const char *const *cells, int n)
{
	for (int i = 0; i < n; i++)
	{
		const char *cell = cells[i] ? cells[i] : "";

		if (i > 0)
			putc(',', out);
		if (cells[i] != NULL && (*cell == '\0' || strpbrk(cell, ",\"\r\n") != NULL))
		{
			putc('"', out);
			for (; *cell != '\0'; cell++)
			{
				if (*cell == '"')
					putc('"', out);
				putc(*cell, out);
			}
			putc('"', out);
		}
		else
			fputs(cell, out);
	}
	fputs("\r\n", out);
}
