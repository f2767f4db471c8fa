/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * A line: one GPIO of a chip, wired to a pull cord, a nurse-call relay, a corridor lamp or a buzzer
 * (nattvakt.yaml, gpio). A line is a device of the site too (adapter gpio, id and name are the line's, its chip
 * is its bridge), so that sense gives an input's level a meaning and supervises both like any other: a lamp that
 * cannot be driven is a device that does not answer.
 */

#include <stdbool.h>

#include "nattvakt/names.h"
#include "nattvakt/reading.h"

#define LINES_MAX       64   /* of one gateway */
#define LINE_OFFSET_MAX 1023 /* a chip with more is none that a board has */

/* What holds an open input's level; AS_IS leaves what the board's device tree set. */
/* clang-format off */
#define LINE_BIASES(X) \
        X(AS_IS,     "as-is") \
        X(DISABLED,  "disabled") \
        X(PULL_UP,   "pull-up") \
        X(PULL_DOWN, "pull-down")
/* clang-format on */
#define LINE_BIAS_VALUE(bias, word) LINE_BIAS_##bias,
enum line_bias { LINE_BIASES(LINE_BIAS_VALUE) LINE_BIAS_COUNT };
WORDS_DECLARE(line_bias)

/* What an output tells. */
/* clang-format off */
#define LINE_OUTPUTS(X) \
        X(OPEN_TASK, "open-task")   /* corridor lamp: a task that nobody has accepted */ \
        X(BUZZER,    "buzzer")      /* the same for tasks that cannot wait (stat) */ \
        X(STATUS,    "status")      /* the gateway itself */
/* clang-format on */
#define LINE_OUTPUT_VALUE(output, word) LINE_OUTPUT_##output,
enum line_output { LINE_OUTPUTS(LINE_OUTPUT_VALUE) LINE_OUTPUT_COUNT };
WORDS_DECLARE(line_output)

/* How an output is driven over time; what the times are: outlet/lamp.c. */
/* clang-format off */
#define LAMP_PATTERNS(X) \
        X(DARK,   "dark") \
        X(STEADY, "steady") \
        X(BLINK,  "blink") \
        X(DEAF,   "deaf")           /* the gateway hears nothing: never mistaken for a task */
/* clang-format on */
#define LAMP_PATTERN_VALUE(pattern, word) LAMP_PATTERN_##pattern,
enum lamp_pattern { LAMP_PATTERNS(LAMP_PATTERN_VALUE) LAMP_PATTERN_COUNT };
WORDS_DECLARE(lamp_pattern)

struct gpio_line {
        char chip[NAME_SIZE]; /* its name ("gpiochip0") or its label ("pinctrl-bcm2711") */
        unsigned offset;      /* on that chip, 0..LINE_OFFSET_MAX */
        char name[DEVICE_NAME_SIZE];
        bool active_low; /* 0 V is active */
        bool is_output;
        int at_line,
                at_column; /* where it stands in nattvakt.yaml, 1..: for what only the chip can tell */

        /* input */
        enum line_bias bias;
        int debounce_ms;      /* a level must last so long to be one */
        enum measure measure; /* what its level is … */
        bool inverted; /* … and whether active is the measure's inactive side (bed.exit): sense's, by the device */

        /* output */
        enum line_output output;
        char department[NAME_SIZE]; /* whose tasks it tells; "": of the whole house */
        char place[NAME_SIZE];      /* of this place alone, or "" */
};
