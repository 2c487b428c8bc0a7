/*
 * resolve.c
 *		Which of the values that sources claim for a person is to be believed
 *
 * Each distinct value that is claimed is a candidate, and so is "none of them".
 * With t for the trust in a claim, the likelihood of a candidate v is the product
 * over all claims of
 *
 *		t					where the claim says v, and a third of it where it says less or more
 *		(1 - t) * near		where it may be a slip for v: a typing error is one of few
 *		(1 - t) * far		where it is some other value: one of many
 *
 * times how common v is.  So two claims that agree outweigh one by far, since two
 * errors seldom meet; a common word is believed before a rare misspelling of it;
 * and a telephone number of many people is believed of none of them.  Other fields
 * bear witness too: an identity number names the birth date, an e-mail address
 * often the name or the birthday.
 *
 * Nothing here depends on the clock: the age of a claim counts from the person's
 * newest claim for the same field.
 */
#include "identity/resolve.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/timestamp.h"

/*
 * An identity number whose check character is right holds no wrong digit and no two
 * swapped; what is left of distrust is that it may be another person's.  One that
 * fails its check has its slip outside of the birth date about every other time.
 */
#define ID_VALID_DISTRUST 0.05
#define TRUST_ID_INVALID 0.5

/* A second claim of the same source is no second opinion */
#define SAME_SOURCE_WEIGHT 0.6

/* Bounds of trust after all deductions, so that nothing is believed or refused for ever */
#define TRUST_MIN 0.05
#define TRUST_MAX 0.995

/* Values of a field that was never counted */
#define UNCOUNTED 1000.0

/* A year in microseconds */
#define YEAR_USECS (365.25 * 86400.0 * 1000000.0)

/* Something that speaks for a value of the field */
typedef struct Voice
{
	const FieldValue *value;
	const FieldClaim *claim;
	float8		trust;
	float8		weight;
	bool		claimed;
} Voice;

/* The voices about one field, and what they are about */
typedef struct Hearing
{
	const PersonClaims *person;
	const ProfileField *field;
	int			n;
	Voice	   *voices;
} Hearing;

/* Do two values of a field contradict each other?  Where there may be several, only slips do. */
bool
aiehr_contradicts(const ProfileField *field, const FieldValue *value, const FieldValue *other)
{
	ValueRelation relation = field_values_compare(value, other);

	return field->multiple ? relation == VALUES_NEAR : relation >= VALUES_NEAR;
}

/* Trust in a claim, less what time has taken from it. */
static float8
aged_trust(const FieldClaim *claim, TimestampTz newest)
{
	float8		trust = claim->trust;

	if (claim->field->kind == FIELD_ID_NUMBER)
		trust = 1 - (1 - Min(trust, 1)) * ID_VALID_DISTRUST;
	if (claim->field->half_life > 0 && newest > claim->at)
		trust *= pow(0.5, ((float8) (newest - claim->at)) / YEAR_USECS / claim->field->half_life);
	return Min(Max(trust, TRUST_MIN), TRUST_MAX);
}

/* Add a voice; one that repeats what its source said before counts less. */
static void
hear(Hearing *hearing, const FieldClaim *claim, const FieldValue *value, float8 trust, bool claimed)
{
	Voice	   *voice = &hearing->voices[hearing->n];

	voice->value = value;
	voice->claim = claim;
	voice->trust = trust;
	voice->weight = 1;
	voice->claimed = claimed;
	for (int i = 0; i < hearing->n && claimed; i++)
		if (hearing->voices[i].claim->source == claim->source &&
			field_values_compare(hearing->voices[i].value, value) == VALUES_SAME)
			voice->weight = SAME_SOURCE_WEIGHT;
	hearing->n++;
}

/* The characters of an identity number that fails its check, when there are 18; else NULL. */
static char *
id_number_digits(const char *raw)
{
	char	   *text = aiehr_normalise_text(raw, (int) strlen(raw));
	char	   *digits;
	int			n = 0;

	if (text == NULL)
		return NULL;
	digits = palloc(strlen(text) + 1);
	for (const char *c = text; *c; c++)
		if ((*c >= '0' && *c <= '9') || *c == 'x')
			digits[n++] = *c;
	digits[n] = '\0';
	return n == 18 ? digits : NULL;
}

