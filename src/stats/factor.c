/*
 * factor.c
 *		The model of one common factor, fitted to a correlation matrix.
 *
 * By maximum likelihood (Lawley and Maxwell 1971; the function that R's factanal() minimises), or by
 * least squares of the correlations off the diagonal (minres, Harman and Jones 1966).
 */
#include "stats/factor.h"

#include <math.h>

#include "miscadmin.h"

/* Uniquenesses are kept within these bounds, as factanal() does. */
#define LOWEST_UNIQUENESS 0.005
#define HIGHEST_UNIQUENESS 1.0
#define LARGEST_LOADING sqrt(1 - LOWEST_UNIQUENESS)

#define LIKELIHOOD_STEPS 500
#define LIKELIHOOD_TOLERANCE 1e-10
#define SHORTEST_STEP 1e-9
#define RESIDUALS_STEPS 20000
#define RESIDUALS_TOLERANCE 1e-13

/* The likelihood at a set of uniquenesses; derivatives are by the logarithms of these. */
typedef struct Likelihood
{
	float8		value;			/* what is minimised */
	float8		gradient[AIEHR_MAX_ORDER];
	float8		exact[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];	/* second derivatives */
	float8		expected[AIEHR_MAX_ORDER * AIEHR_MAX_ORDER];	/* where the model fits; never negative */
	float8		loading[AIEHR_MAX_ORDER];
} Likelihood;

/*
 * The derivatives, from the eigenvalues t and vectors v of Psi^-1/2 R Psi^-1/2, largest last: with
 * a_m = v_im v_jm, summed over all m but the first factor f, they are sum (1 - t_m) v_im^2, and
 * sum t_m a_m times sum a_m plus sum (t_m - 1) (t_m + t_f) / (t_m - t_f) a_m a_f (from the derivatives
 * of eigenvalues and vectors, as in Joereskog 1967).
 */
static void
derive(int k, const float8 *value, const float8 *vector, Likelihood *at)
{
	const float8 *first = vector + (k - 1) * k;

	for (int i = 0; i < k; i++)
	{
		at->gradient[i] = 0;
		for (int m = 0; m < k - 1; m++)
			at->gradient[i] += (1 - value[m]) * vector[m * k + i] * vector[m * k + i];
		for (int j = 0; j <= i; j++)
		{
			float8		sum = 0;
			float8		weighted = 0;
			float8		turning = 0;

			for (int m = 0; m < k - 1; m++)
			{
				float8		a = vector[m * k + i] * vector[m * k + j];

				sum += a;
				weighted += value[m] * a;
				turning += (value[m] - 1) * (value[m] + value[k - 1]) / (value[m] - value[k - 1]) * a;
			}
			at->exact[i * k + j] = at->exact[j * k + i] = weighted * sum + turning * first[i] * first[j];
			at->expected[i * k + j] = at->expected[j * k + i] = sum * sum;
		}
	}
}

/*
 * Computes the likelihood: the sum of t - ln t - 1 over all eigenvalues but the first; the loadings are
 * Psi^1/2 v sqrt(t - 1) of the first.
 */
static bool
likelihood_at(int k, const float8 *r, const float8 *psi, Likelihood *at)
{
	float8	   *scaled = (float8 *) palloc(sizeof(float8) * k * k);
	float8	   *vector = (float8 *) palloc(sizeof(float8) * k * k);
	float8		value[AIEHR_MAX_ORDER];
	bool		converged;

	for (int i = 0; i < k; i++)
	{
		for (int j = 0; j < k; j++)
			scaled[i * k + j] = r[i * k + j] / sqrt(psi[i] * psi[j]);
	}
	converged = aiehr_eigen_symmetric(k, scaled, value, vector) &&
		value[0] > 0 && value[k - 1] > value[k - 2];
	if (converged)
	{
		at->value = 0;
		for (int m = 0; m < k - 1; m++)
			at->value += value[m] - log(value[m]) - 1;
		for (int i = 0; i < k; i++)
			at->loading[i] = sqrt(psi[i] * Max(value[k - 1] - 1, 0)) * vector[(k - 1) * k + i];
		derive(k, value, vector, at);
	}
	pfree(scaled);
	pfree(vector);
	return converged;
}

/* Solves for a direction with one of the matrices, brought to unit diagonal; false if it is singular. */
static bool
solve_direction(int k, int n, const int *member, const float8 *curvature, const float8 *gradient,
				float8 *direction)
{
	float8	   *matrix = (float8 *) palloc(sizeof(float8) * k * k);
	float8		scale[AIEHR_MAX_ORDER];
	float8		right[AIEHR_MAX_ORDER];
	float8		solution[AIEHR_MAX_ORDER];
	bool		solved = true;

	for (int i = 0; i < n; i++)
	{
		scale[i] = sqrt(curvature[member[i] * k + member[i]]);
		solved &= scale[i] > 0;
		right[i] = -gradient[member[i]] / scale[i];
	}
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < n; j++)
			matrix[i * n + j] = curvature[member[i] * k + member[j]] / scale[i] / scale[j];
	}
	solved = solved && aiehr_solve_symmetric(n, matrix, 1, right, solution, NULL) < 0;
	for (int i = 0; i < n && solved; i++)
		direction[member[i]] = solution[i] / scale[i];
	pfree(matrix);
	return solved;
}

