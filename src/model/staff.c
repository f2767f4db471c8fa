/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rota as instants. A shift is two local times, so its length is the true one on the nights when
 * the clock changes; a pause begins at a local time and lasts as long as it always does, or the
 * pause at 02:30 would last an hour and a half in October and half an hour would be lost in March.
 */
#include "nattvakt/staff.h"
#include "nattvakt/text.h"

#define MIN_PER_DAY 1440

struct span {
        int64_t from_us, to_us;
};

const struct worker *staff_worker(const struct staff *staff, const char *slot) {
        for (size_t i = 0; i < staff->worker_count; i++)
                if (text_equal(staff->workers[i].slot, slot))
                        return &staff->workers[i];
        return NULL;
}

int staff_rank(const struct staff *staff, const char *role) {
        for (size_t i = 0; i < staff->role_count; i++)
                if (text_equal(staff->roles[i], role))
                        return (int)i;
        return -1;
}

/* Bit 0 is Monday; 1970-01-01 was a Thursday. */
static bool falls_on(const struct shift *shift, int64_t day) {
        int64_t weekday = ((day + 3) % 7 + 7) % 7;

        return day >= shift->from_day && day <= shift->until_day && shift->weekdays >> weekday & 1;
}

static struct span work_span(const struct shift *shift, const struct zone *zone, int64_t day) {
        int to_min = shift->to_min > shift->from_min ? shift->to_min : shift->to_min + MIN_PER_DAY;

        return (struct span){ zone_day_minute(zone, day, shift->from_min),
                              zone_day_minute(zone, day, to_min) };
}

/* The pause of the shift that begins on @day; empty when there is none. */
static struct span pause_span(const struct shift *shift, const struct zone *zone, int64_t day) {
        int from_min = shift->pause_from_min;
        int length_min = (shift->pause_to_min - from_min + MIN_PER_DAY) % MIN_PER_DAY;
        int64_t from_us;

        if (from_min < shift->from_min)
                from_min += MIN_PER_DAY;
        from_us = zone_day_minute(zone, day, from_min);
        return (struct span){ from_us, from_us + length_min * US_PER_MIN };
}

static bool holds(const struct span *span, int64_t us) {
        return us >= span->from_us && us < span->to_us;
}

static struct span common(const struct span *a, const struct span *b) {
        struct span both = { a->from_us > b->from_us ? a->from_us : b->from_us,
                             a->to_us < b->to_us ? a->to_us : b->to_us };

        if (both.to_us < both.from_us)
                both.to_us = both.from_us;
        return both;
}

static enum duty duty_on(const struct shift *shift, const struct zone *zone, int64_t day,
                         int64_t us) {
        struct span work = work_span(shift, zone, day), pause = pause_span(shift, zone, day);

        if (!falls_on(shift, day) || !holds(&work, us))
                return DUTY_OFF;
        return holds(&pause, us) ? DUTY_PAUSE : DUTY_ON;
}

enum duty staff_duty(const struct staff *staff, const struct zone *zone, const char *worker,
                     int64_t us) {
        int64_t today = zone_day(zone, us);

        for (size_t i = 0; i < staff->shift_count; i++) {
                if (!text_equal(staff->shifts[i].worker, worker))
                        continue;
                for (int64_t day = today - 1; day <= today; day++) {
                        enum duty duty = duty_on(&staff->shifts[i], zone, day, us);

                        if (duty != DUTY_OFF)
                                return duty;
                }
        }
        return DUTY_OFF;
}

static int64_t worked_us(const struct shift *shift, const struct zone *zone,
                         const struct span *between) {
        int64_t first = zone_day(zone, between->from_us) - 1, us = 0;
        int64_t last = zone_day(zone, between->to_us);

        for (int64_t day = first; day <= last; day++) {
                struct span work, pause;

                if (!falls_on(shift, day))
                        continue;
                work = work_span(shift, zone, day);
                work = common(&work, between);
                pause = pause_span(shift, zone, day);
                pause = common(&work, &pause);
                us += work.to_us - work.from_us - (pause.to_us - pause.from_us);
        }
        return us;
}

/* What part of @worker counts in @department: all of it in the whole site. */
static double share_in(const struct worker *worker, const char *department) {
        if (department[0] == '\0')
                return 1;
        for (size_t i = 0; i < worker->department_count; i++)
                if (text_equal(worker->departments[i], department))
                        return 1.0 / (double)worker->department_count;
        return 0;
}

double staff_minutes(const struct staff *staff, const struct zone *zone, const char *department,
                     int64_t from_us, int64_t to_us) {
        struct span between = { from_us, to_us };
        double minutes = 0;

        if (to_us <= from_us)
                return 0;
        for (size_t i = 0; i < staff->shift_count; i++) {
                const struct worker *worker = staff_worker(staff, staff->shifts[i].worker);
                double share = worker ? share_in(worker, department) : 0;

                if (share > 0)
                        minutes += share * (double)worked_us(&staff->shifts[i], zone, &between) /
                                   (double)US_PER_MIN;
        }
        return minutes;
}
