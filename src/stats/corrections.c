/*
 * corrections.c
 *		Correlations corrected for unreliable measures and restricted range, and what they are worth.
 *
 * A corrected correlation may exceed 1, which says that an assumption does not hold: it is returned as
 * it is, for views to mark. NULL reliabilities give NULL: not knowing one is not having a perfect one.
 */
#include "stats/linear.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"

/* A correlation. */
static float8
correlation(float8 r, const char *argument)
{
	inference_require(r >= -1 && r <= 1, argument, "between -1 and 1");
	return r;
}

/* A reliability. */
static float8
reliability(float8 r, const char *argument)
{
	inference_require(r > 0 && r <= 1, argument, "above 0 and at most 1");
	return r;
}

/* A ratio of standard deviations. */
static float8
sd_ratio(float8 ratio, const char *argument)
{
	inference_require(ratio > 0 && isfinite(ratio), argument, "above 0 and finite");
	return ratio;
}

/* A share, strictly between 0 and 1. */
static float8
share(float8 p, const char *argument)
{
	inference_require(p > 0 && p < 1, argument, "above 0 and below 1");
	return p;
}

/* disattenuate(r, rxx, ryy): correlation without errors of measurement (Spearman 1904) */
PG_FUNCTION_INFO_V1(aiehr_disattenuate);
Datum
aiehr_disattenuate(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(correlation(PG_GETARG_FLOAT8(0), "r") /
					 sqrt(reliability(PG_GETARG_FLOAT8(1), "rxx")) /
					 sqrt(reliability(PG_GETARG_FLOAT8(2), "ryy")));
}

/*
 * thorndike2(r, u): correlation among all applicants, where selection was on the very predictor; u is
 * the standard deviation of those selected over that of the applicants (Thorndike 1949, case II)
 */
PG_FUNCTION_INFO_V1(aiehr_thorndike2);
Datum
aiehr_thorndike2(PG_FUNCTION_ARGS)
{
	float8		r = correlation(PG_GETARG_FLOAT8(0), "r");
	float8		u = sd_ratio(PG_GETARG_FLOAT8(1), "u");

	/* r / sqrt(u^2 (1 - r^2) + r^2), whose squares neither overflow nor vanish so */
	PG_RETURN_FLOAT8(r / hypot(u * sqrt((1 - r) * (1 + r)), r));
}

/*
 * thorndike3(rxy, rzx, rzy, uz): correlation of x and y among all applicants, where selection was on a
 * third variable z; uz is the standard deviation of z of the applicants over that of those selected
 * (Thorndike 1949, case III)
 */
PG_FUNCTION_INFO_V1(aiehr_thorndike3);
Datum
aiehr_thorndike3(PG_FUNCTION_ARGS)
{
	float8		rxy = correlation(PG_GETARG_FLOAT8(0), "rxy");
	float8		rzx = correlation(PG_GETARG_FLOAT8(1), "rzx");
	float8		rzy = correlation(PG_GETARG_FLOAT8(2), "rzy");
	float8		uz = sd_ratio(PG_GETARG_FLOAT8(3), "uz");
	float8		w = uz * uz - 1;
	float8		corrected = (rxy + w * rzx * rzy) / sqrt(1 + w * rzx * rzx) / sqrt(1 + w * rzy * rzy);

	/* x or y has no variance among the applicants, or uz is beyond all measure */
	if (!isfinite(corrected))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(corrected);
}

/* The variables of `wide` that `narrow` has, first, and then the others. */
static int
order_selected_first(const Comoments *wide, const Comoments *narrow, Variables *v)
{
	int			nselected = 0;

	variables_all(narrow, v);
	for (int i = 0; i < v->k; i++)
		v->index[i] = comoments_index(wide, cstring_to_text(v->key[i]));
	nselected = v->k;
	for (int i = 0; i < wide->nkeys; i++)
	{
		bool		selected = false;

		for (int j = 0; j < nselected; j++)
			selected |= v->index[j] == i;
		if (selected)
			continue;
		v->index[v->k] = i;
		v->key[v->k++] = comoments_key(wide, i);
	}
	return nselected;
}

/* Covariance of two variables. */
static float8
covariance(const Comoments *c, int a, int b)
{
	ComomentsPair pair;

	comoments_pair(c, a, b, &pair);
	return pair.ab / (pair.n - 1);
}

