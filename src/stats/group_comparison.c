/*
 * group_comparison.c
 *		Groups compared: analysis of variance, each against the others, shrunken means.
 *
 * R's aov, oneway.test, t.test, lme4 and metafor are what the results are held against.
 */
#include "stats/mixed.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"

#include "stats/numeric.h"

/* What is worked out of each group before the rows are written, since the p are adjusted together. */
typedef struct Comparison
{
	WelchTest  *test;			/* against all others together */
	float8	   *d;
	bool	   *lonely;			/* the group or the rest has one value at most */
	float8	   *p;
	float8	   *holm;
	float8	   *bh;
} Comparison;

/* Room for the comparison of k groups. */
static void
comparison_room(Comparison *c, int k)
{
	Size		numbers = sizeof(float8) * Max(k, 1);

	c->test = (WelchTest *) palloc(sizeof(WelchTest) * Max(k, 1));
	c->lonely = (bool *) palloc(Max(k, 1));
	c->d = (float8 *) palloc(numbers);
	c->p = (float8 *) palloc(numbers);
	c->holm = (float8 *) palloc(numbers);
	c->bh = (float8 *) palloc(numbers);
}

/*
 * Compares each group with the rest, the groups before and after it merged. Sums of all that come after
 * are made first, so that the work grows with the number of groups alone.
 */
static void
compare_groups(const OneWay *o, Comparison *c)
{
	Moments    *after = (Moments *) palloc0(sizeof(Moments) * (o->k + 1));
	Moments		before = {0, 0, 0};

	comparison_room(c, o->k);
	for (int i = o->k - 1; i >= 0; i--)
		after[i] = moments_merge(&o->group[i], &after[i + 1]);
	for (int i = 0; i < o->k; i++)
	{
		Moments		rest = moments_merge(&before, &after[i + 1]);

		CHECK_FOR_INTERRUPTS();
		c->lonely[i] = o->group[i].n < 2 || rest.n < 2;
		inference_welch(&o->group[i], &rest, &c->test[i]);
		if (c->lonely[i])
			c->test[i].difference = NAN;
		c->d[i] = inference_cohen_d(&o->group[i], &rest);
		c->p[i] = c->test[i].p;
		before = moments_merge(&before, &o->group[i]);
	}
	inference_adjust(c->p, o->k, ADJUST_HOLM, c->holm);
	inference_adjust(c->p, o->k, ADJUST_BH, c->bh);
	pfree(after);
}

/*
 * The columns from shrunken to believed. The own mean is corrected towards mu, so that it keeps its digits
 * where it is all that is believed.
 */
static void
shrunken_columns(ResultRow *row, const MixedModel *model, const Moments *group, float8 own_mean)
{
	float8		believed = mixed_reliability(model, group->n);
	float8		rest = model->sigma2 / (model->sigma2 + model->tau2 * group->n);

	if (!model->fitted)
	{
		row_null(row, 3);
		return;
	}
	row_float8(row, own_mean + rest * (model->mu - group->mean));
	row_float8(row, sqrt(believed * model->sigma2 / group->n));
	row_float8(row, believed);
}

/* The note of a group's row. */
static const char *
group_note(const Comparison *c, int i, const MixedModel *model)
{
	if (c->lonely[i])
		return NOTE_TOO_FEW;
	if (model->note != NULL)
		return model->note;
	return isnan(c->test[i].p) ? NOTE_CONSTANT : NULL;
}

/*
 * group_comparison(groups, method, level) -> (group, n, mean, sd, se, shrunken, shrunken_se, believed,
 *			difference, difference_low, difference_high, t, df, p, p_holm, p_bh, d, note)
 *		A row for each group, in the order of the labels' bytes. shrunken is what is believed of its mean
 *		when groups are taken for a sample of such groups, believed the weight of its own mean in that,
 *		shrunken_se its error given mu, tau2 and sigma2. The rest compares the group with all others
 *		together, by Welch's test; d is Cohen's.
 */
PG_FUNCTION_INFO_V1(aiehr_group_comparison);
Datum
aiehr_group_comparison(PG_FUNCTION_ARGS)
{
	Groups	   *g = PG_GETARG_GROUPS_P(0);
	MixedMethod method = mixed_method(text_to_cstring(PG_GETARG_TEXT_PP(1)));
	float8		level = inference_level(PG_GETARG_FLOAT8(2));
	OneWay	   *o = oneway_from_groups(g);
	MixedModel	model;
	Comparison	c;
	ResultRow	row;

	mixed_fit(o, method, &model);
	compare_groups(o, &c);
	row_begin_set(fcinfo, &row);
	for (int i = 0; i < o->k; i++)
	{
		const Moments *group = &o->group[i];
		const GroupMoments *from = &g->group[o->place[i]];
		float8		sd = group->n > 1 ? sqrt(moments_variance(group)) : NAN;

		CHECK_FOR_INTERRUPTS();
		row_text(&row, g->labels->text[o->place[i]]);
		row_count(&row, group->n);
		row_float8(&row, from->pivot + from->mean);
		row_float8(&row, sd);
		row_float8(&row, sd / sqrt(group->n));
		shrunken_columns(&row, &model, group, from->pivot + from->mean);
		inference_welch_columns(&row, &c.test[i], level);
		row_float8(&row, c.holm[i]);
		row_float8(&row, c.bh[i]);
		row_float8(&row, c.d[i]);
		row_text(&row, group_note(&c, i, &model));
		row_put(&row);
	}
	return (Datum) 0;
}

