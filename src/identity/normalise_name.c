/*
 * normalise_name.c
 *		People's names: their parts, and the keys by which two spellings of one name are found equal
 *
 * A name is cut into words. What decides which of them is the family name is, in this order: a comma
 * (Zhang, Wei), capitals (ZHANG Wei), the script (in Chinese and Korean the surname comes first), the
 * list of Chinese surnames for names spelt in pinyin, and the order of the West. Names in pinyin get the
 * same keys in whichever order and however joined their syllables are written, and the same as the
 * ideographs.
 */
#include "identity/normalise.h"

#include "identity/normalise_chars.h"

#define WORDS_MAX 24
#define SYLLABLES_MAX 6
#define PINYIN_MAX 40

typedef enum Script
{
	SCRIPT_NONE = 0,
	SCRIPT_HAN = 1,
	SCRIPT_LATIN = 2,
	SCRIPT_HANGUL = 4,
	SCRIPT_KANA = 8,
	SCRIPT_OTHER = 16
} Script;

/* A word of the name, a stretch of the text. */
typedef struct Word
{
	int			first;
	int			last;			/* the place behind it */
	bool		capitals;		/* two letters or more, all of them capitals */
	bool		initial;		/* a single letter */
} Word;

/* Some of the words, one beside the other; none when n is 0. */
typedef struct WordRange
{
	int			first;
	int			n;
} WordRange;

typedef struct NameReader
{
	Chars		t;				/* folded and simplified, without what stands in brackets */
	Chars		shown;			/* the same places, simplified only where the encoding has that */
	Word		word[WORDS_MAX];
	int			n;
	int			comma;			/* so many words stand before a comma; 0 if there is none */
	bool		dot;			/* a dot stands between ideographic words, as in names of minorities */
	int			scripts;		/* of all letters */
} NameReader;

/* Words before a name, and behind it, that are no part of it. */
static const char *const titles[] = {
	"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "herr", "frau"
};
static const char *const suffixes[] = {
	"jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "mba", "esq", "cpa"
};

/* Words that belong to the family name behind them. */
static const char *const particles[] = {
	"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
	"el", "al", "bin", "ibn", "abu", "ter", "ten", "zu", "zur", "af", "st", "mc", "mac"
};

/* Forms of address behind a Chinese name: 先生 女士 小姐 同学 老师 */
static const pg_wchar addresses[][2] = {
	{0x5148, 0x751F}, {0x5973, 0x58EB}, {0x5C0F, 0x59D0}, {0x540C, 0x5B66}, {0x8001, 0x5E08}
};

/* Korean surnames of two syllables: 남궁 황보 제갈 사공 선우 서문 독고 동방 */
static const pg_wchar korean_compounds[][2] = {
	{0xB0A8, 0xAD81}, {0xD669, 0xBCF4}, {0xC81C, 0xAC08}, {0xC0AC, 0xACF5}, {0xC120, 0xC6B0},
	{0xC11C, 0xBB38},
	{0xB3C5, 0xACE0}, {0xB3D9, 0xBC29}
};

/* The script of a letter, in lower case or not; none for what is no letter. */
static Script
script_of(pg_wchar c)
{
	if (char_is_han(c))
		return SCRIPT_HAN;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return SCRIPT_LATIN;
	if (c < 0xC0 || c == 0xD7 || c == 0xF7 || char_is_mark(c))
		return SCRIPT_NONE;
	if (c <= 0x24F || (c >= 0x1E00 && c <= 0x1EFF))
		return SCRIPT_LATIN;
	if ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF))
		return SCRIPT_HANGUL;
	if (c >= 0x3040 && c <= 0x31FF && c != 0x30FB)
		return SCRIPT_KANA;
	if ((c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFE30 && c <= 0xFE4F) ||
		c == 0x30FB)
		return SCRIPT_NONE;
	return SCRIPT_OTHER;
}

