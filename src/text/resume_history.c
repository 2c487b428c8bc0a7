/*
 * resume_history.c
 *		Schools, degrees, employers and periods
 *
 * Sections are known by their headings; where there are none, a line with a period and the name
 * of a school or company tells.  An entry is the line with its period, or that and the line
 * beside it.
 */
#include "text/resume.h"

#include "miscadmin.h"

#include "identity/normalise.h"

/* A school's name ends with one of these; what belongs to one follows */
static const char *const school_words[] = {"大学", "学院", "学校", "职业技术学校",
	"中学", "高中", "党校", "职校", "技校", "师专", "大学校", "대학교", "대학",
"高等学校", "高校", "高专"};

static const char *const latin_school_words[] = {"university", "college", "institute", "school",
	"academy", "polytechnic", "universität", "universite", "université", "universidad",
"politecnico", "conservatory", "faculty", "eth", "mit", "caltech", "insead", "école", "ecole",
"hochschule", "universiteit", "università", "universidade", "instituto"};

/* Characters that do not stand in a school's name, or begin what is before it */
static const char *const school_breaks[] = {"于", "在", "，", "。", "、", "：", "从",
"毕业", "就读", "考入", "月"};

/* The highest of the degrees that were found */
typedef struct BestDegree
{
	char	   *term;			/* NULL: none */
	Span		span;
	int			level;
	float8		confidence;
} BestDegree;

/* A school with the time there and the degree, as its lines come */
typedef struct Study
{
	char	   *school;			/* NULL: none yet */
	Span		school_span;
	BestDegree	degree;
	ResumePeriod period;
	bool		dated;
	Span		span;
} Study;

/* What is known while the lines are read */
typedef struct History
{
	BestDegree	degree;			/* the highest of all */
	Study		current;
	Study		highest;		/* the study that the highest degree belongs to */
	int			latest;			/* month in which the latest job ends */
	char	   *employer;		/* of that job */
	Span		employer_span;
	char	   *title;
	Span		title_span;
} History;

#define NO_DEGREE {NULL, {0, 0}, -1, 0}

/* Most lines of an entry's head above its period, and below it */
#define ABOVE_MOST 2
#define BELOW_MOST 2

/* A longer line names no title, in bytes */
#define TITLE_LINE_MAX 150

/* A job that lasts ends after every other */
#define LASTS 99999

/* Level of a term by ISCED, -1 for none; the term is in UTF-8. */
static int
level_of_term(const char *term)
{
	char	   *server = pg_any_to_server(term, (int) strlen(term), PG_UTF8);
	bool		invalid;

	return aiehr_education_level(server, (int) strlen(server), &invalid);
}

/* The words of the list that end the name of a school at `p`, and their bytes. */
static int
school_word(const Resume *r, int p)
{
	return longest_word(school_words, lengthof(school_words), r->text + p);
}

/* Do three characters at most, the last of them the word for a school, stand at a place? */
static bool
rest_of_school(const Resume *r, int p)
{
	int			size;

	for (int i = 0; i < 2; i++)
	{
		if (school_word(r, p) > 0)
			return true;
		(void) resume_char(r->text + p, &size);
		if (size < 3)
			break;
		p += size;
	}
	return false;
}

/* The name of a school in ideographs or hangul that begins the cell; false for none. */
static bool
eastern_school(const Resume *r, Span cell, Span *name)
{
	int			first = cell.first;
	int			end = -1;
	int			size;

	for (int p = cell.first; p < cell.end; p += size)
	{
		int			word = school_word(r, p);

		(void) resume_char(r->text + p, &size);
		/* a space of a scan: what is behind it is too short for a name of its own */
		if (r->text[p] == ' ' && end < 0 && p > first && rest_of_school(r, p + 1))
			continue;
		if (!IS_HIGHBIT_SET(r->text[p]) && r->text[p] != '(' && r->text[p] != ')')
			break;
		for (int i = 0; i < lengthof(school_breaks); i++)
			if (goes_on(r->text + p, school_breaks[i]) && end < 0)
				first = p + (int) strlen(school_breaks[i]);
		if (word == 0 || p <= first)
			continue;
		/* 中国科学院大学: a word that goes straight on; 大学管理学院 is a part of the first */
		if (end < 0 || p == end)
			end = p + word;
		size = word;
	}
	if (end < 0 || end - first < 9 || end - first > 75)
		return false;
	/* 大学生, 学院派, 学生会: a word, not a name */
	if (goes_on(r->text + end, "生") || goes_on(r->text + end, "会") || goes_on(r->text + end, "期间"))
		return false;
	name->first = first;
	name->end = end;
	return true;
}

