/*
 * resume_words.c
 *		The words that resumes are built with: headings, labels, kinds of organisations, titles, degrees
 *
 * All lists are in lower case and in the folded form of resume_text.c.  Words of Latin letters
 * count as whole words only.
 */
#include "text/resume.h"

#include "miscadmin.h"

/* A word of a heading, and the section that it opens; NONE: it only goes along */
typedef struct HeadingWord
{
	const char *word;
	ResumeSection section;
	bool		joins;			/* says nothing by itself */
} HeadingWord;

static const HeadingWord heading_words[] = {
	{"教育", SECTION_EDUCATION, false}, {"学习", SECTION_EDUCATION, false},
	{"求学", SECTION_EDUCATION, false},
	{"学历", SECTION_EDUCATION, false}, {"学业", SECTION_EDUCATION, false},
	{"受教育", SECTION_EDUCATION, false},
	{"education", SECTION_EDUCATION, false}, {"educational", SECTION_EDUCATION, false},
	{"academic", SECTION_EDUCATION, false},
	{"academics", SECTION_EDUCATION, false}, {"学歴", SECTION_EDUCATION, false},
	{"학력", SECTION_EDUCATION, false},
	{"학력사항", SECTION_EDUCATION, false}, {"studies", SECTION_EDUCATION, false},
	{"工作", SECTION_WORK, false}, {"实习", SECTION_WORK, false}, {"任职", SECTION_WORK, false},
	{"职业", SECTION_WORK, false},
	{"从业", SECTION_WORK, false}, {"实践", SECTION_WORK, false}, {"就业", SECTION_WORK, false},
	{"工作履历", SECTION_WORK, false}, {"职业生涯", SECTION_WORK, false},
	{"社会实践", SECTION_WORK, false},
	{"experience", SECTION_WORK, false}, {"employment", SECTION_WORK, false},
	{"work", SECTION_WORK, false},
	{"career", SECTION_WORK, false}, {"internship", SECTION_WORK, false},
	{"internships", SECTION_WORK, false},
	{"professional", SECTION_WORK, false}, {"positions held", SECTION_WORK, false},
	{"職歴", SECTION_WORK, false}, {"职歴", SECTION_WORK, false},
	{"경력", SECTION_WORK, false}, {"경력사항", SECTION_WORK, false},
	{"경험", SECTION_WORK, false},
	{"项目", SECTION_OTHER, false}, {"校园", SECTION_OTHER, false},
	{"在校", SECTION_OTHER, false}, {"社团", SECTION_OTHER, false},
	{"科研", SECTION_OTHER, false},
	{"技能", SECTION_OTHER, false}, {"专业技能", SECTION_OTHER, false},
	{"职业技能", SECTION_OTHER, false}, {"职业资格", SECTION_OTHER, false},
	{"职业目标", SECTION_OTHER, false}, {"职业规划", SECTION_OTHER, false},
	{"证书", SECTION_OTHER, false}, {"资格", SECTION_OTHER, false},
	{"自我", SECTION_OTHER, false},
	{"自我评价", SECTION_OTHER, false}, {"自我介绍", SECTION_OTHER, false},
	{"个人评价", SECTION_OTHER, false},
	{"个人优势", SECTION_OTHER, false}, {"个人简介", SECTION_OTHER, false},
	{"获奖", SECTION_OTHER, false}, {"荣誉", SECTION_OTHER, false},
	{"奖励", SECTION_OTHER, false}, {"奖项", SECTION_OTHER, false},
	{"语言", SECTION_OTHER, false}, {"兴趣", SECTION_OTHER, false},
	{"爱好", SECTION_OTHER, false},
	{"特长", SECTION_OTHER, false}, {"培训", SECTION_OTHER, false},
	{"求职", SECTION_OTHER, false}, {"意向", SECTION_OTHER, false},
	{"论文", SECTION_OTHER, false},
	{"推荐", SECTION_OTHER, false}, {"家庭", SECTION_OTHER, false},
	{"基本", SECTION_OTHER, false}, {"个人", SECTION_OTHER, false},
	{"联系", SECTION_OTHER, false},
	{"project", SECTION_OTHER, false}, {"projects", SECTION_OTHER, false},
	{"skills", SECTION_OTHER, false}, {"skill", SECTION_OTHER, false},
	{"certificates", SECTION_OTHER, false}, {"certifications", SECTION_OTHER, false},
	{"certification", SECTION_OTHER, false}, {"awards", SECTION_OTHER, false},
	{"honors", SECTION_OTHER, false}, {"honours", SECTION_OTHER, false},
	{"languages", SECTION_OTHER, false}, {"interests", SECTION_OTHER, false},
	{"hobbies", SECTION_OTHER, false}, {"summary", SECTION_OTHER, false},
	{"profile", SECTION_OTHER, false}, {"objective", SECTION_OTHER, false},
	{"about me", SECTION_OTHER, false}, {"references", SECTION_OTHER, false},
	{"publications", SECTION_OTHER, false}, {"training", SECTION_OTHER, false},
	{"volunteering", SECTION_OTHER, false}, {"volunteer", SECTION_OTHER, false},
	{"contact", SECTION_OTHER, false}, {"personal", SECTION_OTHER, false},
	{"details", SECTION_OTHER, false},
	{"achievements", SECTION_OTHER, false}, {"activities", SECTION_OTHER, false},
	{"statement", SECTION_OTHER, false},
	{"資格", SECTION_OTHER, false}, {"免許", SECTION_OTHER, false},
	{"志望動機", SECTION_OTHER, false}, {"자격", SECTION_OTHER, false},
	{"자격증", SECTION_OTHER, false},
	{"经历", SECTION_NONE, true}, {"经验", SECTION_NONE, true}, {"背景", SECTION_NONE, true},
	{"情况", SECTION_NONE, true}, {"信息", SECTION_NONE, true},
	{"资料", SECTION_NONE, true}, {"评价", SECTION_NONE, true}, {"介绍", SECTION_NONE, true},
	{"简介", SECTION_NONE, true}, {"描述", SECTION_NONE, true}, {"能力", SECTION_NONE, true},
	{"方式", SECTION_NONE, true}, {"目标", SECTION_NONE, true}, {"及", SECTION_NONE, true},
	{"与", SECTION_NONE, true}, {"和", SECTION_NONE, true}, {"、", SECTION_NONE, true},
	{"专业", SECTION_NONE, true}, {"其他", SECTION_NONE, true}, {"社会", SECTION_NONE, true},
	{"主要", SECTION_NONE, true}, {"活动", SECTION_NONE, true}, {"或", SECTION_NONE, true},
	{"履历", SECTION_NONE, true}, {"成果", SECTION_NONE, true}, {"掌握", SECTION_NONE, true},
	{"history", SECTION_NONE, true}, {"background", SECTION_NONE, true},
	{"qualifications", SECTION_NONE, true},
	{"qualification", SECTION_NONE, true}, {"and", SECTION_NONE, true},
	{"information", SECTION_NONE, true}, {"info", SECTION_NONE, true}, {"other", SECTION_NONE, true},
	{"technical", SECTION_NONE, true},
	{"key", SECTION_NONE, true}, {"relevant", SECTION_NONE, true}, {"core", SECTION_NONE, true},
	{"record", SECTION_NONE, true}, {"me", SECTION_NONE, true}, {"사항", SECTION_NONE, true},
	{"및", SECTION_NONE, true},
};

