/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * People's intakes, the plan that is made of them, and what became of each dose and intake, counted from these
 * alone: nothing here knows nattvakt. The rules stand in ../system/recorded_doses.c. Times are local.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nattvakt/cleanup.h"
#include "nattvakt/times.h"

#define PEOPLE_MAX   10
#define INTAKES_MAX  64 /* of one person */
#define DOSES_MAX    16 /* a day */
#define DAYS_MAX     32
#define LATE_MIN     30
#define MISSED_MIN   120
#define APART_MIN    60
#define MINUTE_A_DAY 1440

struct intake {
        int64_t local_us;
        int id;
};

struct person {
        char name[32]; /* the recording's own; goes nowhere */
        struct intake intakes[INTAKES_MAX];
        int count;
        int doses, at_min[DOSES_MAX], missed_min[DOSES_MAX]; /* the plan */
        int64_t begin_us, end_us;                            /* local */
        int64_t open_us[DAYS_MAX * DOSES_MAX]; /* local: when what nobody ever took was due */
        int open;
};

/* What became of the doses that were due, and of the intakes. */
struct tally {
        int intakes, doses, early, on_time, late, missed, unscheduled;
        int made_up; /* of the missed; the intake is one of those unscheduled */
};

static inline int compare_intakes(const void *a, const void *b) {
        const struct intake *one = a, *other = b;

        return one->local_us < other->local_us   ? -1
               : one->local_us > other->local_us ? 1
                                                 : one->id - other->id;
}

static inline int compare_ints(const void *a, const void *b) {
        return *(const int *)a - *(const int *)b;
}

static inline int lower_median(int *values, int count) {
        qsort(values, (size_t)count, sizeof(*values), compare_ints);
        return values[(count - 1) / 2];
}

static inline int day_of(int64_t local_us) {
        return (int)(local_us / US_PER_DAY);
}

static inline int minute_of(int64_t local_us) {
        return (int)(local_us % US_PER_DAY / US_PER_MIN);
}

/* The median of the @nth intakes, down to five minutes. */
static inline int usual_minute(const struct person *person, int nth) {
        int minutes[DAYS_MAX], count = 0, of_day = 0;

        for (int i = 0; i < person->count; i++) {
                bool same = i > 0 && day_of(person->intakes[i].local_us) ==
                                             day_of(person->intakes[i - 1].local_us);

                of_day = same ? of_day + 1 : 0;
                if (of_day == nth)
                        minutes[count++] = minute_of(person->intakes[i].local_us);
        }
        return lower_median(minutes, count) / 5 * 5;
}

static inline int usual_count(const struct person *person) {
        int counts[DAYS_MAX], days = 0;

        for (int i = 0; i < person->count; i++) {
                if (i == 0 ||
                    day_of(person->intakes[i].local_us) != day_of(person->intakes[i - 1].local_us))
                        counts[days++] = 0;
                counts[days - 1]++;
        }
        return lower_median(counts, days);
}

static inline void make_plan(struct person *person) {
        int usual = usual_count(person);

        for (int nth = 0; nth < usual && nth < DOSES_MAX; nth++) {
                int minute = usual_minute(person, nth), n = person->doses;

                if (n == 0 || minute - person->at_min[n - 1] >= APART_MIN)
                        person->at_min[person->doses++] = minute;
        }
        for (int i = 0; i < person->doses; i++) {
                bool is_last = i + 1 == person->doses;
                int next = is_last ? person->at_min[0] + MINUTE_A_DAY : person->at_min[i + 1];
                int gap = next - person->at_min[i];

                person->missed_min[i] = gap - 1 < MISSED_MIN ? gap - 1 : MISSED_MIN;
        }
}

static inline int64_t due_us(const struct person *person, int day, int dose) {
        return day * US_PER_DAY + person->at_min[dose] * US_PER_MIN;
}

static inline void watch(struct person *person) {
        int64_t first = person->intakes[0].local_us;
        int64_t last = person->intakes[person->count - 1].local_us;

        person->begin_us = first - LATE_MIN * US_PER_MIN;
        person->end_us = last;
        for (int day = day_of(first); day <= day_of(last) + 1; day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);
                        int64_t over = due + person->missed_min[i] * US_PER_MIN;

                        if (due <= last + LATE_MIN * US_PER_MIN && over > person->end_us)
                                person->end_us = over;
                }
        person->end_us += US_PER_S;
}

static inline int64_t next_due_us(const struct person *person, int64_t after_us) {
        for (int day = day_of(after_us);; day++)
                for (int i = 0; i < person->doses; i++)
                        if (due_us(person, day, i) > after_us)
                                return due_us(person, day, i);
}

/* Whether the intake makes up for a missed dose. */
static inline bool make_up(const struct person *person, int64_t at_us, bool *settled,
                           int first_day) {
        for (int day = day_of(at_us); day >= first_day; day--)
                for (int i = person->doses - 1; i >= 0; i--) {
                        int64_t due = due_us(person, day, i);
                        bool *is_settled = &settled[(day - first_day) * DOSES_MAX + i];

                        if (due <= person->begin_us || *is_settled ||
                            at_us < due + person->missed_min[i] * US_PER_MIN ||
                            at_us - due >= next_due_us(person, due) - LATE_MIN * US_PER_MIN - at_us)
                                continue;
                        *is_settled = true;
                        return true;
                }
        return false;
}

/* How early, in time or late @intake is of a dose that is open at its time; NULL: of none. */
static inline int *settle(struct person *person, struct tally *tally, int64_t at_us, bool *taken,
                          int first_day) {
        for (int day = first_day; day <= day_of(at_us) + 1; day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);
                        bool *is_taken = &taken[(day - first_day) * DOSES_MAX + i];

                        if (due <= person->begin_us || *is_taken ||
                            at_us >= due + person->missed_min[i] * US_PER_MIN ||
                            at_us < due - LATE_MIN * US_PER_MIN)
                                continue;
                        *is_taken = true;
                        return at_us < due                           ? &tally->early
                               : at_us < due + LATE_MIN * US_PER_MIN ? &tally->on_time
                                                                     : &tally->late;
                }
        return &tally->unscheduled;
}

/* The count that knows nothing of nattvakt: the recording and the plan. */
static inline void count_plan(struct person *person, struct tally *tally) {
        bool taken[(DAYS_MAX + 2) * DOSES_MAX] = { false }, settled[ELEMENTS(taken)];
        bool is_unscheduled[INTAKES_MAX];
        int first_day = day_of(person->begin_us);

        for (int i = 0; i < person->count; i++, tally->intakes++) {
                int *is = settle(person, tally, person->intakes[i].local_us, taken, first_day);

                is_unscheduled[i] = is == &tally->unscheduled;
                ++*is;
        }
        memcpy(settled, taken, sizeof(settled));
        for (int i = 0; i < person->count; i++)
                tally->made_up += is_unscheduled[i] &&
                                  make_up(person, person->intakes[i].local_us, settled, first_day);
        for (int day = first_day; day <= day_of(person->end_us); day++)
                for (int i = 0; i < person->doses; i++) {
                        int64_t due = due_us(person, day, i);

                        if (due <= person->begin_us || due > person->end_us)
                                continue;
                        tally->doses++;
                        tally->missed += !taken[(day - first_day) * DOSES_MAX + i];
                        if (!settled[(day - first_day) * DOSES_MAX + i])
                                person->open_us[person->open++] = due;
                }
}