/* One spelling for the signs that keyboards and typographers write differently. */
static pg_wchar
plain_sign(pg_wchar c)
{
	if (IS_DASH(c))
		return '-';
	if (c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0x2BB || c == '`' || c == 0xB4 || c == 0x2032)
		return '\'';
	if (c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x30FB || c == 0x22C5 || c == 0x387)
		return 0xB7;
	if (c == 0x3001 || c == 0xFF0C)
		return ',';
	return c;
}

/* The opening bracket's partner; 0 for any other character. */
static pg_wchar
closing_bracket(pg_wchar c)
{
	return c == '(' ? ')' : c == '[' ? ']' : c == 0x3010 ? 0x3011 : c == 0x300A ? 0x300B : 0;
}

/*
 * The text without what stands in brackets, unless nothing else has a letter. Case stays, since capitals
 * tell the family name.
 */
static void
drop_brackets(Chars *t)
{
	Chars		rest;
	pg_wchar	close = 0;
	bool		letters = false;

	chars_init(&rest);
	for (int i = 0; i < t->n; i++)
	{
		if (close != 0)
		{
			if (t->c[i] == close)
				close = 0;
			continue;
		}
		close = closing_bracket(t->c[i]);
		chars_add(&rest, close != 0 ? ' ' : t->c[i]);
		letters = letters || script_of(t->c[i]) != SCRIPT_NONE;
	}
	if (letters && rest.n < t->n)
	{
		memcpy(t->c, rest.c, rest.n * sizeof(pg_wchar));
		t->n = rest.n;
	}
	chars_free(&rest);
}

/* Ends a text that was put together: it in the server's encoding. */
static char *
finish(Chars *t)
{
	char	   *result = chars_to_server(t->c, t->n);

	chars_free(t);
	return result;
}

/* Is the word the ASCII string? */
static bool
word_is(const NameReader *r, const Word *w, const char *s)
{
	int			n = strlen(s);

	if (w->last - w->first != n)
		return false;
	for (int i = 0; i < n; i++)
	{
		if (r->t.c[w->first + i] != (unsigned char) s[i])
			return false;
	}
	return true;
}

/* Is it one of a list? */
static bool
word_among(const NameReader *r, const Word *w, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (word_is(r, w, list[i]))
			return true;
	}
	return false;
}

/* Ends a word that began at `first`, unless it has no letter. */
static void
end_word(NameReader *r, int first)
{
	Word	   *w = &r->word[r->n];
	int			letters = 0;
	int			capitals = 0;

	if (r->n >= WORDS_MAX)
		return;
	for (int i = first; i < r->t.n; i++)
	{
		pg_wchar	c = r->t.c[i];
		Script		script = script_of(c);

		if (script == SCRIPT_NONE)
			continue;
		letters++;
		r->scripts |= script;
		capitals += char_fold(c) != c;
	}
	if (letters == 0)
	{
		r->t.n = first;
		return;
	}
	while (r->t.c[r->t.n - 1] == '.' || r->t.c[r->t.n - 1] == '-' || r->t.c[r->t.n - 1] == '\'')
		r->t.n--;
	w->first = first;
	w->last = r->t.n;
	w->capitals = letters > 1 && capitals == letters;
	w->initial = letters == 1;
	r->n++;
}

/* Cuts a text into words. */
static void
split_words(NameReader *r, const Chars *text)
{
	int			first = 0;

	chars_init(&r->t);
	r->n = 0;
	r->comma = 0;
	r->dot = false;
	r->scripts = SCRIPT_NONE;
	for (int i = 0; i <= text->n; i++)
	{
		pg_wchar	c = i < text->n ? plain_sign(text->c[i]) : ' ';
		bool		after_initial = c == '.' && r->t.n - first <= 1;

		if (c != ' ' && c != ',' && c != 0xB7 && c != ';' && c != '/' && c != '"' && !after_initial)
		{
			if (c != '.' || i + 1 < text->n)
				chars_add(&r->t, c);
			continue;
		}
		if (r->t.n > first)
		{
			end_word(r, first);
			r->dot = r->dot || (c == 0xB7 && i + 1 < text->n);
		}
		first = r->t.n;
		if (c == ',' && r->comma == 0)
			r->comma = r->n;
	}
	if (r->comma == r->n)
		r->comma = 0;
}