/*
 * Weights of the regression of each variable that was not selected on (a column each) on those that
 * were. False where those are collinear or constant.
 */
static bool
regress_on_selected(const Comoments *c, const Variables *v, int s, float8 *weight)
{
	float8		r[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		right[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		sd[AIEHR_MAX_ORDER];
	Variables	selected = *v;

	selected.k = s;
	if (!variables_correlations(c, &selected, r))
		return false;
	for (int i = 0; i < s; i++)
		sd[i] = sqrt(covariance(c, v->index[i], v->index[i]));
	for (int o = s; o < v->k; o++)
	{
		for (int i = 0; i < s; i++)
			right[(o - s) * s + i] = covariance(c, v->index[i], v->index[o]) / sd[i];
	}
	if (aiehr_solve_symmetric(s, r, v->k - s, right, weight, NULL) >= 0)
		return false;
	for (int o = s; o < v->k; o++)
	{
		for (int i = 0; i < s; i++)
			weight[(o - s) * s + i] /= sd[i];
	}
	return true;
}

/* The mean of a variable. */
static float8
mean_of(const Comoments *c, int a)
{
	ComomentsPair pair;

	comoments_pair(c, a, a, &pair);
	return pair.mean_a;
}

/*
 * Lawley's (1943) correction: moments among all applicants, given those of the variables selected on
 * and that the regressions on these are the same in both groups. With V the covariances of those
 * selected, U those of the applicants and B the weights, covariances are U B, and V_oo + B' (U - V) B;
 * means move by B' times the difference of the means. n stays that of those selected.
 */
static Comoments *
lawley(const Comoments *c, const Comoments *applicants, const Variables *v, int s, const float8 *weight)
{
	Comoments  *all = comoments_copy(c);

	for (int i = 0; i < v->k; i++)
	{
		const float8 *wi = weight + (i - s) * s;

		COMOMENTS_MEAN(all)[v->index[i]] = (i < s ? mean_of(applicants, i) : mean_of(c, v->index[i])) -
			COMOMENTS_PIVOT(all)[v->index[i]];
		for (int a = 0; i >= s && a < s; a++)
			COMOMENTS_MEAN(all)[v->index[i]] += wi[a] * (mean_of(applicants, a) - mean_of(c, v->index[a]));
		for (int j = 0; j <= i; j++)
		{
			float8		sum = i < s ? covariance(applicants, i, j) : 0;

			for (int a = 0; i >= s && a < s; a++)
			{
				if (j < s)
					sum += wi[a] * covariance(applicants, a, j);
				for (int b = 0; j >= s && b < s; b++)
					sum += wi[a] * weight[(j - s) * s + b] *
						(covariance(applicants, a, b) - covariance(c, v->index[a], v->index[b]));
			}
			if (j >= s)
				sum += covariance(c, v->index[i], v->index[j]);
			COMOMENTS_PRODUCT(all)[TRIANGLE_AT(v->index[i], v->index[j])] = sum * (c->n - 1);
		}
	}
	comoments_seal(all);
	return all;
}

/* The corrected moments of arguments 0 (selected) and 1 (applicants), or NULL and a note. */
static Comoments *
lawley_of_arguments(FunctionCallInfo fcinfo, Variables *v, const char **note)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Comoments  *applicants = PG_GETARG_COMOMENTS_P(1);
	float8	   *weight = (float8 *) palloc(sizeof(float8) * AIEHR_MAX_ORDER * AIEHR_MAX_ORDER);
	int			s;

	comoments_require_listwise(c, "Lawley's correction");
	comoments_require_listwise(applicants, "Lawley's correction");
	variables_all(c, v);		/* checks their number */
	s = order_selected_first(c, applicants, v);
	*note = NULL;
	if (c->n < 2 || applicants->n < 2)
		*note = NOTE_TOO_FEW;
	else if (!regress_on_selected(c, v, s, weight))
		*note = NOTE_COLLINEAR;
	else
		return lawley(c, applicants, v, s, weight);
	return NULL;
}

/*
 * unrestricted(selected comoments, applicants comoments) -> comoments
 *		The moments of those selected, corrected for selection on all variables that the applicants'
 *		comoments have; the other variables are known of those selected alone. NULL with fewer than two
 *		rows of either, or where the variables selected on are constant or collinear.
 */
PG_FUNCTION_INFO_V1(aiehr_unrestricted);
Datum
aiehr_unrestricted(PG_FUNCTION_ARGS)
{
	Variables	v;
	const char *note;
	Comoments  *all = lawley_of_arguments(fcinfo, &v, &note);

	if (all == NULL)
		PG_RETURN_NULL();
	PG_RETURN_COMOMENTS_P(all);
}

/*
 * lawley(selected comoments, applicants comoments) -> (a, b, n, r, r_corrected, note)
 *		Correlations before and after that correction.
 */
PG_FUNCTION_INFO_V1(aiehr_lawley);
Datum
aiehr_lawley(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Variables	v;
	const char *note;
	Comoments  *all = lawley_of_arguments(fcinfo, &v, &note);
	ResultRow	row;

	row_begin_set(fcinfo, &row);
	for (int i = 0; i < v.k; i++)
	{
		for (int j = i + 1; j < v.k; j++)
		{
			float8		corrected = NAN;
			ComomentsPair pair;

			if (all != NULL)
			{
				comoments_pair(all, v.index[i], v.index[j], &pair);
				corrected = pair.ab / sqrt(pair.aa) / sqrt(pair.bb);
			}
			comoments_pair(c, v.index[i], v.index[j], &pair);
			row_text(&row, v.key[i]);
			row_text(&row, v.key[j]);
			row_count(&row, c->n);
			row_float8(&row, comoments_pair_corr(&pair));
			row_float8(&row, corrected);
			row_text(&row, note != NULL ? note : !isfinite(corrected) ? NOTE_CONSTANT :
					 fabs(corrected) > 1 ? NOTE_OVER_ONE : NULL);
			row_put(&row);
		}
	}
	return (Datum) 0;
}

/*
 * brogden(r, selection_ratio): mean criterion, in standard deviations above all applicants', of those
 * selected from the top (Brogden 1946)
 */
PG_FUNCTION_INFO_V1(aiehr_brogden);
Datum
aiehr_brogden(PG_FUNCTION_ARGS)
{
	float8		r = correlation(PG_GETARG_FLOAT8(0), "r");
	float8		ratio = share(PG_GETARG_FLOAT8(1), "selection_ratio");

	PG_RETURN_FLOAT8(r * inference_normal_top(ratio));
}

/* What Taylor and Russell's integral runs over. */
typedef struct TaylorRussell
{
	float8		r;
	float8		rest;			/* sqrt(1 - r^2) */
	float8		cut;			/* of the criterion, standardised */
} TaylorRussell;

/* Density of a score, times the probability to succeed with it. */
static double
success_density(double x, void *context)
{
	const TaylorRussell *t = (const TaylorRussell *) context;

	return inference_normal_density(x) * aiehr_normal_lower((t->r * x - t->cut) / t->rest);
}

/*
 * taylor_russell(r, selection_ratio, base_rate): share of successes among those selected from the top,
 * where base_rate of all applicants would succeed (Taylor and Russell 1939)
 */
PG_FUNCTION_INFO_V1(aiehr_taylor_russell);
Datum
aiehr_taylor_russell(PG_FUNCTION_ARGS)
{
	float8		ratio = share(PG_GETARG_FLOAT8(1), "selection_ratio");
	float8		base_rate = share(PG_GETARG_FLOAT8(2), "base_rate");
	float8		from = -aiehr_normal_quantile(ratio);
	TaylorRussell t;

	t.r = correlation(PG_GETARG_FLOAT8(0), "r");
	t.rest = sqrt((1 - t.r) * (1 + t.r));
	t.cut = -aiehr_normal_quantile(base_rate);
	/* a perfect predictor takes the successes first, or last */
	if (t.r == 1)
		PG_RETURN_FLOAT8(Min(1, base_rate / ratio));
	if (t.r == -1)
		PG_RETURN_FLOAT8(Max(0, base_rate - (1 - ratio)) / ratio);
	/* beyond 40 standard deviations there is nobody */
	PG_RETURN_FLOAT8(Min(1, aiehr_integral(success_density, &t, from, 40) / ratio));
}
