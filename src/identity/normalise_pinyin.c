/*
 * normalise_pinyin.c
 *		Ideographs and their readings: simplified forms, pinyin, Chinese surnames
 *
 * Readings and simplified forms are in normalise_han.c, made from Unicode's data at development time. A
 * surname is often read otherwise than the same character elsewhere; those readings are here. Readings have
 * no tones, and v stands for u with two dots, whose spellings on keyboards and in passports are v and yu.
 */
#include "identity/normalise_chars.h"

/* A surname's reading, and another that people of the same surname use. */
typedef struct SurnameReading
{
	pg_wchar	surname;
	const char *reading;
	const char *other;
} SurnameReading;

typedef struct CompoundSurname
{
	pg_wchar	surname[2];
	const char *reading;
} CompoundSurname;

typedef struct SurnameRank
{
	char		name[11];
	uint8		rank;
} SurnameRank;

/* Surnames whose reading differs from that of the character alone, or that have two; by code point. */
static const SurnameReading readings[] = {
	{0x4E0D, "fou", NULL},	/* 不 */
	{0x4E48, "yao", NULL},	/* 么 */
	{0x4E50, "yue", "le"},	/* 乐 */
	{0x4E5C, "nie", NULL},	/* 乜 */
	{0x4EC7, "qiu", NULL},	/* 仇 */
	{0x4F74, "nai", NULL},	/* 佴 */
	{0x50EE, "zhuang", NULL},	/* 僮 */
	{0x533A, "ou", NULL},	/* 区 */
	{0x5355, "shan", "dan"},	/* 单 */
	{0x535C, "bu", NULL},	/* 卜 */
	{0x53E5, "gou", NULL},	/* 句 */
	{0x53EC, "shao", NULL},	/* 召 */
	{0x5458, "yun", NULL},	/* 员 */
	{0x6298, "she", NULL},	/* 折 */
	{0x66FE, "zeng", "ceng"},	/* 曾 */
	{0x6734, "piao", "pu"},	/* 朴 */
	{0x67CF, "bai", "bo"},	/* 柏 */
	{0x67E5, "zha", NULL},	/* 查 */
	{0x6D17, "xian", NULL},	/* 洗 */
	{0x7085, "gui", NULL},	/* 炅 */
	{0x725F, "mu", "mou"},	/* 牟 */
	{0x76D6, "ge", "gai"},	/* 盖 */
	{0x796D, "zhai", NULL},	/* 祭 */
	{0x79CD, "chong", NULL},	/* 种 */
	{0x79D8, "bi", NULL},	/* 秘 */
	{0x79F0, "chen", NULL},	/* 称 */
	{0x7C98, "nian", NULL},	/* 粘 */
	{0x7E41, "po", NULL},	/* 繁 */
	{0x7ED9, "ji", NULL},	/* 给 */
	{0x7F2A, "miao", NULL},	/* 缪 */
	{0x7FDF, "zhai", NULL},	/* 翟 */
	{0x80FD, "nai", NULL},	/* 能 */
	{0x8584, "bo", NULL},	/* 薄 */
	{0x85CF, "zang", NULL},	/* 藏 */
	{0x8983, "qin", "tan"},	/* 覃 */
	{0x89E3, "xie", NULL},	/* 解 */
	{0x8C0C, "chen", "shen"},	/* 谌 */
	{0x9002, "kuo", NULL},	/* 适 */
	{0x90C4, "qie", "xi"},	/* 郄 */
	{0x90C7, "xun", "huan"},	/* 郇 */
	{0x90D7, "xi", "chi"},	/* 郗 */
	{0x90FD, "du", NULL},	/* 都 */
	{0x91CD, "chong", NULL},	/* 重 */
	{0x961A, "kan", NULL},	/* 阚 */
	{0x9697, "kui", "wei"},	/* 隗 */
	{0x9ED1, "he", NULL},	/* 黑 */
};