/*
 * The columns welch_f, welch_df2 and welch_p: Welch's (1951) analysis of variance, for groups of unequal
 * spread. It needs two values and some spread in every group; returns why it cannot be had, or NULL.
 */
static const char *
welch_anova_columns(ResultRow *row, const OneWay *o)
{
	float8		weights = 0;
	float8		mean = 0;
	float8		between = 0;
	float8		lack = 0;
	float8		df1 = o->k - 1;

	for (int i = 0; i < o->k; i++)
	{
		const Moments *group = &o->group[i];

		if (group->n < 2 || group->squares == 0)
		{
			row_null(row, 3);
			return group->n < 2 ? NOTE_TOO_FEW : NOTE_CONSTANT;
		}
		weights += group->n / moments_variance(group);
	}
	for (int i = 0; i < o->k; i++)
		mean += o->group[i].n / moments_variance(&o->group[i]) / weights * o->group[i].mean;
	for (int i = 0; i < o->k; i++)
	{
		const Moments *group = &o->group[i];
		float8		weight = group->n / moments_variance(group);

		between += weight * ((group->mean - mean) * (group->mean - mean));
		lack += (1 - weight / weights) * (1 - weight / weights) / (group->n - 1);
	}
	lack /= (float8) o->k * o->k - 1;
	between /= df1 * (1 + 2 * (o->k - 2) * lack);
	row_float8(row, between);
	row_float8(row, 1 / (3 * lack));
	row_float8(row, aiehr_f_upper(between, df1, 1 / (3 * lack)));
	return NULL;
}

/*
 * group_anova(groups) -> (groups, n, mean, df_between, ss_between, ms_between, df_within, ss_within,
 *			ms_within, f, p, r2, sigma, n0, icc1, icc2, welch_f, welch_df2, welch_p, note)
 *		One-way analysis of variance. icc1 is the share of variance between groups, icc2 the reliability
 *		of a group's mean; both may be negative, which is noted.
 */
PG_FUNCTION_INFO_V1(aiehr_group_anova);
Datum
aiehr_group_anova(PG_FUNCTION_ARGS)
{
	OneWay	   *o = oneway_from_groups(PG_GETARG_GROUPS_P(0));
	const char *note = oneway_note(o);
	const char *missing;
	float8		df1 = o->k - 1;
	float8		df2 = o->n - o->k;
	float8		msb = df1 > 0 ? o->between / df1 : NAN;
	float8		msw = df2 > 0 ? o->within / df2 : NAN;
	float8		f = msb / msw;
	float8		n0 = df1 > 0 ? oneway_n0(o) : NAN;
	ResultRow	row;

	row_begin(fcinfo, &row);
	row_count(&row, o->k);
	row_count(&row, o->n);
	row_float8(&row, o->n > 0 ? o->center + o->mean : NAN);
	row_count(&row, Max(df1, 0));
	row_float8(&row, o->between);
	row_float8(&row, msb);
	row_count(&row, df2);
	row_float8(&row, o->within);
	row_float8(&row, msw);
	row_float8(&row, f);
	row_float8(&row, isfinite(f) ? aiehr_f_upper(f, df1, df2) : NAN);
	row_float8(&row, df1 > 0 && df2 > 0 ? o->between / (o->between + o->within) : NAN);
	row_float8(&row, sqrt(msw));
	row_float8(&row, n0);
	row_float8(&row, (msb - msw) / (msb + (n0 - 1) * msw));
	row_float8(&row, (msb - msw) / msb);
	if (note != NULL)
		row_null(&row, 3);
	else
	{
		missing = welch_anova_columns(&row, o);
		note = missing != NULL ? missing : msb < msw ? NOTE_NEGATIVE : NULL;
	}
	row_text(&row, note);
	return row_datum(&row);
}

/*
 * group_variance(groups, method) -> (groups, n, mu, mu_se, tau2, sigma2, q, i2, note)
 *		The model that shrunken means come from. q and i2 (percent) belong to dl and pm.
 */
PG_FUNCTION_INFO_V1(aiehr_group_variance);
Datum
aiehr_group_variance(PG_FUNCTION_ARGS)
{
	OneWay	   *o = oneway_from_groups(PG_GETARG_GROUPS_P(0));
	MixedModel	model;
	ResultRow	row;

	mixed_fit(o, mixed_method(text_to_cstring(PG_GETARG_TEXT_PP(1))), &model);
	row_begin(fcinfo, &row);
	row_count(&row, o->k);
	row_count(&row, o->n);
	if (!model.fitted)
		row_null(&row, 6);
	else
	{
		row_float8(&row, o->center + model.mu);
		row_float8(&row, model.mu_se);
		row_float8(&row, model.tau2);
		row_float8(&row, model.sigma2);
		row_float8(&row, model.q);
		row_float8(&row, model.i2);
	}
	row_text(&row, model.note);
	return row_datum(&row);
}