/* The name of a school in Latin letters within a cell: the cell, without a bracket behind it. */
static bool
latin_school(const Resume *r, Span cell, Span *name)
{
	bool		found = false;

	if (cell.end - cell.first > 90)
		return false;
	for (int p = cell.first; p < cell.end; p++)
	{
		if (p > cell.first && is_word_byte(r->low[p - 1]))
			continue;
		found |= longest_word(latin_school_words, lengthof(latin_school_words), r->low + p) > 0 &&
			!goes_on(r->low + p, "high school diploma");
		if (r->text[p] == '(' && found)
			cell.end = p;
	}
	*name = resume_trim(r, cell);
	return found && r->text[name->first] >= 'A' && r->text[name->first] <= 'Z' && !is_sentence(r, *name);
}

/* Cut a period out of a span: what is before it and what is behind it, as cells. */
static int
cells_without(const Resume *r, Span line, const ResumePeriod *period, const char *more, Span *cells)
{
	Span		before = {line.first, period->span.first};
	Span		behind = {period->span.end, line.end};
	Span		rest[CELLS_MAX];
	int			n = resume_cells(r, before, more, cells);
	int			m = resume_cells(r, behind, more, rest);

	for (int i = 0; i < m && n < CELLS_MAX; i++)
		cells[n++] = rest[i];
	return n;
}

/* The cells of a line without the periods and dates in it. */
static int
entry_cells(const Resume *r, Span line, const char *more, Span *cells)
{
	ResumePeriod period;

	if (!resume_period(r, line, &period))
		return resume_cells(r, line, more, cells);
	return cells_without(r, line, &period, more, cells);
}

/* Take the spaces out of a text. */
static void
drop_spaces(char *s)
{
	char	   *to = s;

	for (; *s != '\0'; s++)
		if (*s != ' ')
			*to++ = *s;
	*to = '\0';
}

/* Take the school that a line names first; true when there is one. */
static bool
read_school(Resume *r, Span line, float8 confidence, Study *study)
{
	Span		cells[CELLS_MAX];
	Span		name;
	int			n = entry_cells(r, line, ",", cells);

	for (int i = 0; i < n; i++)
	{
		char	   *value;

		if (!eastern_school(r, cells[i], &name) && !latin_school(r, cells[i], &name))
			continue;
		/* a campus is a part of this one's name */
		if (goes_on(r->low + name.first, "university of california") && i + 1 < n &&
			name.end == cells[i].end)
			name.end = cells[i + 1].end;
		value = resume_copy(r, name);
		/* ideographs and hangul, not an accented letter */
		if ((unsigned char) value[0] >= 0xE3)
			drop_spaces(value);
		resume_add(r, "school", value, name, confidence);
		study->school = value;
		study->school_span = name;
		return true;
	}
	return false;
}

/* Note the degrees that are written in a span. */
static void
read_degrees(Resume *r, Span span, float8 confidence, BestDegree *best)
{
	int			size;

	for (int p = span.first; p < span.end; p += size)
	{
		int			length = degree_at(r, p, span.end);
		Span		term = {p, p + length};
		char	   *value;
		int			level;

		(void) resume_char(r->text + p, &size);
		if (length == 0)
			continue;
		size = length;
		value = resume_copy(r, term);
		level = level_of_term(value);
		/* short forms are words of other meaning unless they stand in capitals */
		if (level < 0 || (length <= 3 && is_word_byte(value[0]) && value[0] == r->low[p]))
			continue;
		resume_add(r, "degree", value, term, confidence);
		if (level <= best->level)
			continue;
		best->term = value;
		best->span = term;
		best->level = level;
		best->confidence = confidence;
	}
}