typedef struct LabelWord
{
	const char *word;
	LabelKind	kind;
} LabelWord;

static const LabelWord label_words[] = {
	{"姓名", LABEL_NAME}, {"名字", LABEL_NAME}, {"真实姓名", LABEL_NAME},
	{"中文名", LABEL_NAME}, {"中文姓名", LABEL_NAME}, {"full name", LABEL_NAME},
	{"name", LABEL_NAME},
	{"candidate name", LABEL_NAME}, {"candidate", LABEL_NAME}, {"applicant", LABEL_NAME},
	{"氏名", LABEL_NAME}, {"名前", LABEL_NAME}, {"성명", LABEL_NAME}, {"이름", LABEL_NAME},
	{"性别", LABEL_GENDER}, {"性別", LABEL_GENDER}, {"sex", LABEL_GENDER},
	{"gender", LABEL_GENDER}, {"성별", LABEL_GENDER},
	{"出生日期", LABEL_BIRTH}, {"出生年月", LABEL_BIRTH}, {"出生年月日", LABEL_BIRTH},
	{"出生时间", LABEL_BIRTH}, {"生日", LABEL_BIRTH}, {"出生", LABEL_BIRTH},
	{"出生日", LABEL_BIRTH}, {"date of birth", LABEL_BIRTH}, {"birth date", LABEL_BIRTH},
	{"birthdate", LABEL_BIRTH}, {"birthday", LABEL_BIRTH}, {"dob", LABEL_BIRTH},
	{"d.o.b", LABEL_BIRTH}, {"d.o.b.", LABEL_BIRTH}, {"born", LABEL_BIRTH}, {"born on", LABEL_BIRTH},
	{"生年月日", LABEL_BIRTH}, {"생년월일", LABEL_BIRTH},
	{"身份证号码", LABEL_ID}, {"身份证号", LABEL_ID}, {"身份证", LABEL_ID},
	{"证件号码", LABEL_ID}, {"证件号", LABEL_ID}, {"身份号码", LABEL_ID},
	{"居民身份证", LABEL_ID}, {"公民身份号码", LABEL_ID},
	{"id number", LABEL_ID}, {"id no", LABEL_ID}, {"id no.", LABEL_ID}, {"id card", LABEL_ID},
	{"national id", LABEL_ID}, {"identity number", LABEL_ID}, {"identity card", LABEL_ID},
	{"id", LABEL_ID},
	{"手机", LABEL_PHONE}, {"手机号", LABEL_PHONE}, {"手机号码", LABEL_PHONE},
	{"电话", LABEL_PHONE}, {"电话号码", LABEL_PHONE}, {"联系电话", LABEL_PHONE},
	{"联系手机", LABEL_PHONE},
	{"移动电话", LABEL_PHONE}, {"联系方式", LABEL_PHONE}, {"固定电话", LABEL_PHONE},
	{"tel", LABEL_PHONE}, {"tel.", LABEL_PHONE}, {"telephone", LABEL_PHONE}, {"phone", LABEL_PHONE},
	{"phone number", LABEL_PHONE},
	{"mobile", LABEL_PHONE}, {"mobile phone", LABEL_PHONE}, {"mob", LABEL_PHONE},
	{"cell", LABEL_PHONE}, {"cell phone", LABEL_PHONE}, {"cellphone", LABEL_PHONE},
	{"contact number", LABEL_PHONE}, {"t", LABEL_PHONE}, {"m", LABEL_PHONE},
	{"p", LABEL_PHONE}, {"電話", LABEL_PHONE}, {"電話番号", LABEL_PHONE},
	{"携帯", LABEL_PHONE}, {"携帯電話", LABEL_PHONE}, {"전화", LABEL_PHONE},
	{"전화번호", LABEL_PHONE}, {"연락처", LABEL_PHONE}, {"휴대폰", LABEL_PHONE},
	{"邮箱", LABEL_EMAIL}, {"电子邮箱", LABEL_EMAIL}, {"电子邮件", LABEL_EMAIL},
	{"邮件", LABEL_EMAIL}, {"e-mail", LABEL_EMAIL}, {"email", LABEL_EMAIL},
	{"e-mail address", LABEL_EMAIL}, {"email address", LABEL_EMAIL},
	{"mail", LABEL_EMAIL}, {"e", LABEL_EMAIL}, {"メール", LABEL_EMAIL},
	{"メールアドレス", LABEL_EMAIL}, {"이메일", LABEL_EMAIL},
	{"学历", LABEL_EDUCATION}, {"最高学历", LABEL_EDUCATION}, {"文化程度", LABEL_EDUCATION},
	{"教育程度", LABEL_EDUCATION}, {"学位", LABEL_EDUCATION}, {"最高学位", LABEL_EDUCATION},
	{"学历学位", LABEL_EDUCATION},
	{"学历/学位", LABEL_EDUCATION}, {"第一学历", LABEL_EDUCATION},
	{"全日制学历", LABEL_EDUCATION}, {"highest degree", LABEL_EDUCATION},
	{"highest education", LABEL_EDUCATION}, {"degree", LABEL_EDUCATION},
	{"education level", LABEL_EDUCATION}, {"education", LABEL_EDUCATION},
	{"最終学歴", LABEL_EDUCATION}, {"최종학력", LABEL_EDUCATION},
	{"毕业院校", LABEL_SCHOOL}, {"毕业学校", LABEL_SCHOOL}, {"学校", LABEL_SCHOOL},
	{"院校", LABEL_SCHOOL}, {"就读院校", LABEL_SCHOOL}, {"学校名称", LABEL_SCHOOL},
	{"院校名称", LABEL_SCHOOL}, {"毕业于", LABEL_SCHOOL}, {"university", LABEL_SCHOOL},
	{"school", LABEL_SCHOOL}, {"college", LABEL_SCHOOL},
	{"institution", LABEL_SCHOOL}, {"alma mater", LABEL_SCHOOL},
	{"公司", LABEL_EMPLOYER}, {"公司名称", LABEL_EMPLOYER}, {"单位", LABEL_EMPLOYER},
	{"单位名称", LABEL_EMPLOYER}, {"工作单位", LABEL_EMPLOYER},
	{"所在公司", LABEL_EMPLOYER}, {"现单位", LABEL_EMPLOYER}, {"目前公司", LABEL_EMPLOYER},
	{"就职公司", LABEL_EMPLOYER}, {"实习单位", LABEL_EMPLOYER}, {"employer", LABEL_EMPLOYER},
	{"company", LABEL_EMPLOYER}, {"organisation", LABEL_EMPLOYER}, {"organization", LABEL_EMPLOYER},
	{"current employer", LABEL_EMPLOYER}, {"company name", LABEL_EMPLOYER},
	{"职位", LABEL_TITLE}, {"职务", LABEL_TITLE}, {"岗位", LABEL_TITLE},
	{"担任职务", LABEL_TITLE}, {"任职岗位", LABEL_TITLE}, {"position", LABEL_TITLE},
	{"job title", LABEL_TITLE}, {"title", LABEL_TITLE}, {"role", LABEL_TITLE},
	{"年龄", LABEL_OTHER}, {"民族", LABEL_OTHER}, {"籍贯", LABEL_OTHER}, {"户籍", LABEL_OTHER},
	{"户口", LABEL_OTHER}, {"政治面貌", LABEL_OTHER}, {"婚姻状况", LABEL_OTHER},
	{"婚否", LABEL_OTHER}, {"现居地", LABEL_OTHER}, {"现居住地", LABEL_OTHER},
	{"现居", LABEL_OTHER}, {"居住地", LABEL_OTHER}, {"所在地", LABEL_OTHER},
	{"所在城市", LABEL_OTHER}, {"地址", LABEL_OTHER}, {"联系地址", LABEL_OTHER},
	{"通讯地址", LABEL_OTHER}, {"求职意向", LABEL_OTHER}, {"应聘职位", LABEL_OTHER},
	{"应聘岗位", LABEL_OTHER}, {"期望职位", LABEL_OTHER},
	{"期望薪资", LABEL_OTHER}, {"期望城市", LABEL_OTHER}, {"专业", LABEL_OTHER},
	{"所学专业", LABEL_OTHER}, {"工作年限", LABEL_OTHER}, {"工作经验", LABEL_OTHER},
	{"健康状况", LABEL_OTHER}, {"身高", LABEL_OTHER}, {"微信", LABEL_OTHER},
	{"qq", LABEL_OTHER}, {"毕业时间", LABEL_OTHER}, {"外语水平", LABEL_OTHER},
	{"英文名", LABEL_OTHER}, {"曾用名", LABEL_OTHER}, {"国籍", LABEL_OTHER},
	{"起止时间", LABEL_OTHER}, {"时间", LABEL_OTHER}, {"部门", LABEL_OTHER},
	{"address", LABEL_OTHER}, {"age", LABEL_OTHER}, {"nationality", LABEL_OTHER},
	{"location", LABEL_OTHER}, {"linkedin", LABEL_OTHER}, {"github", LABEL_OTHER},
	{"website", LABEL_OTHER}, {"wechat", LABEL_OTHER}, {"major", LABEL_OTHER},
	{"marital status", LABEL_OTHER}, {"objective", LABEL_OTHER}, {"native place", LABEL_OTHER},
	{"ethnicity", LABEL_OTHER}, {"住所", LABEL_OTHER}, {"国籍", LABEL_OTHER},
	{"주소", LABEL_OTHER}, {"ふりがな", LABEL_OTHER}, {"フリガナ", LABEL_OTHER},
};