/* Takes words off the list. */
static void
remove_word(NameReader *r, int k)
{
	memmove(&r->word[k], &r->word[k + 1], (r->n - k - 1) * sizeof(Word));
	r->n--;
	if (k < r->comma)
		r->comma--;
	if (r->comma >= r->n)
		r->comma = 0;
}

/* Folds the words and leaves out titles and suffixes, while another word is left. */
static void
fold_words(NameReader *r)
{
	bool		simplify = chars_server_has_han();

	chars_init(&r->shown);
	for (int i = 0; i < r->t.n; i++)
	{
		pg_wchar	c = char_fold(r->t.c[i]);

		r->t.c[i] = char_simplified(c);
		chars_add(&r->shown, simplify ? r->t.c[i] : c);
	}
	while (r->n > 1 && word_among(r, &r->word[0], titles, lengthof(titles)))
		remove_word(r, 0);
	while (r->n > 1 && word_among(r, &r->word[r->n - 1], suffixes, lengthof(suffixes)))
		remove_word(r, r->n - 1);
	if (r->comma > 1 && word_among(r, &r->word[r->comma - 1], suffixes, lengthof(suffixes)))
		remove_word(r, r->comma - 1);
}

/*
 * The words of a part of the name, or all others, with single spaces in the server's encoding; NULL for
 * none.
 */
static char *
join_words(const NameReader *r, WordRange part, bool others)
{
	Chars		out;

	chars_init(&out);
	for (int k = 0; k < r->n; k++)
	{
		if ((k >= part.first && k < part.first + part.n) == others)
			continue;
		if (out.n > 0)
			chars_add(&out, ' ');
		for (int i = r->word[k].first; i < r->word[k].last; i++)
			chars_add(&out, r->shown.c[i]);
	}
	chars_fold(&out);
	return out.n > 0 ? finish(&out) : NULL;
}

/* Orders pieces of text by code points. */
static int
compare_pieces(const void *a, const void *b)
{
	const Chars *x = *(const Chars *const *) a;
	const Chars *y = *(const Chars *const *) b;

	for (int i = 0; i < Min(x->n, y->n); i++)
	{
		if (x->c[i] != y->c[i])
			return x->c[i] < y->c[i] ? -1 : 1;
	}
	return x->n - y->n;
}

/* The pieces sorted, with single spaces. */
static char *
join_sorted(Chars **piece, int n)
{
	Chars		out;

	qsort(piece, n, sizeof(Chars *), compare_pieces);
	chars_init(&out);
	for (int k = 0; k < n; k++)
	{
		if (k > 0)
			chars_add(&out, ' ');
		for (int i = 0; i < piece[k]->n; i++)
			chars_add(&out, piece[k]->c[i]);
	}
	return finish(&out);
}

/* Adds a letter of a word without its accents; ligatures and the like as two letters. */
static void
add_base(Chars *out, pg_wchar c)
{
	switch (c)
	{
		case 0xE6:				/* ae */
			chars_add_ascii(out, "ae");
			break;
		case 0x153:				/* oe */
			chars_add_ascii(out, "oe");
			break;
		case 0xDF:				/* sharp s */
			chars_add_ascii(out, "ss");
			break;
		case 0xFE:				/* thorn */
			chars_add_ascii(out, "th");
			break;
		default:
			if (c != '\'' && c != '.' && !char_is_mark(c))
				chars_add(out, char_base(c));
	}
}