/* Note both ends of a period. */
static void
add_period(Resume *r, const ResumePeriod *period, bool education)
{
	float8		confidence = period->single ? 0.7 : 0.95;

	if (period->single && education)
	{
		resume_add(r, "study_end", resume_date_text(&period->from), period->from.span, confidence);
		return;
	}
	resume_add(r, education ? "study_start" : "work_start", resume_date_text(&period->from),
			   period->from.span, confidence);
	if (period->to.year > 0)
		resume_add(r, education ? "study_end" : "work_end", resume_date_text(&period->to),
				   period->to.span, confidence);
}

/* A name of an organisation without the brackets, the place and the verbs around it. */
static Span
bare_organisation(const Resume *r, Span cell)
{
	static const char *const verbs[] = {"就职于", "任职于", "供职于", "工作于",
	"就职", "入职", "在", "于"};
	int			verb = longest_word(verbs, lengthof(verbs), r->text + cell.first);

	cell.first += verb;
	if (cell.end > cell.first && r->text[cell.end - 1] == ')')
	{
		int			p = cell.end - 1;

		while (p > cell.first && r->text[p] != '(')
			p--;
		if (p > cell.first + 3)
			cell.end = p;
	}
	cell = resume_trim(r, cell);
	/* a full stop belongs to Inc. and the like */
	if (goes_on(r->low + cell.end - 3, "inc.") || goes_on(r->low + cell.end - 3, "ltd.") ||
		goes_on(r->low + cell.end - 2, "co."))
		cell.end++;
	return cell;
}

/* Join what a comma cut off: Acme, Inc. */
static int
join_legal_forms(const Resume *r, Span *cells, int n)
{
	static const char *const forms[] = {"inc", "inc.", "ltd", "ltd.", "llc", "llp", "plc", "co.",
	"gmbh", "corp", "corp."};
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		int			form = longest_word(forms, lengthof(forms), r->low + cells[i].first);

		if (kept > 0 && form > 0 && (form >= cells[i].end - cells[i].first ||
									 goes_on(r->low + cells[kept - 1].end - 2, "co")))
			cells[kept - 1].end = cells[i].end;
		else
			cells[kept++] = cells[i];
	}
	return kept;
}

/* Cut a cell at " at " and the sign for it: Data Analyst at Northwind. */
static int
cut_at(const Resume *r, Span *cells, int n)
{
	for (int i = 0; i < n && n < CELLS_MAX; i++)
		for (int p = cells[i].first + 1; p < cells[i].end; p++)
		{
			int			size = goes_on(r->low + p, " at ") ? 4 : goes_on(r->low + p, " @ ") ? 3 : 0;

			if (size == 0)
				continue;
			memmove(cells + i + 2, cells + i + 1, (n - i - 1) * sizeof(Span));
			cells[i + 1].first = p + size;
			cells[i + 1].end = cells[i].end;
			cells[i].end = p;
			n++;
			break;
		}
	return n;
}

/* Is there a space in the span? */
static bool
has_space(const Resume *r, Span span)
{
	return memchr(r->text + span.first, ' ', span.end - span.first) != NULL;
}

