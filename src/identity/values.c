/*
 * values.c
 *		Values that sources claim, by kind of field: how two of them go together
 *
 * Values are normalised already.  Here is decided which of those that still differ
 * say the same (a name in Han characters and in pinyin, a university and its
 * abbreviation, a year and a day in it), and which look like a slip for each other.
 * Everything is compared by character, never by byte.
 */
#include "identity/values.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

/* Longest text whose distance to another is looked for; longer ones are same or apart */
#define MAX_COMPARED 128

static const char *const field_kind_names[] = {
	"name", "email", "phone", "id_number", "date", "education", "organisation", "text"
};

/* Legal forms at the end of a company's name; those that are not ASCII count in UTF-8 alone */
static const char *const legal_forms[] = {
	"股份有限公司", "有限责任公司", "集团有限公司", "有限公司",
	"集团公司", "(集团)", "(中国)", "集团", "公司",
	"株式会社", "주식회사",
	" co., ltd.", " co.,ltd.", " co ltd", " corporation", " limited", " gmbh",
	" inc.", " inc", " ltd.", " ltd",
	" llc", " plc", " corp.", " corp", " co.", " s.a.", " ag", " sa"
};

/* English short forms of given names: what is written on a badge and what in a passport */
static const char *const short_names[][2] = {
	{"abby", "abigail"}, {"alex", "alexander"}, {"alex", "alexandra"}, {"andy", "andrew"},
	{"barb", "barbara"}, {"ben", "benjamin"}, {"beth", "elizabeth"}, {"betty", "elizabeth"},
	{"bill", "william"}, {"bob", "robert"}, {"bobby", "robert"}, {"cathy", "catherine"},
	{"charlie", "charles"}, {"chris", "christopher"}, {"chris", "christine"}, {"chuck", "charles"},
	{"dan", "daniel"}, {"danny", "daniel"}, {"dave", "david"}, {"deb", "deborah"},
	{"debbie", "deborah"}, {"dick", "richard"}, {"don", "donald"}, {"ed", "edward"},
	{"eddie", "edward"}, {"fred", "frederick"}, {"greg", "gregory"}, {"jack", "john"},
	{"jake", "jacob"}, {"jen", "jennifer"}, {"jenny", "jennifer"}, {"jerry", "gerald"},
	{"jess", "jessica"}, {"jim", "james"}, {"jimmy", "james"}, {"joe", "joseph"},
	{"johnny", "john"}, {"jon", "jonathan"}, {"josh", "joshua"}, {"kate", "katherine"},
	{"kathy", "katherine"}, {"ken", "kenneth"}, {"kim", "kimberly"}, {"larry", "lawrence"},
	{"liz", "elizabeth"}, {"maggie", "margaret"}, {"mandy", "amanda"}, {"matt", "matthew"},
	{"meg", "margaret"}, {"mick", "michael"}, {"mike", "michael"}, {"nate", "nathaniel"},
	{"nick", "nicholas"}, {"pam", "pamela"}, {"pat", "patricia"}, {"pat", "patrick"},
	{"patty", "patricia"}, {"peggy", "margaret"}, {"pete", "peter"}, {"phil", "philip"},
	{"rich", "richard"}, {"rick", "richard"}, {"rob", "robert"}, {"ron", "ronald"},
	{"sam", "samuel"}, {"sandy", "sandra"}, {"shelly", "michelle"}, {"steph", "stephanie"},
	{"steve", "steven"}, {"steve", "stephen"}, {"sue", "susan"}, {"ted", "theodore"},
	{"terry", "terence"}, {"tim", "timothy"}, {"tom", "thomas"}, {"tony", "anthony"},
	{"vicky", "victoria"}, {"will", "william"}, {"zach", "zachary"}
};

/* The kind of a profile_field.kind, which a constraint keeps among these. */
FieldKind
field_kind_of(const char *name)
{
	for (int i = 0; i < lengthof(field_kind_names); i++)
		if (strcmp(name, field_kind_names[i]) == 0)
			return (FieldKind) i;
	elog(ERROR, "unknown kind of profile field \"%s\"", name);
	return FIELD_TEXT;			/* keep the compiler quiet */
}

/* The characters of a text of the server's encoding, with their number. */
static pg_wchar *
to_characters(const char *text, int len, int *nchars)
{
	pg_wchar   *chars = palloc((Size) (len + 1) * sizeof(pg_wchar));

	*nchars = pg_mb2wchar_with_len(text, chars, len);
	return chars;
}

