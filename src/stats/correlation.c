/*
 * correlation.c
 *		Correlation matrices and principal components from comoments.
 */
#include "stats/linear.h"

#include <math.h>

#include "utils/builtins.h"

#include "stats/inference.h"

/*
 * correlation_matrix(comoments, level)
 *			-> (a, b, n, r, df, t, p, r_low, r_high, p_holm, p_bh, note)
 *		A row for each pair of keys. p values are adjusted over all pairs that have one.
 */
PG_FUNCTION_INFO_V1(aiehr_correlation_matrix);
Datum
aiehr_correlation_matrix(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	float8		level = inference_level(PG_GETARG_FLOAT8(1));
	int			npairs = (int) TRIANGLE(Max(c->nkeys, 1) - 1);
	ComomentsPair *pair = (ComomentsPair *) palloc(sizeof(ComomentsPair) * Max(npairs, 1));
	float8	   *p = (float8 *) palloc(sizeof(float8) * 3 * Max(npairs, 1));
	ResultRow	row;
	int			at = 0;

	for (int a = 0; a < c->nkeys; a++)
	{
		for (int b = a + 1; b < c->nkeys; b++)
		{
			comoments_pair(c, a, b, &pair[at]);
			p[at] = inference_correlation_p(comoments_pair_corr(&pair[at]), pair[at].n);
			at++;
		}
	}
	inference_adjust(p, npairs, ADJUST_HOLM, p + npairs);
	inference_adjust(p, npairs, ADJUST_BH, p + 2 * npairs);

	row_begin_set(fcinfo, &row);
	at = 0;
	for (int a = 0; a < c->nkeys; a++)
	{
		for (int b = a + 1; b < c->nkeys; b++)
		{
			float8		r = comoments_pair_corr(&pair[at]);

			row_text(&row, comoments_key(c, a));
			row_text(&row, comoments_key(c, b));
			row_count(&row, pair[at].n);
			inference_correlation(&row, r, pair[at].n, level);
			row_float8(&row, p[npairs + at]);
			row_float8(&row, p[2 * npairs + at]);
			row_text(&row, inference_correlation_note(r, pair[at].n));
			row_put(&row);
			at++;
		}
	}
	return (Datum) 0;
}

/*
 * principal_components(comoments) -> (component, eigenvalue, share)
 *		Eigenvalues of the correlation matrix over the complete rows, largest first, and their share
 *		of the number of variables. No row with a constant variable or below two rows.
 */
PG_FUNCTION_INFO_V1(aiehr_principal_components);
Datum
aiehr_principal_components(PG_FUNCTION_ARGS)
{
	Comoments  *c = PG_GETARG_COMOMENTS_P(0);
	Variables	all;
	float8		r[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		value[AIEHR_MAX_ORDER];
	ResultRow	row;

	comoments_require_listwise(c, "an analysis of components");
	variables_all(c, &all);
	row_begin_set(fcinfo, &row);
	if (c->n < 2 || !variables_correlations(c, &all, r) ||
		!aiehr_eigen_symmetric(all.k, r, value, NULL))
		return (Datum) 0;
	for (int i = all.k - 1; i >= 0; i--)
	{
		row_count(&row, all.k - i);
		row_float8(&row, value[i]);
		row_float8(&row, value[i] / all.k);
		row_put(&row);
	}
	return (Datum) 0;
}
