/*
 * linear.c
 *		Linear models from comoments, solved on the scale of correlations.
 *
 * On that scale every pivot of the factorisation is a 1/VIF, so that one tolerance serves variables of
 * any unit, and nothing is lost to differences in size. A pseudo-inverse is never taken: a variable
 * that the others determine is named, and the model refused.
 */
#include "stats/linear.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

/* More variables than fit into a matrix. */
void
variables_check_number(int k)
{
	if (k > AIEHR_MAX_ORDER)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many variables in a model"),
				 errdetail("The limit is %d.", AIEHR_MAX_ORDER)));
}

/* All variables of the comoments. */
void
variables_all(const Comoments *c, Variables *variables)
{
	variables_check_number(c->nkeys);
	variables->k = c->nkeys;
	for (int i = 0; i < c->nkeys; i++)
	{
		variables->index[i] = i;
		variables->key[i] = comoments_key(c, i);
	}
}

/* The variables that an array of keys names; the same twice, none, or too many are errors. */
void
variables_from_array(const Comoments *c, ArrayType *array, Variables *variables)
{
	Datum	   *elements;
	bool	   *nulls;
	int			nelements;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &nelements);
	if (nelements < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("at least one key must be named")));
	variables_check_number(nelements);
	variables->k = nelements;
	for (int i = 0; i < nelements; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("keys must not be null")));
		variables->index[i] = comoments_index(c, DatumGetTextPP(elements[i]));
		variables->key[i] = TextDatumGetCString(elements[i]);
		for (int j = 0; j < i; j++)
		{
			if (variables->index[j] == variables->index[i])
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("key \"%s\" is named twice", variables->key[i])));
		}
	}
}

/* The variables of both; they must have none in common. */
void
variables_join(const Variables *a, const Variables *b, Variables *joined)
{
	variables_check_number(a->k + b->k);
	*joined = *a;
	for (int i = 0; i < b->k; i++)
	{
		variables_require_other(a, b->index[i]);
		joined->index[joined->k] = b->index[i];
		joined->key[joined->k++] = b->key[i];
	}
}

/* Refuses a variable that stands on both sides of a model. */
void
variables_require_other(const Variables *variables, int y)
{
	for (int i = 0; i < variables->k; i++)
	{
		if (variables->index[i] == y)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("key \"%s\" is named twice", variables->key[i])));
	}
}

/*
 * The correlation matrix of some variables over the complete rows; false with a variable that is constant,
 * or with no more than one row, where every variable is.
 */
bool
variables_correlations(const Comoments *c, const Variables *variables, float8 *r)
{
	int			k = variables->k;

	for (int i = 0; i < k; i++)
	{
		ComomentsPair pair;

		/* that of one variable alone is in no pair */
		comoments_pair(c, variables->index[i], variables->index[i], &pair);
		if (pair.n < 2 || comoments_a_constant(&pair))
			return false;
		r[i * k + i] = 1;
		for (int j = 0; j < i; j++)
		{
			comoments_pair(c, variables->index[i], variables->index[j], &pair);
			r[i * k + j] = r[j * k + i] = comoments_pair_corr(&pair);
		}
	}
	return true;
}

/* Brings the moments of a model's variables together; constant predictors stay out. */
static void
gather(const Comoments *c, int y, const Variables *x, LinearModel *m)
{
	for (int i = 0; i < x->k; i++)
	{
		ComomentsPair pair;

		comoments_pair(c, x->index[i], y, &pair);
		if (comoments_a_constant(&pair))
			continue;
		m->place[m->k] = i;
		m->root[m->k] = sqrt(pair.aa);
		m->mean[m->k] = pair.mean_a;
		m->r[m->k++] = comoments_pair_corr(&pair);
	}
	for (int i = 0; i < m->k; i++)
	{
		m->rxx[i * m->k + i] = 1;
		for (int j = 0; j < i; j++)
		{
			ComomentsPair pair;

			comoments_pair(c, x->index[m->place[i]], x->index[m->place[j]], &pair);
			m->rxx[i * m->k + j] = m->rxx[j * m->k + i] = pair.ab / m->root[i] / m->root[j];
		}
	}
}

/*
 * Fits y to the variables of x by least squares over the complete rows. Where that cannot be done, a
 * note says why: TOO_FEW rows (n must exceed the predictors by two), CONSTANT y or predictors all
 * constant, COLLINEAR with the culprit.
 */
LinearModel *
linear_fit(const Comoments *c, int y, const Variables *x)
{
	LinearModel *m = (LinearModel *) palloc0(sizeof(LinearModel));
	ComomentsPair pair;
	int			found;

	m->n = c->n;
	m->culprit = -1;
	comoments_pair(c, y, y, &pair);
	m->y_root = sqrt(pair.aa);
	m->y_mean = pair.mean_a;
	if (c->n >= 2 && comoments_a_constant(&pair))
		m->note = NOTE_CONSTANT;
	else
		gather(c, y, x, m);
	if (m->note == NULL && c->n <= m->k + 1)
		m->note = NOTE_TOO_FEW;
	else if (m->note == NULL && m->k == 0)
		m->note = NOTE_CONSTANT;
	if (m->note != NULL)
		return m;

	found = aiehr_solve_symmetric(m->k, m->rxx, 1, m->r, m->beta, m->inverse);
	if (found >= 0)
	{
		m->note = NOTE_COLLINEAR;
		m->culprit = m->place[found];
		return m;
	}
	for (int i = 0; i < m->k; i++)
		m->r2 += m->beta[i] * m->r[i];
	m->r2 = Max(0, m->r2);
	if (m->r2 >= 1 - LINEAR_UNEXPLAINED)
		m->r2 = 1;
	m->rest = (1 - m->r2) * m->y_root * m->y_root;
	return m;
}

/* The weight of a predictor in the model, in units of y a unit of x. */
float8
linear_weight(const LinearModel *m, int i)
{
	return m->beta[i] * m->y_root / m->root[i];
}

/* What the model gives where all predictors are 0: y's mean less what it gives for their means. */
float8
linear_intercept(const LinearModel *m)
{
	float8		b = m->y_mean;

	for (int i = 0; i < m->k; i++)
		b -= linear_weight(m, i) * m->mean[i];
	return b;
}

/*
 * Why a variable has no figures, or NULL where it has; term is its place in Variables, or -1 for the
 * intercept. A constant variable is left out of a model, one that the others determine keeps all of it
 * from being fitted.
 */
const char *
linear_note(const LinearModel *m, int term)
{
	bool		in_model = term < 0;

	for (int i = 0; i < m->k; i++)
		in_model |= m->place[i] == term;
	if (!in_model && (m->note == NULL || m->culprit >= 0))
		return NOTE_CONSTANT;
	if (m->note == NULL || m->culprit < 0 || m->culprit == term)
		return m->note;
	return NOTE_NOT_FITTED;
}

/* The columns b, error, t, p, b_low and b_high of a term. */
void
linear_coefficient(ResultRow *row, const LinearModel *m, float8 b, float8 se, float8 level)
{
	float8		df = m->n - m->k - 1;
	float8		reach = se * aiehr_t_quantile((1 + level) / 2, df);

	row_float8(row, b);
	row_float8(row, se);
	row_float8(row, se > 0 ? b / se : NAN);
	row_float8(row, se > 0 ? 2 * aiehr_t_upper(fabs(b) / se, df) : NAN);
	row_float8(row, b - reach);
	row_float8(row, b + reach);
}