/* Do an employer and a title meet at a space of a cell, as in Vertex Labs Data Analyst? */
static bool
is_border(const Resume *r, Span cell, int space)
{
	Span		head = {cell.first, space};
	Span		tail = {space + 1, cell.end};
	bool		ideographs = IS_HIGHBIT_SET(r->text[space - 1]);
	bool		other_script = ideographs != IS_HIGHBIT_SET(r->text[space + 1]);

	if (is_title(r, tail) && !is_title(r, head))
	{
		if (is_organisation(r, head))
			return ideographs || other_script || (has_space(r, head) && has_space(r, tail));
		/* one word of ideographs beside another, or another script, is a name by itself */
		return (other_script && IS_HIGHBIT_SET(r->text[cell.end - 1])) ||
			(ideographs && !has_space(r, head) && !has_space(r, tail));
	}
	return is_title(r, head) && is_organisation(r, tail) && (ideographs || other_script);
}

/* Cut cells in which employer and title are apart by a single space. */
static int
cut_titles(const Resume *r, Span *cells, int n)
{
	for (int i = 0; i < n && n < CELLS_MAX; i++)
		for (int p = cells[i].first + 1; p < cells[i].end - 1; p++)
			if (r->text[p] == ' ' && is_border(r, cells[i], p))
			{
				memmove(cells + i + 2, cells + i + 1, (n - i - 1) * sizeof(Span));
				cells[i + 1].first = p + 1;
				cells[i + 1].end = cells[i].end;
				cells[i].end = p;
				n++;
				break;
			}
	return n;
}

/* The cells of a line about a job, without its period; `cells` has room for one more than usual. */
static int
job_cells(const Resume *r, Span line, Span *cells)
{
	int			n = entry_cells(r, line, ",", cells);

	n = cut_at(r, cells, join_legal_forms(r, cells, Min(n, CELLS_MAX)));
	return cut_titles(r, cells, Min(n, CELLS_MAX));
}

/* How much a cell looks like an employer. */
static int
employer_score(const Resume *r, Span cell)
{
	bool		organisation = is_organisation(r, cell);
	bool		title = is_title(r, cell);
	int			first = (unsigned char) r->text[cell.first];

	if (cell.end - cell.first < 4 || cell.end - cell.first > 100 || is_sentence(r, cell) ||
		!(IS_HIGHBIT_SET(first) || (first >= 'A' && first <= 'Z') || is_digit_byte(first)))
		return -9;
	return organisation && !title ? 3 : organisation ? 1 : title ? -2 : 0;
}

/* The cell of a line that looks most like an employer, and how much. */
static int
best_employer(const Resume *r, Span line, Span *employer)
{
	Span		cells[CELLS_MAX + 1];
	int			n = job_cells(r, line, cells);
	int			best = -9;

	for (int i = 0; i < n; i++)
	{
		int			score = employer_score(r, cells[i]);

		if (score <= best)
			continue;
		best = score;
		*employer = cells[i];
	}
	return best;
}

/* Note the first cell of a line that names a job; true with its place when there is one. */
static bool
read_title(Resume *r, Span line, Span *title)
{
	Span		cells[CELLS_MAX + 1];
	int			n = job_cells(r, line, cells);

	for (int i = 0; i < n; i++)
		if (is_title(r, cells[i]) && cells[i].end - cells[i].first <= 60 && !is_sentence(r, cells[i]))
		{
			resume_add(r, "title", resume_copy(r, cells[i]), cells[i], 0.85);
			*title = cells[i];
			return true;
		}
	return false;
}

/* Does a line read like a sentence, its period left out? */
static bool
tells(const Resume *r, Span line)
{
	ResumePeriod period;
	Span		before = line;
	Span		behind = line;

	if (!resume_period(r, line, &period) || period.single)
		return is_sentence(r, line);
	before.end = period.span.first;
	behind.first = period.span.end;
	return is_sentence(r, before) || is_sentence(r, behind);
}

/* Does a line begin a point of a list, or end as sentences do? */
static bool
is_point(const Resume *r, Span line)
{
	static const char *const bullets[] = {"•", "·", "●", "▪", "- ", "* ", "◆", "■", "。 "};
	bool		full_stop = line.end - line.first > 30 && r->text[line.end - 1] == '.' &&
		!is_organisation(r, line);

	for (int i = 0; i < lengthof(bullets); i++)
		if (goes_on(r->text + line.first, bullets[i]))
			return true;
	return full_stop;
}