/* Surnames of two characters, by code point. */
static const CompoundSurname compounds[] = {
	{{0x4E07, 0x4FDF}, "moqi"},	/* 万俟 */
	{{0x4E0A, 0x5B98}, "shangguan"},	/* 上官 */
	{{0x4E1C, 0x65B9}, "dongfang"},	/* 东方 */
	{{0x4E1C, 0x90ED}, "dongguo"},	/* 东郭 */
	{{0x4E1C, 0x95E8}, "dongmen"},	/* 东门 */
	{{0x4E50, 0x6B63}, "yuezheng"},	/* 乐正 */
	{{0x4E93, 0x5B98}, "qiguan"},	/* 亓官 */
	{{0x4EE4, 0x72D0}, "linghu"},	/* 令狐 */
	{{0x4EF2, 0x5B59}, "zhongsun"},	/* 仲孙 */
	{{0x516C, 0x51B6}, "gongye"},	/* 公冶 */
	{{0x516C, 0x5B59}, "gongsun"},	/* 公孙 */
	{{0x516C, 0x7F8A}, "gongyang"},	/* 公羊 */
	{{0x516C, 0x826F}, "gongliang"},	/* 公良 */
	{{0x516C, 0x897F}, "gongxi"},	/* 公西 */
	{{0x5218, 0x4ED8}, "liufu"},	/* 刘付 */
	{{0x5355, 0x4E8E}, "chanyu"},	/* 单于 */
	{{0x5357, 0x5BAB}, "nangong"},	/* 南宫 */
	{{0x5357, 0x95E8}, "nanmen"},	/* 南门 */
	{{0x5373, 0x58A8}, "jimo"},	/* 即墨 */
	{{0x53F6, 0x8D6B}, "yehe"},	/* 叶赫 */
	{{0x53F8, 0x5BC7}, "sikou"},	/* 司寇 */
	{{0x53F8, 0x5F92}, "situ"},	/* 司徒 */
	{{0x53F8, 0x7A7A}, "sikong"},	/* 司空 */
	{{0x53F8, 0x9A6C}, "sima"},	/* 司马 */
	{{0x547C, 0x5EF6}, "huyan"},	/* 呼延 */
	{{0x590F, 0x4FAF}, "xiahou"},	/* 夏侯 */
	{{0x592A, 0x53D4}, "taishu"},	/* 太叔 */
	{{0x592A, 0x53F2}, "taishi"},	/* 太史 */
	{{0x5939, 0x8C37}, "jiagu"},	/* 夹谷 */
	{{0x5B87, 0x6587}, "yuwen"},	/* 宇文 */
	{{0x5B8C, 0x989C}, "wanyan"},	/* 完颜 */
	{{0x5B97, 0x653F}, "zongzheng"},	/* 宗政 */
	{{0x5BB0, 0x7236}, "zaifu"},	/* 宰父 */
	{{0x5C09, 0x8FDF}, "yuchi"},	/* 尉迟 */
	{{0x5DE6, 0x4E18}, "zuoqiu"},	/* 左丘 */
	{{0x5DEB, 0x9A6C}, "wuma"},	/* 巫马 */
	{{0x5FAE, 0x751F}, "weisheng"},	/* 微生 */
	{{0x6155, 0x5BB9}, "murong"},	/* 慕容 */
	{{0x62D3, 0x8DCB}, "tuoba"},	/* 拓跋 */
	{{0x6881, 0x4E18}, "liangqiu"},	/* 梁丘 */
	{{0x6B27, 0x9633}, "ouyang"},	/* 欧阳 */
	{{0x6BB5, 0x5E72}, "duangan"},	/* 段干 */
	{{0x6DF3, 0x4E8E}, "chunyu"},	/* 淳于 */
	{{0x6F06, 0x96D5}, "qidiao"},	/* 漆雕 */
	{{0x6FB9, 0x53F0}, "tantai"},	/* 澹台 */
	{{0x6FEE, 0x9633}, "puyang"},	/* 濮阳 */
	{{0x72EC, 0x5B64}, "dugu"},	/* 独孤 */
	{{0x7533, 0x5C60}, "shentu"},	/* 申屠 */
	{{0x767E, 0x91CC}, "baili"},	/* 百里 */
	{{0x7687, 0x752B}, "huangfu"},	/* 皇甫 */
	{{0x7AEF, 0x6728}, "duanmu"},	/* 端木 */
	{{0x7B2C, 0x4E94}, "diwu"},	/* 第五 */
	{{0x7EB3, 0x5170}, "nalan"},	/* 纳兰 */
	{{0x7F8A, 0x820C}, "yangshe"},	/* 羊舌 */
	{{0x8036, 0x5F8B}, "yelv"},	/* 耶律 */
	{{0x897F, 0x95E8}, "ximen"},	/* 西门 */
	{{0x8BF8, 0x845B}, "zhuge"},	/* 诸葛 */
	{{0x8C37, 0x6881}, "guliang"},	/* 谷梁 */
	{{0x8D6B, 0x8FDE}, "helian"},	/* 赫连 */
	{{0x8F69, 0x8F95}, "xuanyuan"},	/* 轩辕 */
	{{0x8FBE, 0x595A}, "daxi"},	/* 达奚 */
	{{0x949F, 0x79BB}, "zhongli"},	/* 钟离 */
	{{0x957F, 0x5B59}, "zhangsun"},	/* 长孙 */
	{{0x95FB, 0x4EBA}, "wenren"},	/* 闻人 */
	{{0x95FE, 0x4E18}, "lvqiu"},	/* 闾丘 */
	{{0x989B, 0x5B59}, "zhuansun"},	/* 颛孙 */
	{{0x9C9C, 0x4E8E}, "xianyu"},	/* 鲜于 */
};

