/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * The local hours of a night: true time, so that the hour that the clock skips in spring is not there,
 * and the one that it repeats in autumn is there twice. Private to the report.
 */

#include "report.h"

struct night_hour {
        int64_t from_us, to_us;
        int order; /* rising with time; the same local hour has the same in every night */
        int hour;  /* 0..23 */
        bool again;
};

/** The hours of the night that begins on @day into @hours of REPORT_HOURS_MAX. Returns how many. */
size_t hours_of_night(const struct site *site, int64_t day, struct night_hour *hours);

/** Whether local time at @us is a repeated one: it was the same once before, when the clock goes back. */
bool hours_again(const struct zone *zone, int64_t us);

/** Fills the hours of the nights of @report: which there are, and their length. */
void hours_begin(struct report *report);

/** The hour of @report in which @us of @night lies, or NULL: not in that night. */
struct report_hour *hours_at(struct report *report, int64_t night, int64_t us);

/** Of one hour: other tasks than planned ones and minutes with nobody free, both in 1/1000. */
int64_t hours_unplanned(const struct report_hour *hour);
int64_t hours_nobody_free(const struct report_hour *hour);

/** The median time to accept, in µs; -1 where nobody waited. */
int64_t hours_accept(const struct report_hour *hour);