/* Is the line the head of a table, of labels and nothing else? */
static bool
is_table_head(const Resume *r, int line)
{
	ResumeLabel labels[LABELS_MAX];
	int			n = resume_labels(r, line, labels);

	for (int i = 0; i < n; i++)
		if (labels[i].value.first < labels[i].value.end)
			return false;
	return n > 1;
}

/* Is the line a part of an entry's head in a section, but for its period? */
static bool
is_head_line(const Resume *r, int i, ResumeSection section)
{
	ResumePeriod period;

	return i >= 0 && i < r->nlines && !r->lines[i].heading && r->lines[i].section == section &&
		(!resume_period(r, r->lines[i].span, &period) || period.single) &&
		!is_sentence(r, r->lines[i].span) && !is_point(r, r->lines[i].span) && !is_table_head(r, i);
}

/*
 * Lines that stand above the period in each entry of a section: as many as above its first one.
 * All entries of a resume are laid out alike, and what is above a later period may belong to the
 * entry before.
 */
static int
lines_above(const Resume *r, int i)
{
	ResumeSection section = r->lines[i].section;
	ResumePeriod period;
	int			first = i;
	int			n = 0;

	while (first > 0 && r->lines[first - 1].section == section && !r->lines[first - 1].heading)
		first--;
	while (first < i && !(resume_period(r, r->lines[first].span, &period) && !period.single))
		n += is_head_line(r, first++, section);
	return n <= ABOVE_MOST ? n : 0;
}

/* The first and the last line of the entry whose period stands in a line, without its description. */
static void
entry_lines(const Resume *r, int i, int *first, int *last)
{
	ResumeSection section = r->lines[i].section;
	int			above = lines_above(r, i);
	ResumePeriod period;
	int			next;

	*first = *last = i;
	while (i - *first < above && is_head_line(r, *first - 1, section))
		(*first)--;
	while (*last - i < BELOW_MOST && is_head_line(r, *last + 1, section))
		(*last)++;
	/* the head of the next entry is not ours */
	for (next = i + 1; next <= *last + above; next++)
		if (next < r->nlines && resume_period(r, r->lines[next].span, &period) && !period.single)
		{
			*last = Max(Min(*last, next - 1 - above), i);
			break;
		}
}

/* A period as ISO 8601 writes one; without its end when it lasts. */
static char *
period_text(const ResumePeriod *period)
{
	if (period->single)
		return resume_date_text(&period->from);
	return psprintf("%s/%s", resume_date_text(&period->from), period->to.year > 0 ?
					resume_date_text(&period->to) : "");
}

/* The parts of an entry that are known, as one text. */
static char *
entry_text(const char *period, const char *place, const char *what)
{
	const char *const parts[] = {period, place, what};
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < lengthof(parts); i++)
		if (parts[i] != NULL)
			appendStringInfo(&out, "%s%s", out.len > 0 ? " " : "", parts[i]);
	return out.data;
}

/* The line among those of an entry that says whom somebody worked for, and how surely; -1 for none. */
static int
employer_line(const Resume *r, int first, int last, int dated, Span *employer, int *score)
{
	int			at = -1;

	*score = -1;
	for (int i = first; i <= last; i++)
	{
		Span		found = {0, 0};
		int			here = best_employer(r, r->lines[i].span, &found);

		if (here <= *score && !(here == *score && i == dated && *score > 0))
			continue;
		*score = here;
		*employer = found;
		at = i;
	}
	return at;
}