/*
 * Surnames in pinyin, sorted, with their rank, about in the order of how many people bear them;
 * COMPOUND_RANK for those of two characters.
 */
static const SurnameRank ranks[] = {
	{"ai", 112}, {"an", 141}, {"bai", 64}, {"baili", COMPOUND_RANK}, {"ban", 142}, {"bao", 111},
	{"ben", 204}, {"bi", 94}, {"bian", 114}, {"bo", 205}, {"cai", 38}, {"cao", 30}, {"ce", 198},
	{"cen", 197}, {"chai", 145}, {"chang", 144}, {"chanyu", COMPOUND_RANK}, {"chao", 203},
	{"che", 143}, {"chen", 5}, {"cheng", 42}, {"chi", 146}, {"chu", 115}, {"chunyu", COMPOUND_RANK},
	{"cong", 207}, {"cui", 52}, {"dai", 83}, {"dan", 148}, {"dang", 147}, {"dao", 208},
	{"daxi", COMPOUND_RANK}, {"deng", 28}, {"di", 150}, {"diao", 151}, {"ding", 46},
	{"diwu", COMPOUND_RANK}, {"dong", 35}, {"dongfang", COMPOUND_RANK}, {"dongguo", COMPOUND_RANK},
	{"dongmen", COMPOUND_RANK}, {"dou", 149}, {"du", 40}, {"duan", 72}, {"duangan", COMPOUND_RANK},
	{"duanmu", COMPOUND_RANK}, {"dugu", COMPOUND_RANK}, {"er", 209}, {"fan", 54}, {"fang", 61},
	{"fei", 152}, {"feng", 29}, {"fu", 60}, {"gai", 153}, {"gan", 116}, {"gao", 19}, {"ge", 102},
	{"geng", 92}, {"gong", 79}, {"gongliang", COMPOUND_RANK}, {"gongsun", COMPOUND_RANK},
	{"gongxi", COMPOUND_RANK}, {"gongyang", COMPOUND_RANK}, {"gongye", COMPOUND_RANK}, {"gou", 154},
	{"gu", 78}, {"guan", 93}, {"gui", 210}, {"guliang", COMPOUND_RANK}, {"guo", 17}, {"ha", 229},
	{"han", 27}, {"hao", 77}, {"he", 18}, {"helian", COMPOUND_RANK}, {"heng", 211}, {"hong", 206},
	{"hou", 68}, {"hu", 15}, {"hua", 117}, {"huai", 212}, {"huan", 213}, {"huang", 7},
	{"huangfu", COMPOUND_RANK}, {"hui", 214}, {"huo", 215}, {"huyan", COMPOUND_RANK}, {"ji", 91},
	{"jia", 58}, {"jiagu", COMPOUND_RANK}, {"jian", 158}, {"jiang", 39}, {"jiao", 157}, {"jie", 216},
	{"jimo", COMPOUND_RANK}, {"jin", 57}, {"jing", 156}, {"ju", 155}, {"kan", 199}, {"kang", 97},
	{"ke", 88}, {"kong", 85}, {"kou", 160}, {"kuai", 200}, {"kuang", 159}, {"kui", 217}, {"lai", 104},
	{"lan", 89}, {"lang", 161}, {"lao", 218}, {"le", 163}, {"lei", 73}, {"leng", 162}, {"li", 2},
	{"lian", 118}, {"liang", 22}, {"liangqiu", COMPOUND_RANK}, {"liao", 55}, {"lin", 16},
	{"ling", 164}, {"linghu", COMPOUND_RANK}, {"liu", 4}, {"liufu", COMPOUND_RANK}, {"long", 74},
	{"lou", 165}, {"lu", 48}, {"luan", 166}, {"luo", 20}, {"lv", 45}, {"lvqiu", COMPOUND_RANK},
	{"ma", 14}, {"mao", 76}, {"mei", 98}, {"men", 219}, {"meng", 65}, {"mi", 220}, {"miao", 119},
	{"min", 167}, {"ming", 168}, {"mo", 84}, {"moqi", COMPOUND_RANK}, {"mu", 105},
	{"murong", COMPOUND_RANK}, {"na", 169}, {"nai", 221}, {"nalan", COMPOUND_RANK}, {"nan", 170},
	{"nangong", COMPOUND_RANK}, {"nanmen", COMPOUND_RANK}, {"ni", 171}, {"nie", 95}, {"ning", 113},
	{"niu", 90}, {"nong", 172}, {"ou", 120}, {"ouyang", COMPOUND_RANK}, {"pan", 36}, {"pang", 99},
	{"pei", 100}, {"peng", 31}, {"pi", 201}, {"pian", 222}, {"piao", 173}, {"ping", 174}, {"po", 202},
	{"pu", 121}, {"puyang", COMPOUND_RANK}, {"qi", 87}, {"qian", 82}, {"qiang", 175}, {"qiao", 122},
	{"qidiao", COMPOUND_RANK}, {"qiguan", COMPOUND_RANK}, {"qin", 66}, {"qiu", 67}, {"qu", 106},
	{"quan", 176}, {"que", 177}, {"ran", 223}, {"rao", 178}, {"ren", 47}, {"rong", 123}, {"ru", 179},
	{"ruan", 107}, {"sa", 230}, {"sang", 110}, {"sha", 180}, {"shan", 181}, {"shang", 182},
	{"shangguan", COMPOUND_RANK}, {"shao", 80}, {"she", 183}, {"shen", 50}, {"sheng", 124},
	{"shentu", COMPOUND_RANK}, {"shi", 56}, {"shu", 103}, {"shui", 184}, {"si", 125},
	{"sikong", COMPOUND_RANK}, {"sikou", COMPOUND_RANK}, {"sima", COMPOUND_RANK},
	{"situ", COMPOUND_RANK}, {"song", 24}, {"su", 44}, {"sui", 224}, {"sun", 13}, {"suo", 185},
	{"tai", 225}, {"taishi", COMPOUND_RANK}, {"taishu", COMPOUND_RANK}, {"tan", 53}, {"tang", 25},
	{"tantai", COMPOUND_RANK}, {"tao", 75}, {"teng", 186}, {"tian", 34}, {"tie", 187}, {"tong", 126},
	{"tu", 188}, {"tuo", 226}, {"tuoba", COMPOUND_RANK}, {"wan", 81}, {"wang", 1},
	{"wanyan", COMPOUND_RANK}, {"wei", 43}, {"weisheng", COMPOUND_RANK}, {"wen", 127}, {"weng", 128},
	{"wenren", COMPOUND_RANK}, {"wu", 9}, {"wuma", COMPOUND_RANK}, {"xi", 129}, {"xia", 59},
	{"xiahou", COMPOUND_RANK}, {"xian", 189}, {"xiang", 86}, {"xianyu", COMPOUND_RANK}, {"xiao", 33},
	{"xie", 23}, {"ximen", COMPOUND_RANK}, {"xin", 130}, {"xing", 101}, {"xiong", 63}, {"xiu", 227},
	{"xu", 11}, {"xuan", 190}, {"xuanyuan", COMPOUND_RANK}, {"xue", 70}, {"xun", 191}, {"yan", 71},
	{"yang", 6}, {"yangshe", COMPOUND_RANK}, {"yao", 49}, {"ye", 41}, {"yehe", COMPOUND_RANK},
	{"yelv", COMPOUND_RANK}, {"yi", 131}, {"yin", 69}, {"ying", 132}, {"yong", 192}, {"you", 108},
	{"yu", 26}, {"yuan", 37}, {"yuchi", COMPOUND_RANK}, {"yue", 133}, {"yuezheng", COMPOUND_RANK},
	{"yun", 193}, {"yuwen", COMPOUND_RANK}, {"zaifu", COMPOUND_RANK}, {"zan", 194}, {"zang", 134},
	{"zeng", 32}, {"zha", 135}, {"zhai", 136}, {"zhan", 96}, {"zhang", 3}, {"zhangsun", COMPOUND_RANK},
	{"zhao", 8}, {"zhen", 195}, {"zheng", 21}, {"zhi", 196}, {"zhong", 51}, {"zhongli", COMPOUND_RANK},
	{"zhongsun", COMPOUND_RANK}, {"zhou", 10}, {"zhu", 12}, {"zhuang", 137},
	{"zhuansun", COMPOUND_RANK}, {"zhuge", COMPOUND_RANK}, {"zhuo", 138}, {"zi", 228}, {"zong", 139},
	{"zongzheng", COMPOUND_RANK}, {"zou", 62}, {"zu", 140}, {"zuo", 109}, {"zuoqiu", COMPOUND_RANK},
};

