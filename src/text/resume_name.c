/*
 * resume_name.c
 *		Whose resume it is
 *
 * A name stands behind its label, or alone at the top.  Whatever looks like one is a candidate,
 * and gains by a known surname, by an e-mail address that spells it and by the name of the file;
 * the best candidate is taken.
 */
#include "text/resume.h"

#include "identity/normalise_chars.h"

/* Lines from the top in which a name may stand without a label */
#define TOP_LINES 8

/* Least score of a candidate */
#define SCORE_MIN 2.0

/* Surnames of one ideograph that most people in China have, and some that are no common word */
static const char surnames[] =
"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹"
"袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚"
"谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
"雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁"
"葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖"
"詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋"
"植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕"
"晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁"
"商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺"
"冼原官衣楚荣寻佟栗匡宗应台巫鞠僧桑荆谌银扬明沙"
"伏岑习胥保蔺水云昌凤酆皮";

/* Words that stand at the top and are nobody's name */
static const char *const not_names[] = {"resume", "résumé", "curriculum", "vitae", "cv", "简历",
	"履历", "求职", "个人", "university", "college", "street", "road", "avenue", "city",
	"engineer", "manager", "profile", "contact", "page", "education", "experience",
	"address", "email", "phone", "mobile", "kingdom", "states", "senior", "junior", "district",
	"limited", "ltd", "inc", "summary", "objective", "skills", "personal", "information", "details",
	"level", "期望", "意向", "先生", "女士", "基本", "信息", "自我", "评价", "工作",
	"教育", "联系", "应聘", "本科", "硕士", "博士",
	"大专", "年龄", "汉族", "党员", "团员", "群众", "未婚", "已婚", "市", "省",
	"区", "县", "岁", "号", "经理", "工程", "履歴書",
	"이력서", "application", "letter", "employee", "form"};

/* Characters that text recognition takes for each other, one of them common in names */
static const char *const alike[] = {
	"启司", "叶时", "宇字", "郝都", "昊吴", "毅裔", "梓样", "贾页", "彤形",
	"洋样", "睿春", "涵湎", "妍研", "瑶摇", "琪棋", "婷停", "航般", "轩斩",
	"泽译", "浩洁", "博搏", "静诤", "悦说", "莹萤", "萱宣", "怡恰", "倩情",
	"钧钩", "铭铬", "锋峰", "昕听", "晗晴", "昱显", "冉再", "沈沉", "汪注",
	"江汗", "潘潜", "邱郊", "任住", "何伺", "于干", "丁了", "万方", "石右",
	"田由", "白自", "朱未", "宋未", "李季", "孙补", "韩翰", "赵起", "周用",
	"范苑", "史吏", "马乌", "侯候", "余佘", "毛手", "戴载", "崔雀", "夏复",
	"谭潭", "廖寥", "廖雇", "姜美", "萧肃", "傅博", "曾会", "彭影", "苏办",
	"卢户", "蒋将", "魏巍", "薛薜", "阎间", "段殷", "汤场", "易昌", "武式",
	"文交", "曦瞩", "曦睁", "磊舌", "祥样", "桐铜", "珂坷", "刘列", "熊能",
	"袁衰", "陆际", "程裎", "毅穀",
};

typedef struct NameCandidate
{
	char	   *name;
	Span		span;
	float8		score;
} NameCandidate;

/* Is the first ideograph of a text a surname? */
bool
is_surname(const char *s)
{
	int			size;
	pg_wchar	c = resume_char(s, &size);
	pg_wchar	two[3] = {c, 0, 0};
	const char *other;

	if (!char_is_han(c))
		return false;
	for (const char *p = surnames; *p != '\0'; p += 3)
		if (strncmp(p, s, 3) == 0)
			return true;
	if (!IS_HIGHBIT_SET(s[size]))
		return false;
	two[1] = resume_char(s + size, &size);
	return char_is_han(two[1]) && surname_reading(two, 2, &other) != NULL;
}

/* Does the text have a word that is in nobody's name? */
static bool
has_stranger(const char *low, int length)
{
	for (int p = 0; p < length; p++)
	{
		for (int i = 0; i < lengthof(not_names); i++)
		{
			int			size = (int) strlen(not_names[i]);

			if (size <= length - p && strncmp(low + p, not_names[i], size) == 0 &&
				(!is_word_byte(not_names[i][0]) ||
				 ((p == 0 || !is_word_byte(low[p - 1])) && !is_word_byte(low[p + size]))))
				return true;
		}
	}
	return false;
}

