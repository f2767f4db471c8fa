/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Welch's t for the difference of two means: nights are taken as independent. (They are not quite:
 * the same residents sleep there each night. A block bootstrap will say how much that matters.)
 *
 * Sources: B. L. Welch, Biometrika 34 (1947) 28; Student's t by the regularised incomplete beta
 * function, https://dlmf.nist.gov/8.17 (8.17.22, continued fraction; 8.17.4, symmetry), evaluated by
 * the modified Lentz method, https://dlmf.nist.gov/3.10#iii.
 */
#include "statistics.h"

#include <math.h>

#define LENTZ_STEPS   300
#define LENTZ_TINY    1e-300
#define LENTZ_NEAR    1e-15
#define HALVINGS      200
#define OUTSIDE_95    0.05
#define T_UPPER_BOUND 1e4 /* above the 636.6 that a 99.9 % interval of df = 1 would need */

struct sample statistics_sample(const int64_t *values, size_t count, size_t stride, double scale) {
        struct sample sample = { .count = count };
        double sum = 0, squares = 0;

        for (size_t i = 0; i < count; i++)
                sum += (double)values[i * stride];
        sample.mean = count > 0 ? sum / (double)count : 0;
        for (size_t i = 0; i < count; i++) {
                double off = (double)values[i * stride] - sample.mean;

                squares += off * off;
        }
        if (count > 1)
                sample.variance = squares / (double)(count - 1) / scale / scale;
        sample.mean /= scale;
        return sample;
}

static double away_from_zero(double value) {
        return fabs(value) < LENTZ_TINY ? LENTZ_TINY : value;
}

/* The fraction of 8.17.22; converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double x, double a, double b) {
        double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), result = d;

        for (int m = 1; m <= LENTZ_STEPS; m++) {
                double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
                double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

                d = 1 / away_from_zero(1 + even * d);
                c = away_from_zero(1 + even / c);
                result *= c * d;
                d = 1 / away_from_zero(1 + odd * d);
                c = away_from_zero(1 + odd / c);
                result *= c * d;
                if (fabs(c * d - 1) < LENTZ_NEAR)
                        break;
        }
        return result;
}

static double incomplete_beta(double x, double a, double b) {
        double front;

        if (x <= 0 || x >= 1)
                return x <= 0 ? 0 : 1;
        front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
        if (x < (a + 1) / (a + b + 2))
                return front * beta_fraction(x, a, b) / a;
        return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double statistics_t95(double df) {
        double low = 0, high = T_UPPER_BOUND;

        for (int i = 0; i < HALVINGS; i++) {
                double t = (low + high) / 2;

                /* the probability outside of -t..t */
                if (incomplete_beta(df / (df + t * t), df / 2, 0.5) > OUTSIDE_95)
                        low = t;
                else
                        high = t;
        }
        return (low + high) / 2;
}

bool statistics_welch(const struct sample *a, const struct sample *b, double *ret_half_width) {
        double of_a, of_b, df;

        if (a->count < 2 || b->count < 2 || !(a->variance > 0 || b->variance > 0))
                return false;

        of_a = a->variance / (double)a->count;
        of_b = b->variance / (double)b->count;
        df = (of_a + of_b) * (of_a + of_b) /
             (of_a * of_a / (double)(a->count - 1) + of_b * of_b / (double)(b->count - 1));
        *ret_half_width = statistics_t95(df) * sqrt(of_a + of_b);
        return true;
}