/* The job whose period stands in a line: employer and title, there or beside it. */
static void
read_job(Resume *r, int i, const ResumePeriod *period, History *history)
{
	Span		employer = {0, 0};
	Span		title = {0, 0};
	int			score;
	int			first;
	int			last;
	int			at;
	int			ends = period->to.year > 0 ? period->to.year * 12 + Max(period->to.month, 1) : LASTS;
	char	   *name = NULL;
	char	   *position = NULL;

	entry_lines(r, i, &first, &last);
	at = employer_line(r, first, last, i, &employer, &score);
	if (at >= 0)
	{
		employer = bare_organisation(r, employer);
		name = resume_copy(r, employer);
		resume_add(r, "employer", name, employer, score >= 3 ? 0.9 : 0.6);
	}
	for (int line = first; line <= last && position == NULL; line++)
		if (r->lines[line].span.end - r->lines[line].span.first < TITLE_LINE_MAX &&
			read_title(r, r->lines[line].span, &title))
			position = resume_copy(r, title);
	if (name == NULL && position == NULL)
		return;
	resume_add(r, "employment_entry", entry_text(period_text(period), name, position), r->lines[i].span,
			   score >= 3 ? 0.9 : 0.6);
	if (ends <= history->latest)
		return;
	history->latest = ends;
	history->employer = name;
	history->employer_span = employer;
	history->title = position;
	history->title_span = title;
}

/* End the study whose lines have been read. */
static void
end_study(Resume *r, History *history)
{
	static const Study nothing = {.degree = NO_DEGREE};
	Study	   *study = &history->current;
	char	   *period = study->dated ? period_text(&study->period) : NULL;

	if (study->school != NULL || study->degree.term != NULL)
		resume_add(r, "education_entry", entry_text(period, study->school, study->degree.term), study->span,
				   study->school ? 0.9 : 0.6);
	if (study->school != NULL &&
		(history->highest.school == NULL || study->degree.level > history->highest.degree.level))
		history->highest = *study;
	*study = nothing;
}

/* One line about schools: another school, or another period, begins another study. */
static void
read_study(Resume *r, int i, const ResumePeriod *period, bool dated, History *history)
{
	Span		line = r->lines[i].span;
	Study		here = {.degree = NO_DEGREE};
	Study	   *study = &history->current;
	bool		found = read_school(r, line, 0.9, &here);

	read_degrees(r, line, 0.9, &here.degree);
	if (!found && here.degree.term == NULL && !dated)
		return;
	if ((found && study->school != NULL) || (dated && study->dated))
		end_study(r, history);
	if (study->span.end == 0)
		study->span = line;
	study->span.end = line.end;
	if (found)
	{
		study->school = here.school;
		study->school_span = here.school_span;
	}
	if (dated)
	{
		study->period = *period;
		study->dated = true;
		add_period(r, period, true);
	}
	if (here.degree.level > study->degree.level)
		study->degree = here.degree;
	if (here.degree.level > history->degree.level)
		history->degree = here.degree;
}

/*
 * What is a line with a period about, whatever the heading above it says?  A heading may be
 * missing, or not be read.  Where one stands, more than a name has to speak against it.
 */
static ResumeSection
judge_section(const Resume *r, const ResumeLine *line)
{
	Span		cells[CELLS_MAX];
	Span		name;
	int			n = entry_cells(r, line->span, ",", cells);
	bool		school = false;
	bool		degree = false;
	bool		employer = false;
	bool		title = false;

	for (int i = 0; i < n; i++)
	{
		if (eastern_school(r, cells[i], &name) || latin_school(r, cells[i], &name))
			school = true;
		else if (employer_score(r, cells[i]) >= 3)
			employer = true;
		title |= is_title(r, cells[i]);
	}
	for (int p = line->span.first; p < line->span.end && !degree; p++)
		degree = degree_at(r, p, line->span.end) > 0;
	if (line->section == SECTION_NONE)
		return school ? SECTION_EDUCATION : employer ? SECTION_WORK : SECTION_NONE;
	if (line->section != SECTION_EDUCATION && school && degree && !title)
		return SECTION_EDUCATION;
	if (line->section != SECTION_WORK && employer && title && !school && !degree)
		return SECTION_WORK;
	return line->section;
}