/*
 * A name in East Asian script at a place: up to four ideographs, apart by at most one space or
 * gap each, or words of kana or hangul.  Returns its end, or p.
 */
static int
eastern_name(const Resume *r, int p, int end, StringInfo name)
{
	int			n = 0;
	int			last = p;
	bool		alone = true;	/* each character by itself */
	int			size;

	while (p < end)
	{
		pg_wchar	c = resume_char(r->text + p, &size);
		bool		dot = c == 0xB7 || c == 0x30FB;

		/* family and given name apart, as in Japan */
		if (c == ' ' && !alone && last == p && r->kana && n <= 4)
		{
			appendStringInfoChar(name, ' ');
			p++;
			last = p;
			continue;
		}
		if (c == ' ' || c == '\t')
		{
			/* a gap within a name is one between single characters, or behind a surname */
			if (n == 0 || n > 3 || (n > 1 && !alone))
				break;
			p++;
			continue;
		}
		/* a title of courtesy ends it */
		if (n >= 1 && (goes_on(r->text + p, "先生") || goes_on(r->text + p, "女士") ||
					   goes_on(r->text + p, "同志")))
			break;
		if (!char_is_han(c) && !dot && !(c >= 0x3041 && c <= 0x30FF) && !(c >= 0xAC00 && c <= 0xD7A3))
			break;
		if (last != p && n > 1 && !alone)
			break;
		if (n > 0 && last == p)
			alone = false;
		appendBinaryStringInfo(name, r->text + p, size);
		p += size;
		last = p;
		n++;
	}
	return n >= 2 && n <= 15 ? last : -1;
}

/* A name of Latin letters: two to four words that begin with capitals.  Returns its end, or -1. */
static int
western_name(const Resume *r, int p, int end)
{
	int			words = 0;
	int			long_words = 0;
	int			last = p;

	while (p < end && words < 5)
	{
		int			begin = p;
		int			size;
		pg_wchar	c = resume_char(r->text + p, &size);

		if (!(c >= 'A' && c <= 'Z') && !(c >= 0xC0 && c <= 0x17F))
		{
			if (!(words > 0 && (goes_on(r->text + p, "van ") || goes_on(r->text + p, "von ") ||
								goes_on(r->text + p, "de ") ||
								goes_on(r->text + p, "da ") || goes_on(r->text + p, "del ") ||
								goes_on(r->text + p, "bin "))))
				break;
		}
		while (p < end)
		{
			c = resume_char(r->text + p, &size);
			if (!is_word_byte(r->text[p]) && c != '\'' && c != 0x2019 && c != '-' && c != '.' &&
				!(c >= 0xC0 && c <= 0x24F))
				break;
			if (is_digit_byte(r->text[p]))
				return -1;
			p += size;
		}
		if (p == begin)
			break;
		words++;
		long_words += p - begin > 2;
		last = p;
		if (r->text[p] == ',' && words == 1)
			p++;
		while (p < end && (r->text[p] == ' ' || r->text[p] == '\n'))
			p++;
	}
	if (words < 2 || words > 4 || long_words < 1)
		return -1;
	while (r->text[last - 1] == '.' && last - 2 >= 0 && is_word_byte(r->text[last - 2]) &&
		   r->low[last - 2] == r->text[last - 2])
		last--;
	return last;
}

/* Letters of an address before the @, up to 64. */
static void
address_letters(const ResumeField *email, char local[65])
{
	int			n = 0;

	for (const char *c = email->value; *c != '@' && *c != '\0' && n < 64; c++)
		if (*c >= 'a' && *c <= 'z')
			local[n++] = *c;
	local[n] = '\0';
}

/* Does an e-mail address spell the name? */
static bool
spelt_by_email(const Resume *r, const char *name)
{
	const ResumeField *email = resume_first(r, "email");
	char		local[65] = {0};
	int			known = 0;
	int			parts = 0;
	bool		first_known = false;
	int			size;

	if (email == NULL)
		return false;
	address_letters(email, local);
	for (const char *c = name; *c != '\0'; c += size)
	{
		pg_wchar	ch = resume_char(c, &size);

		if (char_is_han(ch))
		{
			const char *reading = char_reading(char_simplified(ch));

			parts++;
			if (reading == NULL || strstr(local, reading) == NULL)
				continue;
			known++;
			first_known |= c == name;
		}
		else if (is_word_byte(*c))
		{
			char		word[32] = {0};

			for (size = 0; is_word_byte(c[size]); size++)
				if (size < 31)
					word[size] = pg_ascii_tolower((unsigned char) c[size]);
			parts += size > 2;
			known += size > 2 && strstr(local, word) != NULL;
		}
	}
	/* without the family name the rest says little */
	return known > 0 && known * 2 >= parts && (first_known || !char_is_han(resume_char(name, &size)));
}

