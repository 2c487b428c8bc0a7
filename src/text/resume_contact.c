/*
 * resume_contact.c
 *		E-mail addresses, telephone and identity numbers, birth date and gender of a resume
 *
 * Addresses and numbers are known by their form wherever they stand, and checked by the rules of
 * src/identity.
 */
#include "text/resume.h"

#include "utils/datetime.h"

#include "identity/normalise.h"

/* Lines above and below a number in which a country may be named */
#define COUNTRY_LINES 4

/* Longest number with what separates its digits */
#define NUMBER_MAX 40

/* Characters of an address before the @ */
static bool
is_local_byte(char c)
{
	return is_word_byte(c) || (c != '\0' && strchr(".-_+%", c) != NULL);
}

/* The place before spaces that text recognition put beside a sign of an address. */
static int
back_over_space(const Resume *r, int p, int first)
{
	return p > first && r->text[p - 1] == ' ' ? p - 1 : p;
}

/*
 * Bytes of a dot with spaces beside it, or of the comma that a scan makes of one, where what
 * follows is the end of a domain; 0 for anything else.
 */
static int
spaced_dot(const char *low)
{
	static const char *const endings[] = {"com", "cn", "net", "org", "edu", "jp", "kr", "hk", "uk"};
	int			size = low[0] == ' ' ? 1 : 0;

	if (low[size] != '.' && low[size] != ',')
		return 0;
	size++;
	size += low[size] == ' ' ? 1 : 0;
	return longest_word(endings, lengthof(endings), low + size) > 0 ? size : 0;
}

/* The end of a domain that begins at p; a space beside a dot is passed over. */
static int
domain_end(const Resume *r, int p, int end)
{
	int			last = p;
	int			size;

	while (p < end)
	{
		while (p < end && (is_word_byte(r->text[p]) || r->text[p] == '-'))
			p++;
		last = p;
		if (p < end && r->text[p] == '.' && is_word_byte(r->text[p + 1]))
			p++;
		else if ((size = spaced_dot(r->low + p)) > 0)
			p += size;
		else
			break;
	}
	return last;
}

/*
 * Where an address begins whose last word before the @ does: behind signs that begin none, and
 * with the word before it where the two alone fill their cell and the space was a dot.
 */
static int
local_start(const Resume *r, int first, int at, int line, bool *mended)
{
	int			word;

	while (first < at && !is_word_byte(r->text[first]))
		first++;
	word = first - 1;
	if (word <= line || r->text[word] != ' ')
		return first;
	while (word > line && r->text[word - 1] >= 'a' && r->text[word - 1] <= 'z')
		word--;
	if (first - 1 - word < 3 || (word > line && r->text[word - 1] != '\t'))
		return first;
	*mended = true;
	return word;
}

/* The address around an @. */
static void
read_email(Resume *r, Span line, int at)
{
	StringInfoData address;
	Span		span;
	int			p = back_over_space(r, at, line.first);
	bool		invalid;
	bool		mended = p != at;
	int			begin;

	span.first = p;
	while (span.first > line.first && is_local_byte(r->text[span.first - 1]))
		span.first--;
	begin = at + 1;
	if (r->text[begin] == ' ')
		begin++;
	span.end = domain_end(r, begin, line.end);
	span.first = local_start(r, span.first, p, line.first, &mended);
	/* a label that came without its colon */
	if (goes_on(r->low + span.first, "email.") || goes_on(r->low + span.first, "e-mail."))
		span.first += r->low[span.first + 1] == '-' ? 7 : 6;
	initStringInfo(&address);
	for (int i = span.first; i < span.end; i++)
	{
		/* what a scan loses between two words of an address is a dot */
		if (r->low[i] == ' ' && i < p)
			appendStringInfoChar(&address, '.');
		else if (r->low[i] == ',')
			appendStringInfoChar(&address, '.');
		else if (r->low[i] != ' ')
			appendStringInfoChar(&address, r->low[i]);
	}
	mended |= begin != at + 1 || memchr(r->text + at, ',', span.end - at) != NULL;
	if (aiehr_normalise_email(address.data, address.len, &invalid) != NULL)
		resume_add(r, "email", address.data, span, mended ? 0.7 : 0.98);
}