/* The words of any name as sorted tokens; hyphens separate them, apostrophes do not. */
static char *
tokens_of_words(const NameReader *r)
{
	Chars	   *pieces[WORDS_MAX * 2];
	int			n = 0;
	char	   *tokens;

	for (int k = 0; k < r->n; k++)
	{
		Chars	   *piece = NULL;

		for (int i = r->word[k].first; i < r->word[k].last; i++)
		{
			if (r->t.c[i] == '-')
			{
				piece = NULL;
				continue;
			}
			if (piece == NULL)
			{
				if (n >= lengthof(pieces))
					break;
				piece = pieces[n++] = palloc(sizeof(Chars));
				chars_init(piece);
			}
			add_base(piece, r->shown.c[i]);
		}
	}
	tokens = join_sorted(pieces, n);
	for (int k = 0; k < n; k++)
	{
		chars_free(pieces[k]);
		pfree(pieces[k]);
	}
	return tokens;
}

/* Family and given name in pinyin, either of them possibly empty. */
static char *
join_pinyin(const char *family, const char *given)
{
	int			before = strlen(family);
	int			space = before > 0 && *given ? 1 : 0;
	char	   *out = palloc(before + space + strlen(given) + 1);

	memcpy(out, family, before);
	if (space)
		out[before] = ' ';
	strcpy(out + before + space, given);
	return out;
}

/* The keys of a name whose family and given name are known in pinyin; a part that is missing is "". */
static void
set_pinyin(PersonName *name, const char *family, const char *given)
{
	int			ends[SYLLABLES_MAX];
	int			n = pinyin_split(given, strlen(given), ends, SYLLABLES_MAX);
	Chars		piece[SYLLABLES_MAX + 1];
	Chars	   *pieces[SYLLABLES_MAX + 1];
	int			npieces = 0;

	name->pinyin = join_pinyin(family, given);
	if (*family)
	{
		chars_init(&piece[npieces]);
		chars_add_ascii(&piece[npieces++], family);
	}
	for (int k = 0; k < n; k++)
	{
		chars_init(&piece[npieces]);
		for (int i = k == 0 ? 0 : ends[k - 1]; i < ends[k]; i++)
			chars_add(&piece[npieces], (unsigned char) given[i]);
		npieces++;
	}
	/* too long for a name: one token for the whole */
	if (n == 0 && *given)
	{
		chars_init(&piece[npieces]);
		chars_add_ascii(&piece[npieces++], given);
	}
	for (int k = 0; k < npieces; k++)
		pieces[k] = &piece[k];
	name->tokens = join_sorted(pieces, npieces);
}

/* The readings of n ideographs one after the other; false if one is unknown or they are too many. */
static bool
read_given(const pg_wchar *c, int n, char *out, int room)
{
	int			len = 0;

	for (int i = 0; i < n; i++)
	{
		const char *syllable = char_reading(c[i]);
		int			size = syllable == NULL ? room : (int) strlen(syllable);

		if (len + size >= room)
			return false;
		memcpy(out + len, syllable, size);
		len += size;
	}
	out[len] = '\0';
	return true;
}

/* Takes a form of address off the end of n ideographs. */
static int
without_address(const pg_wchar *c, int n)
{
	for (int i = 0; n > 2 && i < lengthof(addresses); i++)
	{
		if (c[n - 2] == addresses[i][0] && c[n - 1] == addresses[i][1])
			return n - 2;
	}
	return n;
}

/*
 * How many ideographs at the front are the family name. Two words of which the first has two ideographs and
 * is no Chinese surname are Japanese, if they are long enough not to be a Chinese name with a stray space.
 */
static int
family_length(const NameReader *r, const pg_wchar *c, int n, const int *ends, int pieces)
{
	int			length = surname_han_length(c, n);

	if (r->dot && pieces > 1)
		return 0;
	if (pieces == 2 && n >= 4 && ends[0] >= 2 && ends[0] != length && ends[0] <= 3 && n - ends[0] <= 3)
		return ends[0];
	return length;
}

