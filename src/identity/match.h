/*
 * match.h
 *		Whether two records are about one person: values, levels of agreement, and a model that weighs them.
 *
 * A record is a value for each field of the model, in a canonical form that is a function of the text
 * alone: two records that say the same have the same bytes. The kind of a field says how its text becomes
 * canonical and which levels of agreement two values can have. The model (Fellegi and Sunter 1969) knows
 * how often each level is seen among pairs of records of one person (m) and of two (u); the logarithms of
 * m / u and of the odds of the prior add up to the weight of a pair, in bits. Level 0 is a value that is
 * missing; it says nothing.
 */
#ifndef AIEHR_MATCH_H
#define AIEHR_MATCH_H

#include "aiehr.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

#define MATCH_MAX_FIELDS 20		/* three bits each in a word */
#define MATCH_MAX_LEVELS 7
#define MATCH_MAX_KEYS 24
#define MATCH_KIND_PARTS 4
#define MATCH_MAX_CHARS 128		/* of a value; what is longer is compared by its beginning */
#define MATCH_SEPARATOR '\n'	/* between the parts of a canonical value */

/* The thresholds of a model that names none. */
#define MATCH_UPPER 0.98
#define MATCH_LOWER 0.2

#define MATCH_MISSING 0
#define MATCH_EXACT 1

typedef enum MatchKind
{
	MATCH_NAME,
	MATCH_GIVEN_NAME,
	MATCH_SURNAME,
	MATCH_DATE,
	MATCH_ID_NUMBER,
	MATCH_PHONE,
	MATCH_EMAIL,
	MATCH_TEXT,
	MATCH_CODE,
	MATCH_KINDS
} MatchKind;

/* What of a value may be part of a blocking key. */
typedef enum MatchPart
{
	PART_NONE,
	PART_WHOLE,
	PART_LETTERS,				/* of a name, whatever their order */
	PART_FAMILY,
	PART_START,					/* the first characters */
	PART_YEAR,
	PART_DIGITS,				/* of a date, whatever their order */
	PART_LOCAL,					/* of an e-mail address, before the @ */
	MATCH_PARTS
} MatchPart;

typedef struct MatchKindInfo
{
	const char *name;
	int			nlevels;
	const char *level[MATCH_MAX_LEVELS + 1];
	MatchPart	part[MATCH_KIND_PARTS];	/* PART_NONE ends them */
} MatchKindInfo;

/*
 * Pairs of two people of one name are a world of their own: their e-mail addresses spell the name, and
 * their other data are in the same script. So u is known for each of two contexts.
 */
typedef enum MatchContext
{
	ANY_NAME,
	SAME_NAME,
	MATCH_CONTEXTS
} MatchContext;

typedef struct MatchField
{
	char	   *name;			/* in records */
	char	   *column;			/* in relations */
	MatchKind	kind;
	char	   *region;			/* of telephone numbers */
	float8		m[MATCH_MAX_LEVELS + 1];
	float8		u[MATCH_CONTEXTS][MATCH_MAX_LEVELS + 1];
	float8		weight[MATCH_CONTEXTS][MATCH_MAX_LEVELS + 1];	/* log2(m / u) */
	float8		others;			/* how many others have a value that is not among the frequent ones */
	struct matchterm_hash *terms;	/* frequent values by the part of them that is seen, or NULL */
} MatchField;

typedef struct MatchKey
{
	int			field[2];		/* the second may be -1 */
	MatchPart	part[2];
} MatchKey;

typedef struct MatchModel
{
	int			nfields;
	MatchField	field[MATCH_MAX_FIELDS];
	int			name;			/* the first field of a whole name, or of */
	int			given_name;		/* its parts; or -1 */
	int			surname;
	int			id_number;		/* the first one, or -1 */
	int			nkeys;
	MatchKey	key[MATCH_MAX_KEYS + 1];	/* the last is for keys that are tried */
	float8		prior;			/* probability that two records taken at random are about one person */
	float8		prior_weight;
	float8		upper;			/* probability from which on two records are joined */
	float8		lower;			/* and from which on somebody should look */
	float8		people;			/* among whom term frequencies are counted */
	bool		fitted;
} MatchModel;

/* The values of a record, by field. */
typedef struct MatchRecord
{
	const char *value[MATCH_MAX_FIELDS];	/* canonical, or NULL */
} MatchRecord;

/* A frequent value. */
typedef struct MatchTerm
{
	const char *value;
	float8		people;
	uint32		hash;
	char		status;
} MatchTerm;

#define SH_PREFIX matchterm
#define SH_ELEMENT_TYPE MatchTerm
#define SH_KEY_TYPE const char *
#define SH_SCOPE extern
#define SH_DECLARE
#include "lib/simplehash.h"

/* kinds.c */
extern const MatchKindInfo match_kind[MATCH_KINDS];
extern const char *const match_part_name[MATCH_PARTS];
extern int	match_kind_by_name(const char *name);
extern bool match_canonical(const MatchField *field, const char *value, int length, StringInfo out);

/* levels.c */
extern int	match_level(MatchKind kind, const char *a, const char *b);
extern void match_see_swapped(const MatchModel *model, const MatchRecord *a, const MatchRecord *b,
							  uint8 *level);
extern void match_levels(const MatchModel *model, const MatchRecord *a, const MatchRecord *b, uint8 *level);
extern bool match_vetoed(const MatchModel *model, const MatchRecord *a, const MatchRecord *b);

/* keys.c */
extern bool match_part_hash(const char *value, MatchPart part, uint64 *hash);
extern bool match_key_hash(const MatchModel *model, int key, const MatchRecord *record, uint64 *hash);

/* model.c */
extern MatchModel *match_model_new(void);
extern int	match_model_add(MatchModel *model, const char *name, MatchKind kind);
extern void match_model_finish(MatchModel *model);
extern float8 match_term_people(const MatchField *field, const char *value);
extern MatchContext match_context(const MatchModel *model, const uint8 *level);
extern float8 match_term_weight(const MatchModel *model, const MatchField *field, MatchContext context,
								float8 others);
extern float8 match_weight_of(const MatchModel *model, const MatchRecord *a, const MatchRecord *b,
							  uint8 *level,
							  float8 *weight);
extern float8 match_probability(float8 weight);

/* model_json.c */
extern MatchModel *match_model_read(Jsonb *json);
extern MatchModel *match_model_read_fitted(Jsonb *json);
extern Jsonb *match_model_write(const MatchModel *model);
extern void match_record_read(const MatchModel *model, Jsonb *json, MatchRecord *record);

#endif							/* AIEHR_MATCH_H */