/* All addresses. */
static void
read_emails(Resume *r)
{
	for (int i = 0; i < r->nlines; i++)
		for (int p = r->lines[i].span.first; p < r->lines[i].span.end; p++)
			if (r->text[p] == '@')
				read_email(r, r->lines[i].span, p);
}

/* Digits with what may stand between them, from p on; `digits` receives them alone.  Returns the end. */
static int
number_end(const Resume *r, int p, int end, const char *between, char *digits, int *n)
{
	int			last = p;

	*n = 0;
	for (; p < end && p - last < 4 && *n < NUMBER_MAX - 1; p++)
	{
		if (is_digit_byte(r->text[p]))
		{
			digits[(*n)++] = r->text[p];
			last = p + 1;
		}
		else if (strchr(between, r->text[p]) == NULL)
			break;
	}
	digits[*n] = '\0';
	return last;
}

/* The identity number that begins at a digit; true when one with the right check character does. */
static bool
read_id_at(Resume *r, int p, int end, bool labelled)
{
	char		digits[NUMBER_MAX + 2];
	int			n;
	Span		span = {p, number_end(r, p, end, " -", digits, &n)};
	char	   *id;
	bool		invalid;
	int			x = span.end;

	while (n == 17 && r->text[x] == ' ')
		x++;
	if (n == 17 && (r->low[x] == 'x' || goes_on(r->text + x, "×") || goes_on(r->text + x, "Х")))
	{
		strcpy(digits + n++, "X");
		span.end = x + (r->low[x] == 'x' ? 1 : 2);
	}
	if (n != 18 && !(n == 15 && labelled))
		return false;
	id = aiehr_normalise_id_number(digits, n, &invalid);
	if (id != NULL)
		resume_add(r, "id_number", id, span, n == 18 ? 0.99 : 0.7);
	else if (labelled)
		resume_add(r, "id_number", digits, span, 0.3);
	return id != NULL || labelled;
}

/* Identity numbers: behind their label, and those that are right by their check character. */
static void
read_ids(Resume *r)
{
	ResumeLabel labels[LABELS_MAX];

	for (int i = 0; i < r->nlines; i++)
	{
		Span		line = r->lines[i].span;
		int			n = resume_labels(r, i, labels);

		for (int k = 0; k < n; k++)
			if (labels[k].kind == LABEL_ID && is_digit_byte(r->text[labels[k].value.first]))
				(void) read_id_at(r, labels[k].value.first, line.end, true);
		for (int p = line.first; p < line.end; p++)
			if (is_digit_byte(r->text[p]) && (p == line.first || !is_digit_byte(r->text[p - 1])) &&
				read_id_at(r, p, line.end, false))
				break;
	}
}

/* Does something that was found of a field lie at a place? */
static bool
is_taken(const Resume *r, const char *field, int p)
{
	ListCell   *cell;

	foreach(cell, r->fields)
	{
		const ResumeField *f = lfirst(cell);

		if (strcmp(f->field, field) == 0 && p >= f->span.first && p < f->span.end)
			return true;
	}
	return false;
}

/* The kind of the label whose value holds a place. */
static LabelKind
label_of(const ResumeLabel *labels, int n, int p)
{
	for (int i = 0; i < n; i++)
		if (p >= labels[i].value.first && p < labels[i].value.end)
			return labels[i].kind;
	return LABEL_NONE;
}

/* Countries as resumes in Latin letters name them, for numbers without a calling code */
static const char *const countries[][2] = {
	{"united kingdom", "GB"}, {"uk", "GB"}, {"u.k.", "GB"}, {"england", "GB"}, {"scotland", "GB"},
	{"wales", "GB"}, {"northern ireland", "GB"}, {"usa", "US"}, {"u.s.a.", "US"},
	{"united states", "US"}, {"canada", "CA"}, {"ireland", "IE"}, {"australia", "AU"},
	{"new zealand", "NZ"}, {"singapore", "SG"}, {"hong kong", "HK"}, {"germany", "DE"},
	{"france", "FR"}, {"netherlands", "NL"}, {"switzerland", "CH"}, {"austria", "AT"}, {"spain", "ES"},
	{"italy", "IT"}, {"portugal", "PT"}, {"sweden", "SE"}, {"india", "IN"}, {"malaysia", "MY"},
	{"china", "CN"}, {"japan", "JP"}, {"south korea", "KR"}, {"taiwan", "TW"}
};