/* The parts and keys of a name in ideographs; words of other scripts beside it are left aside. */
static void
ideographic_name(const NameReader *r, PersonName *name)
{
	Chars		han;
	Chars		shown;
	int			ends[WORDS_MAX];
	int			pieces = 0;
	int			n;
	int			length;
	const char *family = "";
	const char *other = NULL;
	char		given[PINYIN_MAX];

	chars_init(&han);
	chars_init(&shown);
	for (int k = 0; k < r->n; k++)
	{
		int			before = han.n;

		/* 张伟,男,汉族: what follows is no part of the name */
		if (k == r->comma && han.n > 0)
			break;
		for (int i = r->word[k].first; i < r->word[k].last; i++)
		{
			if (!char_is_han(r->t.c[i]))
				continue;
			chars_add(&han, r->t.c[i]);
			chars_add(&shown, r->shown.c[i]);
		}
		if (han.n > before)
			ends[pieces++] = han.n;
	}
	n = without_address(han.c, han.n);
	length = family_length(r, han.c, n, ends, pieces);
	if (length > 0)
		name->family = chars_to_server(shown.c, length);
	if (n > length)
		name->given = chars_to_server(shown.c + length, n - length);
	/* 约翰·史密斯, 买买提·吐尔逊: the name before the dot is the person's own */
	if (r->dot && pieces > 1 && ends[pieces - 2] < n)
	{
		pfree(name->given);
		name->given = chars_to_server(shown.c, ends[pieces - 2]);
		name->family = chars_to_server(shown.c + ends[pieces - 2], n - ends[pieces - 2]);
	}
	if (length > 0 && length <= 2)
		family = surname_reading(han.c, length, &other);
	if (length > 2 || family == NULL)
		family = NULL;
	if (family != NULL && read_given(han.c + length, n - length, given, sizeof(given)))
	{
		set_pinyin(name, family, given);
		if (other != NULL)
			name->pinyin_other = join_pinyin(other, given);
	}
	else
		name->tokens = tokens_of_words(r);
	chars_free(&han);
	chars_free(&shown);
}

/*
 * A word as pinyin, ASCII without apostrophes and hyphens, v for ü and for the u of lyu; its number of
 * syllables, 0 if it is not pinyin.
 */
static int
pinyin_of_word(const NameReader *r, const Word *w, char *out)
{
	int			ends[SYLLABLES_MAX];
	int			syllables;
	int			n = 0;

	for (int i = w->first; i < w->last; i++)
	{
		pg_wchar	c = r->t.c[i];
		char		before = n > 0 ? out[n - 1] : '\0';

		if (c == '\'' || c == '-' || c == '.')
			continue;
		if (n >= PINYIN_MAX - 1)
			return 0;
		if (c == 0xFC || c == 0x1D6 || c == 0x1D8 || c == 0x1DA || c == 0x1DC)
			c = before == 'l' || before == 'n' ? 'v' : 'u';
		else
			c = char_base(c);
		if (!IS_LOWER(c))
			return 0;
		out[n++] = (char) c;
	}
	out[n] = '\0';
	syllables = pinyin_split(out, n, ends, SYLLABLES_MAX);
	/* lyu, nyu: how passports write it since 2012; linyu is lin and yu, though */
	for (char *p = out; syllables == 0 && *p != '\0'; p++)
	{
		if ((p[0] == 'l' || p[0] == 'n') && p[1] == 'y' && p[2] == 'u')
		{
			p[1] = 'v';
			memmove(p + 2, p + 3, strlen(p + 3) + 1);
			n--;
		}
	}
	return syllables > 0 ? syllables : pinyin_split(out, n, ends, SYLLABLES_MAX);
}