/* How much speaks for a candidate. */
static float8
name_score(const Resume *r, const char *name, bool labelled, int line)
{
	float8		score = labelled ? 4 : 1;
	int			size;
	pg_wchar	first = resume_char(name, &size);
	int			n = (int) strlen(name) / 3;

	if (!labelled && line < TOP_LINES)
		score += (TOP_LINES - line) / (float8) TOP_LINES;
	if (char_is_han(first))
	{
		if (is_surname(name))
			score += 1.5;
		else if (!labelled)
			score -= 1.5;
		if (n == 4 && !labelled)
			score -= 1;
		if (n > 4)
			score -= 2;
	}
	if (spelt_by_email(r, name))
		score += 2;
	if (r->file_name != NULL && strstr(r->file_name, name) != NULL)
		score += 2;
	return score;
}

/* Where behind a name in Latin letters a surname in ideographs begins; -1 for nowhere. */
static int
ideographs_behind(const Resume *r, int p, int end)
{
	StringInfoData name;

	while (p < end && (r->text[p] == ' ' || r->text[p] == '(' || r->text[p] == '/'))
		p++;
	if (p >= end || !is_surname(r->text + p))
		return -1;
	initStringInfo(&name);
	return eastern_name(r, p, end, &name) > 0 ? p : -1;
}

