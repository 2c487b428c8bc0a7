/*
 * numeric.h
 *		The C face of numeric.cpp: Boost.Math's distributions and Eigen's matrices.
 *
 * Nothing here raises an error: an argument outside the domain gives NaN, and the callers look before
 * and after. Tails are computed as tails, never as one less the other.
 */
#ifndef AIEHR_NUMERIC_H
#define AIEHR_NUMERIC_H

#ifdef __cplusplus
extern "C"
{
#endif

/* The order of matrices is limited, so that they fit on the stack and nothing is allocated. */
#define AIEHR_MAX_ORDER 64

/* What 1/VIF of a variable must be at least; below, the others determine it. */
#define AIEHR_COLLINEAR 1e-10

extern double aiehr_normal_lower(double z);
extern double aiehr_normal_quantile(double p);
extern double aiehr_t_upper(double t, double df);
extern double aiehr_t_quantile(double p, double df);
extern double aiehr_f_upper(double f, double df1, double df2);
extern double aiehr_f_quantile(double p, double df1, double df2);
extern double aiehr_chisq_upper(double x, double df);
extern double aiehr_chisq_quantile(double p, double df);
extern double aiehr_beta_lower(double x, double a, double b);

/* Matrices are full and symmetric, of k rows. */
extern int	aiehr_solve_symmetric(int k, const double *a, int columns, const double *b, double *x,
								  double *inverse);
extern int	aiehr_eigen_symmetric(int k, const double *a, double *values, double *vectors);

/* Functions of one variable; `context` is handed through to f. f must not raise an error. */
typedef double (*AiehrFunction) (double x, void *context);

extern double aiehr_root(AiehrFunction f, void *context, double lo, double hi);
extern double aiehr_integral(AiehrFunction f, void *context, double lo, double hi);

#ifdef __cplusplus
}
#endif

#endif							/* AIEHR_NUMERIC_H */