/*
 * Newton's direction among the uniquenesses that are not held at a bound; where the matrix of second
 * derivatives is none of a minimum, the expected one's, else the gradient's. Returns the largest part
 * of the gradient that counts.
 */
static float8
newton_direction(int k, const Likelihood *at, const float8 *psi, float8 *direction)
{
	int			member[AIEHR_MAX_ORDER];
	float8		steepest = 0;
	int			n = 0;

	for (int i = 0; i < k; i++)
	{
		direction[i] = 0;
		if ((psi[i] > LOWEST_UNIQUENESS || at->gradient[i] < 0) &&
			(psi[i] < HIGHEST_UNIQUENESS || at->gradient[i] > 0))
		{
			member[n++] = i;
			steepest = Max(steepest, fabs(at->gradient[i]));
		}
	}
	if (n > 0 && !solve_direction(k, n, member, at->exact, at->gradient, direction) &&
		!solve_direction(k, n, member, at->expected, at->gradient, direction))
	{
		for (int i = 0; i < n; i++)
			direction[member[i]] = -at->gradient[member[i]];
	}
	return steepest;
}

/* A step along a direction of logarithms, kept within the bounds. */
static void
step_to(int k, const float8 *psi, const float8 *direction, float8 length, float8 *next)
{
	for (int i = 0; i < k; i++)
		next[i] = Min(Max(psi[i] * exp(length * direction[i]), LOWEST_UNIQUENESS), HIGHEST_UNIQUENESS);
}

/* Fits one factor by maximum likelihood; false when that does not converge. */
bool
factor_likelihood(int k, const float8 *r, OneFactor *factor)
{
	float8	   *inverse = (float8 *) palloc(sizeof(float8) * k * k);
	Likelihood *at = (Likelihood *) palloc(sizeof(Likelihood));
	Likelihood *tried = (Likelihood *) palloc(sizeof(Likelihood));
	float8		direction[AIEHR_MAX_ORDER];
	float8		next[AIEHR_MAX_ORDER];
	float8	   *psi = factor->uniqueness;
	bool		converged = false;

	if (k < 3 || aiehr_solve_symmetric(k, r, 0, NULL, NULL, inverse) >= 0)
		return false;
	for (int i = 0; i < k; i++)
		psi[i] = Min(Max((1 - 0.5 / k) / inverse[i * k + i], LOWEST_UNIQUENESS), HIGHEST_UNIQUENESS);
	if (!likelihood_at(k, r, psi, at))
		return false;
	for (int step = 0; step < LIKELIHOOD_STEPS && !converged; step++)
	{
		float8		steepest = newton_direction(k, at, psi, direction);
		float8		length = 1;

		CHECK_FOR_INTERRUPTS();
		converged = steepest < LIKELIHOOD_TOLERANCE;
		while (!converged)
		{
			step_to(k, psi, direction, length, next);
			if (likelihood_at(k, r, next, tried) && tried->value < at->value)
				break;
			length /= 2;
			/* no digit is left to gain */
			converged = length < SHORTEST_STEP;
		}
		if (converged)
			break;
		memcpy(psi, next, sizeof(float8) * k);
		*at = *tried;
	}
	memcpy(factor->loading, at->loading, sizeof(float8) * k);
	factor->heywood = false;
	for (int i = 0; i < k; i++)
		factor->heywood |= psi[i] <= LOWEST_UNIQUENESS;
	return converged;
}

/*
 * Fits one factor by least squares of the correlations off the diagonal, one loading at a time: given
 * the others it is a regression. The bounds are those of the uniquenesses.
 */
bool
factor_residuals(int k, const float8 *r, OneFactor *factor)
{
	float8		value[AIEHR_MAX_ORDER];
	float8	   *vector = (float8 *) palloc(sizeof(float8) * k * k);
	float8	   *loading = factor->loading;
	float8		moved = 1;

	if (k < 3 || !aiehr_eigen_symmetric(k, r, value, vector))
		return false;
	for (int i = 0; i < k; i++)
		loading[i] = vector[(k - 1) * k + i] * sqrt(value[k - 1]);
	for (int step = 0; step < RESIDUALS_STEPS && moved > RESIDUALS_TOLERANCE; step++)
	{
		CHECK_FOR_INTERRUPTS();
		moved = 0;
		for (int i = 0; i < k; i++)
		{
			float8		product = 0;
			float8		square = 0;
			float8		next;

			for (int j = 0; j < k; j++)
			{
				if (j == i)
					continue;
				product += r[i * k + j] * loading[j];
				square += loading[j] * loading[j];
			}
			next = square > 0 ? Max(-LARGEST_LOADING, Min(LARGEST_LOADING, product / square)) : 0;
			moved = Max(moved, fabs(next - loading[i]));
			loading[i] = next;
		}
	}
	factor->heywood = false;
	for (int i = 0; i < k; i++)
	{
		factor->uniqueness[i] = 1 - loading[i] * loading[i];
		factor->heywood |= fabs(loading[i]) >= LARGEST_LOADING;
	}
	return moved <= RESIDUALS_TOLERANCE;
}

/* Omega total (McDonald): the share of the variance of the sum that the factor accounts for. */
float8
factor_omega(int k, const OneFactor *factor)
{
	float8		sum = 0;
	float8		unique = 0;

	for (int i = 0; i < k; i++)
	{
		sum += factor->loading[i];
		unique += factor->uniqueness[i];
	}
	return sum * sum / (sum * sum + unique);
}