/* Length of a company's name without the legal forms at its end; never nothing. */
static int
without_legal_form(const char *text)
{
	int			len = (int) strlen(text);
	bool		again = true;

	while (again)
	{
		again = false;
		for (int i = 0; i < lengthof(legal_forms); i++)
		{
			int			cut = (int) strlen(legal_forms[i]);

			if (GetDatabaseEncoding() != PG_UTF8 && IS_HIGHBIT_SET(legal_forms[i][0]))
				continue;
			if (len > cut && memcmp(text + len - cut, legal_forms[i], cut) == 0)
			{
				len -= cut;
				again = true;
			}
		}
		while (len > 1 && (text[len - 1] == ' ' || text[len - 1] == ','))
			len--;
	}
	return len;
}

/* Read YYYY, YYYY-MM or YYYY-MM-DD; false when the text is none of them. */
bool
partial_date_read(const char *text, PartialDate *date)
{
	int			len = (int) strlen(text);

	memset(date, 0, sizeof(*date));
	if (len != 4 && len != 7 && len != 10)
		return false;
	for (int i = 0; i < len; i++)
		if ((i == 4 || i == 7) ? text[i] != '-' : (text[i] < '0' || text[i] > '9'))
			return false;
	date->year = atoi(text);
	date->month = len > 4 ? atoi(text + 5) : 0;
	date->day = len > 7 ? atoi(text + 8) : 0;
	return true;
}

/* Take a value apart; raw is what normalised was made of. */
FieldValue *
field_value_make(FieldKind kind, const char *raw, const char *normalised)
{
	FieldValue *value = palloc0(sizeof(FieldValue));
	int			len = (int) strlen(normalised);

	value->kind = kind;
	value->text = normalised;
	value->level = -1;
	if (kind == FIELD_NAME)
	{
		if (aiehr_normalise_name(raw, (int) strlen(raw), &value->name))
			normalised = value->name.han ? value->name.folded : value->name.tokens;
		len = (int) strlen(normalised);
	}
	else if (kind == FIELD_ORGANISATION)
		len = without_legal_form(normalised);
	else if (kind == FIELD_DATE)
		(void) partial_date_read(normalised, &value->date);
	else if (kind == FIELD_EDUCATION)
		value->level = atoi(normalised);
	value->chars = to_characters(normalised, len, &value->nchars);
	return value;
}

/* Equal texts? */
static bool
same_characters(const FieldValue *a, const FieldValue *b)
{
	return a->nchars == b->nchars &&
		memcmp(a->chars, b->chars, a->nchars * sizeof(pg_wchar)) == 0;
}

/*
 * Edits that lead from one text to the other: insert, delete, replace, swap
 * neighbours (optimal string alignment).  What is above `limit` comes back as
 * limit + 1, and texts of very different length are not looked at.
 */
