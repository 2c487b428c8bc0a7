/*
 * linear.h
 *		Linear models from comoments, solved on the scale of correlations.
 */
#ifndef AIEHR_LINEAR_H
#define AIEHR_LINEAR_H

#include "stats/comoments.h"
#include "stats/numeric.h"
#include "stats/result.h"

/* Less than this share of y's variance left is rounding: no digit of it could be believed. */
#define LINEAR_UNEXPLAINED 1e-14

#define LINEAR_INTERCEPT "(intercept)"

/* The variables that a model names, as they stand in the comoments. */
typedef struct Variables
{
	int			k;
	int			index[AIEHR_MAX_ORDER];
	char	   *key[AIEHR_MAX_ORDER];
} Variables;

/* Least squares of y on the variables of x. Matrices are k by k without gaps. */
typedef struct LinearModel
{
	const char *note;			/* why nothing is fitted, or NULL */
	int			culprit;		/* the variable that stands in the way, or -1 */
	float8		n;
	int			k;				/* predictors in the model: constant ones are not */
	int			place[AIEHR_MAX_ORDER]; /* of the predictors in Variables */
	float8		root[AIEHR_MAX_ORDER];	/* root of the sum of squares about the mean */
	float8		mean[AIEHR_MAX_ORDER];
	float8		y_root;
	float8		y_mean;
	float8		r[AIEHR_MAX_ORDER];		/* correlations with y */
	float8		beta[AIEHR_MAX_ORDER];	/* standardised weights */
	float8		r2;
	float8		rest;			/* sum of squares that is left */
	float8		rxx[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
	float8		inverse[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];
} LinearModel;

extern void variables_check_number(int k);
extern void variables_from_array(const Comoments *c, ArrayType *array, Variables *variables);
extern void variables_all(const Comoments *c, Variables *variables);
extern void variables_join(const Variables *a, const Variables *b, Variables *joined);
extern void variables_require_other(const Variables *variables, int y);
extern bool variables_correlations(const Comoments *c, const Variables *variables, float8 *r);
extern LinearModel *linear_fit(const Comoments *c, int y, const Variables *x);
extern float8 linear_weight(const LinearModel *m, int i);
extern float8 linear_intercept(const LinearModel *m);
extern const char *linear_note(const LinearModel *m, int term);
extern void linear_coefficient(ResultRow *row, const LinearModel *m, float8 b, float8 se, float8 level);

#endif							/* AIEHR_LINEAR_H */
