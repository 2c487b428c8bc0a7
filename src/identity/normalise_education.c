/*
 * normalise_education.c
 *		Levels of education by ISCED 2011
 *
 * A text is searched from left to right for the longest term that stands at each place; the highest level
 * found counts. Chinese terms stand anywhere, words of Latin letters only as whole words. A weak term
 * (大学, university, diploma) counts when no other is there, since it also is a part of names of
 * schools and of longer terms. UNESCO's mapping of China: 初中 2, 高中 and 中专 3, 大专 5, 本科
 * 6, 硕士 7, 博士 8.
 */
#include "identity/normalise.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "identity/normalise_chars.h"

typedef struct EducationTerm
{
	const char *term;			/* UTF-8, folded, simplified; words without dots and apostrophes */
	int			level;
	bool		weak;
} EducationTerm;

static const EducationTerm terms[] = {
	{"小学", 1, false}, {"初小", 1, false}, {"高小", 1, false}, {"初中", 2, false},
	{"初级中学", 2, false}, {"国中", 2, false}, {"九年义务教育", 2, false},
	{"中学", 2, true}, {"高中", 3, false}, {"高级中学", 3, false}, {"普高", 3, false},
	{"中专", 3, false}, {"中等专科", 3, false}, {"中等专业", 3, false},
	{"中等职业", 3, false}, {"中等师范", 3, false}, {"中师", 3, false}, {"中职", 3, false},
	{"中技", 3, false}, {"中等技术", 3, false}, {"职高", 3, false}, {"职业高中", 3, false},
	{"职业中学", 3, false}, {"职专", 3, false}, {"职中", 3, false}, {"技校", 3, false},
	{"技工", 3, false}, {"高级技校", 3, false}, {"预科", 4, false}, {"大学预科", 4, false},
	{"大专", 5, false}, {"专科", 5, false}, {"大学专科", 5, false}, {"高职", 5, false},
	{"高等职业", 5, false}, {"高专", 5, false}, {"高等专科", 5, false}, {"副学士", 5, false},
	{"短大", 5, false}, {"技师学院", 5, true}, {"本科", 6, false}, {"大本", 6, false},
	{"专升本", 6, false}, {"专接本", 6, false}, {"学士", 6, false}, {"大学", 6, true},
	{"大学毕业", 6, true}, {"大普", 6, true}, {"硕士", 7, false}, {"研究生", 7, false},
	{"硕研", 7, false}, {"修士", 7, false}, {"本硕", 7, false}, {"博士", 8, false},
	{"博士后", 8, false}, {"博研", 8, false}, {"硕博", 8, false}, {"直博", 8, false},
	{"고등학교", 3, false}, {"전문학사", 5, false}, {"학사", 6, false},
	{"석사", 7, false}, {"박사", 8, false},

	{"primary", 1, false}, {"primary school", 1, false}, {"elementary", 1, false},
	{"elementary school", 1, false}, {"junior high", 2, false}, {"junior high school", 2, false},
	{"junior secondary", 2, false}, {"junior middle school", 2, false}, {"lower secondary", 2, false},
	{"middle school", 2, false}, {"gcse", 2, false}, {"gcses", 2, false}, {"high school", 3, false},
	{"high school diploma", 3, false}, {"senior high", 3, false}, {"senior high school", 3, false},
	{"senior middle school", 3, false}, {"senior secondary", 3, false}, {"upper secondary", 3, false},
	{"secondary", 3, true}, {"secondary school", 3, false}, {"vocational secondary", 3, false},
	{"secondary vocational", 3, false}, {"vocational high school", 3, false},
	{"vocational school", 3, false}, {"vocational", 3, true}, {"technical school", 3, false},
	{"technical secondary", 3, false}, {"secondary technical", 3, false}, {"a level", 3, false},
	{"a levels", 3, false}, {"abitur", 3, false}, {"baccalaureate", 3, false}, {"ged", 3, false},
	{"post secondary", 4, false}, {"postsecondary", 4, false}, {"hnc", 4, false}, {"associate", 5, false},
	{"associates", 5, false}, {"associate degree", 5, false}, {"aas", 5, false},
	{"junior college", 5, false}, {"community college", 5, false}, {"higher vocational", 5, false},
	{"foundation degree", 5, false}, {"hnd", 5, false}, {"advanced diploma", 5, false},
	{"diploma", 5, true}, {"polytechnic", 5, true}, {"college diploma", 5, false}, {"bachelor", 6, false},
	{"bachelors", 6, false}, {"undergraduate", 6, false}, {"under graduate", 6, false}, {"ba", 6, false},
	{"bs", 6, false}, {"bsc", 6, false}, {"beng", 6, false}, {"be", 6, true}, {"btech", 6, false},
	{"bba", 6, false}, {"bcom", 6, false}, {"bed", 6, false}, {"bfa", 6, false}, {"llb", 6, false},
	{"university", 6, true}, {"college", 6, true}, {"degree", 6, true}, {"first degree", 6, false},
	{"licence", 6, true}, {"graduate", 6, true}, {"master", 7, false}, {"masters", 7, false},
	{"ma", 7, false}, {"ms", 7, false}, {"msc", 7, false}, {"meng", 7, false}, {"mba", 7, false},
	{"emba", 7, false}, {"mpa", 7, false}, {"mpacc", 7, false}, {"mphil", 7, false}, {"mfa", 7, false},
	{"med", 7, true}, {"llm", 7, false}, {"mtech", 7, false}, {"postgraduate", 7, false},
	{"post graduate", 7, false}, {"graduate school", 7, false}, {"graduate degree", 7, false},
	{"pgdip", 7, false}, {"phd", 8, false}, {"ph d", 8, false}, {"dphil", 8, false}, {"doctor", 8, false},
	{"doctors", 8, false}, {"doctoral", 8, false}, {"doctorate", 8, false}, {"edd", 8, false},
	{"dba", 8, false}, {"postdoc", 8, false}, {"postdoctoral", 8, false}, {"post doctoral", 8, false},
};

