/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Lamps and buzzers: what the open tasks and the gateway's own state mean for an output, and how a pattern
 * runs over time. Pure: the caller asks after each commit and at the time that it is told.
 */

#include <stddef.h>
#include <stdint.h>

#include "nattvakt/line.h"
#include "nattvakt/task.h"

/* How the gateway is; the worst that holds counts. */
struct lamp_gateway {
        bool deaf;    /* it hears nothing: no broker, or its canary does not come back */
        bool trouble; /* the disk cannot be written, a chip or line is gone, the time is not trusted */
        bool urgent_unwritten; /* a stat or asap task could not be written: every lamp tells it */
        int64_t now_us;        /* UTC: what is to be accepted by then is late */
};

/**
 * What output @line shows, given the @open tasks of the house. A corridor lamp or buzzer tells a task though the
 * gateway is deaf: somebody waits; the status lamp tells the gateway alone.
 */
enum lamp_pattern lamp_pattern_of(const struct gpio_line *line, const struct task *const *open,
                                  size_t count, const struct lamp_gateway *gateway);

/**
 * When the next of the @open tasks that still wait is late, UTC; TIME_NEVER. Until then, and unless a task or the
 * gateway changes, patterns stay as they are.
 */
int64_t lamp_next_us(const struct task *const *open, size_t count, int64_t now_us);

/**
 * Whether an output that shows @pattern since @since_us is driven at @now_us (CLOCK_BOOTTIME), and until
 * when that holds: *@ret_until_us, TIME_NEVER for a pattern that does not move.
 */
bool lamp_is_lit(enum lamp_pattern pattern, enum line_output output, int64_t since_us,
                 int64_t now_us, int64_t *ret_until_us);
