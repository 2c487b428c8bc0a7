/*
 * nicknames.c
 *		Given names that are short for others, as English has them.
 *
 * Only those that are no beginning of the full name matter, since a beginning is seen as such; the list
 * has the others too, for the names that share one: Pat is Patrick and Patricia, and these two are not the
 * same.
 */
#include "identity/nicknames.h"

#include "common/hashfn.h"

#define GROUP_SIZE 5
#define SLOTS 512				/* of the table of words; twice their number and more */
#define GROUPS_OF_WORD 3

/* Each group is a name and what people of this name are called. */
static const char *const group[][GROUP_SIZE] = {
	{"alexander", "alex", "sandy", "sasha"}, {"alexandra", "alex", "sandra", "sasha"},
	{"andrew", "andy", "drew"},
	{"anthony", "tony"}, {"barbara", "barb", "babs"}, {"benjamin", "ben"},
	{"catherine", "cathy", "kate", "katie"},
	{"charles", "charlie", "chuck"}, {"christina", "tina", "chris"}, {"christine", "chris", "tina"},
	{"christopher", "chris", "kit"}, {"cynthia", "cindy"}, {"daniel", "dan", "danny"}, {"david", "dave"},
	{"deborah", "deb", "debbie"}, {"donald", "don"}, {"dorothy", "dot", "dolly"},
	{"edward", "ed", "ted", "ned"},
	{"eleanor", "nell", "ellie"}, {"elizabeth", "liz", "beth", "betty", "eliza"},
	{"frances", "fran", "fanny"},
	{"francis", "frank"}, {"frederick", "fred"}, {"gregory", "greg"}, {"harold", "harry"},
	{"helen", "nell"},
	{"henry", "harry", "hank"}, {"jacob", "jake"}, {"james", "jim", "jimmy", "jamie"}, {"jeffrey", "jeff"},
	{"jennifer", "jen", "jenny"}, {"jessica", "jess"}, {"john", "jack", "johnny"}, {"jonathan", "jon"},
	{"joseph", "joe", "joey"}, {"joshua", "josh"}, {"katherine", "kate", "kathy", "katie"},
	{"kathleen", "kathy"},
	{"kenneth", "ken"}, {"kimberly", "kim"}, {"lawrence", "larry"}, {"leonard", "len"},
	{"margaret", "maggie", "peggy", "meg"},
	{"martha", "patty"}, {"mary", "molly", "polly"}, {"matthew", "matt"}, {"michael", "mike", "mick"},
	{"michelle", "shelly"}, {"nancy", "ann"}, {"nathaniel", "nate", "nat"}, {"nicholas", "nick"},
	{"pamela", "pam"},
	{"patricia", "pat", "patty", "trish"}, {"patrick", "pat", "paddy"}, {"peter", "pete"},
	{"philip", "phil"},
	{"rebecca", "becky"}, {"richard", "dick", "rick", "rich"}, {"robert", "bob", "rob", "bobby"},
	{"ronald", "ron"},
	{"samantha", "sam"}, {"samuel", "sam"}, {"sarah", "sally"}, {"stephanie", "steph"},
	{"stephen", "steve"},
	{"steven", "steve"}, {"susan", "sue", "suzy"}, {"teresa", "terry"}, {"theodore", "ted"},
	{"theresa", "terry"},
	{"thomas", "tom", "tommy"}, {"timothy", "tim"}, {"victoria", "vicky"}, {"virginia", "ginny"},
	{"walter", "walt", "wally"}, {"william", "bill", "will", "willie", "billy"},
	{"zachary", "zach", "zack"},
};

/* A word and the groups it is in. */
typedef struct NameWord
{
	const char *word;
	int			groups;
	uint8		group[GROUPS_OF_WORD];
} NameWord;

static NameWord table[SLOTS];
static bool filled = false;

/* The slot of a word, or the free one where it belongs. */
static NameWord *
find_word(const char *word, int length)
{
	uint32		slot = hash_bytes((const unsigned char *) word, length) % SLOTS;

	while (table[slot].word != NULL &&
		   (strncmp(table[slot].word, word, length) != 0 || table[slot].word[length] != '\0'))
		slot = (slot + 1) % SLOTS;
	return &table[slot];
}

/* Fills the table of words, once in a process. */
static void
fill_table(void)
{
	for (int i = 0; i < lengthof(group); i++)
	{
		for (int j = 0; j < GROUP_SIZE && group[i][j] != NULL; j++)
		{
			NameWord   *word = find_word(group[i][j], strlen(group[i][j]));

			word->word = group[i][j];
			if (word->groups < GROUPS_OF_WORD)
				word->group[word->groups++] = i;
		}
	}
	filled = true;
}

/* Whether two given names in lower case are the same one, in full or short. */
bool
aiehr_same_given_name(const char *a, int na, const char *b, int nb)
{
	const NameWord *x;
	const NameWord *y;

	if (!filled)
		fill_table();
	x = find_word(a, na);
	if (x->word == NULL)
		return false;
	y = find_word(b, nb);
	for (int i = 0; i < x->groups; i++)
	{
		for (int j = 0; j < y->groups; j++)
		{
			if (x->group[i] == y->group[j])
				return true;
		}
	}
	return false;
}