/* What names of organisations end with; of Latin letters, as a word */
static const char *const organisation_words[] = {
	"公司", "集团", "银行", "医院", "事务所", "研究院", "研究所", "研究中心",
	"设计院", "中心", "工厂", "厂", "店", "超市", "酒店", "协会", "学会", "基金会",
	"委员会",
	"局", "政府", "出版社", "报社", "杂志社", "电视台", "学校", "大学", "学院",
	"中学", "小学", "幼儿园", "工作室", "科技", "证券", "保险", "信托", "期货",
	"传媒", "咨询",
	"实业", "股份", "合作社", "法院", "检察院", "交易所", "支行", "分行",
	"分公司", "联合会", "总会", "商会", "俱乐部", "矿", "网络", "软件", "电子",
	"物流", "置业", "地产", "控股", "药业", "制药", "资本", "基金", "租赁", "厅",
	"院",
	"株式会社", "会社", "병원", "은행", "그룹", "회사", "주식회사", "전자",
	"ltd", "limited", "inc", "incorporated", "llc", "llp", "plc", "corp", "corporation", "co",
	"company", "gmbh", "ag", "sa", "pte", "pty", "bv", "group", "holdings",
	"bank", "insurance", "assurance", "systems", "technologies", "technology", "solutions", "software",
	"labs", "laboratories", "laboratory", "consulting", "consultants", "consultancy",
	"partners", "associates", "services", "industries", "international", "enterprises", "capital",
	"media", "studio", "studios", "networks", "energy", "motors", "airlines", "airways",
	"hospital", "clinic", "nhs", "council", "ministry", "agency", "foundation", "trust", "institute",
	"university", "college", "school", "academy", "logistics", "pharma", "pharmaceuticals",
	"retail", "foods", "hotel", "hotels", "restaurant", "stores", "store", "supermarkets", "analytics",
	"robotics", "electronics", "semiconductor", "automotive", "financial", "ventures", "works",
	"society", "library", "museum",
};

