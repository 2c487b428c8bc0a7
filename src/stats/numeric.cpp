/*
 * numeric.cpp
 *		Distribution functions from Boost.Math, linear algebra from Eigen, behind a C face.
 *
 * The one C++ file. It must not allocate, throw or touch a stream: an exception or an abort would take
 * the whole server down, and the module shall not need libstdc++. So the libraries are told to report
 * by values, matrices have a largest size and lie on the stack, and the build has no exceptions.
 */

/* Boost.Math includes <iostream> for debugging, which up to GCC 12 brings a static object of libstdc++. */
#define _GLIBCXX_IOSTREAM

/* Outside the domain: NaN. Too large: infinity. No promotion to long double, which differs by platform. */
#define BOOST_MATH_DOMAIN_ERROR_POLICY errno_on_error
#define BOOST_MATH_POLE_ERROR_POLICY errno_on_error
#define BOOST_MATH_OVERFLOW_ERROR_POLICY errno_on_error
#define BOOST_MATH_EVALUATION_ERROR_POLICY errno_on_error
#define BOOST_MATH_ROUNDING_ERROR_POLICY errno_on_error
#define BOOST_MATH_INDETERMINATE_RESULT_ERROR_POLICY errno_on_error
#define BOOST_MATH_PROMOTE_DOUBLE_POLICY false
/* Assertions would abort the server. */
#define BOOST_DISABLE_ASSERTS

#define EIGEN_NO_EXCEPTIONS
#define EIGEN_NO_IO
#define EIGEN_NO_DEBUG
#define EIGEN_MPL2_ONLY

#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/tools/roots.hpp>

#if defined(__GNUC__) && !defined(__clang__)
/* GCC follows Eigen's matrices of run-time size and cannot see that they are filled. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "stats/numeric.h"

namespace bm = boost::math;

typedef Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, AIEHR_MAX_ORDER, AIEHR_MAX_ORDER> Matrix;
typedef Eigen::Matrix<double, Eigen::Dynamic, 1, 0, AIEHR_MAX_ORDER, 1> Vector;
typedef Eigen::Map<const Eigen::MatrixXd> ConstMatrixMap;
typedef Eigen::Map<Eigen::MatrixXd> MatrixMap;
typedef Eigen::Map<const Eigen::VectorXd> ConstVectorMap;
typedef Eigen::Map<Eigen::VectorXd> VectorMap;

static const double not_a_number = std::numeric_limits<double>::quiet_NaN();

/* Probability of a standard normal value below z. */
double
aiehr_normal_lower(double z)
{
	return bm::cdf(bm::normal(), z);
}

/* The z below which a standard normal value lies with probability p. */
double
aiehr_normal_quantile(double p)
{
	return bm::quantile(bm::normal(), p);
}

/* Probability of a value of Student's t above t. */
double
aiehr_t_upper(double t, double df)
{
	return bm::cdf(bm::complement(bm::students_t(df), t));
}

/* The t below which a value of Student's t lies with probability p. */
double
aiehr_t_quantile(double p, double df)
{
	return bm::quantile(bm::students_t(df), p);
}

/* Probability of a value of F above f. */
double
aiehr_f_upper(double f, double df1, double df2)
{
	return bm::cdf(bm::complement(bm::fisher_f(df1, df2), f));
}

/* The f below which a value of F lies with probability p. */
double
aiehr_f_quantile(double p, double df1, double df2)
{
	return bm::quantile(bm::fisher_f(df1, df2), p);
}

/* Probability of a value of chi-squared above x. */
double
aiehr_chisq_upper(double x, double df)
{
	return bm::cdf(bm::complement(bm::chi_squared(df), x));
}

/* The x below which a value of chi-squared lies with probability p. */
double
aiehr_chisq_quantile(double p, double df)
{
	return bm::quantile(bm::chi_squared(df), p);
}

/* Probability of a beta variable with parameters a and b below x. */
double
aiehr_beta_lower(double x, double a, double b)
{
	return bm::cdf(bm::beta_distribution<>(a, b), x);
}

/*
 * Solves a x = b for a correlation matrix a and so many columns of b, and inverts a if `inverse` is
 * not NULL. Returns -1, or the variable that the others determine, in which case nothing is computed:
 * by Cholesky's way with pivoting the last pivot is 1/VIF of the variable taken last. One step of
 * refinement brings back what a nearly collinear matrix costs.
 */
int
aiehr_solve_symmetric(int k, const double *a, int columns, const double *b, double *x, double *inverse)
{
	ConstMatrixMap matrix(a, k, k);
	Eigen::LDLT<Matrix> factor(matrix);
	Eigen::Index last;

	if (!(factor.vectorD().minCoeff(&last) >= AIEHR_COLLINEAR))
	{
		Eigen::Matrix<int, Eigen::Dynamic, 1, 0, AIEHR_MAX_ORDER, 1> order(k);

		for (int i = 0; i < k; i++)
			order[i] = i;
		order = factor.transpositionsP() * order;
		return order[last];
	}
	for (int i = 0; i < columns; i++)
	{
		ConstVectorMap right(b + i * k, k);
		VectorMap	solution(x + i * k, k);
		Vector		rest;

		solution = factor.solve(right);
		rest = right - matrix * solution;
		solution += factor.solve(rest);
	}
	if (inverse != nullptr)
	{
		MatrixMap	inverted(inverse, k, k);

		for (int i = 0; i < k; i++)
			inverted.col(i) = factor.solve(Vector::Unit(k, i));
	}
	return -1;
}

/*
 * Eigenvalues of a symmetric matrix, smallest first, and their unit vectors, one a column, if
 * `vectors` is not NULL. Returns 0 when it did not converge, else 1.
 */
int
aiehr_eigen_symmetric(int k, const double *a, double *values, double *vectors)
{
	Matrix		matrix = ConstMatrixMap(a, k, k);
	Eigen::SelfAdjointEigenSolver<Matrix> solver(matrix, vectors == nullptr ? Eigen::EigenvaluesOnly :
												 Eigen::ComputeEigenvectors);

	if (solver.info() != Eigen::Success)
		return 0;
	VectorMap(values, k) = solver.eigenvalues();
	if (vectors != nullptr)
		MatrixMap(vectors, k, k) = solver.eigenvectors();
	return 1;
}

/* Where f is zero between lo and hi, at which it must have different signs (else NaN): TOMS 748. */
double
aiehr_root(AiehrFunction f, void *context, double lo, double hi)
{
	boost::uintmax_t steps = 200;
	auto		function = [f, context] (double x) { return f(x, context); };
	double		at_lo = f(lo, context);
	double		at_hi = f(hi, context);

	if (at_lo == 0)
		return lo;
	if (at_hi == 0)
		return hi;
	if (!(lo < hi) || !std::isfinite(at_lo) || !std::isfinite(at_hi) || (at_lo < 0) == (at_hi < 0))
		return not_a_number;

	auto		bracket = bm::tools::toms748_solve(function, lo, hi, at_lo, at_hi,
												   bm::tools::eps_tolerance<double>(), steps);

	return bracket.first + (bracket.second - bracket.first) / 2;
}

/* Integral of f between lo and hi, either of which may be infinite, to twelve digits or so. */
double
aiehr_integral(AiehrFunction f, void *context, double lo, double hi)
{
	auto		function = [f, context] (double x) { return f(x, context); };

	return bm::quadrature::gauss_kronrod<double, 31>::integrate(function, lo, hi, 15, 1e-13);
}