/* What stands behind labels about education and work. */
static void
read_labelled(Resume *r, int line, History *history)
{
	ResumeLabel labels[LABELS_MAX];
	int			n = resume_labels(r, line, labels);

	for (int i = 0; i < n; i++)
	{
		Span		value = labels[i].value;
		Span		cells[CELLS_MAX];
		int			m;

		if (value.first >= value.end)
			continue;
		m = resume_cells(r, value, "", cells);
		if (labels[i].kind == LABEL_EDUCATION)
			read_degrees(r, value, 0.95, &history->degree);
		else if (labels[i].kind == LABEL_SCHOOL)
			(void) read_school(r, value, 0.95, &history->current);
		else if (labels[i].kind == LABEL_EMPLOYER && m > 0)
		{
			Span		name = bare_organisation(r, cells[0]);

			if (name.end > name.first && !is_sentence(r, name))
				resume_add(r, "employer", resume_copy(r, name), name, 0.9);
		}
		else if (labels[i].kind == LABEL_TITLE && m > 0)
			resume_add(r, "title", resume_copy(r, cells[0]), cells[0], 0.9);
	}
}

/* Does the line have a label of a kind, with a value? */
static bool
is_labelled(const Resume *r, int line, LabelKind kind)
{
	ResumeLabel labels[LABELS_MAX];
	int			n = resume_labels(r, line, labels);

	for (int i = 0; i < n; i++)
		if (labels[i].kind == kind && labels[i].value.first < labels[i].value.end)
			return true;
	return false;
}

/* One line of the history of schools and jobs. */
static void
read_line(Resume *r, int i, History *history)
{
	ResumeLine *line = &r->lines[i];
	ResumePeriod period;
	bool		dated = resume_period(r, line->span, &period);
	ResumeSection section;

	if (dated && !period.single && !tells(r, line->span))
		line->section = judge_section(r, line);
	section = line->section;
	read_labelled(r, i, history);
	if (section == SECTION_EDUCATION && !tells(r, line->span) && !is_labelled(r, i, LABEL_SCHOOL))
		read_study(r, i, &period, dated, history);
	else if (section == SECTION_EDUCATION && dated && !period.single)
		add_period(r, &period, true);
	else if (section == SECTION_WORK && dated && !period.single &&
			 (period.span.first == line->span.first || !tells(r, line->span)))
	{
		add_period(r, &period, false);
		if (!is_labelled(r, i, LABEL_EMPLOYER))
			read_job(r, i, &period, history);
	}
}

/* What follows from all lines: the highest degree with its school, the latest job. */
static void
add_latest(Resume *r, const History *history)
{
	const Study *highest = &history->highest;

	if (history->degree.term != NULL)
		resume_add(r, "education_highest", history->degree.term, history->degree.span,
				   history->degree.confidence);
	if (highest->school != NULL)
		resume_add(r, "school_highest", highest->school, highest->school_span, 0.9);
	if (highest->school != NULL && highest->dated && (highest->period.single ||
													  highest->period.to.year > 0))
		resume_add(r, "graduated_on", resume_date_text(highest->period.single ?
													   &highest->period.from : &highest->period.to),
				   highest->period.single ? highest->period.span : highest->period.to.span, 0.85);
	if (history->employer != NULL)
		resume_add(r, "employer_latest", history->employer, history->employer_span, 0.85);
	if (history->title != NULL)
		resume_add(r, "title_latest", history->title, history->title_span, 0.8);
}

/* Find schools, degrees, employers, titles and periods. */
void
resume_history(Resume *r)
{
	History		history = {.degree = NO_DEGREE,.current = {.degree = NO_DEGREE},.highest =
	{.degree = NO_DEGREE}};

	for (int i = 0; i < r->nlines; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (history.current.span.end > 0 && r->lines[i].section != SECTION_EDUCATION)
			end_study(r, &history);
		if (!r->lines[i].heading)
			read_line(r, i, &history);
	}
	end_study(r, &history);
	add_latest(r, &history);
}