/* What names of jobs end with */
static const char *const title_words[] = {
	"师", "员", "家", "经理", "总监", "主管", "助理", "专员", "顾问", "主任", "实习生",
	"负责人", "总裁", "代表", "教授", "会计", "出纳", "秘书", "店长", "组长",
	"部长", "科长", "处长", "局长",
	"院长", "校长", "董事", "董事长", "监事", "书记", "委员", "干事", "编辑",
	"记者", "医生", "护士", "司机", "翻译", "策划", "运营", "开发", "销售", "分析",
	"设计", "厂长", "司长", "行长", "会长", "所长", "理事", "首席", "合伙人",
	"主席", "站长", "学徒", "工程师", "总经理", "经纪人", "主办", "主编", "讲师",
	"实习", "人事", "行政", "财务", "测试", "前端", "后端", "管培生", "培训生",
	"副总", "出纳员", "文员", "客服", "督导", "店员", "课长", "係長", "사원",
	"대리", "과장", "부장", "차장", "팀장",
	"manager", "engineer", "analyst", "developer", "director", "officer", "assistant", "adviser",
	"advisor", "consultant", "intern", "administrator", "coordinator", "co-ordinator", "specialist",
	"executive", "lead", "leader", "head", "architect", "designer", "scientist", "researcher",
	"accountant", "partner", "associate", "trainee", "supervisor", "clerk", "teacher", "lecturer",
	"professor", "nurse", "technician", "representative", "secretary", "programmer", "recruiter",
	"editor", "writer", "planner", "buyer", "operator", "president", "ceo", "cto", "cfo", "coo",
	"founder",
	"generalist", "strategist", "controller", "auditor", "cashier", "tester", "translator", "tutor",
	"fellow", "apprentice", "internship", "owner", "chef", "driver", "banker", "trader", "economist",
	"statistician", "hrbp", "adviser", "salesperson", "receptionist",
};