/* A letter or digit of ASCII's, as it stands in the prepared text. */
static inline bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/*
 * The text in UTF-8 as the terms are written: simplified, no dots and apostrophes, single spaces for all
 * other signs, and none between ideographs.
 */
static char *
prepare(const Chars *t)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < t->n; i++)
	{
		pg_wchar	c = char_simplified(t->c[i]);
		unsigned char utf8[4];

		if (IS_OPAQUE(c) || c == '.' || c == '\'' || c == 0x2019)
			continue;
		if (c < 0x80 && !is_word_char((char) c))
		{
			if (out.len > 0 && is_word_char(out.data[out.len - 1]))
				appendStringInfoChar(&out, ' ');
			continue;
		}
		unicode_to_utf8(c, utf8);
		appendBinaryStringInfo(&out, (char *) utf8, c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
	}
	return out.data;
}

/* The longest term that stands at p, a place in `text`; NULL for none. */
static const EducationTerm *
term_at(const char *text, const char *p, int *len)
{
	const EducationTerm *best = NULL;

	*len = 0;
	/* not within a word, nor within a character */
	if ((*p & 0xC0) == 0x80 || (is_word_char(*p) && p > text && is_word_char(p[-1])))
		return NULL;
	for (int i = 0; i < lengthof(terms); i++)
	{
		int			n;

		if (terms[i].term[0] != p[0] || terms[i].term[1] != p[1])
			continue;
		n = strlen(terms[i].term);
		if (n <= *len || strncmp(p, terms[i].term, n) != 0)
			continue;
		if (is_word_char(*p) && is_word_char(p[n]))
			continue;
		best = &terms[i];
		*len = n;
	}
	return best;
}

/* The level that a folded text states; -1 for none. */
static int
level_of(const Chars *t)
{
	char	   *text = prepare(t);
	int			strong = -1;
	int			weak = -1;

	for (const char *p = text; *p != '\0';)
	{
		int			size;
		const EducationTerm *term;

		CHECK_FOR_INTERRUPTS();
		term = term_at(text, p, &size);
		if (term == NULL)
		{
			p++;
			continue;
		}
		if (term->weak)
			weak = Max(weak, term->level);
		else
			strong = Max(strong, term->level);
		p += size;
	}
	pfree(text);
	return strong >= 0 ? strong : weak;
}

/* The level, or what is wrong with the text. */
ValueNote
education_value(const char *s, int len, int *level)
{
	Chars		t;

	if (!chars_read_value(&t, s, len))
		return VALUE_EMPTY;
	*level = level_of(&t);
	chars_free(&t);
	return *level >= 0 ? VALUE_GOOD : VALUE_UNKNOWN;
}

/* See normalise.h. */
int
aiehr_education_level(const char *s, int len, bool *invalid)
{
	int			level = -1;

	*invalid = VALUE_IS_INVALID(education_value(s, len, &level));
	return level;
}