/*
 * The surname's rank of one word, or of two together when they are a surname of two characters; 0 for none.
 * Such a surname ranks before all, since nothing else is spelt so.
 */
static int
rank_of_words(char word[][PINYIN_MAX], int first, int n)
{
	char		both[2 * PINYIN_MAX];
	int			rank;

	snprintf(both, sizeof(both), "%s%s", word[first], n == 2 ? word[first + 1] : "");
	rank = surname_rank(both, strlen(both));
	if (rank == COMPOUND_RANK)
		return 1;
	return n == 2 || rank == 0 ? 0 : rank + 1;
}

/*
 * The family name among words of pinyin. The stated order is believed when it names a surname; else a
 * surname of two characters, else the more common surname of the first and the last word.
 */
static WordRange
family_in_pinyin(const NameReader *r, char word[][PINYIN_MAX], int stated_first, int stated_n)
{
	WordRange	f = {0, 1};
	int			last = r->n - 1;
	int			rank_first;
	int			rank_last;

	if (stated_n > 0 && stated_n <= 2 && rank_of_words(word, stated_first, stated_n) > 0)
	{
		f.first = stated_first;
		f.n = stated_n;
		return f;
	}
	if (r->n >= 3 && (rank_of_words(word, 0, 2) > 0 || rank_of_words(word, last - 1, 2) > 0))
	{
		f.first = rank_of_words(word, 0, 2) > 0 ? 0 : last - 1;
		f.n = 2;
		return f;
	}
	rank_first = rank_of_words(word, 0, 1);
	rank_last = rank_of_words(word, last, 1);
	if (rank_first == 0 && rank_last == 0)
		f.n = 0;
	else if (rank_first == 0 || (rank_last > 0 && rank_last < rank_first))
		f.first = last;
	return f;
}

/* Treats the name as one spelt in pinyin; false if it is none. */
static bool
pinyin_name(const NameReader *r, int stated_first, int stated_n, PersonName *name)
{
	char		word[WORDS_MAX][PINYIN_MAX];
	char		family[2 * PINYIN_MAX] = "";
	char		given[PINYIN_MAX] = "";
	int			syllables = 0;
	WordRange	f;

	if (r->n < 2 || r->n > SYLLABLES_MAX)
		return false;
	for (int k = 0; k < r->n; k++)
	{
		int			n = pinyin_of_word(r, &r->word[k], word[k]);

		syllables += n;
		if (n == 0 || syllables > SYLLABLES_MAX)
			return false;
	}
	f = family_in_pinyin(r, word, stated_first, stated_n);
	if (f.n == 0)
		return false;
	for (int k = 0; k < r->n; k++)
	{
		bool		in_family = k >= f.first && k < f.first + f.n;

		if (strlen(given) + strlen(word[k]) >= PINYIN_MAX)
			return false;
		strcat(in_family ? family : given, word[k]);
	}
	name->family = pstrdup(family);
	name->given = *given ? pstrdup(given) : NULL;
	set_pinyin(name, family, given);
	return true;
}

/* The words that capitals mark as the family name: a run of them at one end, with others beside it. */
static WordRange
family_in_capitals(const NameReader *r)
{
	WordRange	f = {0, 0};
	int			n = 0;

	for (int k = 0; k < r->n; k++)
		n += r->word[k].capitals;
	if (n == 0 || n == r->n)
		return f;
	for (int k = 0; k < n; k++)
	{
		if (!r->word[k].capitals)
			f.first = r->n - n;
	}
	for (int k = f.first; k < f.first + n; k++)
	{
		if (!r->word[k].capitals)
			return f;
	}
	/* initials beside it say nothing of capitals: J SMITH */
	for (int k = 0; k < r->n; k++)
	{
		if (!r->word[k].capitals && !r->word[k].initial)
			f.n = n;
	}
	return f;
}