/* Degrees as they are written, longest match */
static const char *const degree_words[] = {
	"博士研究生", "博士后", "博士", "硕士研究生", "硕士", "研究生", "大学本科",
	"本科", "学士", "大学专科", "大专", "专科", "高职", "专升本", "中专", "职高",
	"技校", "高中", "初中", "双学士", "mba", "emba", "mpa", "mpacc", "修士", "학사",
	"석사", "박사",
	"phd", "ph.d", "ph.d.", "ph. d.", "dphil", "doctorate", "doctor", "doctoral", "edd", "dba", "msc",
	"m.sc", "m.sc.", "m.s.", "ms", "ma", "m.a", "m.a.", "meng", "m.eng", "m.eng.", "mphil", "m.phil",
	"m.phil.", "med", "m.ed.", "mfa", "llm", "ll.m.", "m.b.a.", "master", "masters", "master's",
	"bsc", "b.sc", "b.sc.", "b.s.", "bs", "ba", "b.a", "b.a.", "beng", "b.eng", "b.eng.", "bba",
	"bcom", "b.com", "b.com.", "btech", "b.tech", "b.tech.", "bed", "b.ed.", "bfa", "llb", "ll.b.",
	"master of science", "master of arts", "master of engineering", "master of business administration",
	"master of education", "master of laws", "master of philosophy", "master of public administration",
	"master of public health", "master of finance", "master of commerce", "master of management",
	"master of social work", "master of research", "doctor of philosophy",
	"doctor of business administration", "doctor of education",
	"bachelor of science", "bachelor of arts", "bachelor of engineering", "bachelor of commerce",
	"bachelor of laws", "bachelor of business administration", "bachelor of education",
	"bachelor of fine arts", "bachelor of technology", "bachelor of economics", "bachelor of management",
	"bachelor of medicine", "bachelor of business",
	"bachelor", "bachelors", "bachelor's", "undergraduate", "postgraduate",
	"associate", "associate degree", "associate's", "foundation degree", "hnd", "hnc", "pgdip", "pgce",
	"diploma", "high school diploma", "high school", "a-levels", "a levels",
};