int
characters_distance(const pg_wchar *a, int na, const pg_wchar *b, int nb, int limit)
{
	int			rows[3][MAX_COMPARED + 1];

	if (abs(na - nb) > limit || na > MAX_COMPARED || nb > MAX_COMPARED)
		return limit + 1;
	for (int j = 0; j <= nb; j++)
		rows[0][j] = j;
	for (int i = 1; i <= na; i++)
	{
		int		   *now = rows[i % 3];
		int		   *last = rows[(i + 2) % 3];
		int		   *before = rows[(i + 1) % 3];

		now[0] = i;
		for (int j = 1; j <= nb; j++)
		{
			int			least = last[j - 1] + (a[i - 1] != b[j - 1]);

			least = Min(least, Min(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				least = Min(least, before[j - 2] + 1);
			now[j] = least;
		}
	}
	return Min(rows[na % 3][nb], limit + 1);
}

/* Same, near or apart by edits alone. */
static ValueRelation
compare_characters(const FieldValue *a, const FieldValue *b, int limit)
{
	if (same_characters(a, b))
		return VALUES_SAME;
	return characters_distance(a->chars, a->nchars, b->chars, b->nchars, limit) <= limit
		? VALUES_NEAR : VALUES_APART;
}

/* Is one word a short form of the other, or its initial?  The longer is `full`. */
static bool
word_stands_for(const char *brief, int nbrief, const char *full, int nfull)
{
	if (nbrief > 1 && brief[nbrief - 1] == '.')
		nbrief--;
	if (nbrief == 1 && nfull > 1)
		return brief[0] == full[0];
	for (int i = 0; i < lengthof(short_names); i++)
		if ((int) strlen(short_names[i][0]) == nbrief && memcmp(brief, short_names[i][0], nbrief) == 0 &&
			(int) strlen(short_names[i][1]) == nfull && memcmp(full, short_names[i][1], nfull) == 0)
			return true;
	return false;
}

/* The next word of a text of words parted by spaces; 0 at its end. */
static int
next_word(const char **at)
{
	while (**at == ' ')
		(*at)++;
	return (int) strcspn(*at, " ");
}

/*
 * Do the words of a Latin name all stand in another one, whole, as initials or as
 * short forms, each for a word of its own?
 */
static bool
words_stand_for(const char *brief, const char *full)
{
	uint32		used = 0;
	int			matched = 0;
	int			whole = 0;
	int			nb;

	for (; (nb = next_word(&brief)) > 0; brief += nb)
	{
		const char *word = full;
		bool		found = false;
		int			nf;

		for (int i = 0; i < 32 && (nf = next_word(&word)) > 0 && !found; i++, word += nf)
		{
			bool		equal = nb == nf && memcmp(brief, word, nb) == 0;

			if ((used & (1U << i)) || !(equal || word_stands_for(brief, nb, word, nf)))
				continue;
			used |= 1U << i;
			whole += equal;
			found = true;
		}
		if (!found)
			return false;
		matched++;
	}
	return matched >= 2 && whole >= 1;
}

/* Letters of a text, small and without anything between them. */
static char *
letters_of(const char *text)
{
	char	   *out = palloc(strlen(text) + 1);
	int			n = 0;

	for (; *text; text++)
		if ((*text >= 'a' && *text <= 'z') || IS_HIGHBIT_SET(*text))
			out[n++] = *text;
		else if (*text >= 'A' && *text <= 'Z')
			out[n++] = *text - 'A' + 'a';
	out[n] = '\0';
	return out;
}

/* Is a Latin name the pinyin of a Han name, in either order? */
static bool
is_pinyin_of(const PersonName *latin, const PersonName *han)
{
	const char *space;
	char	   *one;
	char	   *other;
	char	   *folded;

	if (han->pinyin == NULL || latin->folded == NULL)
		return false;
	if (latin->pinyin != NULL &&
		(strcmp(latin->pinyin, han->pinyin) == 0 ||
		 (han->pinyin_other != NULL && strcmp(latin->pinyin, han->pinyin_other) == 0)))
		return true;
	folded = letters_of(latin->folded);
	one = letters_of(han->pinyin);
	if (strcmp(folded, one) == 0)
		return true;
	/* the family name is the first word of the pinyin */
	space = strchr(han->pinyin, ' ');
	if (space == NULL)
		return false;
	other = psprintf("%s%s", letters_of(space), letters_of(pnstrdup(han->pinyin, space - han->pinyin)));
	return strcmp(folded, other) == 0;
}

/* Names: the Han form is the fuller one, since many share a pinyin. */
static ValueRelation
compare_names(const FieldValue *a, const FieldValue *b)
{
	if (same_characters(a, b))
		return VALUES_SAME;
	if (a->name.han != b->name.han)
	{
		if (a->name.han)
			return is_pinyin_of(&b->name, &a->name) ? VALUES_BROADER : VALUES_APART;
		return is_pinyin_of(&a->name, &b->name) ? VALUES_FULLER : VALUES_APART;
	}
	if (!a->name.han && a->name.tokens != NULL && b->name.tokens != NULL)
	{
		if (words_stand_for(a->name.tokens, b->name.tokens))
			return VALUES_FULLER;
		if (words_stand_for(b->name.tokens, a->name.tokens))
			return VALUES_BROADER;
	}
	if (a->name.han)
		/* of three characters two must be the same, and two swapped ones are near */
		return characters_distance(a->chars, a->nchars, b->chars, b->nchars, 1) <= 1
			? VALUES_NEAR : VALUES_APART;
	return compare_characters(a, b, Max(a->nchars, b->nchars) >= 8 ? 2 : 1);
}

/*
 * Dates: a year goes together with the days in it; one digit, swapped day and month or
 * a placeholder are near.
 */
static ValueRelation
compare_dates(const FieldValue *a, const FieldValue *b)
{
	const PartialDate *x = &a->date;
	const PartialDate *y = &b->date;

	if (same_characters(a, b))
		return VALUES_SAME;
	if (x->year == 0 || y->year == 0)
		return VALUES_APART;
	if (x->year == y->year)
	{
		if (x->month == 0 || y->month == 0)
			return x->month == 0 ? VALUES_FULLER : VALUES_BROADER;
		if (x->month == y->month && (x->day == 0 || y->day == 0))
			return x->day == 0 ? VALUES_FULLER : VALUES_BROADER;
		if (x->month == y->month || x->day == y->day ||
			(x->month == y->day && x->day == y->month) ||
			(x->month == 1 && x->day == 1) || (y->month == 1 && y->day == 1))
			return VALUES_NEAR;
	}
	else if (x->month == y->month && x->day == y->day && abs(x->year - y->year) <= 1)
		return VALUES_NEAR;
	return compare_characters(a, b, 1);
}

/* Are the characters of one text found in another in order, beginning with its first? */
static bool
is_abbreviation(const FieldValue *brief, const FieldValue *full)
{
	int			found = 0;

	if (brief->nchars < 2 || brief->nchars >= full->nchars || brief->chars[0] != full->chars[0])
		return false;
	for (int i = 0; i < full->nchars && found < brief->nchars; i++)
		if (full->chars[i] == brief->chars[found])
			found++;
	return found == brief->nchars;
}

/* Is one text the beginning, or a row of whole words, of another? */
static bool
is_part(const FieldValue *brief, const FieldValue *full, bool words)
{
	if (brief->nchars < 2 || brief->nchars >= full->nchars)
		return false;
	for (int i = 0; i + brief->nchars <= full->nchars; i++)
	{
		int			end = i + brief->nchars;

		if (i > 0 && !(words && full->chars[i - 1] == ' '))
			continue;
		if (words && end < full->nchars && full->chars[end] < 128 &&
			brief->chars[brief->nchars - 1] < 128 && full->chars[end] != ' ' && full->chars[end] != '(')
			continue;
		if (memcmp(full->chars + i, brief->chars, brief->nchars * sizeof(pg_wchar)) == 0)
			return true;
	}
	return false;
}

/* Is one word made of the initials of the other's words, with or without the small ones? */
static bool
is_initials(const FieldValue *brief, const FieldValue *full)
{
	for (int small = 0; small < 2; small++)
	{
		int			found = 0;
		int			words = 0;
		bool		good = true;

		for (int i = 0; i < full->nchars && good; i++)
		{
			int			len = 0;

			if (full->chars[i] == ' ' || (i > 0 && full->chars[i - 1] != ' '))
				continue;
			while (i + len < full->nchars && full->chars[i + len] != ' ')
				len++;
			if (small == 1 && len <= 3 && words > 0)
				continue;
			words++;
			good = found < brief->nchars && brief->chars[found++] == full->chars[i];
		}
		if (good && words >= 2 && found == brief->nchars)
			return true;
	}
	return false;
}

/* Organisations: abbreviations go together with what they stand for. */
static ValueRelation
compare_organisations(const FieldValue *a, const FieldValue *b)
{
	const FieldValue *brief = a->nchars < b->nchars ? a : b;
	const FieldValue *full = a->nchars < b->nchars ? b : a;
	bool		latin = brief->nchars > 0 && brief->chars[0] < 0x2E80;

	if (same_characters(a, b))
		return VALUES_SAME;
	if (is_part(brief, full, latin) || (latin ? is_initials(brief, full) : is_abbreviation(brief, full)))
		return brief == a ? VALUES_FULLER : VALUES_BROADER;
	return compare_characters(a, b, full->nchars >= 8 ? 2 : 1);
}

/* Levels of education: neighbours on the ladder are taken for each other; 4 is in few of its countries. */
static ValueRelation
compare_levels(int a, int b)
{
	int			low = Min(a, b);
	int			high = Max(a, b);

	if (low == high)
		return VALUES_SAME;
	return high - low == 1 || (low == 3 && high == 5) ? VALUES_NEAR : VALUES_APART;
}

/* How b stands to a; both of one kind. */
ValueRelation
field_values_compare(const FieldValue *a, const FieldValue *b)
{
	Assert(a->kind == b->kind);
	switch (a->kind)
	{
		case FIELD_NAME:
			return compare_names(a, b);
		case FIELD_DATE:
			return compare_dates(a, b);
		case FIELD_EDUCATION:
			return compare_levels(a->level, b->level);
		case FIELD_ORGANISATION:
			return compare_organisations(a, b);
		case FIELD_TEXT:
			return compare_characters(a, b, Max(a->nchars, b->nchars) >= 5 ? 1 : 0);
		case FIELD_EMAIL:
		case FIELD_PHONE:
		case FIELD_ID_NUMBER:
			break;
	}
	return compare_characters(a, b, 1);
}

/* Do two values not contradict each other? */
bool
field_values_go_together(const FieldValue *a, const FieldValue *b)
{
	return field_values_compare(a, b) <= VALUES_BROADER;
}

/*
 * The parts of a name whose frequency says how common it is, as palloc'd texts: family
 * name and characters, or words.
 */
List *
field_value_name_parts(const FieldValue *value)
{
	List	   *parts = NIL;
	const char *at;
	int			n;

	if (value->name.han && value->name.family != NULL)
	{
		parts = lappend(parts, pstrdup(value->name.family));
		for (at = value->name.given ? value->name.given : ""; *at; at += n)
		{
			n = pg_mblen(at);
			if (*at != ' ')
				parts = lappend(parts, pnstrdup(at, n));
		}
		return parts;
	}
	for (at = value->name.tokens ? value->name.tokens : value->text; (n = next_word(&at)) > 0; at += n)
		parts = lappend(parts, pnstrdup(at, n));
	return parts;
}