/* An ideograph, whichever block of Unicode it is in. */
bool
char_is_han(pg_wchar c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 || c == 0x3007 ||
		(c >= 0x20000 && c <= 0x323AF);
}

/* The simplified form of a traditional ideograph; any other character as it is. */
pg_wchar
char_simplified(pg_wchar c)
{
	unsigned char utf8[4];
	int			low = 0;
	int			high = aiehr_nsimplified - 1;

	if (c < 0x3400 || c > 0x9FFF)
		return c;
	unicode_to_utf8(c, utf8);
	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const char *pair = aiehr_simplified + 6 * middle;
		int			cmp = memcmp(utf8, pair, 3);

		if (cmp == 0)
			return utf8_to_unicode((const unsigned char *) pair + 3);
		if (cmp < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return c;
}

/* The reading of an ideograph; NULL where none is known. */
const char *
char_reading(pg_wchar c)
{
	int			place;
	int			syllable;

	if (c == 0x3007)
		return "ling";
	if (c >= 0x3400 && c <= 0x4DBF)
		place = c - 0x3400;
	else if (c >= 0x4E00 && c <= 0x9FFF)
		place = c - 0x4E00 + (0x4DBF - 0x3400 + 1);
	else
		return NULL;
	syllable = (aiehr_readings[2 * place] - 'a') * 26 + (aiehr_readings[2 * place + 1] - 'a');
	return syllable == 0 ? NULL : aiehr_syllables[syllable];
}

/* Is it a syllable of pinyin? */
bool
pinyin_is_syllable(const char *s, int len)
{
	int			low = 1;
	int			high = aiehr_nsyllables - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			cmp = strncmp(s, aiehr_syllables[middle], len);

		if (cmp == 0 && aiehr_syllables[middle][len] == '\0')
			return true;
		if (cmp <= 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return false;
}

/* One step of pinyin_split(): the syllables from place `at` on, the longest first. */
static int
split_from(const char *word, int len, int at, int *ends, int n, int most, bool loose)
{
	if (at == len)
		return n;
	if (n == most || (at > 0 && !loose && strchr("aeo", word[at]) != NULL))
		return 0;
	for (int size = Min(6, len - at); size > 0; size--)
	{
		if (pinyin_is_syllable(word + at, size))
		{
			int			found;

			ends[n] = at + size;
			found = split_from(word, len, at + size, ends, n + 1, most, loose);
			if (found > 0)
				return found;
		}
	}
	return 0;
}

/*
 * Splits a word of small letters into at most `most` syllables and gives their ends; returns how many, 0
 * if it is not pinyin. By the orthography (GB/T 16159) a syllable inside a word begins with a vowel only
 * behind an apostrophe, which many leave out: such a split is taken when there is no other.
 */
int
pinyin_split(const char *word, int len, int *ends, int most)
{
	int			n = split_from(word, len, 0, ends, 0, most, false);

	return n > 0 ? n : split_from(word, len, 0, ends, 0, most, true);
}

/*
 * How common a surname in pinyin is, 1 for the most common, COMPOUND_RANK for two characters; 0 if it is
 * none.
 */
int
surname_rank(const char *s, int len)
{
	int			low = 0;
	int			high = lengthof(ranks) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			cmp = strncmp(s, ranks[middle].name, len);

		if (cmp == 0 && ranks[middle].name[len] == '\0')
			return ranks[middle].rank;
		if (cmp <= 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return 0;
}

/* The entry of a surname of two characters; NULL if there is none. */
static const CompoundSurname *
compound_surname(const pg_wchar *c)
{
	int			low = 0;
	int			high = lengthof(compounds) - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		const pg_wchar *s = compounds[middle].surname;

		if (s[0] == c[0] && s[1] == c[1])
			return &compounds[middle];
		if (c[0] < s[0] || (c[0] == s[0] && c[1] < s[1]))
			high = middle - 1;
		else
			low = middle + 1;
	}
	return NULL;
}

/* How many of a name's n simplified ideographs are the surname. */
int
surname_han_length(const pg_wchar *c, int n)
{
	return n >= 3 && compound_surname(c) != NULL ? 2 : Min(n, 1);
}

/* The reading of a surname of one or two ideographs, and its other one if it has two; NULL if unknown. */
const char *
surname_reading(const pg_wchar *c, int n, const char **other)
{
	int			low = 0;
	int			high = lengthof(readings) - 1;

	*other = NULL;
	if (n == 2)
		return compound_surname(c) != NULL ? compound_surname(c)->reading : NULL;
	while (n == 1 && low <= high)
	{
		int			middle = (low + high) / 2;

		if (readings[middle].surname == c[0])
		{
			*other = readings[middle].other;
			return readings[middle].reading;
		}
		if (c[0] < readings[middle].surname)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return n == 1 ? char_reading(c[0]) : NULL;
}