/* Words of sentences, which names of schools and employers do not have */
static const char *const sentence_words[] = {
	"。", "负责", "参与", "期间", "获得", "荣获", "主持", "完成", "带领", "协助",
	"熟悉", "熟练", "通过", "担任", "使用", "搭建", "推动", "提升", "降低", "，",
	"我", "了", "学生会", "历任", "曾任", "现任", "兼任", "先后", "任职于",
	" the ", " with ", " from ", " to ", " by ", " which ", " using ", "esponsible for", "Led ",
	"Built ", "Designed ", "Managed ", "Handled ", "Developed ",
};

/* Does a word of the list stand at the end of what is before `end`?  Words of Latin letters stand alone. */
static bool
ends_with_word(const char *const *words, int n, const char *low, int length)
{
	for (int i = 0; i < n; i++)
	{
		int			size = (int) strlen(words[i]);

		if (size > length || strncmp(low + length - size, words[i], size) != 0)
			continue;
		if (!is_word_byte(words[i][0]) || size == length || !is_word_byte(low[length - size - 1]))
			return true;
	}
	return false;
}

/* Bytes of the longest word of a list that the text goes on with; 0 for none. */
int
longest_word(const char *const *words, int n, const char *low)
{
	int			best = 0;

	for (int i = 0; i < n; i++)
	{
		int			size = (int) strlen(words[i]);

		if (size <= best || !goes_on(low, words[i]))
			continue;
		if (is_word_byte(words[i][size - 1]) && words[i][0] > 0 && is_word_byte(low[size]))
			continue;
		best = size;
	}
	return best;
}

/* The longest word of headings that the text goes on with, or NULL. */
static const HeadingWord *
heading_word(const char *low)
{
	const HeadingWord *best = NULL;
	int			length = 0;

	for (int i = 0; i < lengthof(heading_words); i++)
	{
		int			size = (int) strlen(heading_words[i].word);

		if (size <= length || !goes_on(low, heading_words[i].word))
			continue;
		if (is_word_byte(low[0]) && is_word_byte(low[size]))
			continue;
		best = &heading_words[i];
		length = size;
	}
	return best;
}