/* The country that lines near a number name: where somebody lives, not where something happened. */
static const char *
country_named(const Resume *r, int line)
{
	for (int distance = 0; distance <= COUNTRY_LINES; distance++)
		for (int side = -1; side <= 1; side += 2)
		{
			int			i = line + side * distance;

			if (i < 0 || i >= r->nlines || r->lines[i].section == SECTION_EDUCATION ||
				r->lines[i].section == SECTION_WORK)
				continue;
			for (int p = r->lines[i].span.first; p < r->lines[i].span.end; p++)
				for (int k = 0; k < lengthof(countries); k++)
					if ((p == 0 || !(is_word_byte(r->low[p - 1]) || r->low[p - 1] == '.')) &&
						goes_on(r->low + p, countries[k][0]) &&
						!is_word_byte(r->low[p + strlen(countries[k][0])]))
						return countries[k][1];
		}
	return NULL;
}

/* Is a number written as in North America: (415) 555-2671, 415.555.2671? */
static bool
is_north_american(const char *written, const char *digits, int n)
{
	static const char *const forms[] = {"(ddd) ddd-dddd", "(ddd)ddd-dddd", "ddd-ddd-dddd", "ddd.ddd.dddd",
	"ddd ddd dddd", "(ddd) ddd dddd", "(ddd) ddd.dddd"};

	if (n != 10 || digits[0] < '2' || digits[3] < '2')
		return false;
	for (int i = 0; i < lengthof(forms); i++)
	{
		const char *form = forms[i];
		const char *c = written;

		while (*form != '\0' && (*form == 'd' ? is_digit_byte(*c) : *c == *form))
			form++, c++;
		if (*form == '\0' && *c == '\0')
			return true;
	}
	return false;
}

/*
 * The country of a number that has no calling code, in a text whose script tells none: by its
 * form where only one country has it, or by the country that is named beside it.  NULL for none.
 */
static const char *
country_of_number(const Resume *r, int line, const char *written, const char *digits, int n)
{
	const char *named;

	if (n == 11 && digits[0] == '1' && digits[1] >= '3' && written[1] != ' ' && written[1] != '-')
		return "CN";
	named = country_named(r, line);
	if (named != NULL)
		return named;
	if (is_north_american(written, digits, n))
		return "US";
	/* mobile numbers of eleven digits that begin so are British */
	return n == 11 && digits[0] == '0' && digits[1] == '7' ? "GB" : NULL;
}

/* Is this a whole cell of a line? */
static bool
fills_cell(const Resume *r, Span line, Span span)
{
	int			before = span.first - 1;
	int			behind = span.end;

	while (before >= line.first && r->text[before] == ' ')
		before--;
	while (behind < line.end && r->text[behind] == ' ')
		behind++;
	return (before < line.first || strchr("\t|", r->text[before]) != NULL) &&
		(behind >= line.end || strchr("\t|", r->text[behind]) != NULL);
}

/*
 * The telephone number that begins at p, as E.164 where the country is known, else as it is
 * written.  Without a label it has a calling code or is a Chinese mobile number, or stands in the
 * line of an address.  Returns the end, or p.
 */
