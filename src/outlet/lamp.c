/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lamps: tasks that wait for somebody become patterns, patterns become times of light and dark. A lamp is
 * for whoever walks by: lit while a task waits to be accepted, dark once somebody has it, so a planned one
 * counts only when it is late. Blinking says hurry. The deaf pattern is a double flash or a sparse chirp,
 * which no task ever makes, and gives way to a task: that somebody waits is more than that we hear badly.
 *
 * Three flashes in any second are too many for people with photosensitive epilepsy (WCAG 2.2, 2.3.1); none
 * here makes more than two.
 */
#include "lamp.h"

#include <assert.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/text.h"
#include "nattvakt/times.h"

#define STRETCHES_MAX 4

/* Lit, dark, lit, dark, in ms, then from the beginning; {0}: it does not move. */
struct rhythm {
        int64_t ms[STRETCHES_MAX];
};

/* clang-format off */
static const struct rhythm lamp_rhythms[LAMP_PATTERN_COUNT] = {
        [LAMP_PATTERN_BLINK] = { { 500, 500 } },             /* once a second: seen from far, not frantic */
        [LAMP_PATTERN_DEAF]  = { { 100, 200, 100, 1600 } },  /* a double flash each two seconds */
};

static const struct rhythm buzzer_rhythms[LAMP_PATTERN_COUNT] = {
        [LAMP_PATTERN_BLINK] = { { 150, 150, 150, 2550 } },  /* two beeps each three seconds: residents sleep */
        [LAMP_PATTERN_DEAF]  = { { 50, 59950 } },            /* one chirp a minute, as a smoke alarm's empty cell */
};
/* clang-format on */

/* Nobody has taken it on. A planned task waits silently until it is late. */
static bool is_waiting(const struct task *task) {
        bool asked = task->state == TASK_STATE_REQUESTED || task->state == TASK_STATE_RECEIVED;

        return asked && (!task->planned || task->overdue || task->step > 0);
}

static bool is_told_by(const struct gpio_line *line, const struct task *task) {
        if (line->place[0])
                return text_equal(line->place, task->place);
        return !line->department[0] || text_equal(line->department, task->department);
}

static bool is_hurried(const struct task *task, int64_t now_us) {
        return task->priority == TASK_PRIORITY_STAT || task->step > 0 || task->overdue ||
               (task->accept_by_us && task->accept_by_us <= now_us);
}

static enum lamp_pattern of_tasks(const struct gpio_line *line, const struct task *const *open,
                                  size_t count, int64_t now_us) {
        enum lamp_pattern pattern = LAMP_PATTERN_DARK;

        for (size_t i = 0; i < count && pattern != LAMP_PATTERN_BLINK; i++)
                if (is_waiting(open[i]) && is_told_by(line, open[i]))
                        pattern = is_hurried(open[i], now_us) ? LAMP_PATTERN_BLINK
                                                              : LAMP_PATTERN_STEADY;
        return pattern;
}

static enum lamp_pattern of_stat_tasks(const struct gpio_line *line, const struct task *const *open,
                                       size_t count) {
        for (size_t i = 0; i < count; i++)
                if (open[i]->priority == TASK_PRIORITY_STAT && is_waiting(open[i]) &&
                    is_told_by(line, open[i]))
                        return LAMP_PATTERN_BLINK;
        return LAMP_PATTERN_DARK;
}

static enum lamp_pattern of_gateway(const struct lamp_gateway *gateway) {
        if (gateway->deaf)
                return LAMP_PATTERN_DEAF;
        return gateway->trouble || gateway->urgent_unwritten ? LAMP_PATTERN_BLINK
                                                             : LAMP_PATTERN_STEADY;
}

enum lamp_pattern lamp_pattern_of(const struct gpio_line *line, const struct task *const *open,
                                  size_t count, const struct lamp_gateway *gateway) {
        enum lamp_pattern pattern = LAMP_PATTERN_DARK;

        assert(line->is_output);
        switch (line->output) {
        case LINE_OUTPUT_STATUS:
                return of_gateway(gateway);
        case LINE_OUTPUT_OPEN_TASK:
                pattern = of_tasks(line, open, count, gateway->now_us);
                break;
        case LINE_OUTPUT_BUZZER:
                pattern = of_stat_tasks(line, open, count);
                break;
        case LINE_OUTPUT_COUNT:
                break;
        }
        if (gateway->urgent_unwritten)
                return LAMP_PATTERN_BLINK;
        return pattern == LAMP_PATTERN_DARK && gateway->deaf ? LAMP_PATTERN_DEAF : pattern;
}

int64_t lamp_next_us(const struct task *const *open, size_t count, int64_t now_us) {
        int64_t next_us = TIME_NEVER;

        for (size_t i = 0; i < count; i++)
                if (is_waiting(open[i]) && open[i]->accept_by_us > now_us &&
                    open[i]->accept_by_us < next_us)
                        next_us = open[i]->accept_by_us;
        return next_us;
}

bool lamp_is_lit(enum lamp_pattern pattern, enum line_output output, int64_t since_us,
                 int64_t now_us, int64_t *ret_until_us) {
        const struct rhythm *rhythm =
                output == LINE_OUTPUT_BUZZER ? &buzzer_rhythms[pattern] : &lamp_rhythms[pattern];
        int64_t length_us = 0, end_us;
        size_t stretch = 0;

        for (size_t i = 0; i < STRETCHES_MAX; i++)
                length_us += rhythm->ms[i] * US_PER_MS;
        if (length_us == 0) {
                *ret_until_us = TIME_NEVER;
                return pattern == LAMP_PATTERN_STEADY;
        }

        end_us = now_us < since_us ? since_us : now_us - (now_us - since_us) % length_us;
        while ((end_us += rhythm->ms[stretch] * US_PER_MS) <= now_us)
                stretch++;
        *ret_until_us = end_us;
        return stretch % 2 == 0;
}