/* Take what begins at a place for the name, if it looks like one and is better than what was found. */
static void
try_name(const Resume *r, Span cell, bool labelled, int line, NameCandidate *best)
{
	StringInfoData name;
	float8		score;
	int			end;
	int			begin;
	Span		span;

	cell = resume_trim(r, cell);
	if (cell.first >= cell.end)
		return;
	initStringInfo(&name);
	end = eastern_name(r, cell.first, cell.end, &name);
	if (end < 0)
	{
		resetStringInfo(&name);
		end = western_name(r, cell.first, cell.end);
		/* a name in both scripts is the one in ideographs */
		if (end > 0 && (begin = ideographs_behind(r, end, cell.end)) >= 0)
		{
			cell.first = begin;
			end = eastern_name(r, cell.first, cell.end, &name);
		}
		else if (end > 0)
			appendBinaryStringInfo(&name, r->text + cell.first, end - cell.first);
	}
	/* without a label the name fills its cell, but for the word resume or a name in another script */
	if (end < 0 || (!labelled && end < cell.end && r->text[end] != ' ' && !goes_on(r->text + end, "的") &&
					!goes_on(r->text + end, "(") && !goes_on(r->text + end, "先生") &&
					!goes_on(r->text + end, "女士") &&
					!goes_on(r->text + end, ":") && !goes_on(r->text + end, ",")))
		return;
	span.first = cell.first;
	span.end = end;
	if (has_stranger(r->low + span.first, end - span.first) || (!labelled && is_title(r, span)))
		return;
	score = name_score(r, name.data, labelled, line);
	if (score < SCORE_MIN || (best->name != NULL && score <= best->score))
		return;
	for (char *c = name.data; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	best->name = name.data;
	best->span = span;
	best->score = score;
}

/* A name in Latin letters over two lines, as in a narrow column, where an address spells it. */
static void
try_two_lines(const Resume *r, int line, NameCandidate *best)
{
	Span		both = {r->lines[line].span.first, 0};

	if (line + 1 >= r->nlines || r->lines[line + 1].heading ||
		memchr(r->text + both.first, '\t', r->lines[line + 1].span.end - both.first) != NULL)
		return;
	both.end = r->lines[line + 1].span.end;
	if (spelt_by_email(r, pnstrdup(r->text + both.first, both.end - both.first)))
		try_name(r, both, false, line, best);
}

/* A name among the parts of the file's name: its pieces of ideographs that begin with a surname. */
static char *
name_of_file(const Resume *r)
{
	Resume		f = *r;
	int			size;

	if (r->file_name == NULL)
		return NULL;
	f.text = r->file_name;
	f.len = (int) strlen(f.text);
	for (int p = 0; p < f.len; p += size)
	{
		StringInfoData name;
		int			end = p;
		pg_wchar	c = resume_char(f.text + p, &size);

		if (!char_is_han(c))
			continue;
		while (end < f.len && char_is_han(resume_char(f.text + end, &size)))
			end += size;
		size = end - p;
		initStringInfo(&name);
		/* words for resume around it do not count */
		if (size >= 12 && strncmp(f.text + end - 6, "简历", 6) == 0)
			end -= goes_on(f.text + end - 12, "个人") ? 12 : 6;
		if (end > p + 3 && f.text[end - 3] != '\0' && goes_on(f.text + end - 3, "的"))
			end -= 3;
		if (end - p >= 6 && end - p <= 12 && is_surname(f.text + p) && !has_stranger(f.text + p, end - p))
			return pnstrdup(f.text + p, end - p);
	}
	return NULL;
}

/* Do two names of ideographs differ by one character, as by a misreading? */
static bool
nearly_same(const char *a, const char *b)
{
	int			differing = 0;

	if (strlen(a) != strlen(b) || strlen(a) < 6 || strncmp(a, b, 3) != 0)
		return false;
	for (size_t i = 0; i + 3 <= strlen(a); i += 3)
		differing += strncmp(a + i, b + i, 3) != 0;
	return differing <= 1;
}

/* Does an address spell each character of a name, in full or all by their first letters? */
static bool
spelt_throughout(const char *local, const char *name)
{
	char		initials[8] = {0};
	int			n = 0;
	bool		full = true;

	for (; *name != '\0' && n < 7; name += 3)
	{
		int			size;
		const char *reading = char_reading(char_simplified(resume_char(name, &size)));

		if (size != 3 || reading == NULL)
			return false;
		initials[n++] = reading[0];
		full &= strstr(local, reading) != NULL;
	}
	return full || strcmp(local, initials) == 0;
}

/*
 * The name with one character in place of one that looks like it, where an address spells that
 * and not what was read, or where only that makes the first a surname; else NULL.
 */
static char *
mended_name(const Resume *r, const char *name)
{
	const ResumeField *email = resume_first(r, "email");
	char		local[65] = {0};

	if ((unsigned char) name[0] < 0xE4 || strlen(name) % 3 != 0)
		return NULL;
	if (email != NULL)
		address_letters(email, local);
	if (spelt_throughout(local, name))
		return NULL;
	for (size_t at = 0; name[at] != '\0'; at += 3)
		for (int i = 0; i < lengthof(alike) * 2; i++)
		{
			const char *pair = alike[i / 2];
			char	   *other = pstrdup(name);

			if (strncmp(name + at, pair + (i % 2) * 3, 3) != 0)
				continue;
			memcpy(other + at, pair + (1 - i % 2) * 3, 3);
			if (spelt_throughout(local, other) || (at == 0 && !is_surname(name) && is_surname(other)))
				return other;
		}
	return NULL;
}

/* Find the name. */
void
resume_name(Resume *r)
{
	ResumeLabel labels[LABELS_MAX];
	Span		cells[CELLS_MAX];
	NameCandidate best = {NULL, {0, 0}, 0};
	Span		nowhere = {0, 0};
	char	   *file;
	char	   *mended;

	for (int i = 0; i < r->nlines; i++)
	{
		int			nlabels = resume_labels(r, i, labels);
		int			n;

		for (int k = 0; k < nlabels; k++)
			if (labels[k].kind == LABEL_NAME)
				try_name(r, labels[k].value.first < labels[k].value.end ||
						 i + 1 >= r->nlines ? labels[k].value :
						 r->lines[i + 1].span, true, i, &best);
		if (i >= TOP_LINES || r->lines[i].section == SECTION_EDUCATION ||
			r->lines[i].section == SECTION_WORK)
			continue;
		n = resume_cells(r, r->lines[i].span, ",", cells);
		/* a name whose characters stand wide apart */
		if (nlabels == 0)
		{
			try_name(r, r->lines[i].span, false, i, &best);
			try_two_lines(r, i, &best);
		}
		for (int k = 0; k < n; k++)
			if (nlabels == 0 || cells[k].end <= labels[0].span.first)
				try_name(r, cells[k], false, i, &best);
	}
	file = name_of_file(r);
	if (file != NULL && (best.name == NULL || nearly_same(best.name, file)))
	{
		resume_add(r, "name", file, best.name ? best.span : nowhere, 0.8);
		return;
	}
	mended = best.name ? mended_name(r, best.name) : NULL;
	if (mended != NULL)
		resume_add(r, "name", mended, best.span, 0.6);
	else if (best.name != NULL)
		resume_add(r, "name", best.name, best.span, Min(0.5 + 0.08 * best.score, 0.97));
}