/* The family name by the order of the West: the last word, with the particles before it. */
static WordRange
family_at_the_end(const NameReader *r)
{
	WordRange	f = {r->n - 1, 1};

	while (f.first > 1 && word_among(r, &r->word[f.first - 1], particles, lengthof(particles)))
	{
		f.first--;
		f.n++;
	}
	return f;
}

/* The parts and keys of a name that is written in words. */
static void
name_of_words(const NameReader *r, PersonName *name)
{
	WordRange	f = {0, r->comma};

	if (f.n == 0)
		f = family_in_capitals(r);
	if (r->scripts == SCRIPT_LATIN && pinyin_name(r, f.first, f.n, name))
		return;
	name->tokens = tokens_of_words(r);
	if (r->n == 1)
		f.n = 0;				/* nothing tells a single word from a given name */
	else if (f.n == 0 && (r->scripts & (SCRIPT_KANA | SCRIPT_HANGUL)) != 0)
		f.n = 1;
	else if (f.n == 0)
		f = family_at_the_end(r);
	name->family = join_words(r, f, false);
	name->given = join_words(r, f, true);
}

/* The parts of a Korean name written in one word. */
static void
korean_name(const NameReader *r, PersonName *name)
{
	const pg_wchar *c = r->shown.c + r->word[0].first;
	int			n = r->word[0].last - r->word[0].first;
	int			length = 1;

	for (int i = 0; n >= 3 && i < lengthof(korean_compounds); i++)
	{
		if (c[0] == korean_compounds[i][0] && c[1] == korean_compounds[i][1])
			length = 2;
	}
	name->tokens = tokens_of_words(r);
	name->family = chars_to_server(c, Min(n, length));
	name->given = n > length ? chars_to_server(c + length, n - length) : NULL;
}

/*
 * The whole name folded, with one spelling of dashes, apostrophes and dots, simplified where the encoding
 * has that, and no space between two ideographs.
 */
static char *
folded_name(const Chars *text)
{
	Chars		out;
	bool		simplify = chars_server_has_han();

	chars_init(&out);
	for (int i = 0; i < text->n; i++)
	{
		pg_wchar	c = plain_sign(text->c[i]);

		if (c == ' ' && i > 0 && i + 1 < text->n &&
			char_is_han(text->c[i - 1]) && char_is_han(text->c[i + 1]))
			continue;
		chars_add(&out, simplify ? char_simplified(c) : c);
	}
	chars_fold(&out);
	return finish(&out);
}

/* The name of the script, or of the mixture. */
static const char *
script_name(int scripts)
{
	switch (scripts)
	{
		case SCRIPT_HAN:
			return "han";
		case SCRIPT_LATIN:
			return "latin";
		case SCRIPT_HANGUL:
			return "hangul";
		case SCRIPT_KANA:
		case SCRIPT_KANA | SCRIPT_HAN:
			return "kana";
		case SCRIPT_OTHER:
			return "other";
		default:
			return "mixed";
	}
}

/* See normalise.h. */
bool
aiehr_normalise_name(const char *s, int len, PersonName *name)
{
	Chars		text;
	NameReader	r;

	memset(name, 0, sizeof(PersonName));
	chars_read(&text, s, len);
	r.n = 0;
	if (text.n > 0)
		name->folded = folded_name(&text);
	drop_brackets(&text);
	split_words(&r, &text);
	chars_free(&text);
	if (r.n == 0)
	{
		chars_free(&r.t);
		name->folded = NULL;
		return false;
	}
	name->script = script_name(r.scripts);
	fold_words(&r);
	if ((r.scripts & SCRIPT_HAN) != 0 && (r.scripts & SCRIPT_KANA) == 0)
	{
		name->han = true;
		ideographic_name(&r, name);
	}
	else if (r.scripts == SCRIPT_HANGUL && r.n == 1)
		korean_name(&r, name);
	else
		name_of_words(&r, name);
	chars_free(&r.t);
	chars_free(&r.shown);
	return true;
}