static int
read_phone_at(Resume *r, int line, int p, bool labelled, bool beside)
{
	int			end = r->lines[line].span.end;
	const char *region = r->region;
	char		digits[NUMBER_MAX];
	int			begin = p;
	int			n;
	Span		span = {p, p};
	char	   *e164;
	char	   *written;
	bool		invalid;
	bool		coded = r->text[p] == '+';

	if (r->text[begin] == '(' || coded)
		begin++;
	span.end = number_end(r, begin, end, " -.()\t", digits, &n);
	/* wide gaps end a number that is complete */
	for (int q = begin; q < span.end; q++)
		if (r->text[q] == '\t')
		{
			int			before;

			(void) number_end(r, begin, q, " -.()", digits, &before);
			if (before >= 7)
				span.end = q;
		}
	(void) number_end(r, begin, span.end, " -.()\t", digits, &n);
	if (n < 7 || n > 15)
		return p;
	written = pnstrdup(r->text + span.first, span.end - span.first);
	if (region == NULL && !coded)
		region = country_of_number(r, line, written, digits, n);
	/* of a form that only telephone numbers have, alone in its cell */
	if (r->region == NULL && region != NULL && n >= 10 && fills_cell(r, r->lines[line].span, span))
		beside = true;
	if (!labelled && !coded && !(n == 11 && digits[0] == '1' && digits[1] >= '3') &&
		!(n == 13 && strncmp(digits, "861", 3) == 0) && !(beside && n >= 9))
		return p;
	e164 = aiehr_normalise_phone(written, (int) strlen(written), region, &invalid);
	if (e164 != NULL)
		resume_add(r, "phone", e164, span, region != r->region ? 0.75 : labelled || coded ? 0.97 : 0.9);
	else if (labelled || beside)
		resume_add(r, "phone", written, span, 0.4);
	else
		return p;
	return span.end;
}

/* All telephone numbers. */
static void
read_phones(Resume *r)
{
	ResumeLabel labels[LABELS_MAX];

	for (int i = 0; i < r->nlines; i++)
	{
		Span		line = r->lines[i].span;
		int			n = resume_labels(r, i, labels);
		bool		beside = memchr(r->text + line.first, '@', line.end - line.first) != NULL;
		ResumePeriod period;

		/* a line of dates has none, but for a label that says so */
		if (resume_period(r, line, &period) && !period.single)
			beside = false;
		for (int p = line.first; p < line.end; p++)
		{
			LabelKind	kind = label_of(labels, n, p);

			if (!(is_digit_byte(r->text[p]) || ((r->text[p] == '+' || r->text[p] == '(') &&
												is_digit_byte(r->text[p + 1]))) ||
				(p > line.first && is_word_byte(r->text[p - 1])) || is_taken(r, "id_number", p) ||
				is_taken(r, "email", p))
				continue;
			if (kind != LABEL_NONE && kind != LABEL_PHONE)
				continue;
			p = Max(read_phone_at(r, i, p, kind == LABEL_PHONE, beside), p);
			while (p < line.end && is_digit_byte(r->text[p]))
				p++;
		}
	}
}

/* The span of a label's value, or the next line where nothing is behind the label. */
static Span
value_span(const Resume *r, int line, const ResumeLabel *label)
{
	if (label->value.first >= label->value.end && line + 1 < r->nlines)
		return r->lines[line + 1].span;
	return label->value;
}

/* A birth date behind its label, or before the word for birth. */
static void
read_birth(Resume *r)
{
	static const char *const birth_words[] = {"出生", "生于", "生"};
	ResumeLabel labels[LABELS_MAX];
	ResumeDate	date;

	for (int i = 0; i < r->nlines && resume_first(r, "birth_date") == NULL; i++)
	{
		Span		line = r->lines[i].span;
		int			n = resume_labels(r, i, labels);

		for (int k = 0; k < n; k++)
		{
			Span		value = value_span(r, i, &labels[k]);

			for (int p = value.first; labels[k].kind == LABEL_BIRTH && p < value.end; p++)
				if (resume_date_at(r, p, value.end, &date))
				{
					resume_add(r, "birth_date", resume_date_text(&date), date.span, date.month > 0 ?
							   0.95 : 0.6);
					break;
				}
		}
		for (int p = line.first; p < line.end; p++)
			if (resume_date_at(r, p, line.end, &date))
			{
				int			q = date.span.end + (r->text[date.span.end] == ' ' ? 1 : 0);

				if (longest_word(birth_words, lengthof(birth_words), r->text + q) > 0)
					resume_add(r, "birth_date", resume_date_text(&date), date.span, 0.9);
				p = date.span.end;
			}
	}
}

/* Longest cell that says a gender, in two languages at the most, and nothing else */
#define GENDER_BYTES_MAX 64

