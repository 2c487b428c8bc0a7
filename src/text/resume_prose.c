/*
 * resume_prose.c
 *		A life in sentences: employers, titles and degrees of a biography without headings
 *
 * Chinese biographies string positions together:
 * 历任机械厂技术员、车间副主任，现任集团总经理. What stands between two
 * commas is a degree, an employer, a title, or an employer with a title behind it.
 */
#include "text/resume.h"

/* What may stand before an employer or title */
static const char *const verbs[] = {"历任", "曾任", "现任", "先后任", "先后担任",
	"曾先后任", "曾担任", "现担任", "担任", "兼任", "并任", "升任", "调任",
	"出任", "任职于", "就职于", "供职于", "工作于", "任",
	"同时", "兼", "受聘为", "被聘为", "聘为", "受聘于", "起", "至今", "在", "于",
	"就读于", "毕业于", "加入", "进入", "曾", "并", "现", "为", "先后",
	"先后在", "从", "后", "当选", "当选为", "起任", "本公司的", "以及", "和",
	"及", "等", "目前", "目前任", "至", "调至", "调入", "加盟", "期间任",
	"期间", "创办", "创立", "其间", "被选为", "选举为", "被任命为",
"任命为", "分别任", "分别担任", "工作期间任", "参加工作"};

/* Cut verbs and dates off the beginning of a cell. */
static Span
without_verbs(const Resume *r, Span cell)
{
	bool		again = true;

	while (again && cell.first < cell.end)
	{
		ResumeDate	date;
		int			size = longest_word(verbs, lengthof(verbs), r->text + cell.first);

		again = true;
		cell = resume_trim(r, cell);
		if (cell.first >= cell.end)
			break;
		if (resume_date_at(r, cell.first, cell.end, &date))
			cell.first = date.span.end;
		else if (size > 0 && size < cell.end - cell.first)
			cell.first += size;
		else
			again = false;
	}
	return cell;
}

/*
 * The longest beginning of a cell that ends as an organisation does, with a title or nothing
 * behind it; its end, or -1.
 */
static int
organisation_end(const Resume *r, Span cell)
{
	int			best = -1;
	int			size;

	for (int p = cell.first; p < cell.end; p += size)
	{
		Span		head = {cell.first, 0};
		Span		tail = {0, cell.end};

		(void) resume_char(r->text + p, &size);
		head.end = tail.first = p + size;
		/* three characters and less are a kind of organisation, not a name */
		if (head.end - head.first < 12 || !is_organisation(r, head))
			continue;
		if (tail.first == tail.end || is_title(r, without_verbs(r, tail)))
			best = head.end;
	}
	return best;
}

/* Does the name end as that of a university does? */
static bool
is_school(const Resume *r, Span name)
{
	static const char *const words[] = {"大学", "学院", "学校"};

	return longest_word(words, lengthof(words), r->text + name.end - strlen(words[0])) > 0;
}

/* Take a cell apart. */
static void
read_cell(Resume *r, Span cell)
{
	int			degree;
	int			end;

	cell = without_verbs(r, resume_trim(r, cell));
	if (cell.end - cell.first < 6 || cell.end - cell.first > 120)
		return;
	degree = degree_at(r, cell.first, cell.end);
	for (int p = cell.first; p < cell.end && degree == 0; p++)
		if ((degree = degree_at(r, p, cell.end)) > 0)
			cell.first = p;
	if (degree > 0)
	{
		Span		term = {cell.first, cell.first + degree};

		/* 本科学历, 硕士学位, 博士研究生 and the like are one term */
		while (goes_on(r->text + term.end, "学历") || goes_on(r->text + term.end, "学位") ||
			   goes_on(r->text + term.end, "毕业"))
			term.end += 6;
		resume_add(r, "degree", resume_copy(r, term), term, 0.7);
		return;
	}
	end = organisation_end(r, cell);
	if (end > 0)
	{
		Span		name = {cell.first, end};
		Span		title = {end, cell.end};

		title = without_verbs(r, title);
		/* without a title somebody studied there */
		resume_add(r, title.end == title.first && is_school(r, name) ? "school" : "employer",
				   resume_copy(r, name), name, 0.6);
		if (title.end > title.first)
			resume_add(r, "title", resume_copy(r, title), title, 0.6);
	}
	else if (is_title(r, cell))
		resume_add(r, "title", resume_copy(r, cell), cell, 0.5);
}

/* Read a text without headings as sentences. */
void
resume_prose(Resume *r)
{
	static const char *const stops[] = {",", "，", "、", "；", ";", "。", "：", ":", "\t", "\n"};

	for (int i = 0; i < r->nlines; i++)
		if (r->lines[i].heading)
			return;
	for (int i = 0; i < r->nlines; i++)
	{
		Span		line = r->lines[i].span;
		Span		cell = {line.first, 0};

		for (int p = line.first; p <= line.end; p++)
			for (int k = 0; k < lengthof(stops); k++)
				if (p == line.end || goes_on(r->text + p, stops[k]))
				{
					cell.end = p;
					read_cell(r, cell);
					cell.first = p + (p == line.end ? 0 : (int) strlen(stops[k]));
					break;
				}
	}
}
