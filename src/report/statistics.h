/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The little statistics that a report needs. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values of one figure over nights. */
struct sample {
        size_t count;
        double mean, variance; /* variance with n - 1; 0 for fewer than two */
};

/** Mean and variance of @count values that lie @stride apart, divided by @scale. */
struct sample statistics_sample(const int64_t *values, size_t count, size_t stride, double scale);

/**
 * Half the width of the 95 % interval of the difference of two means by Welch's t. False when it has
 * none: fewer than two nights on a side, or no variance on both.
 */
bool statistics_welch(const struct sample *a, const struct sample *b, double *ret_half_width);

/** Two-sided 95 % quantile of Student's t with @df > 0 degrees of freedom. */
double statistics_t95(double df);
