/*
 * aggregates.c
 *		Aggregates over scorecards, by key.
 *
 * No state is of type internal: parallel workers, Citus and postgres_fdw all pass states on as values.
 * scorecard_min and _max keep a scorecard; _sum, _avg and _count share one scorecard_state and its
 * transition function, so that a query with all three updates one state. (scorecard_agg is in list.c.)
 *
 * A state is changed in place where AggCheckCallContext() says that it is ours. Where it must grow,
 * because a row has a key that the state has not seen, a new one is returned, which the executor copies
 * into the aggregate's context; with at most 1000 keys that stays cheap.
 */
#include "scorecard/scorecard.h"

/*
 * The state in argument 0, ours to change: as it is when called by an aggregate, else a copy. (A state
 * that came compressed or packed was copied by detoasting.)
 */
static Scorecard *
own_state(FunctionCallInfo fcinfo, int columns)
{
	Scorecard  *state = scorecard_from_datum(PG_GETARG_DATUM(0), columns);

	if (!AggCheckCallContext(fcinfo, NULL) &&
		(Pointer) state == DatumGetPointer(PG_GETARG_DATUM(0)))
		return scorecard_copy(state);
	return state;
}

/*
 * A state with all keys of `state` and of `card`, new ones counting no rows. Zeroes are the neutral
 * element of every column.
 */
static Scorecard *
state_grow(const Scorecard *state, const Scorecard *card)
{
	Scorecard  *zero = scorecard_alloc(card->nkeys, SCORECARD_STATE_COLUMNS, card->keybytes);

	memset(zero->score, 0, sizeof(float8) * zero->nkeys * SCORECARD_STATE_COLUMNS);
	memcpy(SCORECARD_KEYS(zero), SCORECARD_KEYS(card), card->keybytes);
	if (state == NULL)
		return zero;
	return scorecard_union(zero, state, SCORECARD_UNION_RIGHT);
}

/*
 * Adds x to sum and what rounding lost to lost (Knuth's two-sum, exact for doubles). The total is
 * sum + lost, good to the last digit but one, whatever the order of the rows.
 */
static inline void
add_exactly(float8 *sum, float8 *lost, float8 x)
{
	float8		total = *sum + x;
	float8		part = total - *sum;

	*lost += (*sum - (total - part)) + (x - part);
	*sum = total;
}

/* Adds a card's scores to a state that has all its keys; positions is NULL where the keys are equal. */
static void
state_add_card(Scorecard *state, const Scorecard *card, const int16 *positions)
{
	float8	   *count = SCORECARD_COLUMN(state, SCORECARD_STATE_COUNT);
	float8	   *sum = SCORECARD_COLUMN(state, SCORECARD_STATE_SUM);
	float8	   *lost = SCORECARD_COLUMN(state, SCORECARD_STATE_LOST);

	if (positions == NULL)
	{
		for (int i = 0; i < card->nkeys; i++)
		{
			count[i] += 1;
			add_exactly(&sum[i], &lost[i], card->score[i]);
		}
		return;
	}
	for (int i = 0; i < card->nkeys; i++)
	{
		count[positions[i]] += 1;
		add_exactly(&sum[positions[i]], &lost[positions[i]], card->score[i]);
	}
}

/* Adds one state to another that has all its keys. */
static void
state_add_state(Scorecard *state, const Scorecard *other, const int16 *positions)
{
	float8	   *count = SCORECARD_COLUMN(state, SCORECARD_STATE_COUNT);
	float8	   *sum = SCORECARD_COLUMN(state, SCORECARD_STATE_SUM);
	float8	   *lost = SCORECARD_COLUMN(state, SCORECARD_STATE_LOST);

	for (int i = 0; i < other->nkeys; i++)
	{
		int			at = positions == NULL ? i : positions[i];

		count[at] += SCORECARD_COLUMN(other, SCORECARD_STATE_COUNT)[i];
		add_exactly(&sum[at], &lost[at], SCORECARD_COLUMN(other, SCORECARD_STATE_SUM)[i]);
		lost[at] += SCORECARD_COLUMN(other, SCORECARD_STATE_LOST)[i];
	}
}

/*
 * The common part of accumulate and combine: brings the keys together, adds, and refuses a sum that
 * became infinite, which a stored state could not hold.
 */
static Scorecard *
state_add(Scorecard *state, const Scorecard *other)
{
	int16		positions[SCORECARD_MAX_KEYS];
	bool		same_keys;

	if (state == NULL)
		state = state_grow(NULL, other);
	same_keys = scorecard_same_keys(state, other);
	if (!same_keys && scorecard_positions(other, state, positions) < other->nkeys)
	{
		state = state_grow(state, other);
		if (scorecard_positions(other, state, positions) < other->nkeys)
			scorecard_corrupted();	/* keys out of order: positions would point nowhere */
	}
	if (other->columns == 1)
		state_add_card(state, other, same_keys ? NULL : positions);
	else
		state_add_state(state, other, same_keys ? NULL : positions);
	scorecard_seal(state, NULL);
	return state;
}