/*
 * Is the line a heading, and of which section?  It consists of words of headings, but for a few
 * signs that text recognition makes of rules and bullets.
 */
static bool
read_heading(const Resume *r, Span line, ResumeSection *section)
{
	int			known = 0;
	int			strange = 0;
	const HeadingWord *first = NULL;
	int			size;

	line = resume_trim(r, line);
	if (line.end - line.first > 90)
		return false;
	/* what text recognition makes of a bullet */
	for (int p = line.first; p <= line.first + 3 && p < line.end; p++)
		if (r->text[p] == ' ' || r->text[p] == '\t')
			line.first = p + 1;
	for (int p = line.first; p < line.end; p += size)
	{
		const HeadingWord *word = heading_word(r->low + p);

		if (word != NULL && !(is_word_byte(r->low[p]) && p > line.first && is_word_byte(r->low[p - 1])))
		{
			size = (int) strlen(word->word);
			known += size;
			if (first == NULL && !word->joins)
				first = word;
			continue;
		}
		(void) resume_char(r->text + p, &size);
		if (is_digit_byte(r->text[p]))
			return false;
		if (strchr(" \t&/:()[]|-_.,", r->text[p]) == NULL)
			strange += size;
	}
	if (first == NULL || strange * 4 > known)
		return false;
	*section = first->section;
	return true;
}

/* Find the headings, and give each line its section. */
void
resume_sections(Resume *r)
{
	ResumeSection section = SECTION_NONE;

	for (int i = 0; i < r->nlines; i++)
	{
		r->lines[i].heading = read_heading(r, r->lines[i].span, &section);
		r->lines[i].section = section;
	}
}

/* Bytes of a label at a place, spaces within it passed over; 0 when it is not there. */
static int
label_length(const char *low, const char *label)
{
	int			p = 0;

	while (*label != '\0')
	{
		if (IS_HIGHBIT_SET(*label) && p > 0)
			while (low[p] == ' ' || low[p] == '\t')
				p++;
		if (low[p] != *label)
			return 0;
		do
		{
			if (low[p] != *label)
				return 0;
			p++;
			label++;
		} while (IS_HIGHBIT_SET(*label) && (*label & 0xC0) == 0x80);
	}
	if (is_word_byte(low[p - 1]) && is_word_byte(low[p]))
		return 0;
	return p;
}

/* The longest label at a place; NULL for none. */
static const LabelWord *
label_at(const Resume *r, int p, int *length)
{
	const LabelWord *best = NULL;

	*length = 0;
	if (p > 0 && is_word_byte(r->low[p]) && is_word_byte(r->low[p - 1]))
		return NULL;
	for (int i = 0; i < lengthof(label_words); i++)
	{
		int			size = label_length(r->low + p, label_words[i].word);

		if (size > *length)
		{
			best = &label_words[i];
			*length = size;
		}
	}
	return best;
}

/*
 * The colon behind a label, further labels of it in another language before that; 0 when there is
 * none.  A label in more languages than these is none, so that a line of nothing but labels is
 * not read once for each of them.
 * A label of a single byte may be somebody's initial, so that nothing else will do.
 */
static int
colon_after(const Resume *r, int p, int end, int word)
{
	int			more = 8;
	int			size;

	for (;;)
	{
		while (p < end && strchr(" \t/()[]", r->text[p]) != NULL)
			p++;
		if (p >= end)
			return 0;
		if (r->text[p] == ':' || goes_on(r->text + p, "∶"))
			return p + (r->text[p] == ':' ? 1 : 3);
		/* how a colon comes out of a scan */
		if (word > 1 && (r->text[p] == ';' || (r->text[p] == '.' && r->text[p + 1] == ' ')))
			return p + 1;
		if (label_at(r, p, &size) != NULL)
		{
			if (more-- == 0)
				return 0;
			p += size;
			continue;
		}
		/* a stray ideograph of a scan */
		(void) resume_char(r->text + p, &size);
		if (size < 3 || (r->text[p + size] != ':' && !goes_on(r->text + p + size, " :")))
			return 0;
		p += size;
	}
}