/* The gender that a cell says and nothing else. */
static const char *
gender_of(const Resume *r, Span cell)
{
	static const char *const words[][2] = {
		{"男", "male"}, {"女", "female"}, {"男性", "male"}, {"女性", "female"}, {"male", "male"},
		{"female", "female"}, {"남", "male"}, {"여", "female"}, {"남성", "male"}, {"여성", "female"},
		{"m", "male"}, {"f", "female"}, {"先生", "male"}, {"女士", "female"}, {"man", "male"},
		{"woman", "female"}
	};

	int			space;

	cell = resume_trim(r, cell);
	if (cell.end - cell.first > GENDER_BYTES_MAX)
		return NULL;
	for (int i = 0; i < lengthof(words); i++)
		if (cell.end - cell.first == (int) strlen(words[i][0]) && goes_on(r->low + cell.first, words[i][0]))
			return words[i][1];
	/* the same in two languages */
	for (space = cell.first; space < cell.end && strchr(" /(", r->text[space]) == NULL; space++)
		;
	if (space < cell.end && space > cell.first)
	{
		Span		first = {cell.first, space};
		Span		second = {space + 1, cell.end - (r->text[cell.end - 1] == ')')};
		const char *gender = gender_of(r, first);
		const char *again = gender_of(r, second);

		return gender != NULL && again != NULL && strcmp(gender, again) == 0 ? gender : NULL;
	}
	return NULL;
}

/* Gender: behind its label, or alone in a cell above the first section about work or school. */
static void
read_gender(Resume *r)
{
	ResumeLabel labels[LABELS_MAX];
	Span		cells[CELLS_MAX];

	for (int i = 0; i < r->nlines; i++)
	{
		int			n = resume_labels(r, i, labels);
		const char *gender;

		for (int k = 0; k < n; k++)
			if (labels[k].kind == LABEL_GENDER)
			{
				Span		value = value_span(r, i, &labels[k]);
				int			m = resume_cells(r, value, ",", cells);

				if (m > 0 && (gender = gender_of(r, cells[0])) != NULL)
					resume_add(r, "gender", gender, cells[0], 0.97);
				/* the value and what follows it without a sign between */
				else if (m > 0 && (goes_on(r->text + cells[0].first, "男") ||
								   goes_on(r->text + cells[0].first, "女")))
				{
					cells[0].end = cells[0].first + 3;
					resume_add(r, "gender", goes_on(r->text + cells[0].first, "男") ? "male" :
							   "female", cells[0], 0.9);
				}
			}
		if (r->lines[i].section == SECTION_EDUCATION || r->lines[i].section == SECTION_WORK)
			continue;
		n = resume_cells(r, r->lines[i].span, ",", cells);
		for (int k = 0; k < n; k++)
			if (cells[k].end - cells[k].first >= 3 && (gender = gender_of(r, cells[k])) != NULL)
				resume_add(r, "gender", gender, cells[k], 0.85);
	}
}

/*
 * What a valid identity number says of birth and gender where the resume says nothing, or nothing
 * that was read.
 */
static void
read_from_id(Resume *r)
{
	const ResumeField *id = resume_first(r, "id_number");
	const ResumeField *birth = resume_first(r, "birth_date");
	DateADT		date;
	char		sex;
	int			year;
	int			month;
	int			day;

	if (id == NULL || !aiehr_id_number_facts(id->value, &date, &sex))
		return;
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (birth != NULL && strlen(birth->value) < 10 &&
		strncmp(birth->value, psprintf("%04d-%02d-%02d", year, month, day), strlen(birth->value)) == 0)
	{
		/* the day was not said, or not read */
		r->fields = list_delete_ptr(r->fields, unconstify(ResumeField *, birth));
		birth = NULL;
	}
	if (birth == NULL)
		resume_add(r, "birth_date", psprintf("%04d-%02d-%02d", year, month, day), id->span, 0.98);
	if (resume_first(r, "gender") == NULL)
		resume_add(r, "gender", sex == 'F' ? "female" : "male", id->span, 0.98);
}

/* Find contact data and what identifies the person. */
void
resume_contact(Resume *r)
{
	read_emails(r);
	read_ids(r);
	read_phones(r);
	read_birth(r);
	read_gender(r);
	read_from_id(r);
}