/* transition of scorecard_sum, _avg and _count; a NULL card is skipped */
PG_FUNCTION_INFO_V1(scorecard_accum);
Datum
scorecard_accum(PG_FUNCTION_ARGS)
{
	Scorecard  *state = NULL;

	if (!PG_ARGISNULL(0))
		state = own_state(fcinfo, SCORECARD_STATE_COLUMNS);
	if (!PG_ARGISNULL(1))
	{
		Scorecard  *card = PG_GETARG_SCORECARD_P(1);

		scorecard_prefetch_next(card);
		state = state_add(state, card);
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_SCORECARD_P(state);
}

/* the states of two sets of rows as one */
PG_FUNCTION_INFO_V1(scorecard_combine);
Datum
scorecard_combine(PG_FUNCTION_ARGS)
{
	Scorecard  *state = NULL;

	if (!PG_ARGISNULL(0))
		state = own_state(fcinfo, SCORECARD_STATE_COLUMNS);
	if (!PG_ARGISNULL(1))
		state = state_add(state, PG_GETARG_SCORECARD_STATE_P(1));
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_SCORECARD_P(state);
}

/* A scorecard with the keys of a state, its scores still to be filled in. */
static Scorecard *
state_result(const Scorecard *state)
{
	Scorecard  *s = scorecard_alloc(state->nkeys, 1, state->keybytes);

	memcpy(SCORECARD_KEYS(s), SCORECARD_KEYS(state), state->keybytes);
	return s;
}

/* final step of scorecard_sum */
PG_FUNCTION_INFO_V1(scorecard_sum_final);
Datum
scorecard_sum_final(PG_FUNCTION_ARGS)
{
	Scorecard  *state = PG_GETARG_SCORECARD_STATE_P(0);
	Scorecard  *s = state_result(state);

	for (int i = 0; i < s->nkeys; i++)
		s->score[i] = SCORECARD_COLUMN(state, SCORECARD_STATE_SUM)[i] +
			SCORECARD_COLUMN(state, SCORECARD_STATE_LOST)[i];
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* final step of scorecard_avg */
PG_FUNCTION_INFO_V1(scorecard_avg_final);
Datum
scorecard_avg_final(PG_FUNCTION_ARGS)
{
	Scorecard  *state = PG_GETARG_SCORECARD_STATE_P(0);
	Scorecard  *s = state_result(state);

	for (int i = 0; i < s->nkeys; i++)
		s->score[i] = (SCORECARD_COLUMN(state, SCORECARD_STATE_SUM)[i] +
					   SCORECARD_COLUMN(state, SCORECARD_STATE_LOST)[i]) /
			SCORECARD_COLUMN(state, SCORECARD_STATE_COUNT)[i];
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/* final step of scorecard_count */
PG_FUNCTION_INFO_V1(scorecard_count_final);
Datum
scorecard_count_final(PG_FUNCTION_ARGS)
{
	Scorecard  *state = PG_GETARG_SCORECARD_STATE_P(0);
	Scorecard  *s = state_result(state);

	memcpy(s->score, SCORECARD_COLUMN(state, SCORECARD_STATE_COUNT), sizeof(float8) * s->nkeys);
	scorecard_seal(s, NULL);
	PG_RETURN_SCORECARD_P(s);
}

/*
 * The smaller or larger score of each key, in place where the state has all keys of the other card.
 */
static Scorecard *
keep_extreme(FunctionCallInfo fcinfo, ScorecardUnionRule rule)
{
	Scorecard  *state = PG_GETARG_SCORECARD_P(0);
	Scorecard  *other = PG_GETARG_SCORECARD_P(1);
	int16		positions[SCORECARD_MAX_KEYS];
	bool		same_keys = scorecard_same_keys(state, other);

	if (!same_keys && scorecard_positions(other, state, positions) < other->nkeys)
		return scorecard_union(state, other, rule);
	state = own_state(fcinfo, 1);
	for (int i = 0; i < other->nkeys; i++)
	{
		float8	   *kept = &state->score[same_keys ? i : positions[i]];
		float8		score = other->score[i];

		if (rule == SCORECARD_UNION_SMALLER ? score < *kept : score > *kept)
			*kept = score;
	}
	return state;
}

/* the smaller score of each key: transition and combine function of scorecard_min */
PG_FUNCTION_INFO_V1(scorecard_smaller);
Datum
scorecard_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(keep_extreme(fcinfo, SCORECARD_UNION_SMALLER));
}

/* the larger score of each key: transition and combine function of scorecard_max */
PG_FUNCTION_INFO_V1(scorecard_larger);
Datum
scorecard_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(keep_extreme(fcinfo, SCORECARD_UNION_LARGER));
}

/* final step of scorecard_min and _max: a copy, since a window function goes on changing the state */
PG_FUNCTION_INFO_V1(scorecard_copy_final);
Datum
scorecard_copy_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_SCORECARD_P(scorecard_copy(PG_GETARG_SCORECARD_P(0)));
}