/* Does a cell begin here? */
static bool
at_cell_start(const Resume *r, int p, int first)
{
	while (p > first && r->text[p - 1] == ' ')
		p--;
	return p == first || strchr("\t|,;", r->text[p - 1]) != NULL;
}

/* Is this a label in ideographs with a number behind it, where one has to be? */
static bool
speaks_for_itself(const Resume *r, LabelKind kind, int p, int end)
{
	while (r->text[end] == ' ')
		end++;
	return (kind == LABEL_BIRTH || kind == LABEL_ID || kind == LABEL_PHONE) && IS_HIGHBIT_SET(r->text[p]) &&
		(is_digit_byte(r->text[end]) || r->text[end] == '+');
}

/*
 * The labels of a line, each with the value behind it, which ends where the next label begins.  A
 * label has a colon, or begins a cell with a gap behind it.
 */
int
resume_labels(const Resume *r, int line, ResumeLabel *labels)
{
	Span		span = r->lines[line].span;
	int			n = 0;
	int			size;

	for (int p = span.first; p < span.end && n < LABELS_MAX; p += size)
	{
		int			length;
		const LabelWord *word = label_at(r, p, &length);
		int			colon = word ? colon_after(r, p + length, span.end, length) : 0;
		char		behind = word ? r->text[p + length] : '\0';

		CHECK_FOR_INTERRUPTS();
		(void) resume_char(r->text + p, &size);
		if (word == NULL)
			continue;
		if (colon == 0)
		{
			/* a single letter needs its colon, and so does what is a word of sentences */
			if (!speaks_for_itself(r, word->kind, p, p + length) &&
				(length < 2 || !at_cell_start(r, p, span.first) || strchr(" \t|\n", behind) == NULL ||
				 (behind == ' ' && is_word_byte(r->low[p]) && word->kind != LABEL_PHONE &&
				  word->kind != LABEL_EMAIL)))
				continue;
			colon = p + length;
		}
		if (n > 0)
			labels[n - 1].value.end = p;
		labels[n].kind = word->kind;
		labels[n].span.first = p;
		labels[n].span.end = labels[n].value.first = colon;
		labels[n++].value.end = span.end;
		size = colon - p;
	}
	for (int i = 0; i < n; i++)
		labels[i].value = resume_trim(r, labels[i].value);
	return n;
}

/* Does the cell end as the name of a job does? */
bool
is_title(const Resume *r, Span cell)
{
	while (cell.end > cell.first && strchr(" .)", r->low[cell.end - 1]) != NULL)
		cell.end--;
	return ends_with_word(title_words, lengthof(title_words), r->low + cell.first, cell.end - cell.first);
}

/* Does the cell end as the name of an organisation does, but for a bracket behind it? */
bool
is_organisation(const Resume *r, Span cell)
{
	const char *low = r->low + cell.first;
	int			length = cell.end - cell.first;

	for (int turn = 0; turn < 2; turn++)
	{
		while (length > 0 && strchr(" .,", low[length - 1]) != NULL)
			length--;
		if (ends_with_word(organisation_words, lengthof(organisation_words), low, length))
			return true;
		if (length == 0 || low[length - 1] != ')')
			break;
		while (length > 0 && low[length - 1] != '(')
			length--;
		length = Max(length - 1, 0);
	}
	return goes_on(low, "university of ") || goes_on(low, "bank of ") ||
		goes_on(low, "株式会社") || goes_on(low, "주식회사");
}

/* Does the span read like a sentence? */
bool
is_sentence(const Resume *r, Span span)
{
	int			commas = 0;

	for (int p = span.first; p < span.end; p++)
	{
		if (r->text[p] == ',')
			commas++;
		for (int i = 0; i < lengthof(sentence_words); i++)
			if (goes_on(r->text + p, sentence_words[i]))
				return true;
	}
	return commas > 4;
}

/* Bytes of the degree that is written at a place; 0 for none. */
int
degree_at(const Resume *r, int p, int end)
{
	int			size;

	if (p > 0 && is_word_byte(r->low[p]) && is_word_byte(r->low[p - 1]))
		return 0;
	size = longest_word(degree_words, lengthof(degree_words), r->low + p);
	return size <= end - p ? size : 0;
}