/* The birth date that a claimed identity number names, as a value; NULL when it names none. */
static FieldValue *
birth_date_in_id(const FieldClaim *claim)
{
	char	   *id = claim->valid ? pstrdup(claim->value->text) : id_number_digits(claim->raw);
	char	   *text;
	PartialDate date;

	if (id == NULL || strlen(id) != 18)
		return NULL;
	text = psprintf("%.4s-%.2s-%.2s", id + 6, id + 10, id + 12);
	if (!partial_date_read(text, &date) ||
		date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
		return NULL;
	return field_value_make(FIELD_DATE, text, text);
}

/* Let identity numbers speak of the birth date. */
static void
hear_id_numbers(Hearing *hearing)
{
	const PersonClaims *person = hearing->person;

	for (int i = 0; i < person->n; i++)
	{
		const FieldClaim *claim = &person->claims[i];
		FieldValue *birth;

		if (claim->field->kind == FIELD_ID_NUMBER && (birth = birth_date_in_id(claim)) != NULL)
			hear(hearing, claim, birth,
				 claim->valid ? aged_trust(claim, claim->at)
				 : Min(claim->trust, 1) * TRUST_ID_INVALID, false);
	}
}

/* Is this the field that identity numbers know of? */
static bool
is_birth_date(const ProfileField *field)
{
	return field->kind == FIELD_DATE && strcmp(field->code, "birth_date") == 0;
}

/* All voices about a field: its valid claims, and other fields'. */
static void
hear_all(Hearing *hearing, int first, int n)
{
	const PersonClaims *person = hearing->person;
	TimestampTz newest = PG_INT64_MIN;

	hearing->n = 0;
	hearing->voices = palloc((Size) (n + person->n) * sizeof(Voice));
	for (int i = first; i < first + n; i++)
		if (person->claims[i].valid)
			newest = Max(newest, person->claims[i].at);
	for (int i = first; i < first + n; i++)
		if (person->claims[i].valid)
			hear(hearing, &person->claims[i], person->claims[i].value,
				 aged_trust(&person->claims[i], newest), true);
	if (is_birth_date(hearing->field))
		hear_id_numbers(hearing);
}

/* Share of people who have a value, by the last count. */
static float8
value_share(const ProfileField *field, float8 people)
{
	float8		values = Max(field->values, 1);

	if (field->people <= 0)
		return field->kind == FIELD_EDUCATION ? 1.0 / 6 : 1 / UNCOUNTED;
	return (Max(people, 1) - 0.5) / (field->people + 0.5 * values);
}

/* Values of a field that are about equally likely, as their number. */
static float8
value_room(const ProfileField *field)
{
	return Max(field->people, UNCOUNTED);
}

/* How likely a person taken at random has this value. */
static float8
log_prior(const ProfileField *field, const Voice *voice)
{
	float8		people = voice->claim->people;

	switch (field->kind)
	{
		case FIELD_NAME:
			return voice->claim->log_prior;
		case FIELD_EMAIL:
		case FIELD_PHONE:
		case FIELD_ID_NUMBER:
			/* one that more than a family share is an agency's or a switchboard's */
			return -log(value_room(field)) - (people > 4 ? log(people) : 0);
		case FIELD_DATE:
			/* who does not know the day writes the first of January */
			return -log(20000) -
				(voice->value->date.month == 1 && voice->value->date.day == 1 ? log(6) : 0);
		case FIELD_EDUCATION:
		case FIELD_ORGANISATION:
		case FIELD_TEXT:
			break;
	}
	return log(value_share(field, people));
}

/* How likely an error that is no slip says this value. */
static float8
log_far(const ProfileField *field, const Voice *voice)
{
	float8		people = Max(voice->claim->people, 1);

	switch (field->kind)
	{
		case FIELD_NAME:
			return voice->claim->log_prior;
		case FIELD_EMAIL:
		case FIELD_PHONE:
		case FIELD_ID_NUMBER:
			return log(people > 4 ? people : 1) - log(value_room(field));
		case FIELD_DATE:
			return -log(20000);
		case FIELD_EDUCATION:
			return log(0.05);
		case FIELD_ORGANISATION:
		case FIELD_TEXT:
			break;
	}
	if (field->people <= 0)
		return -log(UNCOUNTED);
	return log(0.5 * value_share(field, people) + 0.5 / Max(field->values, 10));
}

/* How likely an error about `value` is this very slip. */
static float8
log_near(const ProfileField *field, const FieldValue *slip, const FieldValue *value)
{
	switch (field->kind)
	{
		case FIELD_NAME:
			/* a character that is gained is this one of many; one that is lost leaves no choice */
			if (slip->nchars <= value->nchars)
				return log(0.01);
			return log(0.01) - (!slip->name.han ? 0.5 : field->people > 0 ? 4 : 1);
		case FIELD_DATE:
			if (slip->date.month == 1 && slip->date.day == 1 && slip->date.year == value->date.year)
				return log(0.15);
			if (slip->date.month == value->date.day && slip->date.day == value->date.month)
				return log(0.2);
			return log(0.01);
		case FIELD_EDUCATION:
			return log(0.4);
		case FIELD_EMAIL:
		case FIELD_PHONE:
		case FIELD_ID_NUMBER:
		case FIELD_ORGANISATION:
		case FIELD_TEXT:
			break;
	}
	return log(0.005);
}

/* Logarithm of the likelihood of a voice if `value` were the truth. */
static float8
log_likelihood(const ProfileField *field, const Voice *voice, const FieldValue *value)
{
	switch (field_values_compare(value, voice->value))
	{
		case VALUES_SAME:
			return log(voice->trust);
		case VALUES_FULLER:
			/* nobody invents the rest of a name, while branches of a company are named at will */
			return log(voice->trust / (field->kind == FIELD_NAME ? 50 : 3));
		case VALUES_BROADER:
			return log(voice->trust / 3);
		case VALUES_NEAR:
			return log1p(-voice->trust) + log_near(field, voice->value, value);
		case VALUES_APART:
			break;
	}
	return log1p(-voice->trust) + log_far(field, voice);
}

/* Letters of the part of an e-mail address before the @, small; its last digits are counted. */
static char *
local_letters(const char *email, int *last_digits)
{
	int			len = (int) strcspn(email, "@");
	char	   *letters = palloc(len + 1);
	int			n = 0;
	int			digits = 0;

	for (int i = 0; i < len; i++)
	{
		bool		digit = email[i] >= '0' && email[i] <= '9';

		digits = digit ? digits + 1 : 0;
		if ((email[i] >= 'a' && email[i] <= 'z') || IS_HIGHBIT_SET(email[i]))
			letters[n++] = email[i];
	}
	letters[n] = '\0';
	*last_digits = digits;
	return letters;
}

/* The words of a name run together, from the word `from` on and round again. */
static char *
run_together(const char *words, int from)
{
	char	   *out = palloc(strlen(words) + 1);
	int			n = 0;

	for (int pass = 0; pass < 2; pass++)
	{
		int			word = 0;

		for (const char *c = words; *c; c++)
		{
			if (*c == ' ')
				word++;
			else if ((pass == 0) == (word >= from) && *c >= 'a' && *c <= 'z')
				out[n++] = *c;
		}
	}
	out[n] = '\0';
	return out;
}

/* Does an e-mail address spell out a name, its parts in any order? */
static bool
email_spells_name(const char *email, const PersonName *name)
{
	const char *words = name->han ? name->pinyin : name->folded;
	int			last_digits;
	char	   *letters = local_letters(email, &last_digits);

	if (words == NULL || strlen(letters) < 4)
		return false;
	for (int from = 0; from < 4; from++)
		if (strcmp(letters, run_together(words, from)) == 0)
			return true;
	return false;
}

/* Does an e-mail address end in a birthday or the year of birth?  Returns how much that says. */
static float8
email_tells_date(const char *email, const PartialDate *date)
{
	int			len = (int) strcspn(email, "@");
	int			digits;
	int			number;

	(void) local_letters(email, &digits);
	/* long rows of digits are numbers that somebody was given */
	if (digits != 4 || date->day == 0)
		return 0;
	number = atoi(pnstrdup(email + len - 4, 4));
	if (number == date->month * 100 + date->day)
		return log(20);
	return number == date->year ? log(8) : 0;
}

/* What the claims for other fields say for a candidate. */
static float8
evidence_of_others(const Hearing *hearing, const FieldValue *value)
{
	const PersonClaims *person = hearing->person;
	FieldKind	kind = hearing->field->kind;
	float8		most = 0;

	for (int i = 0; i < person->n; i++)
	{
		const FieldClaim *other = &person->claims[i];
		float8		says = 0;

		if (!other->valid || other->field == hearing->field)
			continue;
		if (kind == FIELD_NAME && other->field->kind == FIELD_EMAIL)
			says = email_spells_name(other->value->text, &value->name) ? log(30) : 0;
		else if (kind == FIELD_EMAIL && other->field->kind == FIELD_NAME)
			says = email_spells_name(value->text, &other->value->name) ? log(8) : 0;
		else if (kind == FIELD_EMAIL && is_birth_date(other->field))
			says = email_tells_date(value->text, &other->value->date) > 0 ? log(3) : 0;
		else if (is_birth_date(hearing->field) && other->field->kind == FIELD_EMAIL)
			says = email_tells_date(other->value->text, &value->date);
		else if (kind == FIELD_ID_NUMBER && is_birth_date(other->field))
		{
			PartialDate birth = {
				atoi(pnstrdup(value->text + 6, 4)), atoi(pnstrdup(value->text + 10, 2)),
				atoi(pnstrdup(value->text + 12, 2))
			};

			says = memcmp(&birth, &other->value->date, sizeof(birth)) == 0 ? log(20) : 0;
		}
		most = Max(most, says);
	}
	return most;
}

/*
 * Does a claim show its value better than another?  Of a company's name the form that
 * most people give; else what is written as people write, neither shouted nor in small
 * letters.
 */
static bool
shows_better(const FieldClaim *claim, const FieldClaim *other)
{
	int			cases[2] = {0, 0};
	const FieldClaim *both[2] = {claim, other};

	if (claim->field->kind == FIELD_ORGANISATION && claim->people != other->people)
		return claim->people > other->people;
	for (int i = 0; i < 2; i++)
		for (const char *c = both[i]->raw; *c; c++)
			cases[i] |= (*c >= 'a' && *c <= 'z') ? 1 : (*c >= 'A' && *c <= 'Z') ? 2 : 0;
	return cases[0] == 3 && cases[1] != 3;
}

/* The candidates: each value that is claimed, or named by a valid identity number, once. */
static void
find_candidates(const Hearing *hearing, Resolution *result)
{
	result->n = 0;
	result->candidates = palloc0((Size) Max(hearing->n, 1) * sizeof(Candidate));
	for (int i = 0; i < hearing->n; i++)
	{
		const Voice *voice = &hearing->voices[i];
		Candidate  *found = NULL;

		if (!voice->claimed && !voice->claim->valid)
			continue;
		for (int k = 0; k < result->n && found == NULL; k++)
			if (field_values_compare(result->candidates[k].value, voice->value) == VALUES_SAME)
				found = &result->candidates[k];
		if (found == NULL)
		{
			found = &result->candidates[result->n++];
			found->value = voice->value;
			found->claim = voice->claim;
			found->claimed = voice->claimed;
			found->score = log_prior(hearing->field, voice);
		}
		else if (voice->claimed && shows_better(voice->claim, found->claim))
		{
			found->claim = voice->claim;
			found->value = voice->value;
			found->score = log_prior(hearing->field, voice);
		}
		found->voices++;
	}
}

/* How much more a value says than the candidates that go together with it. */
static float8
log_fullness(const Resolution *result, const FieldValue *value)
{
	for (int i = 0; i < result->n; i++)
		if (field_values_compare(value, result->candidates[i].value) == VALUES_BROADER)
			return value->kind == FIELD_NAME ? log(50) : log(4);
	return 0;
}

/* Score the candidates and "none of them", and turn scores into probabilities. */
static void
weigh_candidates(const Hearing *hearing, Resolution *result)
{
	float8		none = 0;
	float8		most;
	float8		sum;

	for (int i = 0; i < hearing->n; i++)
		none += hearing->voices[i].weight *
			(log1p(-hearing->voices[i].trust) + log_far(hearing->field, &hearing->voices[i]));
	most = none;
	for (int k = 0; k < result->n; k++)
	{
		Candidate  *candidate = &result->candidates[k];

		for (int i = 0; i < hearing->n; i++)
			candidate->score += hearing->voices[i].weight *
				log_likelihood(hearing->field, &hearing->voices[i], candidate->value);
		candidate->score += evidence_of_others(hearing, candidate->value);
		candidate->score += log_fullness(result, candidate->value);
		most = Max(most, candidate->score);
	}
	sum = exp(none - most);
	for (int k = 0; k < result->n; k++)
		sum += exp(result->candidates[k].score - most);
	for (int k = 0; k < result->n; k++)
		result->candidates[k].p = exp(result->candidates[k].score - most) / sum;
}

/* Is candidate a to stand before b?  Ties go to the newer claim. */
static bool
goes_before(const Candidate *a, const Candidate *b, ResolveRule rule)
{
	if (a->claimed != b->claimed && (rule == RULE_TRUST || rule == RULE_LATEST))
		return a->claimed;
	if (rule == RULE_TRUST && a->claim->trust != b->claim->trust)
		return a->claim->trust > b->claim->trust;
	if (rule == RULE_LATEST && a->claim->at != b->claim->at)
		return a->claim->at > b->claim->at;
	if (fabs(a->score - b->score) > 1e-9)
		return a->score > b->score;
	if (a->claim->at != b->claim->at)
		return a->claim->at > b->claim->at;
	return a->claim->id > b->claim->id;
}

/* For the rules that ask for a claim: show a candidate by the claim that the rule likes best. */
static void
claims_for_rule(const Hearing *hearing, Resolution *result)
{
	ResolveRule rule = hearing->field->rule;

	for (int k = 0; k < result->n && (rule == RULE_TRUST || rule == RULE_LATEST); k++)
	{
		Candidate  *candidate = &result->candidates[k];

		for (int i = 0; i < hearing->n; i++)
		{
			const Voice *voice = &hearing->voices[i];

			if (voice->claimed &&
				field_values_compare(candidate->value, voice->value) == VALUES_SAME &&
				(rule == RULE_TRUST ? voice->claim->trust > candidate->claim->trust
				 : voice->claim->at > candidate->claim->at))
				candidate->claim = voice->claim;
		}
	}
}

/* Order the candidates, the likeliest first; there are few. */
static void
order_candidates(Resolution *result, ResolveRule rule)
{
	for (int i = 1; i < result->n; i++)
	{
		Candidate	candidate = result->candidates[i];
		int			k = i;

		for (; k > 0 && goes_before(&candidate, &result->candidates[k - 1], rule); k--)
			result->candidates[k] = result->candidates[k - 1];
		result->candidates[k] = candidate;
	}
}

/* Is there a pair of candidates that contradict each other? */
static bool
has_conflict(const ProfileField *field, const Resolution *result)
{
	for (int i = 0; i < result->n; i++)
		for (int k = i + 1; k < result->n; k++)
			if (aiehr_contradicts(field, result->candidates[i].value, result->candidates[k].value))
				return true;
	return false;
}

/* Put the value that somebody decided on first. */
static void
take_pinned(Resolution *result, const FieldClaim *pinned)
{
	for (int k = 0; k < result->n; k++)
		if (field_values_compare(result->candidates[k].value, pinned->value) == VALUES_SAME)
		{
			Candidate	candidate = result->candidates[k];

			memmove(result->candidates + 1, result->candidates, k * sizeof(Candidate));
			candidate.claim = pinned;
			candidate.claimed = true;
			result->candidates[0] = candidate;
			return;
		}
}

/* The word for how the value came to be held true. */
static const char *
reason_of(const ProfileField *field, const Resolution *result, bool pinned)
{
	if (pinned)
		return "manual";
	if (result->conflict)
	{
		if (!result->decided)
			return "undecided";
		return field->rule == RULE_TRUST ? "trust" : field->rule == RULE_LATEST ? "latest" : "evidence";
	}
	if (!result->best->claimed)
		return "id_number";
	return result->n_valid == 1 ? "only" : "agreed";
}

/*
 * Resolve the n claims of a person from `first` on, which are about this field.
 * `pinned` is the claim that somebody decided for, by_hand_only says that nobody but
 * a hand may decide.  The result points into the claims.
 */
void
aiehr_resolve_field(const PersonClaims *person, const ProfileField *field, int first, int n,
					const FieldClaim *pinned, bool by_hand_only, Resolution *result)
{
	Hearing		hearing = {person, field, 0, NULL};

	memset(result, 0, sizeof(*result));
	for (int i = first; i < first + n; i++)
		if (person->claims[i].valid)
			result->n_valid++;
		else
			result->n_invalid++;
	hear_all(&hearing, first, n);
	find_candidates(&hearing, result);
	if (result->n == 0)
	{
		result->reason = "invalid";
		return;
	}
	weigh_candidates(&hearing, result);
	claims_for_rule(&hearing, result);
	order_candidates(result, field->rule);
	if (pinned != NULL)
		take_pinned(result, pinned);
	result->best = &result->candidates[0];
	for (int k = 0; k < result->n; k++)
		if (field_values_go_together(result->best->value, result->candidates[k].value))
			result->confidence += result->candidates[k].p;
	result->confidence = Min(result->confidence, 1);
	result->conflict = has_conflict(field, result);
	if (pinned != NULL)
		result->decided = true;
	else if (by_hand_only || field->rule == RULE_MANUAL)
		result->decided = !result->conflict;
	else
		result->decided = field->rule == RULE_TRUST || field->rule == RULE_LATEST ||
			result->confidence >= field->decide_at;
	result->reason = reason_of(field, result, pinned != NULL);
}
